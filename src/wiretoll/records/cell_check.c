/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cell_check.h"

#include <string.h>

#include "record_fields.h"
#include "plan.h"

/* No thread of ours has a stack of this size: the system gives 8 MB where nobody asks for more. */
static const int64_t stack_limit_bytes = INT64_C(1) << 30;

/* Of a system that does not tell its own: the coarsest that Linux has. */
static const int64_t coarsest_tick_ns = 10000000;

static bool unlike(struct wt_reason *reason, uint32_t size, const char *what, int64_t told, uint64_t counted)
{
	return wt_reason_set(reason, "the summary of %u bytes does not fit its tries: '%s' is %lld, but they say %llu",
			     size, what, (long long)told, (unsigned long long)counted);
}

static bool check_counts(const struct wt_size_tally *tally, uint32_t size, uint32_t planned, const json_t *record,
			 struct wt_reason *reason)
{
	const struct {
		const char *name;
		uint64_t counted;
	} counts[] = { { "planned", planned },
		       { "answered", tally->answered },
		       { "lost", tally->lost },
		       { "failed", tally->failed } };

	for (size_t i = 0; i < sizeof counts / sizeof *counts; i++) {
		int64_t told = 0;

		if (!wt_record_number(record, counts[i].name, INT64_MAX, &told, reason))
			return false;
		if ((uint64_t)told != counts[i].counted)
			return unlike(reason, size, counts[i].name, told, counts[i].counted);
	}
	return true;
}

/* The times of a size: those of its whole and of each phase. */
static const char *const times[] = { "total_ns", "connect_ns", "handshake_ns", "send_ns", "ack_ns", "close_ns" };

static bool check_times(const char *name, const json_t *object, bool answered, struct wt_reason *reason)
{
	static const char *const figures[] = { "min", "p50", "p90", "p99", "max" };
	int64_t before = 0;

	for (size_t i = 0; i < sizeof figures / sizeof *figures; i++) {
		int64_t now = 0;

		if (!wt_record_number(object, figures[i], INT64_MAX, &now, reason))
			return false;
		if (now < before)
			return wt_reason_set(reason, "'%s.%s' is %lld, less than the one before it", name, figures[i],
					     (long long)now);
		before = now;
	}
	return answered || !before ||
	       wt_reason_set(reason, "'%s.max' is %lld, but no try was answered", name, (long long)before);
}

/* Absent exactly where no try was answered; older files have zeros there. */
static bool check_range(const struct wt_size_tally *tally, uint32_t size, const json_t *record,
			struct wt_reason *reason)
{
	const json_t *total = json_object_get(record, "total_ns");
	int64_t least, most;

	for (size_t i = 0; i < sizeof times / sizeof *times; i++) {
		const json_t *object = json_object_get(record, times[i]);

		if (!object && !tally->answered)
			continue;
		if (!json_is_object(object))
			return wt_reason_set(reason, "'%s' of the summary of %u bytes is missing or not an object",
					     times[i], size);
		if (!check_times(times[i], object, tally->answered, reason))
			return false;
	}
	if (!tally->answered)
		return true;
	least = json_integer_value(json_object_get(total, "min"));
	most = json_integer_value(json_object_get(total, "max"));
	if ((uint64_t)least != tally->least_ns)
		return unlike(reason, size, "total_ns.min", least, tally->least_ns);
	return (uint64_t)most == tally->most_ns || unlike(reason, size, "total_ns.max", most, tally->most_ns);
}

