/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A message is the body of a request, its answer that of the response; a stream for each. */
#include <string.h>

#include "h2.h"
#include "message.h"

enum { STATUS_OK = 200 }; /* RFC 9110 15.3.1 */

#define FIELD(field_name, field_value, length)                                                                         \
	{                                                                                                              \
		.name = (uint8_t *)(field_name), .value = (uint8_t *)(field_value), .namelen = strlen(field_name),     \
		.valuelen = (length)                                                                                   \
	}

static void take_body(struct wt_h2_stream *stream, const void *data, size_t bytes)
{
	stream->body = data;
	stream->body_bytes = bytes;
	stream->body_sent = 0;
	stream->body_ended = false;
}

static enum wt_status failed(struct wt_h2 *h2, const char *operation, int code)
{
	return wt_error_set(h2->error, WT_ERROR, operation, "nghttp2", code, "nghttp2 refuses it: %s (%d)",
			    nghttp2_strerror(code), code);
}

/* The peer's window may be too small for the body: then it is its turn (RFC 9113 5.2). */
static enum wt_status send_body(struct wt_connection *connection, const struct wt_h2_stream *stream, size_t *sent)
{
	struct wt_h2 *h2 = &wt_h2_endpoint_of(connection)->h2;
	enum wt_status status = wt_h2_flush(connection);

	/* a server may answer a body that it has not read to its end */
	while (status == WT_OK && !stream->body_ended && (h2->server || !stream->ended)) {
		status = wt_h2_receive(connection);
		if (status == WT_OK)
			status = wt_h2_flush(connection);
	}
	*sent = stream->body_sent;
	if (status != WT_TIMEOUT)
		return status;
	wt_error_clear(h2->error);
	return wt_error_set(h2->error, WT_TIMEOUT, "send", "wiretoll", 0,
			    "the %s took %zu of %zu bytes of the body: its window was not opened in time",
			    h2->server ? "client" : "server", stream->body_sent, stream->body_bytes);
}

enum wt_status wt_h2_request(struct wt_connection *connection, struct wt_h2_stream *stream, const void *data,
			     size_t bytes, size_t head_bytes)
{
	struct wt_h2_endpoint *e = wt_h2_endpoint_of(connection);
	const nghttp2_nv fields[] = {
		FIELD(":method", "POST", 4),
		FIELD(":scheme", "https", 5),
		FIELD(":authority", e->authority, strlen(e->authority)),
		FIELD(":path", "/", 1),
	};
	const nghttp2_data_provider provider = { .source.ptr = stream, .read_callback = wt_h2_read_body };
	struct wt_h2 *h2 = &e->h2;
	int32_t id;

	/* one that was answered before it had all been sent would never end: nobody opens its window any more */
	if (stream->id && !stream->body_ended)
		(void)nghttp2_submit_rst_stream(h2->session, NGHTTP2_FLAG_NONE, stream->id, NGHTTP2_CANCEL);
	id = nghttp2_submit_request(h2->session, NULL, fields, sizeof(fields) / sizeof(fields[0]), &provider, stream);
	if (id < 0)
		return failed(h2, "send", id);
	stream->id = id;
	stream->ended = stream->beside = stream->heard = false;
	stream->status = 0;
	stream->body_received = stream->answer_bytes = stream->answer_taken = 0;
	stream->head_bytes = head_bytes;
	take_body(stream, data, bytes);
	return WT_OK;
}

static enum wt_status send_request(struct wt_connection *connection, const void *data, size_t bytes, size_t *sent)
{
	struct wt_h2_stream *stream = wt_h2_served(&wt_h2_endpoint_of(connection)->h2);
	enum wt_status status = wt_h2_request(connection, stream, data, bytes, 0);

	return status == WT_OK ? send_body(connection, stream, sent) : status;
}

/* The client may end its stream behind the last byte of the message. */
static enum wt_status await_end(struct wt_connection *connection, const struct wt_h2_stream *stream)
{
	struct wt_h2 *h2 = &wt_h2_endpoint_of(connection)->h2;
	enum wt_status status = WT_OK;

	while (status == WT_OK && !stream->ended && stream->kept_from == stream->kept_to)
		status = wt_h2_turn(connection);
	if (status != WT_OK || stream->kept_from == stream->kept_to)
		return status;
	return wt_error_set(h2->error, WT_ERROR, "receive", "wiretoll", 0,
			    "the body of the request is longer than the message in it");
}

