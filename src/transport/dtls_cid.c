/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "dtls_cid.h"

#include <string.h>

#include "dtls_datagram.h"

/* How many bytes of an ID number the place; what is left is random, so that an old ID does not name a later peer. */
enum { PLACE_BYTES = 2 };

static size_t place_bytes(const struct wt_endpoint *endpoint)
{
	return endpoint->settings->cid_bytes < PLACE_BYTES ? endpoint->settings->cid_bytes : PLACE_BYTES;
}

bool wt_dtls_cid_give(struct wt_dtls_server *server, struct wt_peer *peer)
{
	const struct wt_endpoint *endpoint = &server->secure.base;
	size_t bytes = endpoint->settings->cid_bytes, place = (size_t)(peer - server->peers.all);

	if (bytes == 0)
		return true;
	if (RAND_bytes(peer->cid, (int)bytes) != 1)
		return false;
	for (size_t at = place_bytes(endpoint); at-- > 0; place >>= 8)
		peer->cid[at] = (uint8_t)place;
	return wt_tlslib_set_cid(peer->connection.session, peer->cid, bytes);
}

struct wt_peer *wt_dtls_cid_find(struct wt_dtls_server *server, const struct wt_address *from, size_t bytes)
{
	const struct wt_endpoint *endpoint = &server->secure.base;
	size_t length = endpoint->settings->cid_bytes;
	const uint8_t *id = length ? wt_datagram_cid(server->datagram, bytes, length) : NULL;
	struct wt_peer *peer;
	size_t place;

	if (!id)
		return NULL;
	place = wt_datagram_number(id, place_bytes(endpoint));
	if (place >= server->peers.places)
		return NULL;
	peer = &server->peers.all[place];
	if (!peer->active || memcmp(peer->cid, id, length) != 0)
		return NULL;
	return peer->established || wt_address_equal(&peer->connection.peer, from) ? peer : NULL;
}

void wt_dtls_cid_before(const struct wt_dtls_server *server, struct wt_peer *peer, const struct wt_address *from)
{
	if (server->secure.base.settings->cid_bytes)
		wt_tlslib_heard_from(peer->connection.session, from);
}

void wt_dtls_cid_after(struct wt_dtls_server *server, struct wt_peer *peer, const struct wt_address *from)
{
	struct wt_endpoint *endpoint = &server->secure.base;

	if (!endpoint->settings->cid_bytes || wt_address_equal(&peer->connection.peer, from) ||
	    !wt_tlslib_peer_is(peer->connection.session, from))
		return;
	wt_peers_move(&server->peers, peer, from);
	wt_socket_follow(&peer->connection.wire.socket, &endpoint->listener, from);
	endpoint->moved++;
}
