/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "dtls_datagram.h"
#include "dtls_server.h"

/* A peer that has been silent for so long is forgotten. */
#define PEER_IDLE_NS (60 * WT_NS_PER_S)

static struct wt_dtls_server *server_of(struct wt_endpoint *endpoint)
{
	return (struct wt_dtls_server *)endpoint;
}

static struct wt_peer *peer_of(struct wt_connection *connection)
{
	return (struct wt_peer *)connection;
}

enum wt_status wt_dtls_server_start(struct wt_dtls_server *server)
{
	const struct wt_settings *settings = server->secure.base.settings;
	size_t places = WT_PEERS_USUAL + (size_t)settings->hold;

	server->counting = wt_settings_count(settings);
	server->counting_heap = wt_settings_count_heap(settings);
	if (wt_peers_start(&server->peers, places) != WT_OK)
		return wt_error_set(&server->secure.base.error, WT_ERROR, "open", "wiretoll", 0,
				    "out of memory for %zu peers", places);
	if (RAND_bytes(server->secret, sizeof(server->secret)) != 1)
		return wt_error_set(&server->secure.base.error, WT_ERROR, "open",
				    wt_tlslib.name(), 0, "no random bytes for the cookies");
	return WT_OK;
}

/*
 * From now on the thread's CPU time is `whose`; what has passed since the last
 * call goes to the one before. The clock is read only where that changes.
 */
static void charge(struct wt_dtls_server *server, uint64_t *whose)
{
	uint64_t now;

	if (!server->counting || whose == server->charged)
		return;
	if (server->charged) {
		now = wt_thread_cpu_ns();
		*server->charged += now - server->lap_cpu_ns;
		server->lap_cpu_ns = now;
	}
	server->charged = whose;
}

/*
 * Whether a peer that we know asks for a new session. The random stays the same when a client sends
 * its hello again, also with the cookie (RFC 6347 4.2.1, RFC 8446 4.1.2).
 */
static bool starts_anew(const struct wt_peer *peer, const uint8_t *datagram, size_t bytes)
{
	const uint8_t *random = wt_datagram_hello_random(datagram, bytes);

	return random && memcmp(random, peer->hello_random, WT_HELLO_RANDOM_BYTES) != 0;
}

static void forget(struct wt_dtls_server *server, struct wt_peer *peer)
{
	charge(server, NULL); /* its times are void now */
	wt_secure_free(&peer->connection);
	wt_peers_remove(&server->peers, peer);
}

void wt_dtls_server_stop(struct wt_dtls_server *server)
{
	for (size_t i = 0; i < server->peers.places; i++)
		if (server->peers.all[i].active)
			forget(server, &server->peers.all[i]);
	wt_peers_stop(&server->peers);
	OPENSSL_cleanse(server->secret, sizeof(server->secret));
}

static void note_expiry(struct wt_dtls_server *server, uint64_t expiry_ns)
{
	if (!server->next_expiry_ns || expiry_ns < server->next_expiry_ns)
		server->next_expiry_ns = expiry_ns;
}

static void note_timer(struct wt_dtls_server *server, uint64_t timer_ns)
{
	if (timer_ns && (!server->next_timer_ns || timer_ns < server->next_timer_ns))
		server->next_timer_ns = timer_ns;
}

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
 * A host that starts anew from the same address and port has proved by its cookie that it is there, so
 * what it had before goes (RFC 6347 4.2.8, RFC 9147 5.11). One that the server loop has stays its own.
 */
static void make_room(struct wt_dtls_server *server, const struct wt_address *from)
{
	struct wt_peer *leaves = wt_peers_find(&server->peers, from);

	if (leaves && leaves->reported)
		leaves = NULL;
	if (!leaves && !server->peers.unused)
		leaves = wt_peers_to_evict(&server->peers);
	if (leaves)
		forget(server, leaves);
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
	memset(peer->hello_random, 0, WT_HELLO_RANDOM_BYTES);
	if (random)
		memcpy(peer->hello_random, random, WT_HELLO_RANDOM_BYTES);
	charge(server, NULL);
	peer->connection = *listener;
	charge(server, &peer->connection.times.handshake_cpu_ns);
	listener->session = NULL;
	if (wt_tlslib_attach(peer->connection.session, &peer->connection.wire) != WT_OK) {
		forget(server, peer);
		return NULL;
	}
	peer->first_ns = server->stranger_ns;
	peer->made_ns = wt_clock_ns();
	note_expiry(server, peer->made_ns + PEER_IDLE_NS);
	peer->connection.times.accept_ns = peer->made_ns - peer->first_ns;
	return peer;
}

