/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Inside the DTLS transport: the peers of a listener, found by address. */
#ifndef WT_PEERS_H
#define WT_PEERS_H

#include "dtls_bounds.h"
#include "dtls_datagram.h"
#include "endpoint.h"

/* So many half-open peers there are at most, however many connections are held. */
enum { WT_PEERS_USUAL = 256 };

struct wt_peer {
	struct wt_connection connection;             /* first: a connection is its peer */
	struct wt_peer *next;                        /* in its bucket, or in the list of free ones */
	uint64_t first_ns;                           /* when its first datagram arrived */
	uint64_t last_ns;                            /* when its last one did */
	uint64_t made_ns;                            /* when its session was made */
	uint8_t hello_random[WT_HELLO_RANDOM_BYTES]; /* of the ClientHello that made the session (RFC 8446 4.1.2) */
	struct wt_dtls_bounds bounds;                /* while it is half-open */
	uint8_t cid[WT_CID_MAX_BYTES];               /* with --cid: what its datagrams name it by */
	bool active;
	bool established; /* the handshake is complete: wt_peers_establish */
	bool reported;    /* handed out to the server loop, which closes it */
};

/* How many half-open peers a host has; used while one is looked for that has to go. */
struct wt_peer_host {
	const struct wt_peer *first; /* NULL: a free entry */
	size_t half_open;
};

/* Bounded; zero-initialised, then wt_peers_start. */
struct wt_peers {
	struct wt_peer **buckets;   /* twice as many as places */
	struct wt_peer_host *hosts; /* as many */
	struct wt_peer *unused;
	struct wt_peer *all;
	size_t places;
	size_t count;
	size_t half_open; /* of these */
};

/* Allocates `places` places, all of it at once. WT_ERROR: out of memory; nothing is held then. */
enum wt_status wt_peers_start(struct wt_peers *peers, size_t places);
/* Harmless when it was not started. */
void wt_peers_stop(struct wt_peers *peers);
/* The newest peer of this address; NULL: unknown. */
struct wt_peer *wt_peers_find(struct wt_peers *peers, const struct wt_address *address);
/* A new peer; NULL when all places are taken. */
struct wt_peer *wt_peers_add(struct wt_peers *peers, const struct wt_address *address);
/* The peer has completed its handshake. */
void wt_peers_establish(struct wt_peers *peers, struct wt_peer *peer);
/* The peer has another address now. */
void wt_peers_move(struct wt_peers *peers, struct wt_peer *peer, const struct wt_address *address);
/* Harmless for a peer that is not active. The session must be freed before. */
void wt_peers_remove(struct wt_peers *peers, struct wt_peer *peer);
/*
 * The peer that has to go when all places are taken: of the host with the most half-open peers the
 * oldest of these, so that one host alone cannot push out others; where nobody is half-open, the
 * established peer that has been silent longest. NULL: all are in the hands of the server loop.
 */
struct wt_peer *wt_peers_to_evict(struct wt_peers *peers);

/*
 * dtls_cid.c: connection IDs (RFC 9146, RFC 9147 9) of the peers of `server`. They are made so that they name the peer's place;
 * a peer that is known by its ID may come from another address, where it is answered once a record was authenticated.
 */

/* Gives a peer's session, which has left the listener, its ID. */
bool wt_peers_give_cid(const struct wt_peers *peers, const struct wt_endpoint *server, struct wt_peer *peer);
/* The peer that the datagram names; NULL: none, or one that cannot have moved yet. */
struct wt_peer *wt_peers_find_cid(struct wt_peers *peers, const struct wt_endpoint *server,
				  const struct wt_address *from, const uint8_t *datagram, size_t bytes);
/* Before the session reads a datagram, and after it has done so. */
void wt_peers_before_read(const struct wt_endpoint *server, struct wt_peer *peer, const struct wt_address *from);
void wt_peers_after_read(struct wt_peers *peers, struct wt_endpoint *server, struct wt_peer *peer,
			 const struct wt_address *from);

#endif
