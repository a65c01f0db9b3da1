/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <stdlib.h>

#include "endpoint.h"
#include "message.h"

static const struct wt_steps steps = { .handshake = NULL };

static enum wt_status tcp_open(struct wt_endpoint **endpoint, const struct wt_settings *settings, bool server,
			       struct wt_error *error)
{
	enum wt_status status;

	*endpoint = calloc(1, sizeof(**endpoint));
	if (!*endpoint)
		return wt_error_set(error, WT_ERROR, "open", "wiretoll", 0, "out of memory");
	status = wt_endpoint_start(*endpoint, WT_STREAM, settings, server);
	(*endpoint)->steps = &steps;
	if (status == WT_OK)
		return WT_OK;
	wt_error_copy(error, &(*endpoint)->error);
	(void)wt_tcp.shut(*endpoint, NULL);
	*endpoint = NULL;
	return status;
}

static uint32_t tcp_limit(const struct wt_settings *settings)
{
	(void)settings;
	return WT_MESSAGE_MAX_BYTES;
}

static enum wt_status tcp_connect(struct wt_endpoint *endpoint, struct wt_connection **connection, uint64_t deadline_ns)
{
	return wt_endpoint_connect(endpoint, WT_STREAM, connection, deadline_ns);
}

static enum wt_status tcp_shut(struct wt_endpoint *endpoint, struct wt_error *error)
{
	(void)error;
	if (!endpoint)
		return WT_OK;
	wt_endpoint_stop(endpoint);
	free(endpoint);
	return WT_OK;
}

const struct wt_transport wt_tcp = {
	.name = "tcp",
	.open = tcp_open,
	.limit_bytes = tcp_limit,
	.connect = tcp_connect,
	.accept = wt_endpoint_accept,
	.handshake = wt_plain_handshake,
	.send = wt_plain_send,
	.recv = wt_plain_recv,
	.close = wt_stream_close,
	.park = wt_many_park,
	.negotiated = wt_plain_negotiated,
	.shut = tcp_shut,
};
