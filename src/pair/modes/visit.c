/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "visit.h"

#include <stdlib.h>

#include "clock.h"
#include "connection.h"

void wt_visit_free(void *visit)
{
	free(((struct wt_visit *)visit)->buffer);
	free(visit);
}

/* What has come of a message stays with its connection; the exchange gets another buffer. */
static enum wt_status give_buffer(struct wt_exchange *exchange, struct wt_visit *visit)
{
	enum wt_status status;

	if (!exchange->have)
		return WT_OK;
	visit->buffer = exchange->buffer;
	visit->room_bytes = exchange->room_bytes;
	visit->have = exchange->have;
	exchange->buffer = NULL;
	exchange->have = exchange->room_bytes = 0;
	status = wt_exchange_room(exchange, WT_EXCHANGE_ROOM_BYTES - 1);
	if (status == WT_OK)
		return WT_OK;
	exchange->buffer = visit->buffer;
	exchange->room_bytes = visit->room_bytes;
	visit->buffer = NULL;
	return status;
}

struct wt_visit *wt_visit_leave(struct wt_exchange *exchange, struct wt_connection *connection)
{
	struct wt_visit *visit = wt_connection_kept(connection);

	if (!visit)
		visit = calloc(1, sizeof(*visit));
	if (!visit) {
		wt_error_set(&exchange->error, WT_ERROR, "receive", "wiretoll", 0, "out of memory");
		return NULL;
	}
	wt_connection_keep(connection, visit);
	if (give_buffer(exchange, visit) != WT_OK)
		return NULL;
	visit->marks = exchange->marks;
	if (exchange->marks.on && exchange->marks.with_cpu)
		visit->cpu_ns = wt_thread_cpu_ns();
	return visit;
}

/* What others took of the processor in between is not its own. */
static void forget_others(struct wt_marks *marks, uint64_t since_cpu_ns)
{
	uint64_t others_ns = wt_thread_cpu_ns() - since_cpu_ns;

	for (int phase = 0; phase < WT_PHASES_MAX; phase++) {
		marks->start[phase].cpu_ns += others_ns;
		marks->end[phase].cpu_ns += others_ns;
	}
}

const struct wt_visit *wt_visit_enter(struct wt_exchange *exchange, struct wt_connection *connection)
{
	struct wt_visit *visit = wt_connection_kept(connection);

	if (!visit)
		return NULL;
	wt_error_clear(&exchange->error);
	exchange->marks = visit->marks;
	if (exchange->marks.on && exchange->marks.with_cpu)
		forget_others(&exchange->marks, visit->cpu_ns);
	if (!visit->buffer)
		return visit;
	free(exchange->buffer);
	exchange->buffer = visit->buffer;
	exchange->room_bytes = visit->room_bytes;
	exchange->have = visit->have;
	visit->buffer = NULL;
	return visit;
}
