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

/* Most often it is the one that has its turn. NULL: it is none of ours, or its place is another one's by now. */
static struct wt_h2_stream *stream_of(const struct wt_h2 *h2, int32_t id)
{
	struct wt_h2_stream *stream = &h2->streams[h2->first];

	if (stream->id == id)
		return stream;
	stream = nghttp2_session_get_stream_user_data(h2->session, id);
	return stream && stream->id == id ? stream : NULL;
}

static int on_begin_headers(nghttp2_session *session, const nghttp2_frame *frame, void *context)
{
	struct wt_h2 *h2 = context;
	struct wt_h2_stream *stream;

	if (!h2->server || frame->headers.cat != NGHTTP2_HCAT_REQUEST)
		return 0;
	stream = wt_h2_opened(h2, frame->hd.stream_id);
	if (!stream)
		return NGHTTP2_ERR_TEMPORAL_CALLBACK_FAILURE;
	return nghttp2_session_set_stream_user_data(session, frame->hd.stream_id, stream);
}

static int on_header(nghttp2_session *session, const nghttp2_frame *frame, const uint8_t *name, size_t name_bytes,
		     const uint8_t *value, size_t value_bytes, uint8_t flags, void *context)
{
	static const char status[] = ":status";
	struct wt_h2_stream *stream;
	struct wt_h2 *h2 = context;

	(void)session;
	(void)flags;
	if (h2->server || name_bytes != strlen(status) || memcmp(name, status, name_bytes) != 0)
		return 0;
	stream = stream_of(h2, frame->hd.stream_id);
	if (!stream)
		return 0;
	/* three digits, as nghttp2 has looked at (RFC 9113 8.3.2); of several the last one counts, behind those of 1xx */
	stream->status = 0;
	for (size_t i = 0; i < value_bytes; i++)
		stream->status = stream->status * 10 + (uint32_t)(value[i] - '0');
	return 0;
}

/* Of a request: to whoever receives, and the rest stays, as that of a stream which waits for its turn. */
static int take_request(struct wt_h2 *h2, struct wt_h2_stream *stream, const uint8_t *data, size_t bytes)
{
	size_t now = stream == wt_h2_served(h2) ? h2->room - h2->received : 0;

	if (now > bytes)
		now = bytes;
	if (now)
		memcpy(h2->into + h2->received, data, now);
	h2->received += now;
	if (!wt_h2_keep(stream, data + now, bytes - now)) {
		wt_error_set(h2->error, WT_ERROR, "receive", "wiretoll", 0, "out of memory for a request that waits");
		return NGHTTP2_ERR_CALLBACK_FAILURE;
	}
	/* what waits holds back its own stream, and no other one */
	(void)nghttp2_session_consume_connection(h2->session, bytes);
	return now ? nghttp2_session_consume_stream(h2->session, stream->id, now) : 0;
}

/* An answer is short: of a longer one it is enough to know that. */
static void take_answer(struct wt_h2_stream *stream, const uint8_t *data, size_t bytes)
{
	size_t now = sizeof(stream->answer) - stream->answer_bytes;

	if (now > bytes)
		now = bytes;
	memcpy(stream->answer + stream->answer_bytes, data, now);
	stream->answer_bytes += now;
}

static int on_data(nghttp2_session *session, uint8_t flags, int32_t id, const uint8_t *data, size_t bytes,
		   void *context)
{
	struct wt_h2 *h2 = context;
	struct wt_h2_stream *stream = stream_of(h2, id);

	(void)session;
	(void)flags;
	if (!stream)
		return 0;
	stream->body_received += bytes;
	if (h2->server)
		return take_request(h2, stream, data, bytes);
	take_answer(stream, data, bytes);
	return 0;
}

static void on_goaway(struct wt_h2 *h2, const nghttp2_goaway *goaway)
{
	uint32_t why = goaway->error_code;

	h2->farewell = true;
	if (why != NGHTTP2_NO_ERROR)
		wt_error_set(h2->error, WT_ERROR, "receive", "peer", (long)why,
			     "the %s ends the connection: GOAWAY, %s (%u)", peer_of(h2), nghttp2_http2_strerror(why),
			     why);
}

static int on_frame(nghttp2_session *session, const nghttp2_frame *frame, void *context)
{
	struct wt_h2 *h2 = context;
	struct wt_h2_stream *stream;

	if (frame->hd.type == NGHTTP2_GOAWAY)
		on_goaway(h2, &frame->goaway);
	if (frame->hd.type == NGHTTP2_SETTINGS)
		h2->allowed = nghttp2_session_get_remote_settings(session, NGHTTP2_SETTINGS_MAX_CONCURRENT_STREAMS);
	if ((frame->hd.type != NGHTTP2_DATA && frame->hd.type != NGHTTP2_HEADERS) ||
	    !(frame->hd.flags & NGHTTP2_FLAG_END_STREAM))
		return 0;
	stream = stream_of(h2, frame->hd.stream_id);
	if (!stream)
		return 0;
	stream->ended = true;
	if (stream->beside)
		wt_h2_done(h2, stream);
	return 0;
}

/* Where to say that a stream has failed: beside others by itself, else the connection has. */
static struct wt_error *error_of(struct wt_h2 *h2, const struct wt_h2_stream *stream)
{
	return stream->beside ? &h2->errors[stream - h2->streams] : h2->error;
}

static int on_stream_close(nghttp2_session *session, int32_t id, uint32_t why, void *context)
{
	struct wt_h2 *h2 = context;
	struct wt_h2_stream *stream = stream_of(h2, id);

	(void)session;
	if (!stream || stream->heard || (why == NGHTTP2_NO_ERROR && !stream->beside))
		return 0;
	wt_error_set(error_of(h2, stream), WT_ERROR, "receive", "peer", (long)why,
		     "the %s ends the stream: RST_STREAM or GOAWAY, %s (%u)", peer_of(h2), nghttp2_http2_strerror(why),
		     why);
	if (stream->beside)
		wt_h2_done(h2, stream);
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
	struct wt_h2_stream *stream;

	(void)session;
	if (frame->hd.type != NGHTTP2_HEADERS)
		return 0;
	stream = stream_of(h2, frame->hd.stream_id);
	wt_error_set(stream ? error_of(h2, stream) : h2->error, WT_ERROR, "send", "nghttp2", code,
		     "the %s takes no more on this connection: %s (%d)", peer_of(h2), nghttp2_strerror(code), code);
	if (stream && stream->beside)
		wt_h2_done(h2, stream);
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

ssize_t wt_h2_read_body(nghttp2_session *session, int32_t id, uint8_t *to, size_t room, uint32_t *flags,
			nghttp2_data_source *source, void *context)
{
	struct wt_h2_stream *stream = source->ptr;
	size_t bytes = stream->body_bytes - stream->body_sent, of_head = 0;

	(void)session;
	(void)context;
	/* it was answered before it had all been sent, and its place has another one now */
	if (stream->id != id)
		return NGHTTP2_ERR_TEMPORAL_CALLBACK_FAILURE;
	if (bytes > room)
		bytes = room;
	if (stream->body_sent < stream->head_bytes)
		of_head = stream->head_bytes - stream->body_sent;
	if (of_head > bytes)
		of_head = bytes;
	memcpy(to, stream->head + stream->body_sent, of_head);
	memcpy(to + of_head, stream->body + stream->body_sent + of_head, bytes - of_head);
	stream->body_sent += bytes;
	stream->body_ended = stream->body_sent == stream->body_bytes;
	if (stream->body_ended)
		*flags |= NGHTTP2_DATA_FLAG_EOF;
	return (ssize_t)bytes;
}
