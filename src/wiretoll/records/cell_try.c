/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cell_try.h"
#include "plan.h"

#include <string.h>

/* A day in ns: no exchange takes longer, since no time-out may be. No count of a try is larger either. */
static const int64_t day_ns = INT64_C(86400000000000);

/* The fields of one phase, in the order in which they are written. */
#define NAME(with, cost) const char *cost;
struct phase_fields {
	const char *ns;
	WT_PHASE_COSTS(NAME, )
};

#define FIELD(phase, cost) .cost = phase "_" #cost,
#define PHASE(phase)                                                                                                   \
	{                                                                                                              \
		.ns = phase "_ns", WT_PHASE_COSTS(FIELD, phase)                                                        \
	}

static const struct phase_fields client_phases[] = { PHASE("connect"), PHASE("handshake"), PHASE("send"), PHASE("ack"),
						     PHASE("close") };
static const struct phase_fields server_phases[] = { PHASE("accept"), PHASE("handshake"), PHASE("receive"),
						     PHASE("answer") };

/* Finds the place of an answered try; false when the plan has no such try. */
static bool find_place(const struct wt_cell_expected *expected, int64_t size, int64_t number, uint32_t *size_index,
		       size_t *place, struct wt_reason *reason)
{
	const struct wt_size_list *sizes = &expected->plan->sizes;
	uint32_t i = 0;

	while (i < sizes->count && sizes->bytes[i] != size)
		i++;
	if (i == sizes->count)
		return wt_reason_set(reason, "'size' is %lld, which is not in the plan", (long long)size);
	if (number > expected->tries)
		return wt_reason_set(reason, "'try' is %lld, but the plan has %u in this round", (long long)number,
				     expected->tries);
	*size_index = i;
	*place = (size_t)i * (expected->tries + 1) + (size_t)number;
	return true;
}

/* Adds what one phase cost besides time. */
static void take_costs(struct wt_cost_sums *sums, struct wt_try_scan *record, const struct phase_fields *phase,
		       bool closing)
{
	uint64_t bytes_out = sums->bytes_out, bytes_in = sums->bytes_in;

#define TAKE(with, cost) sums->cost += wt_try_scan_count(record, phase->cost, day_ns);
	WT_PHASE_COSTS(TAKE, )
	sums->close_bytes_out += closing ? sums->bytes_out - bytes_out : 0;
	sums->close_bytes_in += closing ? sums->bytes_in - bytes_in : 0;
}

/* Some tries count the library's heap, the others do not mention it. */
static bool take_heap(struct wt_cost_sums *sums, struct wt_try_scan *record, struct wt_reason *reason)
{
	uint64_t peak, session, allocations;

	if (!wt_try_scan_find(record, "heap_peak_bytes"))
		return true;
	peak = wt_try_scan_count(record, "heap_peak_bytes", day_ns);
	session = wt_try_scan_count(record, "heap_session_bytes", day_ns);
	if (peak < session)
		return wt_reason_set(reason, "'heap_peak_bytes' %llu is less than 'heap_session_bytes' %llu",
				     (unsigned long long)peak, (unsigned long long)session);
	if (wt_try_scan_find(record, "heap_allocated_bytes") &&
	    wt_try_scan_count(record, "heap_allocated_bytes", day_ns) < peak)
		return wt_reason_set(reason, "'heap_allocated_bytes' is less than 'heap_peak_bytes' %llu",
				     (unsigned long long)peak);
	allocations = wt_try_scan_count(record, "heap_allocations", day_ns);
	if (!allocations)
		return wt_reason_set(reason, "'heap_allocations' is none, but there is a 'heap_peak_bytes'");
	wt_cost_sums_add_heap(sums, &(struct wt_cost_sums){ .heap_tries = 1,
							    .heap_peak_bytes = peak,
							    .heap_session_bytes = session,
							    .heap_least_peak_bytes = peak,
							    .heap_least_session_bytes = session,
							    .heap_allocations = allocations,
							    .heap_allocations_all = allocations });
	return true;
}

