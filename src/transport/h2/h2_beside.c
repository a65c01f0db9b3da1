/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A client's requests that are under way at once, a stream and a place for each. */
#include <string.h>

#include "h2.h"

/* nghttp2 would keep back what is more than the server allows, and nobody would see that there are fewer. */
static enum wt_status check_allowed(const struct wt_h2 *h2)
{
	if (h2->most <= h2->allowed)
		return WT_OK;
	return wt_error_set(h2->error, WT_ERROR, "send", "wiretoll", 0,
			    "the server allows %u requests at once (SETTINGS_MAX_CONCURRENT_STREAMS), not %u; valid: "
			    "--streams 1 to %u",
			    h2->allowed, h2->most, h2->allowed);
}

enum wt_status wt_h2_ask(struct wt_connection *connection, uint32_t place, const void *message, size_t bytes)
{
	struct wt_h2 *h2 = &wt_h2_endpoint_of(connection)->h2;
	struct wt_h2_stream *stream = &h2->streams[place];
	enum wt_status status = wt_h2_begin(connection);

	if (status == WT_OK)
		status = check_allowed(h2);
	if (status != WT_OK)
		return status;
	memcpy(stream->head, message, WT_MESSAGE_HEADER_BYTES);
	wt_error_clear(&h2->errors[place]);
	status = wt_h2_request(connection, stream, message, bytes, WT_MESSAGE_HEADER_BYTES);
	stream->beside = true;
	return status == WT_OK ? wt_h2_flush(connection) : status;
}

/* Takes the next one that is known of. */
static void take(struct wt_h2 *h2, struct wt_heard *heard)
{
	uint32_t place = h2->done[h2->done_first];
	struct wt_h2_stream *stream = &h2->streams[place];

	h2->done_first = (h2->done_first + 1) % h2->most;
	h2->done_count--;
	(void)wt_h2_is_ok(stream, &h2->errors[place]);
	*heard = (struct wt_heard){ .place = place,
				    .error = &h2->errors[place],
				    .answer = stream->answer,
				    .bytes = stream->body_received,
				    .more = h2->done_count > 0 };
}

enum wt_status wt_h2_hear(struct wt_connection *connection, struct wt_heard *heard)
{
	struct wt_h2 *h2 = &wt_h2_endpoint_of(connection)->h2;
	enum wt_status status = h2->error->status;

	while (status == WT_OK && !h2->done_count)
		status = wt_h2_turn(connection);
	if (!h2->done_count)
		return status;
	take(h2, heard);
	return WT_OK;
}
