/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What nghttp2 tells of frames: whose they are, what they bring, and what is wrong with them. */
#include <stdio.h>
#include <string.h>

#include "h2.h"

/* RFC 9113 6 */
static const char *const frame_names[] = { "DATA",         "HEADERS", "PRIORITY", "RST_STREAM",    "SETTINGS",
					   "PUSH_PROMISE", "PING",    "GOAWAY",   "WINDOW_UPDATE", "CONTINUATION" };

static const char *peer_of(const struct wt_h2 *h2)
{
	return h2->server ? "client" : "server";
}

static int on_begin_headers(nghttp2_session *session, const nghttp2_frame *frame, void *context)
{
	struct wt_h2 *h2 = context;

	(void)session;
	if (!h2->server || h2->stream || frame->headers.cat != NGHTTP2_HCAT_REQUEST)
		return 0;
	h2->stream = frame->hd.stream_id;
	h2->ended = false;
	h2->body_received = 0;
	return 0;
}

static int on_header(nghttp2_session *session, const nghttp2_frame *frame, const uint8_t *name, size_t name_bytes,
		     const uint8_t *value, size_t value_bytes, uint8_t flags, void *context)
{
	static const char status[] = ":status";
	struct wt_h2 *h2 = context;

	(void)session;
	(void)flags;
	if (h2->server || frame->hd.stream_id != h2->stream || name_bytes != strlen(status) ||
	    memcmp(name, status, name_bytes) != 0)
		return 0;
	/* three digits, as nghttp2 has looked at (RFC 9113 8.3.2); of several the last one counts, behind those of 1xx */
	h2->status = 0;
	for (size_t i = 0; i < value_bytes; i++)
		h2->status = h2->status * 10 + (uint32_t)(value[i] - '0');
	return 0;
}

static int on_data(nghttp2_session *session, uint8_t flags, int32_t stream, const uint8_t *data, size_t bytes,
		   void *context)
{
	struct wt_h2 *h2 = context;
	size_t now = h2->room - h2->received;

	(void)session;
	(void)flags;
	if (stream != h2->stream)
		return 0;
	h2->body_received += bytes;
	if (now > bytes)
		now = bytes;
	if (now)
		memcpy(h2->into + h2->received, data, now);
	h2->received += now;
	if (bytes - now > sizeof(h2->rest) - h2->rest_to)
		return NGHTTP2_ERR_CALLBACK_FAILURE;
	memcpy(h2->rest + h2->rest_to, data + now, bytes - now);
	h2->rest_to += bytes - now;
	return 0;
}

static int on_frame(nghttp2_session *session, const nghttp2_frame *frame, void *context)
{
	struct wt_h2 *h2 = context;
	uint32_t why = frame->goaway.error_code;

	(void)session;
	if (frame->hd.type == NGHTTP2_GOAWAY && why != NGHTTP2_NO_ERROR)
		wt_error_set(h2->error, WT_ERROR, "receive", "peer", (long)why,
			     "the %s ends the connection: GOAWAY, %s (%u)", peer_of(h2), nghttp2_http2_strerror(why),
			     why);
	h2->farewell |= frame->hd.type == NGHTTP2_GOAWAY;
	if ((frame->hd.type == NGHTTP2_DATA || frame->hd.type == NGHTTP2_HEADERS) &&
	    frame->hd.flags & NGHTTP2_FLAG_END_STREAM && frame->hd.stream_id == h2->stream)
		h2->ended = true;
	return 0;
}

static int on_stream_close(nghttp2_session *session, int32_t stream, uint32_t why, void *context)
{
	struct wt_h2 *h2 = context;

	(void)session;
	if (stream == h2->stream && why != NGHTTP2_NO_ERROR)
		wt_error_set(h2->error, WT_ERROR, "receive", "peer", (long)why,
			     "the %s ends the stream: RST_STREAM or GOAWAY, %s (%u)", peer_of(h2),
			     nghttp2_http2_strerror(why), why);
	return 0;
}

