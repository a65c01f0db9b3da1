/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What both ends of a try share. */
#include "connection.h"
#include "exchange.h"

#include <stdlib.h>
#include <string.h>

enum { CACHE_LINE_BYTES = 64 };

/* Aligned to a cache line: the kernel copies from and to there faster than from an odd place. Of libc's heap, while only
 * the TLS library's own is counted. */
enum wt_status wt_exchange_room(struct wt_exchange *exchange, size_t bytes)
{
	/* a byte more than the message shows that more came than its header says */
	size_t room_bytes = (bytes / CACHE_LINE_BYTES + 1) * CACHE_LINE_BYTES;
	uint8_t *room;

	if (room_bytes <= exchange->room_bytes)
		return WT_OK;
	room = aligned_alloc(CACHE_LINE_BYTES, room_bytes);
	if (!room)
		return wt_error_set(&exchange->error, WT_ERROR, "receive", "wiretoll", 0,
				    "out of memory for a message of %zu bytes", bytes);
	if (exchange->buffer)
		memcpy(room, exchange->buffer, exchange->room_bytes);
	free(exchange->buffer);
	exchange->buffer = room;
	exchange->room_bytes = room_bytes;
	return WT_OK;
}

const struct wt_error *wt_exchange_error(const struct wt_exchange *exchange, const struct wt_connection *connection)
{
	if (exchange->error.status != WT_OK || !connection)
		return &exchange->error;
	return wt_connection_error(connection);
}

void wt_exchange_heap_begin(struct wt_exchange *exchange)
{
	memset(&exchange->heap, 0, sizeof(exchange->heap));
	if (exchange->counted)
		exchange->counted->heap_begin();
}
