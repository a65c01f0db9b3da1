/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a whole run costs beyond time: taken once before the first exchange and once after the last. */
#ifndef WT_COST_H
#define WT_COST_H

#include "error.h"
#include "json.h"
#include "library.h"
#include "machine.h"
#include "process.h"

struct wt_cost {
	bool counted; /* false: --counters off, all else is void */
	uint64_t ns;  /* from start to stop; before the stop: when it was */
	struct wt_process_usage usage;
	struct wt_machine_cpu machine;
	struct wt_cycles counters;
	uint64_t cycles, instructions, stack_bytes, heap_bytes;
	bool with_heap;
	/* why a figure is not there; WT_OK: it is */
	struct wt_error no_machine, no_cycles, no_stack;
};

/* `library` may be NULL. */
void wt_cost_start(struct wt_cost *cost, const struct wt_library *library);
void wt_cost_stop(struct wt_cost *cost);

/* Around work of ours that is deeper than an exchange's, so that its stack is not taken for that. */
void wt_cost_stack_pause(struct wt_cost *cost);
void wt_cost_stack_resume(struct wt_cost *cost);

/* The fields of the "end" record; none when nothing was counted. */
void wt_cost_record(const struct wt_cost *cost, struct wt_json *json);

#endif
