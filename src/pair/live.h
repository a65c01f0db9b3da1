/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The line on standard error that shows a person how far a client is. Nothing
 * here belongs inside a timed region.
 */
#ifndef WT_LIVE_H
#define WT_LIVE_H

#include <stdbool.h>
#include <stdint.h>

#include "summary.h"

struct wt_live {
	bool on;           /* false: every call returns at once */
	int shown_columns; /* of the line that stands there; 0: none */
	uint64_t next_ns;  /* when the line may be drawn again, monotonic */
};

/* On when standard error is a terminal and `quiet` is false. */
void wt_live_start(struct wt_live *live, bool quiet);

/*
 * Between two tries: draws "size 256  try 37/100  p50 612.3 us", every 100 ms at
 * most. The median is that of the last tries, 101 at most. Does not allocate.
 */
void wt_live_show(struct wt_live *live, uint32_t size_bytes, uint32_t number, uint32_t tries,
		  const struct wt_samples *samples);

/* Takes the line away; before anything else is printed, and at the end. */
void wt_live_clear(struct wt_live *live);

#endif
