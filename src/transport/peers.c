/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <stdlib.h>

#include "peers.h"

static struct wt_peer **bucket_of(struct wt_peers *peers, const struct wt_address *address)
{
	return &peers->buckets[wt_address_hash(address) % (2 * peers->places)];
}

enum wt_status wt_peers_start(struct wt_peers *peers, size_t places)
{
	peers->places = places;
	peers->all = calloc(places, sizeof(*peers->all));
	peers->buckets = calloc(2 * places, sizeof(*peers->buckets));
	if (!peers->all || !peers->buckets)
		return WT_ERROR;
	/* the first place is the first to be taken, and every page is in use from now on */
	for (size_t i = places; i-- > 0;) {
		peers->all[i].next = peers->unused;
		peers->unused = &peers->all[i];
	}
	return WT_OK;
}

void wt_peers_stop(struct wt_peers *peers)
{
	free(peers->all);
	free(peers->buckets);
	peers->all = NULL;
	peers->buckets = NULL;
	peers->places = 0;
}

struct wt_peer *wt_peers_find(struct wt_peers *peers, const struct wt_address *address)
{
	struct wt_peer *peer = *bucket_of(peers, address);

	while (peer && !wt_address_equal(&peer->connection.peer, address))
		peer = peer->next;
	return peer;
}

struct wt_peer *wt_peers_add(struct wt_peers *peers, const struct wt_address *address)
{
	struct wt_peer **bucket = bucket_of(peers, address);
	struct wt_peer *peer = peers->unused;

	if (!peer)
		return NULL;
	peers->unused = peer->next;
	peer->next = *bucket;
	*bucket = peer;
	peer->connection.peer = *address;
	peer->active = true;
	peer->established = false;
	peer->reported = false;
	peers->count++;
	return peer;
}

void wt_peers_remove(struct wt_peers *peers, struct wt_peer *peer)
{
	struct wt_peer **link = bucket_of(peers, &peer->connection.peer);

	if (!peer->active)
		return;
	while (*link != peer)
		link = &(*link)->next;
	*link = peer->next;
	peer->next = peers->unused;
	peers->unused = peer;
	peer->active = false;
	peers->count--;
}

struct wt_peer *wt_peers_idlest(struct wt_peers *peers)
{
	struct wt_peer *idlest = NULL;

	for (size_t i = 0; i < peers->places; i++) {
		struct wt_peer *peer = &peers->all[i];

		if (peer->active && !peer->reported && (!idlest || peer->last_ns < idlest->last_ns))
			idlest = peer;
	}
	return idlest;
}
