/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The records of a try, of a size and of the end of a run. */
#include "clock.h"
#include "cost.h"
#include "process.h"
#include "record_line.h"
#include "summary.h"

void wt_record_count(struct wt_json *json, const char *phase, const char *what, uint64_t count)
{
	if (count == 0)
		return;
	wt_json_name2(json, phase, what);
	wt_json_number(json, count);
}

void wt_record_phase(struct wt_json *json, const char *name, const struct wt_phase_cost *cost)
{
	wt_json_name2(json, name, "_ns");
	wt_json_number(json, cost->ns);
	wt_record_count(json, name, "_cpu_ns", cost->cpu_ns);
	wt_record_count(json, name, "_bytes_out", cost->traffic.bytes_out);
	wt_record_count(json, name, "_bytes_in", cost->traffic.bytes_in);
	wt_record_count(json, name, "_sends", cost->traffic.sends);
	wt_record_count(json, name, "_receives", cost->traffic.receives);
	wt_record_count(json, name, "_round_trips", cost->traffic.round_trips);
}

/* No session comes without memory: where nothing was allocated, nobody counted. */
static void put_heap_of_try(struct wt_json *json, const struct wt_heap_cost *heap)
{
	if (heap->allocations == 0)
		return;
	wt_json_number_of(json, "heap_peak_bytes", heap->peak_bytes);
	wt_json_number_of(json, "heap_session_bytes", heap->held_bytes > 0 ? (uint64_t)heap->held_bytes : 0);
	wt_json_number_of(json, "heap_allocations", heap->allocations);
	wt_json_number_of(json, "heap_allocated_bytes", heap->allocated_bytes);
}

enum wt_status wt_records_try(struct wt_records *records, enum wt_role role, const struct wt_try *one)
{
	struct wt_json json;
	int phase;

	if (!wt_record_wanted(records))
		return records->error.status;
	wt_record_begin(records, &json, "try", role);
	wt_json_number_of(&json, "size", one->size_bytes);
	wt_json_number_of(&json, "try", one->number);
	wt_json_bool_of(&json, "cold", one->cold);
	wt_json_bool_of(&json, "ok", one->ok);
	if (!one->ok) {
		wt_json_string_of(&json, "status", wt_status_name(one->status));
		wt_json_string_of(&json, "reason", one->reason);
	}
	wt_json_number_of(&json, "started_us", one->started_us);
	if (role == WT_CLIENT)
		wt_json_number_of(&json, "total_ns", one->total_ns);
	for (phase = 0; phase < wt_phase_count(role); phase++)
		wt_record_phase(&json, wt_phase_name(role, phase), &one->phases[phase]);
#define PUT_COUNT(type, name) wt_record_count(&json, #name, "", one->name);
	WT_TRY_COUNTS(PUT_COUNT)
	if (one->resumed.by)
		wt_json_string_of(&json, "resumed_by", one->resumed.by);
	if (one->resumed.early_data)
		wt_json_string_of(&json, "early_data", one->resumed.early_data);
	put_heap_of_try(&json, &one->heap);
	return wt_record_finish(records, &json);
}

static void put_figures(struct wt_json *json, const char *name, const struct wt_figures *figures)
{
	wt_json_name2(json, name, "_ns");
	wt_json_begin(json, '{');
	wt_json_number_of(json, "min", figures->min_ns);
	wt_json_number_of(json, "p50", figures->p50_ns);
	wt_json_number_of(json, "p90", figures->p90_ns);
	wt_json_number_of(json, "p99", figures->p99_ns);
	wt_json_number_of(json, "max", figures->max_ns);
	wt_json_end(json, '}');
}

enum wt_status wt_records_summary(struct wt_records *records, const struct wt_summary *summary)
{
	struct wt_json json;
	int phase;

	if (!wt_record_wanted(records))
		return records->error.status;
	wt_record_begin(records, &json, "summary", WT_CLIENT);
	wt_json_number_of(&json, "size", summary->size_bytes);
	wt_json_number_of(&json, "planned", summary->planned);
	wt_json_number_of(&json, "answered", summary->answered);
	wt_json_number_of(&json, "lost", summary->lost);
	wt_json_number_of(&json, "failed", summary->failed);
	wt_json_number_of(&json, "elapsed_ns", summary->elapsed_ns);
	/* a size without an answer has no times: a zero would be one */
	if (summary->answered)
		put_figures(&json, "total", &summary->total);
	for (phase = 0; summary->answered && phase < WT_PHASES_CLIENT; phase++)
		put_figures(&json, wt_phase_name(WT_CLIENT, phase), &summary->phases[phase]);
	return wt_record_finish(records, &json);
}

