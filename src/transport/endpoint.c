/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <stdlib.h>
#include <string.h>

#include "clock.h"
#include "endpoint.h"
#include "listener.h"
#include "process.h"

const struct wt_error *wt_endpoint_error(const struct wt_endpoint *endpoint)
{
	return &endpoint->error;
}

const struct wt_address *wt_endpoint_address(const struct wt_endpoint *endpoint)
{
	return &endpoint->address;
}

void wt_endpoint_wait_together(struct wt_endpoint *endpoint)
{
	endpoint->together = true;
	endpoint->others = (struct wt_others){ .wait = wt_many_others, .context = endpoint };
}

bool wt_endpoint_serve_many(struct wt_endpoint *endpoint, uint64_t limit_ns, void (*forget)(void *kept))
{
	endpoint->in_turns = endpoint->together && endpoint->steps;
	endpoint->limit_ns = limit_ns;
	endpoint->forget = forget;
	return endpoint->in_turns;
}

bool wt_connection_is_one_of_many(const struct wt_connection *connection)
{
	return connection->member;
}

bool wt_connection_is_tapped(const struct wt_connection *connection)
{
	return connection->wire.socket.tap != NULL;
}

void wt_connection_keep(struct wt_connection *connection, void *kept)
{
	connection->kept = kept;
}

void *wt_connection_kept(const struct wt_connection *connection)
{
	return connection->kept;
}

uint64_t wt_endpoint_waited(struct wt_endpoint *endpoint, uint64_t *pushed_out, uint64_t *full)
{
	wt_many_count(endpoint);
	*pushed_out = endpoint->pushed_out;
	*full = endpoint->full;
	return endpoint->waited;
}

uint64_t wt_endpoint_unknown_datagrams(const struct wt_endpoint *endpoint)
{
	return endpoint->unknown_datagrams;
}

uint64_t wt_endpoint_moved(const struct wt_endpoint *endpoint)
{
	return endpoint->moved;
}

bool wt_connection_heard(const struct wt_connection *connection)
{
	enum { CHANGE_CIPHER_SPEC = 20, ACK = 26, DTLS_MAJOR = 0xfe };
	const struct wt_socket *socket = &connection->wire.socket;

	if (!connection->session)
		return socket->traffic.receives > 0;
	return socket->opening_bytes > 1 && socket->opening[0] >= CHANGE_CIPHER_SPEC && socket->opening[0] <= ACK &&
	       socket->opening[1] == DTLS_MAJOR;
}

uint64_t wt_endpoint_heard_ns(const struct wt_endpoint *endpoint)
{
	return endpoint->heard_ns;
}

const struct wt_error *wt_connection_error(const struct wt_connection *connection)
{
	return &connection->wire.error;
}

const struct wt_address *wt_connection_peer(const struct wt_connection *connection)
{
	return &connection->peer;
}

const struct wt_traffic *wt_connection_traffic(const struct wt_connection *connection)
{
	return &connection->wire.socket.traffic;
}

const struct wt_accept_times *wt_connection_times(const struct wt_connection *connection)
{
	return &connection->times;
}

void wt_heap_cost_add(struct wt_heap_cost *cost, const struct wt_heap_cost *later)
{
	int64_t peak = cost->held_bytes + (int64_t)later->peak_bytes;

	if (peak > (int64_t)cost->peak_bytes)
		cost->peak_bytes = (uint64_t)peak;
	cost->held_bytes += later->held_bytes;
	cost->allocations += later->allocations;
	cost->allocated_bytes += later->allocated_bytes;
}

void wt_endpoint_set_tap(struct wt_endpoint *endpoint, const struct wt_tap *tap)
{
	endpoint->tap = tap;
}

void wt_endpoint_set_early(struct wt_endpoint *endpoint, const void *message, size_t bytes)
{
	endpoint->early = message;
	endpoint->early_bytes = bytes;
}

void wt_endpoint_charge(struct wt_endpoint *endpoint, bool on)
{
	endpoint->uncharged = !on;
}

