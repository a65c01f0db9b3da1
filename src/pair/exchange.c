/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What both ends of a try share. */
#include "exchange.h"

#include <stdlib.h>
#include <string.h>

/* Of a cache line: the kernel copies from and to there faster than from an odd place. */
enum { BUFFER_ALIGNMENT = 64 };

bool wt_exchange_make(struct wt_exchange *exchange)
{
	exchange->buffer = aligned_alloc(BUFFER_ALIGNMENT, WT_MESSAGE_MAX_BYTES);
	return exchange->buffer != NULL;
}

void wt_exchange_free(struct wt_exchange *exchange)
{
	free(exchange->buffer);
	exchange->buffer = NULL;
}

const struct wt_error *wt_exchange_error(const struct wt_exchange *exchange,
					 const struct wt_connection *connection)
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