/* Tries fill the time that they took together, each of those at once its own. Files of an older version do not tell it. */
static bool take_elapsed(struct wt_cell_file *file, const struct wt_cell_expected *expected, size_t index,
			 const json_t *record, struct wt_reason *reason)
{
	double crowd = expected->purpose == WT_CELL_TIMING
			       ? wt_row_crowd(&expected->series->row) * wt_plan_streams(expected->plan)
			       : 1;
	uint64_t all_ns = file->tally[index].all_ns;
	int64_t elapsed = 0;

	if (!json_object_get(record, "elapsed_ns"))
		return true;
	if (!wt_record_number(record, "elapsed_ns", INT64_MAX, &elapsed, reason))
		return false;
	file->sums[index].elapsed_ns = (uint64_t)elapsed;
	return (double)all_ns <= 1.01 * crowd * (double)elapsed + 1e6 ||
	       wt_reason_set(reason,
			     "the summary of %u bytes does not fit its tries: 'elapsed_ns' is %lld, but they took %llu "
			     "together",
			     expected->plan->sizes.bytes[index], (long long)elapsed, (unsigned long long)all_ns);
}

bool wt_cell_check_summary(struct wt_cell_file *file, const struct wt_cell_expected *expected, const json_t *record,
			   struct wt_reason *reason)
{
	const struct wt_size_list *sizes = &expected->plan->sizes;
	int64_t size = 0;

	if (!wt_record_number(record, "size", UINT32_MAX, &size, reason))
		return false;
	for (size_t i = 0; i < sizes->count; i++) {
		struct wt_size_tally *tally = &file->tally[i];

		if (sizes->bytes[i] != size)
			continue;
		if (tally->summed)
			return wt_reason_set(reason, "a second summary of %lld bytes", (long long)size);
		tally->summed = true;
		return check_counts(tally, (uint32_t)size, expected->tries, record, reason) &&
		       check_range(tally, (uint32_t)size, record, reason) &&
		       take_elapsed(file, expected, i, record, reason);
	}
	return wt_reason_set(reason, "'size' is %lld, which is not in the plan", (long long)size);
}

/* A process has no more processors than the machine, give or take a tick of its clock. */
static bool check_cpu(const struct wt_cell_file *file, struct wt_reason *reason)
{
	const struct wt_machine_record *machine = &file->machine;
	double most;

	if (machine->loop_ns < 0 || machine->loop_cpu_ns < 0 || file->run.cores <= 0)
		return true;
	most = 1.1 * (double)machine->loop_ns * (double)file->run.cores +
	       (double)(machine->tick_ns > coarsest_tick_ns ? machine->tick_ns : coarsest_tick_ns);
	return (double)machine->loop_cpu_ns <= most ||
	       wt_reason_set(reason, "'loop_cpu_ns' is %lld, more than %lld processors can give in 'loop_ns' %lld",
			     (long long)machine->loop_cpu_ns, (long long)file->run.cores, (long long)machine->loop_ns);
}

/* The process's CPU time is that in user mode and that in the kernel. */
static bool check_parts(const struct wt_cell_file *file, const json_t *end, struct wt_reason *reason)
{
	const json_t *user = json_object_get(end, "loop_user_cpu_ns"),
		     *kernel = json_object_get(end, "loop_system_cpu_ns");
	uint64_t parts = (uint64_t)json_integer_value(user) + (uint64_t)json_integer_value(kernel);
	int64_t told = file->machine.loop_cpu_ns;

	return told < 0 || !json_is_integer(user) || !json_is_integer(kernel) || (uint64_t)told == parts ||
	       wt_reason_set(reason, "'loop_cpu_ns' is %lld, but its parts make %llu", (long long)told,
			     (unsigned long long)parts);
}

/* The tries of all sizes are part of it. */
static bool check_elapsed(const struct wt_cell_file *file, struct wt_reason *reason)
{
	uint64_t ns = 0;

	for (size_t i = 0; i < WT_SIZES_MAX; i++)
		ns += file->sums[i].elapsed_ns;
	return wt_cell_time_fits(file, ns) ||
	       wt_reason_set(reason, "its sizes took %llu ns together, but 'loop_ns' is %lld", (unsigned long long)ns,
			     (long long)file->machine.loop_ns);
}

