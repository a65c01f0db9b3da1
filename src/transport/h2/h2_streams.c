/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The places of streams: how many there are, and what of a body waits in one. */
#include <stdlib.h>
#include <string.h>

#include "h2.h"

enum { KEPT_LEAST_BYTES = 2048 };

/* A server of one message a connection takes one request (RFC 9113 6.5.2 advises 100 to others). */
static uint32_t most_of(const struct wt_settings *settings, bool server)
{
	if (server)
		return wt_settings_session(settings) ? WT_STREAMS_MAX : 1;
	return settings->streams > 1 ? settings->streams : 1;
}

enum wt_status wt_h2_places_make(struct wt_h2_endpoint *endpoint)
{
	struct wt_h2 *h2 = &endpoint->h2;
	bool server = endpoint->secure.base.server;

	h2->most = most_of(endpoint->secure.base.settings, server);
	h2->allowed = UINT32_MAX;
	h2->streams = calloc(h2->most, sizeof(*h2->streams));
	if (!server) {
		h2->done = calloc(h2->most, sizeof(*h2->done));
		h2->errors = calloc(h2->most, sizeof(*h2->errors));
	}
	if (h2->streams && (server || (h2->done && h2->errors)))
		return WT_OK;
	return wt_error_set(&endpoint->secure.base.error, WT_ERROR, "open", "wiretoll", 0, "out of memory for streams");
}

void wt_h2_places_free(struct wt_h2 *h2)
{
	for (uint32_t i = 0; h2->streams && i < h2->most; i++)
		free(h2->streams[i].kept);
	free(h2->streams);
	free(h2->done);
	free(h2->errors);
}

static void clear(struct wt_h2_stream *stream)
{
	*stream = (struct wt_h2_stream){ .kept = stream->kept, .kept_room = stream->kept_room };
}

void wt_h2_places_clear(struct wt_h2 *h2)
{
	for (uint32_t i = 0; i < h2->most; i++)
		clear(&h2->streams[i]);
	h2->first = h2->open = h2->done_first = h2->done_count = 0;
}

struct wt_h2_stream *wt_h2_opened(struct wt_h2 *h2, int32_t id)
{
	struct wt_h2_stream *stream = &h2->streams[(h2->first + h2->open) % h2->most];

	if (h2->open == h2->most)
		return NULL;
	clear(stream);
	stream->id = id;
	h2->open++;
	return stream;
}

void wt_h2_answered(struct wt_h2 *h2)
{
	h2->streams[h2->first].id = 0;
	h2->first = (h2->first + 1) % h2->most;
	h2->open--;
}

void wt_h2_done(struct wt_h2 *h2, struct wt_h2_stream *stream)
{
	if (stream->heard)
		return;
	stream->heard = true;
	h2->done[(h2->done_first + h2->done_count++) % h2->most] = (uint8_t)(stream - h2->streams);
}

static bool make_room(struct wt_h2_stream *stream, size_t bytes)
{
	size_t room = stream->kept_room ? stream->kept_room : KEPT_LEAST_BYTES;
	uint8_t *more;

	while (room < bytes)
		room *= 2;
	more = realloc(stream->kept, room);
	if (!more)
		return false;
	stream->kept = more;
	stream->kept_room = room;
	return true;
}

bool wt_h2_keep(struct wt_h2_stream *stream, const uint8_t *data, size_t bytes)
{
	if (!bytes)
		return true;
	if (bytes > stream->kept_room - stream->kept_to && !make_room(stream, stream->kept_to + bytes))
		return false;
	memcpy(stream->kept + stream->kept_to, data, bytes);
	stream->kept_to += bytes;
	return true;
}

size_t wt_h2_take_kept(struct wt_h2 *h2, struct wt_h2_stream *stream, uint8_t *to, size_t room)
{
	size_t bytes = stream->kept_to - stream->kept_from;

	if (!bytes)
		return 0;
	if (bytes > room)
		bytes = room;
	memcpy(to, stream->kept + stream->kept_from, bytes);
	stream->kept_from += bytes;
	if (stream->kept_from == stream->kept_to)
		stream->kept_from = stream->kept_to = 0;
	(void)nghttp2_session_consume_stream(h2->session, stream->id, bytes);
	return bytes;
}