/*
 * The time that is compared is that of its phases, of which closing is none. A
 * record that lacks a phase can only tell that it is no shorter.
 */
static bool phases_fit(struct wt_try_scan *record, const struct wt_sample *timed, struct wt_reason *reason)
{
	uint64_t sum = 0;
	bool all = true;

	for (int i = 0; i < WT_PHASE_CLOSE; i++) {
		sum += timed->phase_ns[i];
		/* One that took no time at all may be missing. */
		all = all && (timed->phase_ns[i] || wt_try_scan_find(record, client_phases[i].ns));
	}
	if (all ? sum == timed->total_ns : sum <= timed->total_ns)
		return true;
	return wt_reason_set(reason, "'total_ns' is %llu, but its phases make %llu",
			     (unsigned long long)timed->total_ns, (unsigned long long)sum);
}

static void take_counts(struct wt_sample *sample, struct wt_try_scan *record)
{
#define TAKE_COUNT(type, count) sample->count = wt_try_scan_count(record, #count, day_ns);
	WT_TRY_COUNTS(TAKE_COUNT)
}

/* The cold one is told as well, so it must fit as well. */
static bool take_cold(struct wt_cell_file *file, struct wt_try_scan *record, int64_t total, struct wt_reason *reason)
{
	file->cold.total_ns = (uint64_t)total;
	for (int i = 0; i < WT_PHASE_CLOSE; i++)
		file->cold.phase_ns[i] = wt_try_scan_count(record, client_phases[i].ns, day_ns);
	take_counts(&file->cold, record);
	return phases_fit(record, &file->cold, reason);
}

/* What the cold try moved, for the record of its handshake. */
static void keep_cold_bytes(struct wt_cold_bytes *to, struct wt_try_scan *record, bool server)
{
	const struct phase_fields *phases = server ? server_phases : client_phases;

	to->known = true;
	/* a client's closing is none of it; a server has four phases */
	for (int i = 0; i < WT_PHASES_SERVER; i++) {
		uint64_t out = wt_try_scan_count(record, phases[i].bytes_out, day_ns);
		uint64_t in = wt_try_scan_count(record, phases[i].bytes_in, day_ns);

		to->all_out += out;
		to->all_in += in;
		to->handshake_out += i <= WT_PHASE_HANDSHAKE ? out : 0;
		to->handshake_in += i <= WT_PHASE_HANDSHAKE ? in : 0;
	}
}

/* A thread has no more CPU time than goes by; a tenth and 1 ms are the clocks'. */
static bool cpu_fits(uint64_t cpu_ns, const struct wt_sample *timed, struct wt_reason *reason)
{
	uint64_t ns = 0;

	for (int i = 0; i < WT_PHASES_CLIENT; i++)
		ns += timed->phase_ns[i];
	return (double)cpu_ns <= 1.1 * (double)ns + 1e6 ||
	       wt_reason_set(reason, "its phases have %llu ns of CPU time, but they took %llu",
			     (unsigned long long)cpu_ns, (unsigned long long)ns);
}

/* An answered try that is not cold; `timed` is NULL on a server. */
static bool take_phases(struct wt_cost_sums *sums, struct wt_sample *timed, struct wt_try_scan *record,
			struct wt_reason *reason)
{
	const struct phase_fields *phases = timed ? client_phases : server_phases;
	int count = timed ? WT_PHASES_CLIENT : WT_PHASES_SERVER;
	uint64_t cpu_before_ns = sums->cpu_ns;

	sums->tries++;
	for (int i = 0; i < count; i++) {
		if (timed)
			timed->phase_ns[i] = wt_try_scan_count(record, phases[i].ns, day_ns);
		take_costs(sums, record, &phases[i], timed && i == WT_PHASE_CLOSE);
	}
	if (timed)
		take_counts(timed, record);
	sums->retransmissions += wt_try_scan_count(record, "retransmissions", day_ns);
	return take_heap(sums, record, reason) &&
	       (!timed || (phases_fit(record, timed, reason) && cpu_fits(sums->cpu_ns - cpu_before_ns, timed, reason)));
}

