/* SPDX-License-Identifier: GPL-3.0-or-later */
/* DTLS 1.2 (RFC 6347) and 1.3 (RFC 9147) over UDP: the client, and the table; dtls_server.c has
 * the listener. */
#include <stdlib.h>

#include "dtls_server.h"
#include "tlslib_dtls.h"

static enum wt_status dtls_open(struct wt_endpoint **endpoint, const struct wt_settings *settings, bool server,
				struct wt_error *error)
{
	size_t bytes = server ? sizeof(struct wt_dtls_server) : sizeof(struct wt_secure_endpoint);
	struct wt_secure_endpoint *made = calloc(1, bytes);
	enum wt_status status;

	*endpoint = NULL;
	if (!made)
		return wt_error_set(error, WT_ERROR, "open", "wiretoll", 0, "out of memory");
	made->base.listener.handle = -1;
	made->base.connection.wire.socket.handle = -1;
	status = wt_secure_open(made, true, settings, server);
	if (status == WT_OK && server)
		status = wt_dtls_server_start((struct wt_dtls_server *)made);
	if (status == WT_OK) {
		*endpoint = &made->base;
		return WT_OK;
	}
	wt_error_copy(error, &made->base.error);
	(void)wt_dtls.shut(&made->base, NULL);
	return status;
}

static uint32_t dtls_limit(const struct wt_settings *settings)
{
	uint32_t record_max = 16384; /* RFC 6347 4.1, RFC 9147 4 */
	int minor = wt_secure_minor(settings);
	uint32_t overhead = wt_tlslib_record_overhead(minor, wt_secure_suite(settings, settings->suite, false));
	uint32_t room;

	/* the ID in the header; version 1.2 then has the content type beside what is encrypted (RFC 9146 4) */
	if (settings->cid_bytes)
		overhead += settings->cid_bytes + (minor == 2);
	room = settings->mtu_bytes > overhead ? settings->mtu_bytes - overhead : 0;
	return room < record_max ? room : record_max;
}

static enum wt_status dtls_connect(struct wt_endpoint *endpoint, struct wt_connection **connection,
				   uint64_t deadline_ns)
{
	return wt_endpoint_connect(endpoint, WT_DATAGRAM, connection, deadline_ns);
}

static enum wt_status dtls_handshake(struct wt_connection *connection)
{
	enum wt_status status;

	if (connection->endpoint->server)
		return wt_dtls_server_handshake(connection);
	status = wt_secure_new(connection);
	if (status == WT_OK)
		status = wt_secure_handshake(connection);
	connection->retransmissions = connection->wire.socket.timer_runs;
	return status;
}

static enum wt_status dtls_recv(struct wt_connection *connection, void *data, size_t room, size_t *received)
{
	if (connection->endpoint->server)
		return wt_dtls_server_recv(connection, data, room, received);
	return wt_secure_recv(connection, data, room, received);
}

/* A datagram that gets lost must not cost a client more than this. */
#define CLOSE_NOTIFY_WAIT_NS (WT_NS_PER_S / 5)

/* The client waits for the server's close_notify, bounded; the server does not wait. */
static enum wt_status client_close(struct wt_connection *connection, uint64_t limit_ns)
{
	enum wt_status status = WT_EOF;
	uint8_t waste[64];
	size_t received;

	if (connection->wire.error.status == WT_OK && connection->session) {
		uint64_t wait_ns = limit_ns < CLOSE_NOTIFY_WAIT_NS ? limit_ns : CLOSE_NOTIFY_WAIT_NS;

		wt_secure_notify(connection);
		connection->wire.socket.deadline_ns = wt_clock_ns() + wait_ns;
		status = wt_secure_recv(connection, waste, sizeof(waste), &received);
	}
	wt_secure_free(connection);
	wt_socket_close(&connection->wire.socket);
	return status == WT_EOF ? WT_OK : status;
}

static enum wt_status dtls_close(struct wt_connection *connection, uint64_t limit_ns)
{
	if (!connection->endpoint->server)
		return client_close(connection, limit_ns);
	wt_dtls_server_close(connection);
	return WT_OK;
}

static struct wt_connection *dtls_hold(struct wt_connection *connection)
{
	return connection->endpoint->server ? connection : wt_secure_hold(connection);
}

static enum wt_status dtls_rebind(struct wt_connection *connection, uint64_t deadline_ns)
{
	return wt_socket_rebind(&connection->wire.socket, deadline_ns, &connection->wire.error);
}

static enum wt_status dtls_shut(struct wt_endpoint *endpoint, struct wt_error *error)
{
	enum wt_status status;

	if (!endpoint)
		return WT_OK;
	if (endpoint->server)
		wt_dtls_server_stop((struct wt_dtls_server *)endpoint);
	wt_secure_free(&endpoint->connection);
	status = wt_secure_shut((struct wt_secure_endpoint *)endpoint, error);
	free(endpoint);
	return status;
}

static enum wt_status dtls_can(const struct wt_settings *settings, bool server, struct wt_error *error)
{
	return wt_secure_can(true, settings, server, error);
}

const struct wt_transport wt_dtls = {
	.name = "dtls",
	.datagram = true,
	.secure = true,
	.library = &wt_tlslib,
	.open = dtls_open,
	.can = dtls_can,
	.limit_bytes = dtls_limit,
	.connect = dtls_connect,
	.accept = wt_dtls_server_accept,
	.handshake = dtls_handshake,
	.send = wt_secure_send,
	.recv = dtls_recv,
	.close = dtls_close,
	.hold = dtls_hold,
	.rebind = dtls_rebind,
	.negotiated = wt_secure_negotiated,
	.shut = dtls_shut,
};