static int on_invalid(nghttp2_session *session, const nghttp2_frame *frame, int code, void *context)
{
	struct wt_h2 *h2 = context;
	bool known = frame->hd.type < sizeof(frame_names) / sizeof(frame_names[0]);

	(void)session;
	/* one more stream than we take, from a client that has not heard so yet: it is told to try again (RFC 9113 5.1.2) */
	if (code == NGHTTP2_ERR_REFUSED_STREAM)
		return 0;
	wt_error_set(h2->error, WT_ERROR, "receive", "nghttp2", code, "the %s breaks HTTP/2 by a frame %s: %s (%d)",
		     peer_of(h2), known ? frame_names[frame->hd.type] : "of an unknown type", nghttp2_strerror(code),
		     code);
	return 0;
}

/* A request that cannot be sent any more, since the server has said that it takes no further one. */
static int on_not_sent(nghttp2_session *session, const nghttp2_frame *frame, int code, void *context)
{
	struct wt_h2 *h2 = context;

	(void)session;
	if (frame->hd.type == NGHTTP2_HEADERS)
		wt_error_set(h2->error, WT_ERROR, "send", "nghttp2", code,
			     "the %s takes no more on this connection: %s (%d)", peer_of(h2), nghttp2_strerror(code),
			     code);
	return 0;
}

/* What nghttp2 says to a peer that it does not go on with tells why: in a word of its own, where it has one. */
static int on_sent(nghttp2_session *session, const nghttp2_frame *frame, void *context)
{
	const nghttp2_goaway *last = &frame->goaway;
	struct wt_h2 *h2 = context;

	(void)session;
	if (frame->hd.type == NGHTTP2_GOAWAY && last->error_code != NGHTTP2_NO_ERROR)
		wt_error_set(h2->error, WT_ERROR, "receive", "nghttp2", (long)last->error_code,
			     "the %s breaks HTTP/2: %s (%u)%s%.*s", peer_of(h2),
			     nghttp2_http2_strerror(last->error_code), last->error_code,
			     last->opaque_data_len ? ", " : "", (int)last->opaque_data_len,
			     last->opaque_data_len ? (const char *)last->opaque_data : "");
	return 0;
}

/* Most of what is said here comes to one of the others as well; what comes to none is a stranger's first bytes. */
static int on_trouble(nghttp2_session *session, int code, const char *text, size_t text_bytes, void *context)
{
	struct wt_h2 *h2 = context;

	(void)session;
	(void)text;
	(void)text_bytes;
	if (code == NGHTTP2_ERR_SETTINGS_EXPECTED)
		wt_error_set(h2->error, WT_ERROR, "receive", "nghttp2", code,
			     "the %s does not speak HTTP/2: its first frame is no SETTINGS (%d)", peer_of(h2), code);
	return 0;
}

nghttp2_session_callbacks *wt_h2_callbacks(void)
{
	nghttp2_session_callbacks *callbacks;

	if (nghttp2_session_callbacks_new(&callbacks) != 0)
		return NULL;
	nghttp2_session_callbacks_set_on_begin_headers_callback(callbacks, on_begin_headers);
	nghttp2_session_callbacks_set_on_header_callback(callbacks, on_header);
	nghttp2_session_callbacks_set_on_data_chunk_recv_callback(callbacks, on_data);
	nghttp2_session_callbacks_set_on_frame_recv_callback(callbacks, on_frame);
	nghttp2_session_callbacks_set_on_stream_close_callback(callbacks, on_stream_close);
	nghttp2_session_callbacks_set_on_invalid_frame_recv_callback(callbacks, on_invalid);
	nghttp2_session_callbacks_set_on_frame_not_send_callback(callbacks, on_not_sent);
	nghttp2_session_callbacks_set_on_frame_send_callback(callbacks, on_sent);
	nghttp2_session_callbacks_set_error_callback2(callbacks, on_trouble);
	return callbacks;
}

ssize_t wt_h2_read_body(nghttp2_session *session, int32_t stream, uint8_t *to, size_t room, uint32_t *flags,
			nghttp2_data_source *source, void *context)
{
	struct wt_h2 *h2 = context;
	size_t bytes = h2->body_bytes - h2->body_sent;

	(void)session;
	(void)stream;
	(void)source;
	if (bytes > room)
		bytes = room;
	memcpy(to, h2->body + h2->body_sent, bytes);
	h2->body_sent += bytes;
	h2->body_ended = h2->body_sent == h2->body_bytes;
	if (h2->body_ended)
		*flags |= NGHTTP2_DATA_FLAG_EOF;
	return (ssize_t)bytes;
}
