/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the `end` records of one end tell of its cost, over one round or all of them (docs/results.md). */
#ifndef WT_END_COSTS_H
#define WT_END_COSTS_H

#include <stdbool.h>
#include <stdint.h>

#include <jansson.h>

/* Each figure: the field of the record, another one that is added or NULL; of rounds their sum, or the highest. */
#define WT_END_COSTS(X)                                                                                                \
	X(WT_END_CPU, "loop_cpu_ns", NULL, false)                                                                      \
	X(WT_END_MACHINE, "machine_busy_ns", NULL, false)                                                              \
	X(WT_END_SWITCHES, "voluntary_switches", "involuntary_switches", false)                                        \
	X(WT_END_CYCLES, "cycles", NULL, false)                                                                        \
	X(WT_END_INSTRUCTIONS, "instructions", NULL, false)                                                            \
	X(WT_END_CONTEXTS, "loop_heap_bytes", NULL, true) /* before the first session */                               \
	X(WT_END_STACK, "stack_peak_bytes", NULL, true)                                                                \
	X(WT_END_RSS, "peak_rss_bytes", NULL, true)

#define WT_END_ID(id, field, other, highest) id,
enum wt_end_field { WT_END_COSTS(WT_END_ID) WT_END_FIELDS };

struct wt_end_costs {
	double value[WT_END_FIELDS];
	uint32_t told[WT_END_FIELDS]; /* how many rounds told it */
	uint32_t rounds;
	uint64_t exchanges;    /* that the sums are of, the cold ones too */
	json_t *not_available; /* of the first round: why a figure is missing, by its name; owned */
};

/* Takes one record. Its object of reasons is referred to: wt_end_costs_free. */
void wt_end_costs_take(struct wt_end_costs *to, const json_t *record);
void wt_end_costs_free(struct wt_end_costs *costs);

/* Adds one round, in which the client made so many exchanges. */
void wt_end_costs_add(struct wt_end_costs *to, const struct wt_end_costs *round, uint64_t exchanges);

/* Takes the heap before the first session from a process that counted it, instead of from the rounds that do not. */
void wt_end_costs_add_heap(struct wt_end_costs *to, const struct wt_end_costs *counted);

/*
 * One figure: of an exchange where rounds are summed, else the highest. NAN: not
 * every round told it; `*why` says why not (the costs' own text, or a constant).
 */
double wt_end_cost(const struct wt_end_costs *costs, enum wt_end_field field, const char **why);

#endif
