/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "marks.h"

#include <string.h>

#include "clock.h"
#include "connection.h"

static void take_costs(const struct wt_marks *marks, struct wt_mark *mark, const struct wt_connection *connection)
{
	if (marks->with_cpu)
		mark->cpu_ns = wt_thread_cpu_ns();
	if (connection)
		mark->traffic = *wt_connection_traffic(connection);
}

static void take(const struct wt_marks *marks, struct wt_mark *mark, const struct wt_connection *connection)
{
	take_costs(marks, mark, connection);
	mark->ns = wt_clock_ns();
}

void wt_marks_clear(struct wt_marks *marks)
{
	memset(marks->ran, 0, sizeof(marks->ran)); /* a phase that did not run is not looked at */
}

void wt_marks_begin_open(struct wt_marks *marks, const struct wt_connection *connection)
{
	struct wt_mark *begin = &marks->start[WT_PHASE_CONNECT];

	wt_marks_clear(marks);
	take(marks, begin, connection);
	marks->end[WT_PHASE_HANDSHAKE] = *begin;
	marks->start[WT_PHASE_SEND] = *begin;
}

void wt_marks_start(struct wt_marks *marks, int phase, const struct wt_connection *connection)
{
	if (marks->on)
		take(marks, &marks->start[phase], connection);
}

void wt_marks_end(struct wt_marks *marks, int phase, const struct wt_connection *connection)
{
	if (!marks->on)
		return;
	/* the last reading of a time that counts: what it costs itself comes behind it */
	marks->end[phase].ns = wt_clock_ns();
	take_costs(marks, &marks->end[phase], connection);
	marks->ran[phase] = true;
}

void wt_marks_next(struct wt_marks *marks, int phase, const struct wt_connection *connection)
{
	if (!marks->on)
		return;
	take(marks, &marks->end[phase], connection);
	marks->ran[phase] = true;
	marks->start[phase + 1] = marks->end[phase];
}

void wt_marks_skip(struct wt_marks *marks, int phase)
{
	if (!marks->on)
		return;
	marks->end[phase] = marks->start[phase];
	marks->ran[phase] = true;
	marks->start[phase + 1] = marks->end[phase];
}

void wt_marks_costs(const struct wt_marks *marks, struct wt_try *one)
{
	for (int phase = 0; phase < WT_PHASES_MAX; phase++) {
		const struct wt_mark *start = &marks->start[phase];
		const struct wt_mark *end = &marks->end[phase];
		struct wt_phase_cost *cost = &one->phases[phase];

		memset(cost, 0, sizeof(*cost));
		if (!marks->ran[phase])
			continue;
		cost->ns = end->ns - start->ns;
		cost->cpu_ns = end->cpu_ns - start->cpu_ns;
		cost->traffic.bytes_out = end->traffic.bytes_out - start->traffic.bytes_out;
		cost->traffic.bytes_in = end->traffic.bytes_in - start->traffic.bytes_in;
		cost->traffic.sends = end->traffic.sends - start->traffic.sends;
		cost->traffic.receives = end->traffic.receives - start->traffic.receives;
		cost->traffic.round_trips = end->traffic.round_trips - start->traffic.round_trips;
	}
}
