/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Plain datagrams. A client's socket is connected, so that the kernel drops
 * what strangers send and tells when nobody listens. A server has one
 * unconnected socket; each datagram is a connection of its own, which lives
 * until the next one.
 */
#include <stdlib.h>
#include <string.h>

#include "endpoint.h"
#include "listener.h"

enum {
	UDP_PAYLOAD_MAX = 65507, /* RFC 768 over IPv4: 65,535 less 20 and 8 */
	INBOX_BYTES = 65536
};

struct udp_endpoint {
	struct wt_endpoint base;
	_Alignas(64) uint8_t inbox[INBOX_BYTES]; /* of a cache line: the kernel copies there faster */
};

static struct udp_endpoint *of(struct wt_endpoint *endpoint)
{
	return (struct udp_endpoint *)endpoint;
}

static enum wt_status udp_open(struct wt_endpoint **endpoint, const struct wt_settings *settings, bool server,
			       struct wt_error *error)
{
	struct udp_endpoint *made = aligned_alloc(_Alignof(struct udp_endpoint), sizeof(*made));
	enum wt_status status;

	*endpoint = NULL;
	if (!made)
		return wt_error_set(error, WT_ERROR, "open", "wiretoll", 0, "out of memory");
	memset(made, 0, sizeof(*made));
	status = wt_endpoint_start(&made->base, WT_DATAGRAM, settings, server);
	if (status == WT_OK) {
		*endpoint = &made->base;
		return WT_OK;
	}
	wt_error_copy(error, &made->base.error);
	(void)wt_udp.shut(&made->base, NULL);
	return status;
}

static uint32_t udp_limit(const struct wt_settings *settings)
{
	(void)settings;
	return UDP_PAYLOAD_MAX;
}

static enum wt_status udp_connect(struct wt_endpoint *endpoint, struct wt_connection **connection, uint64_t deadline_ns)
{
	return wt_endpoint_connect(endpoint, WT_DATAGRAM, connection, deadline_ns);
}

static enum wt_status udp_accept(struct wt_endpoint *endpoint, struct wt_connection **connection, uint64_t deadline_ns)
{
	struct wt_connection *c = &endpoint->connection;
	enum wt_status status;
	size_t bytes;

	wt_connection_renew(c, endpoint);
	wt_error_clear(&endpoint->error);
	*connection = c;
	endpoint->listener.deadline_ns = deadline_ns;
	status = wt_socket_recv_from(&endpoint->listener, of(endpoint)->inbox, INBOX_BYTES, &bytes, &c->peer,
				     &endpoint->error);
	if (status != WT_OK)
		return status;
	wt_socket_share(&c->wire.socket, &endpoint->listener, &c->peer);
	c->wire.socket.inbox = of(endpoint)->inbox;
	c->wire.socket.inbox_bytes = bytes;
	return WT_OK;
}

static enum wt_status udp_close(struct wt_connection *connection, uint64_t limit_ns)
{
	(void)limit_ns; /* a datagram has no end to wait for */
	wt_socket_close(&connection->wire.socket);
	return WT_OK;
}

static enum wt_status udp_shut(struct wt_endpoint *endpoint, struct wt_error *error)
{
	(void)error;
	if (!endpoint)
		return WT_OK;
	wt_endpoint_stop(endpoint);
	free(of(endpoint));
	return WT_OK;
}

const struct wt_transport wt_udp = {
	.name = "udp",
	.datagram = true,
	.open = udp_open,
	.limit_bytes = udp_limit,
	.connect = udp_connect,
	.accept = udp_accept,
	.handshake = wt_plain_handshake,
	.send = wt_plain_send,
	.recv = wt_plain_recv,
	.close = udp_close,
	.negotiated = wt_plain_negotiated,
	.shut = udp_shut,
};
