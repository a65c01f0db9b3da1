/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "dtls_datagram.h"
#include "dtls_server.h"
#include "listener.h"

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
	if (wt_dtls_cookies_start(&server->cookies, wt_clock_ns()) != WT_OK)
		return wt_error_set(&server->secure.base.error, WT_ERROR, "open", wt_tlslib.name(), 0,
				    "no random bytes for the cookies");
	return WT_OK;
}

static bool charges(const struct wt_dtls_server *server)
{
	return server->counting && !server->secure.base.uncharged;
}

void wt_dtls_server_cpu_to_peer(struct wt_dtls_server *server, uint64_t *whose)
{
	uint64_t now;

	if (!charges(server) || whose == server->cpu_peer)
		return;
	if (server->cpu_peer) {
		now = wt_thread_cpu_ns();
		*server->cpu_peer += now - server->lap_cpu_ns;
		server->lap_cpu_ns = now;
	}
	server->cpu_peer = whose;
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

void wt_dtls_server_forget(struct wt_dtls_server *server, struct wt_peer *peer)
{
	wt_dtls_server_cpu_to_peer(server, NULL); /* its times are void now */
	wt_secure_free(&peer->connection);
	wt_peers_remove(&server->peers, peer);
}

void wt_dtls_server_stop(struct wt_dtls_server *server)
{
	for (size_t i = 0; i < server->peers.places; i++)
		if (server->peers.all[i].active)
			wt_dtls_server_forget(server, &server->peers.all[i]);
	wt_peers_stop(&server->peers);
	wt_dtls_cookies_stop(&server->cookies);
}

void wt_dtls_server_note_expiry(struct wt_dtls_server *server, uint64_t expiry_ns)
{
	if (!server->next_expiry_ns || expiry_ns < server->next_expiry_ns)
		server->next_expiry_ns = expiry_ns;
}

static void note_timer(struct wt_dtls_server *server, uint64_t timer_ns)
{
	if (timer_ns && (!server->next_timer_ns || timer_ns < server->next_timer_ns))
		server->next_timer_ns = timer_ns;
}

/* One step of a handshake. True: the peer is for the server loop, which hears of the failure. */
static bool handshake_step(struct wt_dtls_server *server, struct wt_peer *peer)
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
	wt_peers_establish(&server->peers, peer);
	wt_dtls_server_cpu_to_peer(server, &connection->times.receive_cpu_ns);
	connection->times.ready_ns = wt_clock_ns();
	connection->times.handshake_ns = connection->times.ready_ns - peer->made_ns;
	connection->times.ready = connection->wire.socket.traffic;
	return false;
}

/* Lets a peer's session work on what has arrived. True: there is a message, or an end to report. */
static bool drive(struct wt_dtls_server *server, struct wt_peer *peer)
{
	enum wt_status status;

	if (!peer->established && handshake_step(server, peer))
		return true;
	if (!peer->established)
		return false;
	status = wt_secure_recv(&peer->connection, server->message, sizeof(server->message), &server->message_bytes);
	if (status == WT_WANT_READ)
		return false;
	/* a peer that closes before it has said anything, or after its answer, is no event */
	return status == WT_OK || peer->connection.wire.error.status != WT_OK || peer->reported;
}

/* What the library did with this datagram belongs to its sender; of strangers only the last is kept. */
static void heap_to_peer(struct wt_dtls_server *server, struct wt_peer *peer)
{
	struct wt_connection *of = peer ? &peer->connection : &server->secure.base.connection;
	struct wt_heap_cost step;

	if (!server->counting_heap)
		return;
	wt_tlslib.heap_since(&step);
	wt_heap_cost_add(&of->times.heap, &step);
}

