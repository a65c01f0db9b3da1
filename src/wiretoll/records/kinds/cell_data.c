/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cell_data.h"

#include <math.h>
#include <stdlib.h>

void wt_cell_file_free(struct wt_cell_file *file)
{
	free(file->timed);
	free(file->seen);
	free(file->own);
	json_decref(file->record);
	json_decref(file->end);
	json_decref(file->handshake);
	wt_end_costs_free(&file->end_costs);
	file->record = file->end = file->handshake = NULL;
	file->timed = NULL;
	file->seen = NULL;
	file->own = NULL;
}

bool wt_cell_bytes_fit(const char *where, const char *from, uint64_t out, const char *to, uint64_t in, bool all,
		       struct wt_reason *reason)
{
	if (!out || !in || in == out || (!all && in < out))
		return true;
	return wt_reason_set(reason,
			     "the two ends do not fit: %s the %s sent %llu bytes in all, but the "
			     "%s received %llu",
			     where, from, (unsigned long long)out, to, (unsigned long long)in);
}

double wt_cost_units(const struct wt_cost_sums *sums)
{
	if (sums->flow_bytes)
		return (double)sums->flow_bytes / 1e6;
	return sums->tries ? (double)sums->tries : (double)NAN;
}

bool wt_cell_time_fits(const struct wt_cell_file *file, uint64_t ns)
{
	return file->machine.loop_ns < 0 || (double)ns <= 1.01 * (double)file->machine.loop_ns + 1e6;
}

void wt_cost_sums_add(struct wt_cost_sums *to, const struct wt_cost_sums *from)
{
#define ADD(with, cost) to->cost += from->cost;
	WT_PHASE_COSTS(ADD, )
	/* one round that does not tell its time would make a rate of the others' */
	to->elapsed_ns = (to->tries && !to->elapsed_ns) || (from->tries && !from->elapsed_ns)
				 ? 0
				 : to->elapsed_ns + from->elapsed_ns;
	to->tries += from->tries;
	to->flow_bytes += from->flow_bytes;
	to->close_bytes_out += from->close_bytes_out;
	to->close_bytes_in += from->close_bytes_in;
	to->retransmissions += from->retransmissions;
	wt_cost_sums_add_heap(to, from);
}

static void keep_highest(uint64_t *highest, uint64_t value)
{
	if (value > *highest)
		*highest = value;
}

void wt_cost_sums_add_heap(struct wt_cost_sums *to, const struct wt_cost_sums *from)
{
	if (!from->heap_tries)
		return;
	if (!to->heap_tries || from->heap_least_peak_bytes < to->heap_least_peak_bytes)
		to->heap_least_peak_bytes = from->heap_least_peak_bytes;
	if (!to->heap_tries || from->heap_least_session_bytes < to->heap_least_session_bytes)
		to->heap_least_session_bytes = from->heap_least_session_bytes;
	to->heap_tries += from->heap_tries;
	to->heap_allocations_all += from->heap_allocations_all;
	keep_highest(&to->heap_peak_bytes, from->heap_peak_bytes);
	keep_highest(&to->heap_session_bytes, from->heap_session_bytes);
	keep_highest(&to->heap_allocations, from->heap_allocations);
}