/* A datagram of somebody whom we do not know. A peer: the cookie was good, its handshake goes on. */
static struct wt_peer *listen_to(struct wt_dtls_server *server, const struct wt_address *from,
				 size_t bytes)
{
	struct wt_connection *listener = &server->secure.base.connection;
	struct wt_peer *peer = NULL;
	enum wt_status status;

	if (!wt_datagram_is_hello(server->datagram, bytes)) {
		server->secure.base.strays += !wt_datagram_is_last_word(server->datagram);
		return NULL;
	}
	status = ready_listener(server, from);
	charge(server, &listener->times.accept_cpu_ns);
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

/* One step of a handshake. True: the peer is for the server loop, which hears of the failure. */
static bool shake(struct wt_dtls_server *server, struct wt_peer *peer)
{
	struct wt_connection *connection = &peer->connection;
	enum wt_status status = wt_secure_handshake(connection);

	if (status == WT_WANT_READ) {
		wt_tlslib_timer_set(connection->session, &connection->wire);
		note_timer(server, connection->wire.socket.timer_ns);
		return false;
	}
	connection->wire.socket.timer_ns = 0;
	if (status != WT_OK)
		return true;
	peer->established = true;
	charge(server, &connection->times.receive_cpu_ns);
	connection->times.ready_ns = wt_clock_ns();
	connection->times.handshake_ns = connection->times.ready_ns - peer->made_ns;
	connection->times.ready = connection->wire.socket.traffic;
	return false;
}

/* Lets a peer's session work on what has arrived. True: there is a message, or an end to report. */
static bool drive(struct wt_dtls_server *server, struct wt_peer *peer)
{
	enum wt_status status;

	if (!peer->established && shake(server, peer))
		return true;
	if (!peer->established)
		return false;
	status = wt_secure_recv(&peer->connection, server->message, sizeof(server->message),
				&server->message_bytes);
	if (status == WT_WANT_READ)
		return false;
	/* a peer that closes before it has said anything, or after its answer, is no event */
	return status == WT_OK || peer->connection.wire.error.status != WT_OK || peer->reported;
}

/* What the library did with this datagram belongs to its sender; of strangers only the last is kept. */
static void charge_heap(struct wt_dtls_server *server, struct wt_peer *peer)
{
	struct wt_connection *of = peer ? &peer->connection : &server->secure.base.connection;
	struct wt_heap_cost step;

	if (!server->counting_heap)
		return;
	wt_tlslib.heap_since(&step);
	wt_heap_cost_add(&of->times.heap, &step);
}

static struct wt_peer *route(struct wt_dtls_server *server, const struct wt_address *from,
			     size_t bytes)
{
	struct wt_peer *peer = wt_peers_find(&server->peers, from);
	bool ready = false;

	server->message_bytes = 0;
	if (server->counting_heap)
		wt_tlslib.heap_begin();
	if (!peer || starts_anew(peer, server->datagram, bytes)) {
		peer = listen_to(server, from, bytes);
	} else {
		peer->connection.wire.socket.inbox = server->datagram;
		peer->connection.wire.socket.inbox_bytes = bytes;
		charge(server, peer->established ? &peer->connection.times.receive_cpu_ns
						 : &peer->connection.times.handshake_cpu_ns);
	}
	if (peer) {
		peer->last_ns = wt_clock_ns();
		ready = drive(server, peer);
	}
	charge_heap(server, peer);
	return ready ? peer : NULL;
}

/* The handshake timer of a peer ran out. False: the library gives up. */
static bool repeat_flight(struct wt_connection *connection)
{
	connection->retransmissions++;
	connection->wire.socket.timer_ns = 0;
	if (wt_tlslib_timer_expired(connection->session) != WT_OK) {
		wt_error_set(&connection->wire.error, WT_TIMEOUT, "handshake", wt_tlslib.name(), 0,
			     "the peer is silent; the handshake timer ran out too often");
		return false;
	}
	wt_tlslib_timer_set(connection->session, &connection->wire);
	return true;
}

/* Forgets who has been silent for too long; looks at most once in a second. */
static void forget_silent(struct wt_dtls_server *server, uint64_t now)
{
	if (!server->next_expiry_ns || now < server->next_expiry_ns)
		return;
	server->next_expiry_ns = 0;
	for (size_t i = 0; i < server->peers.places; i++) {
		struct wt_peer *peer = &server->peers.all[i];
		uint64_t expiry = peer->last_ns + PEER_IDLE_NS;

		if (!peer->active || peer->reported)
			continue;
		if (now >= expiry)
			forget(server, peer);
		else
			note_expiry(server, expiry > now + WT_NS_PER_S ? expiry
								       : now + WT_NS_PER_S);
	}
}

/* Sends last flights again whose timer ran out. A peer whose timer cannot be served has failed: it is
 * returned. */
static struct wt_peer *run_timers(struct wt_dtls_server *server, uint64_t now)
{
	if (!server->next_timer_ns || now < server->next_timer_ns)
		return NULL;
	server->next_timer_ns = 0;
	for (size_t i = 0; i < server->peers.places; i++) {
		struct wt_peer *peer = &server->peers.all[i];
		struct wt_connection *connection = &peer->connection;

		if (!peer->active)
			continue;
		if (connection->wire.socket.timer_ns && connection->wire.socket.timer_ns <= now &&
		    !repeat_flight(connection)) {
			server->next_timer_ns = now; /* the others have their turn in the next call */
			return peer;
		}
		note_timer(server, connection->wire.socket.timer_ns);
	}
	return NULL;
}

/* When accept has to look after its peers though nothing arrives; 0: never. */
static uint64_t next_duty(const struct wt_dtls_server *server)
{
	uint64_t timer = server->next_timer_ns, expiry = server->next_expiry_ns;

	return !timer || (expiry && expiry < timer) ? expiry : timer;
}

/* Receiving goes on outside, where the clock is read anyway. */
static void hand_out(struct wt_dtls_server *server, struct wt_peer *peer)
{
	struct wt_accept_times *times = &peer->connection.times;

	times->receive_from_cpu_ns = 0;
	if (server->charged != &times->receive_cpu_ns) {
		charge(server, NULL);
		return;
	}
	times->receive_from_cpu_ns = server->lap_cpu_ns;
	server->charged = NULL;
}

enum wt_status wt_dtls_server_accept(struct wt_endpoint *endpoint,
				     struct wt_connection **connection, uint64_t deadline_ns)
{
	struct wt_dtls_server *server = server_of(endpoint);
	struct wt_peer *peer = NULL;
	struct wt_address from;
	enum wt_status status;
	uint64_t now;
	size_t bytes;

	wt_error_clear(&endpoint->error);
	endpoint->listener.deadline_ns = deadline_ns;
	server->charged = NULL;
	if (server->counting)
		server->lap_cpu_ns = wt_thread_cpu_ns();
	while (!peer) {
		now = wt_clock_ns();
		forget_silent(server, now);
		peer = run_timers(server, now);
		if (peer)
			break;
		endpoint->listener.timer_ns = next_duty(server);
		status = wt_socket_recv_from(&endpoint->listener, server->datagram,
					     sizeof(server->datagram), &bytes, &from,
					     &endpoint->error);
		if (status == WT_WANT_READ && endpoint->error.status == WT_OK)
			continue;
		if (status != WT_OK)
			return status;
		peer = route(server, &from, bytes);
	}
	hand_out(server, peer);
	peer->reported = true;
	*connection = &peer->connection;
	return WT_OK;
}

enum wt_status wt_dtls_server_handshake(struct wt_connection *connection)
{
	if (peer_of(connection)->established)
		return WT_OK;
	return connection->wire.error.status ? connection->wire.error.status : WT_ERROR;
}

enum wt_status wt_dtls_server_recv(struct wt_connection *connection, void *data, size_t room,
				   size_t *received)
{
	struct wt_dtls_server *server = server_of(connection->endpoint);
	size_t bytes = server->message_bytes < room ? server->message_bytes : room;

	*received = bytes;
	if (connection->wire.error.status != WT_OK)
		return connection->wire.error.status;
	if (bytes == 0)
		return WT_EOF;
	memcpy(data, server->message, bytes);
	server->message_bytes = 0;
	return WT_OK;
}

void wt_dtls_server_close(struct wt_connection *connection)
{
	struct wt_dtls_server *server = server_of(connection->endpoint);

	wt_secure_notify(connection);
	forget(server, peer_of(connection));
}
