/* SPDX-License-Identifier: GPL-3.0-or-later */
/* HTTP/2 (RFC 9113) over TLS, agreed on by ALPN (RFC 7301). The connection and its session are those of tls. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "h2.h"
#include "message.h"
#include "tlslib_alpn.h"

static const char protocol[] = "h2"; /* RFC 9113 3.2 */

/* Whom a client asks, as the request says it: an IPv6 address in brackets, without its scope (RFC 3986 3.2.2). */
static void set_authority(struct wt_h2_endpoint *e)
{
	const char *host = e->secure.base.settings->host;
	char address[WT_ADDRESS_TEXT_BYTES];
	bool six;

	if (e->secure.peer_numeric && wt_address_unscoped(host, address, sizeof(address)))
		host = address;
	six = strchr(host, ':') != NULL;
	snprintf(e->authority, sizeof(e->authority), "%s%s%s:%u", six ? "[" : "", host, six ? "]" : "",
		 wt_address_port(&e->secure.base.address));
}

static enum wt_status open_secure(struct wt_h2_endpoint *e, const struct wt_settings *settings, bool server)
{
	struct wt_error *error = &e->secure.base.error;
	enum wt_status status = wt_tlslib_can_alpn(error);

	e->secure.base.listener.handle = -1;
	e->secure.base.connection.wire.socket.handle = -1;
	if (status == WT_OK)
		status = wt_secure_open(&e->secure, false, settings, server);
	if (status != WT_OK)
		return status;
	if (!server)
		set_authority(e);
	e->callbacks = wt_h2_callbacks();
	if (!e->callbacks || nghttp2_option_new(&e->options) != 0)
		return wt_error_set(error, WT_ERROR, "open", "nghttp2", 0, "out of memory");
	/* a window opens by what was taken, and not by what has come */
	nghttp2_option_set_no_auto_window_update(e->options, 1);
	return wt_h2_places_make(e);
}

static enum wt_status h2_open(struct wt_endpoint **endpoint, const struct wt_settings *settings, bool server,
			      struct wt_error *error)
{
	struct wt_h2_endpoint *made = calloc(1, sizeof(*made));
	enum wt_status status;

	*endpoint = NULL;
	if (!made)
		return wt_error_set(error, WT_ERROR, "open", "wiretoll", 0, "out of memory");
	status = open_secure(made, settings, server);
	if (status == WT_OK) {
		*endpoint = &made->secure.base;
		return WT_OK;
	}
	wt_error_copy(error, &made->secure.base.error);
	(void)wt_h2.shut(&made->secure.base, NULL);
	return status;
}

static enum wt_status h2_can(const struct wt_settings *settings, bool server, struct wt_error *error)
{
	enum wt_status status = wt_tlslib_can_alpn(error);

	return status == WT_OK ? wt_secure_can(false, settings, server, error) : status;
}

static uint32_t h2_limit(const struct wt_settings *settings)
{
	(void)settings;
	return WT_MESSAGE_MAX_BYTES;
}

static enum wt_status h2_connect(struct wt_endpoint *endpoint, struct wt_connection **connection, uint64_t deadline_ns)
{
	return wt_endpoint_connect(endpoint, WT_STREAM, connection, deadline_ns);
}

/* A peer that knows nothing of ALPN goes on without (RFC 7301 3.2), and would not understand what follows. */
static enum wt_status check_alpn(struct wt_connection *connection)
{
	char agreed[WT_ALPN_NAME_BYTES] = "";
	bool server = connection->endpoint->server;

	if (wt_tlslib_alpn(connection->session, agreed) && strcmp(agreed, protocol) == 0)
		return WT_OK;
	return wt_error_set(&connection->wire.error, WT_ERROR, "handshake", "wiretoll", 0,
			    "the %s %s without ALPN, so it does not speak HTTP/2; valid: one with h2",
			    server ? "client" : "server", server ? "says hello" : "answers the hello");
}

static enum wt_status no_protocol(struct wt_connection *connection)
{
	struct wt_error *error = &connection->wire.error;
	const char *source = error->source;
	long code = error->code;

	wt_error_clear(error);
	return wt_error_set(error, WT_ERROR, "handshake", source, code,
			    "the %s offers no h2 (ALPN), so it does not speak HTTP/2 (%s %ld)",
			    connection->endpoint->server ? "client" : "server", source, code);
}

static enum wt_status h2_handshake(struct wt_connection *connection)
{
	enum wt_status status = wt_secure_new(connection);
	const struct wt_error *error = &connection->wire.error;

	if (status != WT_OK)
		return status;
	if (!wt_tlslib_ask_alpn(connection->session, connection->endpoint->server, protocol))
		return wt_error_set(&connection->wire.error, WT_ERROR, "handshake", wt_tlslib.name(), 0,
				    "the library takes no ALPN");
	status = wt_secure_handshake(connection);
	if (status == WT_OK)
		return check_alpn(connection);
	if (status == WT_ERROR && error->source == wt_tlslib.name() && wt_tlslib_found_no_alpn(error->code))
		return no_protocol(connection);
	return status;
}

static enum wt_status h2_close(struct wt_connection *connection, uint64_t limit_ns)
{
	wt_h2_end(connection, connection->endpoint->server);
	return wt_tls.close(connection, limit_ns);
}

static enum wt_status h2_park(struct wt_connection **connection)
{
	return wt_tls.park(connection);
}

/* The handshake has failed where it is another one. */
static bool h2_negotiated(struct wt_connection *connection, struct wt_negotiated *negotiated)
{
	bool known = wt_secure_negotiated(connection, negotiated);

	negotiated->alpn = known ? protocol : NULL;
	return known;
}

static enum wt_status h2_shut(struct wt_endpoint *endpoint, struct wt_error *error)
{
	struct wt_h2_endpoint *e = (struct wt_h2_endpoint *)endpoint;

	if (!e)
		return WT_OK;
	/* its connection need not be any yet */
	nghttp2_session_del(e->h2.session);
	nghttp2_session_callbacks_del(e->callbacks);
	nghttp2_option_del(e->options);
	wt_h2_places_free(&e->h2);
	return wt_tls.shut(endpoint, error);
}

const struct wt_transport wt_h2 = {
	.name = "h2",
	.secure = true,
	.library = &wt_tlslib,
	.open = h2_open,
	.can = h2_can,
	.limit_bytes = h2_limit,
	.connect = h2_connect,
	.accept = wt_endpoint_accept,
	.handshake = h2_handshake,
	.send = wt_h2_send,
	.recv = wt_h2_recv,
	.ask = wt_h2_ask,
	.hear = wt_h2_hear,
	.close = h2_close,
	.park = h2_park,
	.negotiated = h2_negotiated,
	.shut = h2_shut,
};
