/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Inside the DTLS transport: the peers of a listener, found by address. */
#ifndef WT_PEERS_H
#define WT_PEERS_H

#include "endpoint.h"

enum { WT_PEERS_USUAL = 256 };

struct wt_peer {
	struct wt_connection connection; /* first: a connection is its peer */
	struct wt_peer *next;            /* in its bucket, or in the list of free ones */
	uint64_t first_ns;               /* when its first datagram arrived */
	uint64_t last_ns;                /* when its last one did */
	uint64_t made_ns;                /* when its session was made */
	bool active;
	bool established;                /* the handshake is complete */
	bool reported;                   /* handed out to the server loop, which closes it */
};

/* Bounded; zero-initialised, then wt_peers_start. */
struct wt_peers {
	struct wt_peer **buckets; /* twice as many as places */
	struct wt_peer *unused;
	struct wt_peer *all;
	size_t places;
	size_t count;
};

/* Allocates `places` places, all of it at once. WT_ERROR: out of memory. */
enum wt_status wt_peers_start(struct wt_peers *peers, size_t places);
void wt_peers_stop(struct wt_peers *peers);
/* NULL: unknown. */
struct wt_peer *wt_peers_find(struct wt_peers *peers, const struct wt_address *address);
/* A new peer; NULL when all places are taken. */
struct wt_peer *wt_peers_add(struct wt_peers *peers, const struct wt_address *address);
/* Harmless for a peer that is not active. The session must be freed before. */
void wt_peers_remove(struct wt_peers *peers, struct wt_peer *peer);
/* The one that has been silent longest and is not in the hands of the server loop; NULL: none. */
struct wt_peer *wt_peers_idlest(struct wt_peers *peers);

#endif
