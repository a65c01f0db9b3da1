/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What an exchange costs beside time: one table of costs for every form of the report. */
#ifndef WT_COSTS_H
#define WT_COSTS_H

#include "results_data.h"
#include "try.h"

enum wt_cost_id {
	WT_COST_THREAD_CPU,
	WT_COST_CPU,
	WT_COST_MACHINE_CPU,
	WT_COST_BYTES_OUT,
	WT_COST_BYTES_IN,
	WT_COST_SENDS,
	WT_COST_RECEIVES,
	WT_COST_ROUND_TRIPS,
	WT_COST_HEAP,
	WT_COST_HEAP_SESSION,
	WT_COST_ALLOCATIONS,
	WT_COST_CONTEXTS,
	WT_COST_STACK,
	WT_COST_RSS,
	WT_COST_SWITCHES,
	WT_COST_CYCLES,
	WT_COST_INSTRUCTIONS,
	WT_COST_FLASH,
	WT_COSTS
};

/* What a figure is of. */
enum wt_cost_extent {
	WT_EXTENT_TRY,     /* tries of one size */
	WT_EXTENT_MEAN,    /* a whole process: the mean over all its exchanges, whatever their size */
	WT_EXTENT_HIGHEST, /* a whole process: the highest of all sizes */
	WT_EXTENT_ONCE     /* a whole process or its program, and no size has to do with it */
};

/* How a figure is told: it is recorded in ns or bytes. */
struct wt_cost_unit {
	const char *text;       /* for a reader; "" for a count */
	double recorded, shown; /* of one that is recorded in the unit of the name, of that in this one */
};

/* Where a figure comes from. */
enum wt_cost_source { WT_OF_THREAD, WT_OF_TRIES, WT_OF_HEAP, WT_OF_PROCESS, WT_OF_FLASH };

/* Under which emulation it says nothing of the board. */
enum wt_cost_spoilt { WT_SPOILT_NEVER, WT_SPOILT_IN_USER_MODE, WT_SPOILT_ALWAYS };

/* A row of the table. */
struct wt_cost_row {
	const char *name;  /* in JSON and CSV, its unit in it: "cpu_us" */
	const char *title; /* for a reader */
	const struct wt_cost_unit *unit;
	int digits; /* behind the point, for a reader */
	enum wt_cost_extent extent;
	enum wt_cost_spoilt spoilt;
	enum wt_cost_source source;
	size_t at; /* of tries and heap: in struct wt_cost_sums; of processes: enum wt_end_field */
};

extern const struct wt_cost_row wt_cost_rows[WT_COSTS];

/* Whether an end's costs are told: of an emulated board the other end is no part of it. */
bool wt_cost_is_told(const struct wt_plan *plan, enum wt_role role);

/*
 * One cost of one end of a series, in the unit of its name. `size` is an index
 * into the sizes of the plan; costs of whole processes are the same for all.
 * NAN: not available, and `*why` says why (it lives as long as the results).
 */
double wt_cost_of(const struct wt_results *results, size_t series, enum wt_role role, size_t size, enum wt_cost_id cost,
		  const char **why);

/*
 * The same where one size stands for all (wt_cost_size).
 */
double wt_cost_shown(const struct wt_results *results, size_t series, enum wt_role role, enum wt_cost_id cost,
		     const char **why);

/* The size that is shown where one stands for all: the largest. */
size_t wt_cost_size(const struct wt_plan *plan);

/* Whether a cost is of a whole process: there is one of it a series and end. */
bool wt_cost_is_whole(enum wt_cost_id cost);

enum { WT_COST_LEGEND_BYTES = 320 };

/* " *" behind a title whose figure is of all sizes together, where the plan has more than one; else "". */
const char *wt_cost_mark(const struct wt_results *results, enum wt_cost_id cost);

/* What that mark says, for below a table; "" when there is none. */
void wt_cost_legend(const struct wt_results *results, char text[WT_COST_LEGEND_BYTES]);

/* A cost in the unit that its row shows to a reader; "-" for NAN. Returns the text, or a constant. */
const char *wt_cost_text(enum wt_cost_id cost, double value, char text[32]);

/* A sentence, with a blank before it, for below a plot of that cost: of which messages it is; "" when of none. */
void wt_cost_caption(const struct wt_results *results, enum wt_cost_id cost, char text[WT_COST_LEGEND_BYTES]);

/*
 * cost_reasons.c: why figures of series that are shown are not available, at the size that stands for all: `tell` is called once
 * for each reason with the costs that it is of, `first` with the first.
 */
typedef void (*wt_cost_teller)(const char *text, bool first, void *context);
void wt_cost_reasons(const struct wt_results *results, wt_cost_teller tell, void *context);

#endif