void wt_connection_set_tap(struct wt_connection *connection, const struct wt_tap *tap)
{
	connection->wire.socket.tap = tap;
}

uint32_t wt_connection_retransmissions(const struct wt_connection *connection)
{
	return connection->retransmissions;
}

void wt_connection_set_deadline(struct wt_connection *connection, uint64_t deadline_ns)
{
	connection->wire.socket.deadline_ns = deadline_ns;
	if (connection->wire.error.status == WT_TIMEOUT)
		wt_error_clear(&connection->wire.error);
}

enum wt_status wt_error_copy(struct wt_error *error, const struct wt_error *from)
{
	return wt_error_set(error, from->status, from->operation, from->source, from->code, "%s", from->text);
}

enum wt_status wt_endpoint_call_many(struct wt_endpoint *endpoint, uint32_t count, struct wt_error *error)
{
	endpoint->calls = calloc(count, sizeof(*endpoint->calls));
	if (!endpoint->calls)
		return wt_error_set(error, WT_ERROR, "open", "wiretoll", 0, "out of memory for %u connections", count);
	endpoint->call_count = count;
	for (uint32_t i = 0; i < count; i++)
		endpoint->calls[i].wire.socket.handle = -1;
	return WT_OK;
}

struct wt_connection *wt_endpoint_place(struct wt_endpoint *endpoint, uint32_t index)
{
	return &endpoint->calls[index];
}

enum wt_status wt_connection_connected(struct wt_connection *connection)
{
	return wt_socket_connect_end(&connection->wire.socket, &connection->wire.error);
}

const struct wt_socket *wt_connection_socket(const struct wt_connection *connection)
{
	return &connection->wire.socket;
}

static void hang_up(struct wt_endpoint *endpoint)
{
	for (uint32_t i = 0; i < endpoint->call_count; i++) {
		if (endpoint->steps && endpoint->steps->drop)
			endpoint->steps->drop(&endpoint->calls[i]);
		wt_socket_close(&endpoint->calls[i].wire.socket);
	}
	free(endpoint->calls);
	endpoint->calls = NULL;
	endpoint->call_count = 0;
}

void wt_connection_renew(struct wt_connection *connection, struct wt_endpoint *endpoint)
{
	connection->endpoint = endpoint;
	wt_error_clear(&connection->wire.error);
	memset(&connection->times, 0, sizeof(connection->times));
	connection->retransmissions = 0;
	connection->closing = false;
	connection->session = NULL;
}

enum wt_status wt_endpoint_start(struct wt_endpoint *endpoint, enum wt_socket_kind kind,
				 const struct wt_settings *settings, bool server)
{
	const char *host = server ? settings->bind : settings->host;
	enum wt_status status;

	endpoint->settings = settings;
	endpoint->server = server;
	endpoint->listener.handle = -1;
	endpoint->connection.wire.socket.handle = -1;
	wt_connection_renew(&endpoint->connection, endpoint);
	status = wt_address_resolve(&endpoint->address, host, settings->port, server, &endpoint->error);
	if (status != WT_OK || !server)
		return status;
	status = wt_socket_listen(&endpoint->listener, kind, &endpoint->address, &endpoint->error);
	if (status != WT_OK)
		return status;
	return wt_socket_local(&endpoint->listener, &endpoint->address, &endpoint->error);
}

void wt_endpoint_stop(struct wt_endpoint *endpoint)
{
	wt_many_stop(endpoint);
	hang_up(endpoint);
	wt_socket_close(&endpoint->connection.wire.socket);
	wt_socket_close(&endpoint->listener);
}

enum wt_status wt_endpoint_connect(struct wt_endpoint *endpoint, enum wt_socket_kind kind,
				   struct wt_connection **connection, uint64_t deadline_ns)
{
	bool in_steps = endpoint->calls && *connection;
	struct wt_connection *c = in_steps ? *connection : &endpoint->connection;
	enum wt_status status;

