/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "costs.h"

#include <ctype.h>
#include <math.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include "number_text.h"

static const struct wt_cost_unit us = { "µs", 0.001, 1.0 }, kb = { "KB", 1.0, 0.001 };
static const struct wt_cost_unit bytes = { "bytes", 1.0, 1.0 }, count = { "", 1.0, 1.0 };

/* What a row ends with: what the figure is of, under which emulation it says nothing, and where it stands. */
#define OF_TRIES(field)                   WT_EXTENT_TRY, WT_SPOILT_NEVER, WT_OF_TRIES, offsetof(struct wt_cost_sums, field)
#define OF_HEAP(field)                    WT_EXTENT_TRY, WT_SPOILT_NEVER, WT_OF_HEAP, offsetof(struct wt_cost_sums, field)
#define OF_PROCESS(extent, spoilt, field) WT_EXTENT_##extent, WT_SPOILT_##spoilt, WT_OF_PROCESS, field

const struct wt_cost_row wt_cost_rows[WT_COSTS] = {
	[WT_COST_THREAD_CPU] = { "thread_cpu_us", "CPU time of the thread", &us, 1, WT_EXTENT_TRY, WT_SPOILT_ALWAYS,
				 WT_OF_THREAD, 0 },
	[WT_COST_CPU] = { "cpu_us", "CPU time of the process", &us, 1, OF_PROCESS(MEAN, ALWAYS, WT_END_CPU) },
	[WT_COST_MACHINE_CPU] = { "machine_cpu_us", "CPU time of the whole machine", &us, 1,
				  OF_PROCESS(MEAN, ALWAYS, WT_END_MACHINE) },
	[WT_COST_BYTES_OUT] = { "bytes_out", "sent", &bytes, 0, OF_TRIES(bytes_out) },
	[WT_COST_BYTES_IN] = { "bytes_in", "received", &bytes, 0, OF_TRIES(bytes_in) },
	[WT_COST_SENDS] = { "sends", "sends: datagrams, or calls", &count, 1, OF_TRIES(sends) },
	[WT_COST_RECEIVES] = { "receives", "receives: datagrams, or calls", &count, 1, OF_TRIES(receives) },
	[WT_COST_ROUND_TRIPS] = { "round_trips", "round trips", &count, 1, OF_TRIES(round_trips) },
	[WT_COST_HEAP] = { "heap_bytes", "heap, highest", &kb, 1, OF_HEAP(heap_peak_bytes) },
	[WT_COST_HEAP_SESSION] = { "heap_session_bytes", "heap of an open session", &kb, 1,
				   OF_HEAP(heap_session_bytes) },
	[WT_COST_ALLOCATIONS] = { "heap_allocations", "allocations", &count, 0, OF_HEAP(heap_allocations) },
	[WT_COST_CONTEXTS] = { "heap_contexts_bytes", "heap before any session", &kb, 1,
			       OF_PROCESS(ONCE, NEVER, WT_END_CONTEXTS) },
	[WT_COST_STACK] = { "stack_bytes", "stack, highest", &kb, 1, OF_PROCESS(HIGHEST, NEVER, WT_END_STACK) },
	[WT_COST_RSS] = { "rss_bytes", "RSS, highest", &kb, 0, OF_PROCESS(HIGHEST, IN_USER_MODE, WT_END_RSS) },
	[WT_COST_SWITCHES] = { "switches", "context switches", &count, 2,
			       OF_PROCESS(MEAN, IN_USER_MODE, WT_END_SWITCHES) },
	[WT_COST_CYCLES] = { "cycles", "cycles", &count, 0, OF_PROCESS(MEAN, ALWAYS, WT_END_CYCLES) },
	[WT_COST_INSTRUCTIONS] = { "instructions", "instructions", &count, 0,
				   OF_PROCESS(MEAN, ALWAYS, WT_END_INSTRUCTIONS) },
	[WT_COST_FLASH] = { "flash_bytes", "flash: text and data", &kb, 1, WT_EXTENT_ONCE, WT_SPOILT_NEVER, WT_OF_FLASH,
			    0 },
};

static const char no_library[] = "a plain transport has no TLS library";

/* Of an answered try, as the records of all of them tell. */
static double of_tries(const struct wt_cost_sums *sums, uint64_t sum, const char **why)
{
	*why = "no try was answered";
	return (double)sum / wt_cost_units(sums);
}

