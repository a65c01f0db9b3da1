/* SPDX-License-Identifier: GPL-3.0-or-later */
/* TLS 1.2 (RFC 5246) and 1.3 (RFC 8446) over TCP. */
#include <stdlib.h>

#include "clock.h"
#include "message.h"
#include "secure_early.h"

static uint32_t tls_limit(const struct wt_settings *settings)
{
	return wt_settings_early_data(settings) ? WT_EARLY_MAX_BYTES : WT_MESSAGE_MAX_BYTES;
}

static bool is_early(const struct wt_connection *connection)
{
	return ((const struct wt_secure_endpoint *)connection->endpoint)->early.how != WT_EARLY_OFF;
}

static enum wt_status tls_connect(struct wt_endpoint *endpoint, struct wt_connection **connection, uint64_t deadline_ns)
{
	return wt_endpoint_connect(endpoint, WT_STREAM, connection, deadline_ns);
}

static enum wt_status tls_handshake(struct wt_connection *connection)
{
	enum wt_status status;

	if (connection->member)
		return connection->wire.error.status;
	status = connection->session ? WT_OK : wt_secure_new(connection);
	if (status != WT_OK)
		return status;
	return is_early(connection) ? wt_early_handshake(connection) : wt_secure_handshake(connection);
}

static enum wt_status tls_send(struct wt_connection *connection, const void *data, size_t bytes, size_t *sent)
{
	return is_early(connection) ? wt_early_send(connection, data, bytes, sent)
				    : wt_secure_send(connection, data, bytes, sent);
}

static enum wt_status tls_recv(struct wt_connection *connection, void *data, size_t room, size_t *received)
{
	return is_early(connection) ? wt_early_recv(connection, data, room, received)
				    : wt_secure_recv(connection, data, room, received);
}

/* Freeing before the socket closes: the other end waits for that, so our work ends in our try. */
static enum wt_status tls_close(struct wt_connection *connection, uint64_t limit_ns)
{
	enum wt_status status;

	if (is_early(connection) && !connection->endpoint->server)
		wt_early_await_ticket(connection, limit_ns);
	if (!connection->closing)
		wt_secure_notify(connection);
	if (connection->endpoint->server)
		wt_secure_free(connection);
	status = wt_stream_close(connection, limit_ns);
	if (!connection->closing)
		wt_secure_free(connection);
	return status;
}

/* Where nothing has come, nothing is lost with the session: the next one begins where this one did. */
static enum wt_status tls_park(struct wt_connection **connection)
{
	enum wt_status status;

	if (!(*connection)->endpoint->in_turns)
		wt_secure_free(*connection);
	status = wt_many_park(connection);
	if (status == WT_OK && (*connection)->session && SSL_is_init_finished((*connection)->session))
		wt_many_established(*connection);
	return status;
}

/* One step of a handshake among several; what it costs belongs to this connection. */
static enum wt_status tls_step(struct wt_connection *connection)
{
	const struct wt_settings *settings = connection->endpoint->settings;
	bool counting = wt_settings_count(settings), counting_heap = wt_settings_count_heap(settings);
	uint64_t begin_ns = counting ? wt_thread_cpu_ns() : 0;
	enum wt_status status = WT_OK;
	struct wt_heap_cost heap;

	if (counting_heap)
		wt_tlslib.heap_begin();
	if (!connection->session)
		status = wt_secure_new(connection);
	if (status == WT_OK)
		status = wt_secure_handshake(connection);
	if (counting)
		connection->times.handshake_cpu_ns += wt_thread_cpu_ns() - begin_ns;
	if (!counting_heap)
		return status;
	wt_tlslib.heap_since(&heap);
	wt_heap_cost_add(&connection->times.heap, &heap);
	return status;
}

static enum wt_status tls_moved(struct wt_connection *connection)
{
	return connection->session ? wt_tlslib_attach(connection->session, &connection->wire) : WT_OK;
}

static const struct wt_steps steps = { .handshake = tls_step, .moved = tls_moved, .drop = wt_secure_free };

static enum wt_status tls_open(struct wt_endpoint **endpoint, const struct wt_settings *settings, bool server,
			       struct wt_error *error)
{
	struct wt_secure_endpoint *made = calloc(1, sizeof(*made));
	enum wt_status status;

	*endpoint = NULL;
	if (!made)
		return wt_error_set(error, WT_ERROR, "open", "wiretoll", 0, "out of memory");
	made->base.listener.handle = -1;
	made->base.connection.wire.socket.handle = -1;
	status = wt_secure_open(made, false, settings, server);
	if (status == WT_OK) {
		/* the rest of a handshake with early data is made when it is answered */
		made->base.steps = made->early.how == WT_EARLY_OFF ? &steps : NULL;
		*endpoint = &made->base;
		return WT_OK;
	}
	wt_error_copy(error, &made->base.error);
	(void)wt_tls.shut(&made->base, NULL);
	return status;
}

static enum wt_status tls_shut(struct wt_endpoint *endpoint, struct wt_error *error)
{
	enum wt_status status;

	if (!endpoint)
		return WT_OK;
	wt_secure_free(&endpoint->connection);
	status = wt_secure_shut((struct wt_secure_endpoint *)endpoint, error);
	free(endpoint);
	return status;
}

static enum wt_status tls_can(const struct wt_settings *settings, bool server, struct wt_error *error)
{
	return wt_secure_can(false, settings, server, error);
}

const struct wt_transport wt_tls = {
	.name = "tls",
	.secure = true,
	.library = &wt_tlslib,
	.open = tls_open,
	.can = tls_can,
	.limit_bytes = tls_limit,
	.connect = tls_connect,
	.accept = wt_endpoint_accept,
	.handshake = tls_handshake,
	.send = tls_send,
	.recv = tls_recv,
	.close = tls_close,
	.hold = wt_secure_hold,
	.park = tls_park,
	.negotiated = wt_secure_negotiated,
	.shut = tls_shut,
};
