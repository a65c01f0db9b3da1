/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <stdlib.h>
#include <string.h>

#include "peers.h"

static struct wt_peer **bucket_of(struct wt_peers *peers, const struct wt_address *address)
{
	return &peers->buckets[wt_address_hash(address) % (2 * peers->places)];
}

enum wt_status wt_peers_start(struct wt_peers *peers, size_t places)
{
	peers->all = calloc(places, sizeof(*peers->all));
	peers->buckets = calloc(2 * places, sizeof(struct wt_peer *));
	peers->hosts = calloc(2 * places, sizeof(*peers->hosts));
	if (!peers->all || !peers->buckets || !peers->hosts) {
		wt_peers_stop(peers);
		return WT_ERROR;
	}
	peers->places = places;
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
	free(peers->hosts);
	memset(peers, 0, sizeof(*peers));
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
	peers->half_open++;
	return peer;
}

void wt_peers_establish(struct wt_peers *peers, struct wt_peer *peer)
{
	peers->half_open -= !peer->established;
	peer->established = true;
}

/* Takes it out of its bucket. */
static void unlink_peer(struct wt_peers *peers, const struct wt_peer *peer)
{
	struct wt_peer **link = bucket_of(peers, &peer->connection.peer);

	while (*link != peer)
		link = &(*link)->next;
	*link = peer->next;
}

void wt_peers_move(struct wt_peers *peers, struct wt_peer *peer, const struct wt_address *address)
{
	struct wt_peer **bucket = bucket_of(peers, address);

	unlink_peer(peers, peer);
	peer->connection.peer = *address;
	peer->next = *bucket;
	*bucket = peer;
}

void wt_peers_remove(struct wt_peers *peers, struct wt_peer *peer)
{
	if (!peer->active)
		return;
	unlink_peer(peers, peer);
	peer->next = peers->unused;
	peers->unused = peer;
	peer->active = false;
	peers->count--;
	peers->half_open -= !peer->established;
}

static bool is_half_open(const struct wt_peer *peer)
{
	return peer->active && !peer->reported && !peer->established;
}

/* The entry of this peer's host. There are twice as many entries as peers, so a free one is found. */
static struct wt_peer_host *host_of(struct wt_peers *peers, const struct wt_peer *peer)
{
	const struct wt_address *whose = &peer->connection.peer;
	size_t entries = 2 * peers->places;
	size_t at = wt_address_host_hash(whose) % entries;

	while (peers->hosts[at].first && !wt_address_same_host(&peers->hosts[at].first->connection.peer, whose))
		at = (at + 1) % entries;
	return &peers->hosts[at];
}

/* How many half-open peers the host has that has most of them. */
static size_t count_hosts(struct wt_peers *peers)
{
	size_t most = 0;

	memset(peers->hosts, 0, 2 * peers->places * sizeof(*peers->hosts));
	for (size_t i = 0; i < peers->places; i++) {
		const struct wt_peer *peer = &peers->all[i];
		struct wt_peer_host *host;

		if (!is_half_open(peer))
			continue;
		host = host_of(peers, peer);
		host->first = peer;
		if (++host->half_open > most)
			most = host->half_open;
	}
	return most;
}

static struct wt_peer *idlest(struct wt_peers *peers)
{
	struct wt_peer *found = NULL;

	for (size_t i = 0; i < peers->places; i++) {
		struct wt_peer *peer = &peers->all[i];

		if (peer->active && !peer->reported && (!found || peer->last_ns < found->last_ns))
			found = peer;
	}
	return found;
}

struct wt_peer *wt_peers_to_evict(struct wt_peers *peers)
{
	size_t most = count_hosts(peers);
	struct wt_peer *oldest = NULL;

	for (size_t i = 0; i < peers->places; i++) {
		struct wt_peer *peer = &peers->all[i];

		if (is_half_open(peer) && host_of(peers, peer)->half_open == most &&
		    (!oldest || peer->made_ns < oldest->made_ns))
			oldest = peer;
	}
	return oldest ? oldest : idlest(peers);
}
