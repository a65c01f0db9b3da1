/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What an exchange costs beside time: one table of costs for every form of the report. */
#ifndef WT_COSTS_H
#define WT_COSTS_H

#include "results.h"
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

/* A row of the table. */
struct wt_cost_row {
	const char *name;  /* in JSON and CSV, its unit in it: "cpu_us" */
	const char *title; /* for a reader */
	const char *unit;  /* of the title's figure; "" for a count */
	double scale;      /* of the title's figure over that of the name: 1/1000 for bytes told in KB */
	int digits;        /* behind the point, for a reader */
	bool whole;        /* of a whole process: the same for all sizes */
};

extern const struct wt_cost_row wt_cost_rows[WT_COSTS];

/*
 * One cost of one end of a series, in the unit of its name. `size` is an index
 * into the sizes of the plan; costs of whole processes are the same for all.
 * NAN: not available, and `*why` says why (it lives as long as the results).
 */
double wt_cost_of(const struct wt_results *results, size_t series, enum wt_role role, size_t size,
		  enum wt_cost_id cost, const char **why);

/* The size that is shown where one stands for all: the largest. */
size_t wt_cost_size(const struct wt_plan *plan);

#endif