static bool take_total(struct wt_try_scan *record, int64_t *total, struct wt_reason *reason)
{
	if (!wt_try_scan_number(record, "total_ns", day_ns, total, reason))
		return false;
	return *total > 0 || wt_reason_set(reason, "'total_ns' is 0");
}

/* The summary has times from the planned ones on. */
static void tally_try(struct wt_size_tally *tally, bool ok, bool lost, uint64_t total, uint64_t waited)
{
	tally->all_ns += ok ? total : 0;
	total += waited;
	tally->least_ns = ok && (!tally->answered || total < tally->least_ns) ? total : tally->least_ns;
	tally->answered += ok;
	tally->lost += lost;
	tally->failed += !ok && !lost;
	tally->most_ns = ok && total > tally->most_ns ? total : tally->most_ns;
}

/* Counts a try that the plan has, in its place. */
static bool take_counted(struct wt_cell_file *file, const struct wt_cell_expected *expected, struct wt_try_scan *record,
			 uint32_t size_index, uint32_t number, bool ok, int64_t total, struct wt_reason *reason)
{
	struct wt_sample *timed = expected->server ? NULL : &file->timed[file->answered];
	bool lost = !ok && wt_try_scan_is(record, "status", "TIMEOUT");

	if (file->tally[size_index].summed)
		return wt_reason_set(reason, "a try of %u bytes after their summary",
				     expected->plan->sizes.bytes[size_index]);
	if (ok && timed)
		*timed = (struct wt_sample){ .size_index = size_index,
					     .total_ns = (uint64_t)total,
					     .place = size_index * (expected->tries + 1) + number };
	if (ok && !take_phases(&file->sums[size_index], timed, record, reason))
		return false;
	tally_try(&file->tally[size_index], ok, lost, (uint64_t)total, ok && timed ? timed->waited_ns : 0);
	file->answered += ok;
	file->lost += lost;
	file->failed += !ok && !lost;
	return true;
}

bool wt_cell_take_try(struct wt_cell_file *file, const struct wt_cell_expected *expected, struct wt_try_scan *record,
		      struct wt_reason *reason)
{
	int64_t size = 0, number = 0, total = 0;
	bool cold = false, ok = false;
	uint32_t size_index = 0;
	size_t place = 0;

	if (!wt_try_scan_number(record, "size", UINT32_MAX, &size, reason) ||
	    !wt_try_scan_number(record, "try", UINT32_MAX, &number, reason) ||
	    !wt_try_scan_flag(record, "cold", &cold, reason) || !wt_try_scan_flag(record, "ok", &ok, reason))
		return false;
	/* A server that did not get far does not know what the try was. */
	if (!ok && expected->server) {
		file->failed++;
		return true;
	}
	if (cold != (number == 0))
		return wt_reason_set(reason, "'cold' does not fit 'try' %lld", (long long)number);
	if (!cold && wt_plan_mode(expected->plan)->flow_ms)
		return wt_reason_set(reason, "'try' is %lld; valid in --mode %s: the cold one, 0, and flows",
				     (long long)number, expected->plan->mode);
	if (!find_place(expected, size, number, &size_index, &place, reason))
		return false;
	if (!expected->server && file->seen[place])
		return wt_reason_set(reason, "a second try %lld of %lld bytes", (long long)number, (long long)size);
	if (!expected->server && ok && !take_total(record, &total, reason))
		return false;
	/* One that was made but not answered counts against a second one only. */
	file->seen[place] = !ok                                                    ? WT_SEEN_UNANSWERED
			    : wt_try_scan_count(record, "retransmissions", day_ns) ? WT_SEEN_REPEATED
										   : WT_SEEN_ANSWERED;
	/* a datagram that came twice makes a server tell of the cold one twice: the first is the handshake's */
	if (cold && ok && !file->cold_bytes.known)
		keep_cold_bytes(&file->cold_bytes, record, expected->server);
	if (cold)
		return !ok || expected->server || take_cold(file, record, total, reason);
	return take_counted(file, expected, record, size_index, (uint32_t)number, ok, total, reason);
}
