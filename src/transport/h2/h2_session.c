/* SPDX-License-Identifier: GPL-3.0-or-later */
/* nghttp2's session of a connection, driven through the secure session: it holds no socket and calls none. */
#include "h2.h"

/* Of a server: how many there are places for. Of a client: nobody is to push (RFC 9113 6.5.2). */
static int submit_settings(struct wt_h2 *h2)
{
	const nghttp2_settings_entry of_server = { NGHTTP2_SETTINGS_MAX_CONCURRENT_STREAMS, h2->most };
	const nghttp2_settings_entry of_client = { NGHTTP2_SETTINGS_ENABLE_PUSH, 0 };

	return nghttp2_submit_settings(h2->session, NGHTTP2_FLAG_NONE, h2->server ? &of_server : &of_client, 1);
}

static enum wt_status broken(struct wt_h2 *h2, const char *operation, int code)
{
	return wt_error_set(h2->error, WT_ERROR, operation, "nghttp2", code, "HTTP/2 with the %s: %s (%d)",
			    h2->server ? "client" : "server", nghttp2_strerror(code), code);
}

enum wt_status wt_h2_begin(struct wt_connection *connection)
{
	struct wt_h2_endpoint *e = wt_h2_endpoint_of(connection);
	struct wt_h2 *h2 = &e->h2;
	int code;

	if (h2->session)
		return WT_OK;
	h2->error = &connection->wire.error;
	h2->server = e->secure.base.server;
	h2->farewell = false;
	h2->room = h2->received = h2->out_bytes = 0;
	wt_h2_places_clear(h2);
	code = h2->server ? nghttp2_session_server_new2(&h2->session, e->callbacks, h2, e->options)
			  : nghttp2_session_client_new(&h2->session, e->callbacks, h2);
	if (code == 0)
		code = submit_settings(h2);
	return code == 0 ? WT_OK : broken(h2, "open", code);
}

static enum wt_status write_out(struct wt_connection *connection)
{
	struct wt_h2 *h2 = &wt_h2_endpoint_of(connection)->h2;
	size_t sent, bytes = h2->out_bytes;

	h2->out_bytes = 0;
	return bytes ? wt_secure_send(connection, h2->out, bytes, &sent) : WT_OK;
}

enum wt_status wt_h2_flush(struct wt_connection *connection)
{
	struct wt_h2 *h2 = &wt_h2_endpoint_of(connection)->h2;
	enum wt_status status;
	const uint8_t *bytes;
	ssize_t count;

	while ((count = nghttp2_session_mem_send(h2->session, &bytes)) > 0) {
		if ((size_t)count > sizeof(h2->out))
			return broken(h2, "send", NGHTTP2_ERR_FRAME_SIZE_ERROR);
		if ((size_t)count > sizeof(h2->out) - h2->out_bytes) {
			status = write_out(connection);
			if (status != WT_OK)
				return status;
		}
		memcpy(h2->out + h2->out_bytes, bytes, (size_t)count);
		h2->out_bytes += (size_t)count;
	}
	if (count < 0)
		return broken(h2, "send", (int)count);
	status = write_out(connection);
	return status == WT_OK ? h2->error->status : status;
}

enum wt_status wt_h2_receive(struct wt_connection *connection)
{
	struct wt_h2 *h2 = &wt_h2_endpoint_of(connection)->h2;
	enum wt_status status;
	size_t received;
	ssize_t count;

	status = wt_secure_recv(connection, h2->in, sizeof(h2->in), &received);
	if (status != WT_OK)
		return status;
	count = nghttp2_session_mem_recv(h2->session, h2->in, received);
	if (count < 0)
		(void)broken(h2, "receive", (int)count);
	else if (h2->error->status == WT_OK && !nghttp2_session_want_read(h2->session) && h2->farewell)
		return WT_EOF;
	else if (!nghttp2_session_want_read(h2->session))
		(void)broken(h2, "receive", NGHTTP2_ERR_PROTO);
	if (h2->error->status == WT_OK)
		return WT_OK;
	/* the peer is told what was wrong, as far as it still listens */
	if (count >= 0)
		(void)wt_h2_flush(connection);
	return WT_ERROR;
}

enum wt_status wt_h2_turn(struct wt_connection *connection)
{
	enum wt_status status = wt_h2_flush(connection);

	return status == WT_OK ? wt_h2_receive(connection) : status;
}

void wt_h2_end(struct wt_connection *connection, bool in_order)
{
	struct wt_h2 *h2 = &wt_h2_endpoint_of(connection)->h2;

	if (!h2->session)
		return;
	if (in_order && h2->error->status == WT_OK) {
		(void)nghttp2_submit_goaway(h2->session, NGHTTP2_FLAG_NONE,
					    nghttp2_session_get_last_proc_stream_id(h2->session), NGHTTP2_NO_ERROR,
					    NULL, 0);
		(void)wt_h2_flush(connection);
	}
	nghttp2_session_del(h2->session);
	h2->session = NULL;
}