bool wt_cell_check_end(const struct wt_cell_file *file, const json_t *end, struct wt_reason *reason)
{
	const json_t *stack = json_object_get(end, "stack_peak_bytes");

	/* Its wall clock may have been set meanwhile, so it may have ended before it started. */
	if (json_is_integer(stack) && json_integer_value(stack) > stack_limit_bytes)
		return wt_reason_set(reason, "'stack_peak_bytes' is %lld; valid: up to %lld",
				     (long long)json_integer_value(stack), (long long)stack_limit_bytes);
	return check_cpu(file, reason) && check_parts(file, end, reason) && check_elapsed(file, reason);
}

/* How far apart the heap of two tries of one size may be, and the end's from theirs; they repeat within 0.2 %. */
static const double heap_spread = 1.25;

static bool heap_of_size_fits(const struct wt_cost_sums *sums, uint32_t size, struct wt_reason *reason)
{
	if (sums->heap_tries != sums->tries)
		return wt_reason_set(reason, "the heap is told in %llu of %llu tries of %u bytes",
				     (unsigned long long)sums->heap_tries, (unsigned long long)sums->tries, size);
	if ((double)sums->heap_peak_bytes > heap_spread * (double)sums->heap_least_peak_bytes ||
	    (double)sums->heap_session_bytes > heap_spread * (double)sums->heap_least_session_bytes)
		return wt_reason_set(
			reason, "the heap of %u bytes does not repeat: %llu to %llu bytes, of a session %llu to %llu",
			size, (unsigned long long)sums->heap_least_peak_bytes,
			(unsigned long long)sums->heap_peak_bytes, (unsigned long long)sums->heap_least_session_bytes,
			(unsigned long long)sums->heap_session_bytes);
	return true;
}

/* The process's own figures hold those of its tries. */
static bool heap_of_end_fits(const struct wt_cell_file *file, uint64_t peak, uint64_t allocations,
			     struct wt_reason *reason)
{
	int64_t before = 0, most = 0, all = 0;

	if (!wt_record_number(file->end, "loop_heap_bytes", INT64_MAX, &before, reason) ||
	    !wt_record_number(file->end, "heap_peak_bytes", INT64_MAX, &most, reason) ||
	    !wt_record_number(file->end, "heap_allocations", INT64_MAX, &all, reason))
		return false;
	if ((double)peak + (double)before > heap_spread * (double)most)
		return wt_reason_set(
			reason,
			"'heap_peak_bytes' of the end is %lld, but before the tries there were %lld, and one takes %llu",
			(long long)most, (long long)before, (unsigned long long)peak);
	return allocations <= (uint64_t)all ||
	       wt_reason_set(reason, "'heap_allocations' of the end is %lld, but its tries say %llu", (long long)all,
			     (unsigned long long)allocations);
}

bool wt_cell_check_heap(const struct wt_cell_file *file, const struct wt_cell_expected *expected,
			struct wt_reason *reason)
{
	const struct wt_size_list *sizes = &expected->plan->sizes;
	const char *counters =
		json_string_value(json_object_get(json_object_get(file->record, "settings"), "counters"));
	bool counts = !counters || !strcmp(counters, "on");
	uint64_t tries = 0, peak = 0, allocations = 0;

	for (size_t i = 0; i < sizes->count; i++) {
		tries += file->sums[i].heap_tries;
		allocations += file->sums[i].heap_allocations_all;
		peak = file->sums[i].heap_peak_bytes > peak ? file->sums[i].heap_peak_bytes : peak;
		if (expected->purpose == WT_CELL_HEAP && !heap_of_size_fits(&file->sums[i], sizes->bytes[i], reason))
			return false;
	}
	if (counts)
		return expected->purpose != WT_CELL_HEAP || heap_of_end_fits(file, peak, allocations, reason);
	return (expected->purpose != WT_CELL_HEAP && !tries && !json_object_get(file->end, "loop_heap_bytes")) ||
	       wt_reason_set(reason, "the heap is told, but its settings say that nobody counted it ('counters')");
}
