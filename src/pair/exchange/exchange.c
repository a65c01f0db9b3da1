/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What both ends of a try share. */
#include "exchange.h"

#include <string.h>

/* Aligned to a cache line: the kernel copies from and to there faster than from an odd place. Not of the heap, which
 * is the TLS library's alone. */
static _Alignas(64) uint8_t message_room[WT_MESSAGE_MAX_BYTES];

void wt_exchange_take_room(struct wt_exchange *exchange)
{
	exchange->buffer = message_room;
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