static enum wt_status send_answer(struct wt_connection *connection, const void *data, size_t bytes, size_t *sent)
{
	const nghttp2_nv fields[] = { FIELD(":status", "200", 3) };
	struct wt_h2 *h2 = &wt_h2_endpoint_of(connection)->h2;
	struct wt_h2_stream *stream = wt_h2_served(h2);
	const nghttp2_data_provider provider = { .source.ptr = stream, .read_callback = wt_h2_read_body };
	enum wt_status status;
	int code;

	if (!stream)
		return failed(h2, "send", NGHTTP2_ERR_INVALID_ARGUMENT);
	status = await_end(connection, stream);
	if (status != WT_OK)
		return status;
	take_body(stream, data, bytes);
	code = nghttp2_submit_response(h2->session, stream->id, fields, 1, &provider);
	if (code != 0)
		return failed(h2, "send", code);
	status = send_body(connection, stream, sent);
	wt_h2_answered(h2);
	return status;
}

enum wt_status wt_h2_send(struct wt_connection *connection, const void *data, size_t bytes, size_t *sent)
{
	enum wt_status status = wt_h2_begin(connection);

	*sent = 0;
	if (status != WT_OK)
		return status;
	return connection->endpoint->server ? send_answer(connection, data, bytes, sent)
					    : send_request(connection, data, bytes, sent);
}

/* What came while another one had its turn; else whatever is next. */
static enum wt_status receive_request(struct wt_connection *connection, uint8_t *data, size_t room, size_t *received)
{
	struct wt_h2 *h2 = &wt_h2_endpoint_of(connection)->h2;
	struct wt_h2_stream *stream = wt_h2_served(h2);
	enum wt_status status = WT_OK;

	*received = stream ? wt_h2_take_kept(h2, stream, data, room) : 0;
	if (*received)
		return WT_OK;
	h2->into = data;
	h2->room = room;
	while (status == WT_OK && !h2->received && !(stream && stream->ended)) {
		status = wt_h2_turn(connection);
		stream = wt_h2_served(h2);
	}
	*received = h2->received;
	h2->into = NULL;
	h2->room = h2->received = 0;
	if (status != WT_OK || *received)
		return status;
	return wt_error_set(h2->error, WT_ERROR, "receive", "wiretoll", 0,
			    "the body of the request ends after %zu bytes; valid: a whole message",
			    stream->body_received);
}

bool wt_h2_is_ok(const struct wt_h2_stream *stream, struct wt_error *error)
{
	if (stream->status == STATUS_OK)
		return true;
	wt_error_set(error, WT_ERROR, "ack", "wiretoll", 0,
		     "the server answers with status %u, not with 200; is that a wiretoll server?", stream->status);
	return false;
}

static enum wt_status check_answer(struct wt_h2 *h2, const struct wt_h2_stream *stream, size_t received)
{
	if (!wt_h2_is_ok(stream, h2->error))
		return WT_ERROR;
	if (received)
		return WT_OK;
	/* what comes behind a whole answer is for the caller to say */
	if (stream->body_received >= WT_ANSWER_BYTES)
		return WT_EOF;
	return wt_error_set(h2->error, WT_ERROR, "ack", "wiretoll", 0,
			    "the answer is not 'ack': its body ends after %zu bytes", stream->body_received);
}

/* Waits for the end of an answer, so that one that is too long is seen. */
static enum wt_status receive_answer(struct wt_connection *connection, uint8_t *data, size_t room, size_t *received)
{
	struct wt_h2 *h2 = &wt_h2_endpoint_of(connection)->h2;
	struct wt_h2_stream *stream = wt_h2_served(h2);
	enum wt_status status = WT_OK;
	size_t there;

	while (status == WT_OK && !stream->ended && stream->answer_bytes - stream->answer_taken < room)
		status = wt_h2_turn(connection);
	there = stream->answer_bytes - stream->answer_taken;
	*received = there < room ? there : room;
	memcpy(data, stream->answer + stream->answer_taken, *received);
	stream->answer_taken += *received;
	return status == WT_OK ? check_answer(h2, stream, *received) : status;
}

enum wt_status wt_h2_recv(struct wt_connection *connection, void *data, size_t room, size_t *received)
{
	enum wt_status status = wt_h2_begin(connection);

	*received = 0;
	if (status != WT_OK)
		return status;
	return connection->endpoint->server ? receive_request(connection, data, room, received)
					    : receive_answer(connection, data, room, received);
}