/* What the heap's own cell tells and the rounds do not. */
static const char *no_heap(const struct wt_extra *cell, bool secure)
{
	return !secure ? no_library : *cell->why.text ? cell->why.text : "not counted in any try";
}

/* Counted in a few tries apart; what they tell does not vary, so the highest stands for all. */
static double of_heap(const struct wt_cost_sums *sums, uint64_t highest, const struct wt_extra *cell, bool secure,
		      const char **why)
{
	*why = no_heap(cell, secure);
	return sums->heap_tries ? (double)highest : (double)NAN;
}

static double of_thread(const struct wt_cost_sums *sums, const struct wt_row *row, const char **why)
{
	if (!wt_row_is_secure(row))
		*why = "not read on plain transports, where a reading would be 1 % of an exchange";
	else
		*why = wt_row_crowd(row) > 1 ? "not read of one of several connections in a thread" : "not read";
	return sums->cpu_ns ? of_tries(sums, sums->cpu_ns, why) : (double)NAN;
}

static double of_process(const struct wt_end_costs *end, enum wt_end_field field, const struct wt_extra *cell,
			 bool secure, const char **why)
{
	double figure = wt_end_cost(end, field, why);

	if (isnan(figure) && field == WT_END_CONTEXTS)
		*why = no_heap(cell, secure);
	return figure;
}

static double of_flash(const struct wt_results *results, size_t series, enum wt_role role, const char **why)
{
	const struct wt_program_file *program =
		wt_programs_find(&results->programs, &results->plan, &results->plan.series[series], role);

	*why = *results->programs_why.text ? results->programs_why.text : "the program's size was not noted";
	if (!program)
		return (double)NAN;
	*why = results->plan.target.way == WT_WAY_LOCAL ? "the TLS library is a shared one, which is not in the program"
	       : role == WT_CLIENT ? "the client's TLS library is a shared one, which is not in the program"
				   : "the server's TLS library is a shared one, which is not in the program";
	return *program->shared ? (double)NAN : (double)program->sizes.text_bytes + (double)program->sizes.data_bytes;
}

bool wt_cost_is_told(const struct wt_plan *plan, enum wt_role role)
{
	if (plan->target.one_end)
		return role == WT_CLIENT;
	return plan->target.way != WT_WAY_QEMU_USER || wt_target_is_board(&plan->target, role);
}

/* Why a figure that was recorded says nothing; NULL: it says what it says. */
static const char *meaningless(const struct wt_plan *plan, enum wt_role role, enum wt_cost_id cost)
{
	enum wt_cost_spoilt from = plan->target.way == WT_WAY_QEMU_USER ? WT_SPOILT_IN_USER_MODE : WT_SPOILT_ALWAYS;
	const struct wt_plan_mode *mode = wt_plan_mode(plan);

	if (plan->target.one_end && role == WT_SERVER)
		return "not told: the server's records were not imported";
	if (!wt_cost_is_told(plan, role))
		return "not told: this end is the peer, a program of this machine and not of the emulated board";
	if (plan->target.way == WT_WAY_QEMU_USER && cost == WT_COST_INSTRUCTIONS)
		return "told as guest instructions, above";
	if (mode->flow_ms && cost == WT_COST_ROUND_TRIPS)
		return "a flow goes one way";
	if (mode->no_means && wt_cost_rows[cost].extent == WT_EXTENT_MEAN)
		return mode->no_means;
	if (plan->rate && role == WT_CLIENT && wt_cost_rows[cost].extent == WT_EXTENT_MEAN)
		return "counted for whole processes, which wait for planned times (--rate)";
	if (mode->no_heap && (wt_cost_rows[cost].source == WT_OF_HEAP || cost == WT_COST_CONTEXTS))
		return mode->no_heap;
	if (cost == WT_COST_MACHINE_CPU && role == WT_SERVER && plan->target.way == WT_WAY_LOCAL)
		return "told with the client, since both ends run on one machine";
	if (!wt_target_is_emulated(&plan->target) || !wt_target_is_board(&plan->target, role))
		return NULL;
	return wt_cost_rows[cost].spoilt >= from ? "under emulation it says nothing of the board" : NULL;
}

