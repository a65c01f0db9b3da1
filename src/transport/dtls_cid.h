/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Inside the DTLS transport: connection IDs (RFC 9146, RFC 9147 9). A server's are made so that they name the peer's place; a
 * peer that is known by its ID may come from another address, where it is answered once a record was authenticated.
 */
#ifndef WT_DTLS_CID_H
#define WT_DTLS_CID_H

#include "dtls_server.h"

/* Gives a peer's session, which has left the listener, its ID. */
bool wt_dtls_cid_give(struct wt_dtls_server *server, struct wt_peer *peer);
/* The peer that the datagram names; NULL: none, or one that cannot have moved yet. */
struct wt_peer *wt_dtls_cid_find(struct wt_dtls_server *server, const struct wt_address *from, size_t bytes);
/* Before the session reads a datagram, and after it has done so. */
void wt_dtls_cid_before(const struct wt_dtls_server *server, struct wt_peer *peer, const struct wt_address *from);
void wt_dtls_cid_after(struct wt_dtls_server *server, struct wt_peer *peer, const struct wt_address *from);

#endif
