/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The stateless listener of a DTLS server: strangers' hellos, and who becomes a peer. */
#include <string.h>

#include "dtls_datagram.h"
#include "dtls_server.h"
#include "listener.h"

/* Who has not shown that he is where he says he is gets at most so many times what came from there. */
enum { ANSWER_TIMES = 3 };

/* The hello in the server's `datagram`; its parameters are in `message`. */
struct wt_hello {
	size_t bytes, parameter_bytes;
};

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
	return session ? WT_OK : wt_secure_new(listener);
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
	wt_dtls_bounds_start(&peer->bounds, server->datagram, bytes, server->secure.base.settings->cid_bytes);
	memset(peer->hello_random, 0, WT_HELLO_RANDOM_BYTES);
	if (random)
		memcpy(peer->hello_random, random, WT_HELLO_RANDOM_BYTES);
	wt_dtls_server_cpu_to_peer(server, NULL);
	peer->connection = *listener;
	wt_dtls_server_cpu_to_peer(server, &peer->connection.times.handshake_cpu_ns);
	listener->session = NULL;
	if (wt_tlslib_attach(peer->connection.session, &peer->connection.wire) != WT_OK ||
	    !wt_peers_give_cid(&server->peers, &server->secure.base, peer)) {
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
static bool is_bounded(const struct wt_dtls_server *server, size_t bytes)
{
	struct wt_dtls_bounds bounds;

	wt_dtls_bounds_start(&bounds, server->datagram, bytes, server->secure.base.settings->cid_bytes);
	return wt_dtls_bounds_admit(&bounds, server->datagram, bytes, true);
}

/* Lets the library look at a hello with one of the secrets. What it answers is held. */
static enum wt_status look_with(struct wt_dtls_server *server, enum wt_cookies_age age, const struct wt_hello *hello,
				struct wt_held *answer)
{
	struct wt_connection *listener = &server->secure.base.connection;
	enum wt_status status;

	status = wt_dtls_cookies_bind(&server->cookies, age, server->message, hello->parameter_bytes, server->secret);
	if (status == WT_OK)
		status = wt_tlslib_prepare_listen(listener->session, server->secret);
	if (status != WT_OK)
		return status;
	listener->wire.socket.inbox = server->datagram;
	listener->wire.socket.inbox_bytes = hello->bytes;
	listener->wire.held = answer;
	status = wt_tlslib_listen(listener->session, &listener->wire);
	listener->wire.held = NULL;
	return status;
}

/* The same hello with the secret before, which was not answered yet. It has come once: a library may leave
 * it in the inbox, and takes it from there in the handshake. */
static enum wt_status look_with_old(struct wt_dtls_server *server, const struct wt_hello *hello,
				    const struct wt_socket *unheard)
{
	struct wt_connection *listener = &server->secure.base.connection;
	struct wt_socket heard = listener->wire.socket;
	struct wt_held nothing = { .room = 0 };
	enum wt_status status = WT_OK;
	size_t left;

	if (!listener->session)
		status = wt_secure_new(listener);
	listener->wire.socket.tap = NULL;
	if (status == WT_OK)
		status = look_with(server, WT_COOKIES_OLD, hello, &nothing);
	if (status != WT_OK && status != WT_WANT_READ)
		wt_secure_free(listener);
	left = status == WT_OK ? listener->wire.socket.inbox_bytes : 0;
	listener->wire.socket = left ? *unheard : heard;
	listener->wire.socket.inbox = server->datagram;
	listener->wire.socket.inbox_bytes = left;
	return status;
}

/*
 * For a while after the secrets have changed a cookie may be of either: a second look, for those alone who
 * have a cookie that is not of the new secret. The answer waits for that.
 */
static enum wt_status look(struct wt_dtls_server *server, const struct wt_hello *hello)
{
	struct wt_connection *listener = &server->secure.base.connection;
	struct wt_socket unheard = listener->wire.socket;
	struct wt_held answer = { .room = WT_HELD_BYTES };
	enum wt_status status;
	size_t sent;

	if (ANSWER_TIMES * hello->bytes < answer.room)
		answer.room = ANSWER_TIMES * hello->bytes;
	status = look_with(server, WT_COOKIES_NEW, hello, &answer);
	if (status == WT_OK)
		return status;
	if (status != WT_WANT_READ)
		wt_secure_free(listener);
	if (server->cookies.has_old && wt_datagram_hello_number(server->datagram) > 0 &&
	    look_with_old(server, hello, &unheard) == WT_OK)
		return WT_OK;
	if (answer.bytes)
		(void)wt_socket_send(&listener->wire.socket, answer.data, answer.bytes, &sent, NULL);
	return status;
}

struct wt_peer *wt_dtls_server_listen(struct wt_dtls_server *server, const struct wt_address *from, size_t bytes)
{
	struct wt_connection *listener = &server->secure.base.connection;
	struct wt_hello hello = { .bytes = bytes };
	struct wt_peer *peer = NULL;
	enum wt_status status;

	hello.parameter_bytes = wt_datagram_hello_parameters(server->datagram, bytes, server->message);
	if (hello.parameter_bytes == 0 || !is_bounded(server, bytes)) {
		server->secure.base.unknown_datagrams += !wt_datagram_is_last_word(server->datagram);
		return NULL;
	}
	wt_dtls_cookies_age(&server->cookies, wt_clock_ns());
	status = ready_listener(server, from);
	wt_dtls_server_cpu_to_peer(server, &listener->times.accept_cpu_ns);
	if (status == WT_OK)
		status = look(server, &hello);
	if (status == WT_OK)
		peer = promote(server, bytes);
	if (!peer && status != WT_WANT_READ) {
		server->secure.base.unknown_datagrams++; /* refused: nothing in common, or no place left */
		wt_secure_free(listener);
	}
	return peer;
}