/* As it was recorded. */
static double recorded(const struct wt_results *results, size_t series, enum wt_role role, size_t size,
		       const struct wt_cost_row *row, const char **why)
{
	const struct wt_series_results *one = &results->series[series];
	bool secure = wt_row_is_secure(&results->plan.series[series].row);
	const struct wt_cost_sums *sums = role == WT_CLIENT ? &one->client_sums[size] : &one->server_sums[size];
	uint64_t sum = 0;

	if (row->source == WT_OF_TRIES || row->source == WT_OF_HEAP)
		memcpy(&sum, (const char *)sums + row->at, sizeof sum);
	switch (row->source) {
	case WT_OF_THREAD:
		return of_thread(sums, &results->plan.series[series].row, why);
	case WT_OF_TRIES:
		return of_tries(sums, sum, why);
	case WT_OF_HEAP:
		return of_heap(sums, sum, &one->heap, secure, why);
	case WT_OF_PROCESS:
		return of_process(role == WT_CLIENT ? &one->client_end : &one->server_end, (enum wt_end_field)row->at,
				  &one->heap, secure, why);
	case WT_OF_FLASH:
		return of_flash(results, series, role, why);
	}
	return (double)NAN;
}

double wt_cost_of(const struct wt_results *results, size_t series, enum wt_role role, size_t size, enum wt_cost_id cost,
		  const char **why)
{
	const struct wt_cost_row *row = &wt_cost_rows[cost];

	*why = meaningless(&results->plan, role, cost);
	return *why ? (double)NAN : recorded(results, series, role, size, row, why) * row->unit->recorded;
}

size_t wt_cost_size(const struct wt_plan *plan)
{
	size_t shown = 0;

	for (size_t i = 1; i < plan->sizes.count; i++)
		if (plan->sizes.bytes[i] > plan->sizes.bytes[shown])
			shown = i;
	return shown;
}

bool wt_cost_is_whole(enum wt_cost_id cost)
{
	return wt_cost_rows[cost].extent != WT_EXTENT_TRY;
}

double wt_cost_shown(const struct wt_results *results, size_t series, enum wt_role role, enum wt_cost_id cost,
		     const char **why)
{
	return wt_cost_of(results, series, role, wt_cost_size(&results->plan), cost, why);
}

const char *wt_cost_mark(const struct wt_results *results, enum wt_cost_id cost)
{
	enum wt_cost_extent extent = wt_cost_rows[cost].extent;

	return results->plan.sizes.count > 1 && (extent == WT_EXTENT_MEAN || extent == WT_EXTENT_HIGHEST) ? " *" : "";
}

void wt_cost_legend(const struct wt_results *results, char text[WT_COST_LEGEND_BYTES])
{
	const struct wt_plan *plan = &results->plan;

	text[0] = '\0';
	if (plan->sizes.count < 2)
		return;
	if (wt_plan_mode(plan)->flow_ms) {
		snprintf(text, WT_COST_LEGEND_BYTES, "* of all %zu sizes together: the highest", plan->sizes.count);
		return;
	}
	snprintf(text, WT_COST_LEGEND_BYTES,
		 "* of all sizes together, since it is counted for a whole process: the mean over the exchanges of all "
		 "%zu sizes; of stack and RSS the highest",
		 plan->sizes.count);
}

void wt_cost_caption(const struct wt_results *results, enum wt_cost_id cost, char text[WT_COST_LEGEND_BYTES])
{
	const struct wt_plan *plan = &results->plan;
	const struct wt_plan_mode *mode = wt_plan_mode(plan);
	enum wt_cost_extent extent = wt_cost_rows[cost].extent;

	text[0] = '\0';
	if (extent == WT_EXTENT_ONCE)
		return;
	if (!*wt_cost_mark(results, cost) && mode->flow_ms)
		snprintf(text, WT_COST_LEGEND_BYTES, " Of %s of %u bytes.", mode->costs_of,
			 plan->sizes.bytes[wt_cost_size(plan)]);
	else if (!*wt_cost_mark(results, cost))
		snprintf(text, WT_COST_LEGEND_BYTES, " Messages of %u bytes.", plan->sizes.bytes[wt_cost_size(plan)]);
	else
		snprintf(text, WT_COST_LEGEND_BYTES, " %c%s of all %zu sizes together: %s.",
			 toupper((unsigned char)*mode->bodies), mode->bodies + 1, plan->sizes.count,
			 extent == WT_EXTENT_MEAN ? "the mean over them" : "the highest");
}

const char *wt_cost_text(enum wt_cost_id cost, double value, char text[32])
{
	const struct wt_cost_row *row = &wt_cost_rows[cost];

	value *= row->unit->shown;
	if (isnan(value))
		return "-";
	if (value >= 1000.0)
		return wt_count_text((uint64_t)(value + 0.5), text);
	snprintf(text, 32, "%.*f", row->digits, value);
	return text;
}