	wt_connection_renew(c, endpoint);
	c->peer = endpoint->address;
	if (in_steps)
		return wt_socket_connect_begin(&c->wire.socket, &endpoint->address, deadline_ns, &c->wire.error);
	*connection = c;
	status = wt_socket_connect(&c->wire.socket, kind, &endpoint->address, deadline_ns, &c->wire.error);
	c->wire.socket.tap = endpoint->tap;
	return status;
}

enum wt_status wt_endpoint_accept(struct wt_endpoint *endpoint, struct wt_connection **connection, uint64_t deadline_ns)
{
	struct wt_connection *c = &endpoint->connection;
	enum wt_status status;

	wt_connection_renew(c, endpoint);
	wt_error_clear(&endpoint->error);
	*connection = c;
	if (wt_many_are_there(endpoint))
		return wt_many_accept(endpoint, connection, deadline_ns);
	endpoint->listener.deadline_ns = deadline_ns;
	status = wt_socket_accept(&endpoint->listener, &c->wire.socket, &c->peer, &endpoint->error);
	if (endpoint->together) {
		c->wire.socket.waits = endpoint->in_turns ? WT_YIELDS : WT_YIELDS_AT_FIRST;
		c->wire.socket.others = &endpoint->others;
	}
	c->wire.socket.tap = endpoint->tap;
	return status;
}

enum wt_status wt_plain_send(struct wt_connection *connection, const void *data, size_t bytes, size_t *sent)
{
	const uint8_t *rest = data;
	enum wt_status status;
	size_t moved;

	*sent = 0;
	do {
		status = wt_socket_send(&connection->wire.socket, rest + *sent, bytes - *sent, &moved,
					&connection->wire.error);
		*sent += moved;
	} while (status == WT_OK && *sent < bytes);
	return status;
}

enum wt_status wt_plain_recv(struct wt_connection *connection, void *data, size_t room, size_t *received)
{
	return wt_socket_recv(&connection->wire.socket, data, room, received, &connection->wire.error);
}

enum wt_status wt_plain_handshake(struct wt_connection *connection)
{
	(void)connection;
	return WT_OK;
}

bool wt_plain_negotiated(struct wt_connection *connection, struct wt_negotiated *negotiated)
{
	(void)connection;
	(void)negotiated;
	return false;
}

/* The end of a client's connection in steps. */
static enum wt_status close_step(struct wt_connection *connection, uint64_t limit_ns)
{
	struct wt_socket *socket = &connection->wire.socket;
	enum wt_status status = WT_EOF;
	uint8_t waste[512];
	size_t received;

	if (!connection->closing && connection->wire.error.status != WT_OK)
		wt_socket_finish(socket);
	if (!connection->closing)
		socket->deadline_ns = wt_clock_coarse_ns() + limit_ns;
	connection->closing = !socket->ended && connection->wire.error.status != WT_TIMEOUT && !wt_stop_requested();
	if (connection->closing)
		do {
			status = wt_socket_recv(socket, waste, sizeof(waste), &received, NULL);
		} while (status == WT_OK);
	if (status == WT_WANT_READ)
		return status;
	connection->closing = false;
	wt_socket_close(socket);
	return status == WT_EOF ? WT_OK : status;
}

enum wt_status wt_stream_close(struct wt_connection *connection, uint64_t limit_ns)
{
	struct wt_socket *socket = &connection->wire.socket;
	enum wt_status status;
	bool peer_silent;

	if (connection->member)
		wt_many_close(connection, limit_ns);
	if (socket->handle < 0 || connection->member)
		return WT_OK;
	if (socket->waits == WT_STEPWISE)
		return close_step(connection, limit_ns);
	/* after a failure a server that hears no more of us ends, too; what it still says is read, or the
	 * kernel would answer it with a reset, which can take the place of an alert */
	if (connection->endpoint->server || connection->wire.error.status != WT_OK)
		wt_socket_finish(socket);
	/* who was silent until now has nothing to say, and who is told to stop does not wait */
	peer_silent = connection->wire.error.status == WT_TIMEOUT || wt_stop_requested();
	status = socket->ended || peer_silent ? WT_OK : wt_socket_drain(socket, limit_ns);
	wt_socket_close(socket);
	return status;
}
