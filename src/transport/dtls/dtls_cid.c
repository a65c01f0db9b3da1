/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "peers.h"

#include <string.h>

#include "listener.h"
#include "tlslib_dtls.h"

/* How many bytes of an ID number the place; what is left is random, so that an old ID does not name a later peer. */
enum { PLACE_BYTES = 2 };

static size_t place_bytes(const struct wt_endpoint *endpoint)
{
	return endpoint->settings->cid_bytes < PLACE_BYTES ? endpoint->settings->cid_bytes : PLACE_BYTES;
}

bool wt_peers_give_cid(const struct wt_peers *peers, const struct wt_endpoint *server, struct wt_peer *peer)
{
	size_t bytes = server->settings->cid_bytes, place = (size_t)(peer - peers->all);

	if (bytes == 0)
		return true;
	if (RAND_bytes(peer->cid, (int)bytes) != 1)
		return false;
	for (size_t at = place_bytes(server); at-- > 0; place >>= 8)
		peer->cid[at] = (uint8_t)place;
	return wt_tlslib_set_cid(peer->connection.session, peer->cid, bytes);
}

struct wt_peer *wt_peers_find_cid(struct wt_peers *peers, const struct wt_endpoint *server,
				  const struct wt_address *from, const uint8_t *datagram, size_t bytes)
{
	size_t length = server->settings->cid_bytes;
	const uint8_t *id = length ? wt_datagram_cid(datagram, bytes, length) : NULL;
	struct wt_peer *peer;
	size_t place;

	if (!id)
		return NULL;
	place = wt_datagram_number(id, place_bytes(server));
	if (place >= peers->places)
		return NULL;
	peer = &peers->all[place];
	if (!peer->active || memcmp(peer->cid, id, length) != 0)
		return NULL;
	return peer->established || wt_address_equal(&peer->connection.peer, from) ? peer : NULL;
}

void wt_peers_before_read(const struct wt_endpoint *server, struct wt_peer *peer, const struct wt_address *from)
{
	if (server->settings->cid_bytes)
		wt_tlslib_heard_from(peer->connection.session, from);
}

void wt_peers_after_read(struct wt_peers *peers, struct wt_endpoint *server, struct wt_peer *peer,
			 const struct wt_address *from)
{
	if (!server->settings->cid_bytes || wt_address_equal(&peer->connection.peer, from) ||
	    !wt_tlslib_peer_is(peer->connection.session, from))
		return;
	wt_peers_move(peers, peer, from);
	wt_socket_follow(&peer->connection.wire.socket, &server->listener, from);
	server->moved++;
}
