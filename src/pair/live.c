/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "clock.h"
#include "file.h"
#include "live.h"
#include "process.h"

enum { WINDOW_TRIES = 101, LINE_BYTES = 128 };

static const uint64_t interval_ns = 100 * WT_NS_PER_MS;

void wt_live_start(struct wt_live *live, bool quiet)
{
	live->on = !quiet && wt_process_is_terminal(WT_STANDARD_ERROR);
	live->shown_columns = 0;
	live->next_ns = 0;
}

/* The line is a courtesy: when it cannot be written, the run does not care. */
static void put(const char *text, size_t bytes)
{
	size_t done;

	(void)wt_file_put(WT_STANDARD_ERROR, text, bytes, &done);
}

/* Median of the newest totals. So few are kept sorted here that the caches stay the run's own. */
static __attribute__((noinline)) uint64_t recent_median(const struct wt_samples *samples)
{
	uint64_t sorted[WINDOW_TRIES];
	uint32_t count = samples->count < WINDOW_TRIES ? samples->count : WINDOW_TRIES;
	const uint64_t *newest = samples->values + (samples->count - count);
	uint32_t i, j;

	for (i = 0; i < count; i++) {
		for (j = i; j > 0 && sorted[j - 1] > newest[i]; j--)
			sorted[j] = sorted[j - 1];
		sorted[j] = newest[i];
	}
	return wt_quantile(sorted, count, 500);
}

/* Kept out of wt_live_show, which would look at its stack's guard in each try for the sake of this line. */
static __attribute__((noinline)) void show(struct wt_live *live, uint32_t size_bytes, uint32_t number, uint32_t tries,
					   uint64_t tenths)
{
	char line[LINE_BYTES];
	int columns, padding;

	columns = snprintf(line, sizeof(line),
			   "\rsize %" PRIu32 "  try %" PRIu32 "/%" PRIu32 "  p50 %" PRIu64 ".%" PRIu64 " us",
			   size_bytes, number, tries, tenths / 10, tenths % 10);
	if (columns < 0 || columns >= LINE_BYTES)
		return;
	padding = live->shown_columns > columns ? live->shown_columns - columns : 0;
	if (padding > LINE_BYTES - columns)
		padding = LINE_BYTES - columns;
	memset(line + columns, ' ', (size_t)padding);
	put(line, (size_t)columns + (size_t)padding);
	live->shown_columns = columns;
}

void wt_live_show(struct wt_live *live, uint32_t size_bytes, uint32_t number, uint32_t tries,
		  const struct wt_samples *samples)
{
	uint64_t now;

	if (!live->on)
		return;
	now = wt_clock_ns();
	if (now < live->next_ns)
		return;
	live->next_ns = now + interval_ns;
	show(live, size_bytes, number, tries, recent_median(samples) / 100);
}

void wt_live_clear(struct wt_live *live)
{
	char line[LINE_BYTES + 2];
	size_t columns = (size_t)live->shown_columns;

	if (!live->on || columns == 0)
		return;
	line[0] = '\r';
	memset(line + 1, ' ', columns);
	line[1 + columns] = '\r';
	put(line, columns + 2);
	live->shown_columns = 0;
	live->next_ns = 0;
}
