/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The boundaries between the phases of a try: what is read inside the timed region, and no more. */
#ifndef WT_MARKS_H
#define WT_MARKS_H

#include <stdbool.h>

#include "transport.h"
#include "try.h"

struct wt_mark {
	uint64_t ns;
	uint64_t cpu_ns;
	struct wt_traffic traffic;
};

struct wt_marks {
	/* false: nobody asks for the phases; no clock is read, and they cost nothing. */
	bool on;
	/* Reading the CPU clock costs 0.5 µs: nothing beside TLS, 1 % of a plain exchange. */
	bool with_cpu;
	struct wt_mark start[WT_PHASES_MAX];
	struct wt_mark end[WT_PHASES_MAX];
	bool ran[WT_PHASES_MAX];
};

/* Begins a try. */
void wt_marks_clear(struct wt_marks *marks);
/* Begins a try on a connection that is open already: nothing was done to open it. */
void wt_marks_begin_open(struct wt_marks *marks, const struct wt_connection *connection);
/* A phase begins; `connection` may be NULL while there is none. */
void wt_marks_start(struct wt_marks *marks, int phase, const struct wt_connection *connection);
/* A phase ends; the next one begins with the same reading if it is started by wt_marks_next. */
void wt_marks_end(struct wt_marks *marks, int phase, const struct wt_connection *connection);
/* Ends `phase` and begins the one after it. */
void wt_marks_next(struct wt_marks *marks, int phase, const struct wt_connection *connection);
/* A phase in which nothing is done: it takes no time, and no clock is read for it. */
void wt_marks_skip(struct wt_marks *marks, int phase);
/* Turns the readings into the costs of the try's phases; phases that did not run cost nothing. */
void wt_marks_costs(const struct wt_marks *marks, struct wt_try *one);

#endif