/* A datagram of a peer that we know; false: dropped, as the network may drop one. */
static bool hand_in(struct wt_dtls_server *server, struct wt_peer *peer, const struct wt_address *from, size_t bytes)
{
	struct wt_connection *connection = &peer->connection;

	if (!peer->established &&
	    !wt_dtls_bounds_admit(&peer->bounds, server->datagram, bytes, wt_tlslib_keeps_early(connection->session))) {
		server->secure.base.unknown_datagrams++;
		return false;
	}
	wt_peers_before_read(&server->secure.base, peer, from);
	connection->wire.socket.inbox = server->datagram;
	connection->wire.socket.inbox_bytes = bytes;
	wt_dtls_server_cpu_to_peer(server, peer->established ? &connection->times.receive_cpu_ns
							     : &connection->times.handshake_cpu_ns);
	return true;
}

static struct wt_peer *route(struct wt_dtls_server *server, const struct wt_address *from, size_t bytes)
{
	struct wt_peer *peer = wt_peers_find_cid(&server->peers, &server->secure.base, from, server->datagram, bytes);
	bool ready = false;

	if (!peer)
		peer = wt_peers_find(&server->peers, from);
	server->message_bytes = 0;
	if (server->counting_heap)
		wt_tlslib.heap_begin();
	if (!peer || starts_anew(peer, server->datagram, bytes))
		peer = wt_dtls_server_listen(server, from, bytes);
	else if (!hand_in(server, peer, from, bytes))
		return NULL;
	if (peer) {
		peer->last_ns = wt_clock_ns();
		ready = drive(server, peer);
		wt_peers_after_read(&server->peers, &server->secure.base, peer, from);
	}
	heap_to_peer(server, peer);
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
		uint64_t expiry = peer->last_ns + WT_PEER_IDLE_NS;

		if (!peer->active || peer->reported)
			continue;
		if (now >= expiry)
			wt_dtls_server_forget(server, peer);
		else
			wt_dtls_server_note_expiry(server, expiry > now + WT_NS_PER_S ? expiry : now + WT_NS_PER_S);
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
	if (server->cpu_peer != &times->receive_cpu_ns) {
		wt_dtls_server_cpu_to_peer(server, NULL);
		return;
	}
	times->receive_from_cpu_ns = server->lap_cpu_ns;
	server->cpu_peer = NULL;
}

/* Peers whose handshakes go on have not been silent, though there is nothing yet to hand out. */
static void note_heard(struct wt_dtls_server *server)
{
	uint64_t heard = server->stranger_ns;

	for (size_t i = 0; i < server->peers.places; i++)
		if (server->peers.all[i].active && server->peers.all[i].last_ns > heard)
			heard = server->peers.all[i].last_ns;
	server->secure.base.heard_ns = heard;
}

enum wt_status wt_dtls_server_accept(struct wt_endpoint *endpoint, struct wt_connection **connection,
				     uint64_t deadline_ns)
{
	struct wt_dtls_server *server = server_of(endpoint);
	struct wt_peer *peer = NULL;
	struct wt_address from;
	enum wt_status status;
	uint64_t now;
	size_t bytes;

	wt_error_clear(&endpoint->error);
	endpoint->listener.deadline_ns = deadline_ns;
	server->cpu_peer = NULL;
	if (charges(server))
		server->lap_cpu_ns = wt_thread_cpu_ns();
	while (!peer) {
		now = wt_clock_ns();
		forget_silent(server, now);
		peer = run_timers(server, now);
		if (peer)
			break;
		endpoint->listener.timer_ns = next_duty(server);
		status = wt_socket_recv_from(&endpoint->listener, server->datagram, sizeof(server->datagram), &bytes,
					     &from, &endpoint->error);
		if (status == WT_WANT_READ && endpoint->error.status == WT_OK)
			continue;
		if (status == WT_TIMEOUT)
			note_heard(server);
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

enum wt_status wt_dtls_server_recv(struct wt_connection *connection, void *data, size_t room, size_t *received)
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
	wt_dtls_server_forget(server, peer_of(connection));
}
