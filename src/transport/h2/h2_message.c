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

static void take_body(struct wt_h2 *h2, const void *data, size_t bytes)
{
	h2->body = data;
	h2->body_bytes = bytes;
	h2->body_sent = 0;
	h2->body_ended = false;
}

static enum wt_status failed(struct wt_h2 *h2, const char *operation, int code)
{
	return wt_error_set(h2->error, WT_ERROR, operation, "nghttp2", code, "nghttp2 refuses it: %s (%d)",
			    nghttp2_strerror(code), code);
}

/* The peer's window may be too small for the body: then it is its turn (RFC 9113 5.2). */
static enum wt_status send_body(struct wt_connection *connection, size_t *sent)
{
	struct wt_h2 *h2 = &wt_h2_endpoint_of(connection)->h2;
	enum wt_status status = wt_h2_flush(connection);

	/* a server may answer a body that it has not read to its end */
	while (status == WT_OK && !h2->body_ended && (h2->server || !h2->ended)) {
		status = wt_h2_receive(connection);
		if (status == WT_OK)
			status = wt_h2_flush(connection);
	}
	*sent = h2->body_sent;
	if (status != WT_TIMEOUT)
		return status;
	wt_error_clear(h2->error);
	return wt_error_set(h2->error, WT_TIMEOUT, "send", "wiretoll", 0,
			    "the %s took %zu of %zu bytes of the body: its window was not opened in time",
			    h2->server ? "client" : "server", h2->body_sent, h2->body_bytes);
}

static enum wt_status send_request(struct wt_connection *connection, const void *data, size_t bytes, size_t *sent)
{
	struct wt_h2_endpoint *e = wt_h2_endpoint_of(connection);
	const nghttp2_nv fields[] = {
		FIELD(":method", "POST", 4),
		FIELD(":scheme", "https", 5),
		FIELD(":authority", e->authority, strlen(e->authority)),
		FIELD(":path", "/", 1),
	};
	const nghttp2_data_provider provider = { .read_callback = wt_h2_read_body };
	struct wt_h2 *h2 = &e->h2;
	int32_t stream;

	take_body(h2, data, bytes);
	stream = nghttp2_submit_request(h2->session, NULL, fields, sizeof(fields) / sizeof(fields[0]), &provider, NULL);
	if (stream < 0)
		return failed(h2, "send", stream);
	h2->stream = stream;
	h2->ended = false;
	h2->status = 0;
	h2->body_received = h2->rest_from = h2->rest_to = 0;
	return send_body(connection, sent);
}

/* The client may end its stream behind the last byte of the message. */
static enum wt_status await_end(struct wt_connection *connection)
{
	struct wt_h2 *h2 = &wt_h2_endpoint_of(connection)->h2;
	enum wt_status status = WT_OK;

	while (status == WT_OK && !h2->ended && h2->rest_from == h2->rest_to) {
		status = wt_h2_flush(connection);
		if (status == WT_OK)
			status = wt_h2_receive(connection);
	}
	if (status != WT_OK || h2->rest_from == h2->rest_to)
		return status;
	return wt_error_set(h2->error, WT_ERROR, "receive", "wiretoll", 0,
			    "the body of the request is longer than the message in it");
}

static enum wt_status send_answer(struct wt_connection *connection, const void *data, size_t bytes, size_t *sent)
{
	const nghttp2_nv fields[] = { FIELD(":status", "200", 3) };
	const nghttp2_data_provider provider = { .read_callback = wt_h2_read_body };
	struct wt_h2 *h2 = &wt_h2_endpoint_of(connection)->h2;
	enum wt_status status = await_end(connection);
	int code;

	if (status != WT_OK)
		return status;
	take_body(h2, data, bytes);
	code = nghttp2_submit_response(h2->session, h2->stream, fields, 1, &provider);
	if (code != 0)
		return failed(h2, "send", code);
	status = send_body(connection, sent);
	h2->stream = 0;
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

/* What found no room before. */
static bool give_rest(struct wt_h2 *h2, uint8_t *data, size_t room, size_t *received)
{
	size_t bytes = h2->rest_to - h2->rest_from;

	if (!bytes)
		return false;
	*received = bytes < room ? bytes : room;
	memcpy(data, h2->rest + h2->rest_from, *received);
	h2->rest_from += *received;
	if (h2->rest_from == h2->rest_to)
		h2->rest_from = h2->rest_to = 0;
	return true;
}

/* A server takes what is there; a client waits for the end of an answer, so that one that is too long is seen. */
static bool is_enough(const struct wt_h2 *h2)
{
	bool ended = h2->stream && h2->ended;

	return ended || (h2->server ? h2->received > 0 : h2->received == h2->room);
}

static enum wt_status check_answer(struct wt_h2 *h2)
{
	if (h2->status != STATUS_OK)
		return wt_error_set(h2->error, WT_ERROR, "ack", "wiretoll", 0,
				    "the server answers with status %u, not with 200; is that a wiretoll server?",
				    h2->status);
	if (h2->received)
		return WT_OK;
	/* what comes behind a whole answer is for the caller to say */
	if (h2->body_received >= WT_ANSWER_BYTES)
		return WT_EOF;
	return wt_error_set(h2->error, WT_ERROR, "ack", "wiretoll", 0,
			    "the answer is not 'ack': its body ends after %zu bytes", h2->body_received);
}

static enum wt_status check_request(struct wt_h2 *h2)
{
	if (h2->received)
		return WT_OK;
	return wt_error_set(h2->error, WT_ERROR, "receive", "wiretoll", 0,
			    "the body of the request ends after %zu bytes; valid: a whole message", h2->body_received);
}

enum wt_status wt_h2_recv(struct wt_connection *connection, void *data, size_t room, size_t *received)
{
	struct wt_h2 *h2 = &wt_h2_endpoint_of(connection)->h2;
	enum wt_status status = wt_h2_begin(connection);

	*received = 0;
	if (status != WT_OK || give_rest(h2, data, room, received))
		return status;
	h2->into = data;
	h2->room = room;
	h2->received = 0;
	while (status == WT_OK && !is_enough(h2)) {
		status = wt_h2_flush(connection);
		if (status == WT_OK)
			status = wt_h2_receive(connection);
	}
	*received = h2->received;
	if (status == WT_OK)
		status = h2->server ? check_request(h2) : check_answer(h2);
	h2->into = NULL;
	h2->room = h2->received = 0;
	return status;
}
