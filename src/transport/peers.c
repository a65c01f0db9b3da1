/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "peers.h"

static struct wt_peer **bucket_of(struct wt_peers *peers, const struct wt_address *address)
{
	return &peers->buckets[wt_address_hash(address) % WT_PEERS_BUCKETS];
}

void wt_peers_start(struct wt_peers *peers)
{
	for (size_t i = 0; i < WT_PEERS_MAX; i++) {
		peers->all[i].next = peers->unused;
		peers->unused = &peers->all[i];
	}
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

	for (size_t i = 0; i < WT_PEERS_MAX; i++) {
		struct wt_peer *peer = &peers->all[i];

		if (peer->active && !peer->reported && (!idlest || peer->last_ns < idlest->last_ns))
			idlest = peer;
	}
	return idlest;
}
