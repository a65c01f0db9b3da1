/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The stateless listener of a DTLS server: strangers' hellos, and who becomes a peer. */
#include <string.h>

#include "dtls_datagram.h"
#include "dtls_server.h"

/* The listener's session is made when a stranger needs one, and made again once it has become a
 * peer's. */
static enum wt_status ready_listener(struct wt_dtls_server *server, const struct wt_address *from)
{
	struct wt_endpoint *endpoint = &server->secure.base;
	struct wt_connection *listener = &endpoint->connection;
	struct wt_heap_cost heap = listener->times.heap;
	void *session = listener->session;

	if (!session || !wt_address_equal(&listener->peer, from)) {
		wt_connection_renew(listener, endpoint);
		listener->session = session;
		if (session) /* which was paid for by another stranger */
			listener->times.heap = heap;
		listener->peer = *from;
		wt_socket_share(&listener->wire.socket, &endpoint->listener, from);
		listener->wire.socket.tap = endpoint->tap;
		server->stranger_ns = wt_clock_ns();
	}
	if (session)
		return WT_OK;
	if (wt_secure_new(listener) != WT_OK)
		return WT_ERROR;
	return wt_tlslib_prepare_listen(listener->session, server->secret);
}

/*
 * A host that starts anew from the same address and port has proved by its cookie that it is there,
 * so what it had before goes (RFC 6347 4.2.8, RFC 9147 5.11). One that the server loop has stays
 * its own.
 */
static void make_room(struct wt_dtls_server *server, const struct wt_address *from)
{
	struct wt_peer *leaves = wt_peers_find(&server->peers, from);

	if (leaves && leaves->reported)
		leaves = NULL;
	if (!leaves && (!server->peers.unused || server->peers.half_open >= WT_PEERS_USUAL))
		leaves = wt_peers_to_evict(&server->peers);
	if (leaves)
		wt_dtls_server_forget(server, leaves);
}

/* The listener's session, which has seen a good cookie, becomes the session of its sender. */
static struct wt_peer *promote(struct wt_dtls_server *server, size_t bytes)
{
	struct wt_connection *listener = &server->secure.base.connection;
	const uint8_t *random = wt_datagram_hello_random(server->datagram, bytes);
	struct wt_peer *peer;

	make_room(server, &listener->peer);
	peer = wt_peers_add(&server->peers, &listener->peer);
	if (!peer)
		return NULL;
	wt_dtls_bounds_start(&peer->bounds, server->datagram, bytes);
	memset(peer->hello_random, 0, WT_HELLO_RANDOM_BYTES);
	if (random)
		memcpy(peer->hello_random, random, WT_HELLO_RANDOM_BYTES);
	wt_dtls_server_charge(server, NULL);
	peer->connection = *listener;
	wt_dtls_server_charge(server, &peer->connection.times.handshake_cpu_ns);
	listener->session = NULL;
	if (wt_tlslib_attach(peer->connection.session, &peer->connection.wire) != WT_OK) {
		wt_dtls_server_forget(server, peer);
		return NULL;
	}
	peer->first_ns = server->stranger_ns;
	peer->made_ns = wt_clock_ns();
	wt_dtls_server_note_expiry(server, peer->made_ns + WT_PEER_IDLE_NS);
	peer->connection.times.accept_ns = peer->made_ns - peer->first_ns;
	return peer;
}

/* What stands behind a hello goes to the session as well, so it is bounded from there on. */
static bool is_hello(const uint8_t *datagram, size_t bytes)
{
	struct wt_dtls_bounds bounds;

	if (!wt_datagram_is_hello(datagram, bytes))
		return false;
	wt_dtls_bounds_start(&bounds, datagram, bytes);
	return wt_dtls_bounds_admit(&bounds, datagram, bytes, true);
}

struct wt_peer *wt_dtls_server_listen(struct wt_dtls_server *server, const struct wt_address *from,
				      size_t bytes)
{
	struct wt_connection *listener = &server->secure.base.connection;
	struct wt_peer *peer = NULL;
	enum wt_status status;

	if (!is_hello(server->datagram, bytes)) {
		server->secure.base.strays += !wt_datagram_is_last_word(server->datagram);
		return NULL;
	}
	status = ready_listener(server, from);
	wt_dtls_server_charge(server, &listener->times.accept_cpu_ns);
	if (status == WT_OK) {
		listener->wire.socket.inbox = server->datagram;
		listener->wire.socket.inbox_bytes = bytes;
		status = wt_tlslib_listen(listener->session, &listener->wire);
	}
	if (status == WT_OK)
		peer = promote(server, bytes);
	if (!peer && status != WT_WANT_READ) {
		server->secure.base.strays++; /* refused: nothing in common, or no place left */
		wt_secure_free(listener);
	}
	return peer;
}