static void put_usage(struct wt_json *json)
{
	uint64_t peak_rss_bytes = wt_process_peak_rss_bytes();
	struct wt_process_usage usage;

	wt_process_usage(&usage);
	wt_json_number_of(json, "user_cpu_ns", usage.user_cpu_ns);
	wt_json_number_of(json, "system_cpu_ns", usage.system_cpu_ns);
	if (peak_rss_bytes)
		wt_json_number_of(json, "peak_rss_bytes", peak_rss_bytes);
	wt_json_number_of(json, "voluntary_switches", usage.voluntary_switches);
	wt_json_number_of(json, "involuntary_switches", usage.involuntary_switches);
}

static void put_heap(struct wt_json *json, const struct wt_library *library)
{
	uint64_t held = 0, peak = 0, allocations = 0;

	if (library == NULL)
		return;
	library->heap(&held, &peak, &allocations);
	wt_json_number_of(json, "heap_peak_bytes", peak);
	wt_json_number_of(json, "heap_held_bytes", held);
	wt_json_number_of(json, "heap_allocations", allocations);
}

/* Throttling that came and went within the run shows in the processor's own count only. */
static void put_board_after(struct wt_json *json, const struct wt_board_state *before)
{
	struct wt_board_state after;

	wt_board_state_read(&after);
	if (after.throttle_events > before->throttle_events && *before->governor)
		after.throttled = WT_BOARD_YES;
	wt_json_name(json, "board_after");
	wt_json_begin(json, '{');
	wt_record_state(json, &after);
	wt_json_end(json, '}');
}

enum wt_status wt_records_end(struct wt_records *records, const struct wt_run_facts *facts,
			      const struct wt_account *account, int exit_status, const char *reason)
{
	struct wt_json json;

	if (!wt_record_wanted(records))
		return records->error.status;
	wt_record_begin(records, &json, "end", facts->role);
	wt_json_bool_of(&json, "ok", exit_status == 0);
	wt_json_number_of(&json, "status", (uint64_t)exit_status);
	if (exit_status != 0)
		wt_json_string_of(&json, "reason", reason);
	wt_json_number_of(&json, "planned", account->planned);
	wt_json_number_of(&json, "answered", account->answered);
	wt_json_number_of(&json, "lost", account->lost);
	wt_json_number_of(&json, "failed", account->failed);
	wt_json_number_of(&json, "not_made", account->not_made);
	if (account->all_lost)
		wt_json_bool_of(&json, "all_lost", true);
	wt_json_number_of(&json, "repeats", account->repeats);
	wt_json_number_of(&json, "strays", account->unknown_datagrams);
	if (facts->transport->secure && facts->role == WT_SERVER)
		wt_json_number_of(&json, "unlike_sessions", account->unlike);
	if (account->accept_failures)
		wt_json_number_of(&json, "accept_failures", account->accept_failures);
	if (account->moved)
		wt_json_number_of(&json, "moved", account->moved);
	if (account->waited)
		wt_json_number_of(&json, "waited", account->waited);
	if (account->pushed_out)
		wt_json_number_of(&json, "pushed_out", account->pushed_out);
	if (account->full)
		wt_json_number_of(&json, "full", account->full);
	if (account->unlike)
		wt_json_string_of(&json, "unlike_in", account->unlike_in);
	if (facts->negotiated_later)
		wt_record_negotiated(&json, facts->negotiated_later);
	wt_json_number_of(&json, "ended_us", wt_wall_clock_us());
	put_board_after(&json, &facts->before);
	put_usage(&json);
	if (facts->settings == NULL || wt_settings_count_heap(facts->settings))
		put_heap(&json, facts->transport->library);
	if (facts->cost)
		wt_cost_record(facts->cost, &json);
	return wt_record_finish(records, &json);
}
