/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "session_told.h"

#include <stdio.h>

#include "cell_axes.h"
#include "plan.h"
#include "record_fields.h"
#include "record_kind.h"

/* No run takes longer, moves more or has more messages; sums of all rounds stay far below 64 bits. */
static const int64_t figure_max = INT64_C(1) << 50;

/* A thread has no more CPU time than goes by, where that is told; a tenth and 1 ms are the clocks'. */
static bool cpu_fits(const char *what, uint64_t ns, uint64_t cpu_ns, struct wt_reason *reason)
{
	return !ns || (double)cpu_ns <= 1.1 * (double)ns + 1e6 ||
	       wt_reason_set(reason, "%s has %llu ns of CPU time, but took %llu", what, (unsigned long long)cpu_ns,
			     (unsigned long long)ns);
}

/*
 * However coarse the clocks are: no handshake is over in a twentieth of the CPU time that an end of it takes, and no call of the
 * system in 50 ns. A peer works for some of its time behind the end of ours, but never for most of it.
 */
static bool handshake_fits(const char *whose, uint64_t ns, uint64_t cpu_ns, uint64_t calls, struct wt_reason *reason)
{
	if (ns < 50 * calls)
		return wt_reason_set(reason, "'handshake_ns' is %llu, but it made %llu sends and receives",
				     (unsigned long long)ns, (unsigned long long)calls);
	return cpu_ns <= 20 * ns + 10000 ||
	       wt_reason_set(reason, "'handshake_ns' is %llu, but %s has %llu ns of CPU time in it",
			     (unsigned long long)ns, whose, (unsigned long long)cpu_ns);
}

/* What is absent is 0. */
static bool take_to(const json_t *from, const char *field, int64_t most, uint64_t *to, struct wt_reason *reason)
{
	int64_t number = 0;

	if (json_object_get(from, field) && !wt_record_number(from, field, most, &number, reason))
		return false;
	*to = (uint64_t)number;
	return true;
}

static bool take(const json_t *from, const char *field, uint64_t *to, struct wt_reason *reason)
{
	return take_to(from, field, figure_max, to, reason);
}

/* The fields' names begin with `prefix`: "handshake_". */
static bool take_traffic(const json_t *from, const char *prefix, struct wt_traffic *to, struct wt_reason *reason)
{
	char name[5][40];
	static const char *const parts[] = { "bytes_out", "bytes_in", "sends", "receives", "round_trips" };

	for (size_t i = 0; i < 5; i++)
		snprintf(name[i], sizeof name[i], "%s%s", prefix, parts[i]);
	return take(from, name[0], &to->bytes_out, reason) && take(from, name[1], &to->bytes_in, reason) &&
	       take(from, name[2], &to->sends, reason) && take(from, name[3], &to->receives, reason) &&
	       take(from, name[4], &to->round_trips, reason);
}

static bool take_phase(const json_t *from, enum wt_role role, const char *phase, struct wt_phase_cost *to,
		       struct wt_reason *reason)
{
	char prefix[16], ns[24], cpu_ns[24];

	snprintf(prefix, sizeof prefix, "%s_", phase);
	snprintf(ns, sizeof ns, "%s_ns", phase);
	snprintf(cpu_ns, sizeof cpu_ns, "%s_cpu_ns", phase);
	if (!take(from, ns, &to->ns, reason) || !take(from, cpu_ns, &to->cpu_ns, reason) ||
	    !take_traffic(from, prefix, &to->traffic, reason))
		return false;
	if ((to->traffic.sends | to->traffic.receives | to->traffic.round_trips) > UINT16_MAX)
		return wt_reason_set(reason, "'%s' of the session has more than %d sends, receives or round trips",
				     phase, UINT16_MAX);
	/* a server of datagrams works for a peer before it knows who it is */
	return role == WT_SERVER || cpu_fits(phase, to->ns, to->cpu_ns, reason);
}

static bool take_size(struct wt_session *session, const struct wt_size_list *sizes, const json_t *from,
		      struct wt_reason *reason)
{
	struct wt_session_size *to;
	int64_t size = 0;
	size_t i = 0;

	if (!json_is_object(from))
		return wt_reason_set(reason, "a size of the session that is not an object");
	if (!wt_record_number(from, "size", UINT32_MAX, &size, reason))
		return false;
	while (i < sizes->count && sizes->bytes[i] != size)
		i++;
	if (i == sizes->count)
		return wt_reason_set(reason, "'size' is %lld, which is not in the plan", (long long)size);
	to = &session->sizes[i];
	if (to->told)
		return wt_reason_set(reason, "the session tells %lld bytes twice", (long long)size);
	to->told = true;
#define TAKE_COST(with, cost)                                                                                          \
	if (!take(from, #cost, &to->cost, reason))                                                                     \
		return false;
	WT_PHASE_COSTS(TAKE_COST, )
	return take(from, "messages", &to->messages, reason) && take(from, "ns", &to->ns, reason) &&
	       cpu_fits("a size of the session", to->ns, to->cpu_ns, reason);
}

static bool take_sizes(struct wt_session *session, const struct wt_size_list *sizes, const json_t *record,
		       struct wt_reason *reason)
{
	const json_t *list = json_object_get(record, "sizes");
	uint64_t messages = 0;

	if (!json_is_array(list))
		return wt_reason_set(reason, "'sizes' is missing or not a list");
	for (size_t i = 0; i < json_array_size(list); i++)
		if (!take_size(session, sizes, json_array_get(list, i), reason))
			return false;
	for (size_t i = 0; i < sizes->count; i++)
		session->messages += session->sizes[i].messages;
	if (!take(record, "messages", &messages, reason))
		return false;
	return messages == session->messages ||
	       wt_reason_set(reason, "'messages' is %llu, but its sizes make %llu", (unsigned long long)messages,
			     (unsigned long long)session->messages);
}

static bool take_session(struct wt_cell_file *file, const struct wt_cell_expected *expected, const json_t *record,
			 struct wt_reason *reason)
{
	enum wt_role role = expected->server ? WT_SERVER : WT_CLIENT;
	struct wt_session *session = file->own;
	const struct wt_phase_cost *handshake = &session->handshake;

	session->count = 1;
	return take_phase(record, role, role == WT_CLIENT ? "connect" : "accept", &session->open, reason) &&
	       take_phase(record, role, "handshake", &session->handshake, reason) &&
	       (role == WT_SERVER || handshake_fits("its thread", handshake->ns, handshake->cpu_ns,
						    handshake->traffic.sends + handshake->traffic.receives, reason)) &&
	       take_phase(record, role, "close", &session->close, reason) &&
	       take(record, "late", &session->late, reason) &&
	       take(record, "duplicates", &session->duplicates, reason) &&
	       take_sizes(session, &expected->plan->sizes, record, reason) &&
	       wt_cell_check_session_axes(expected, record, reason);
}

static void add_phase(struct wt_phase_cost *to, const struct wt_phase_cost *from)
{
	to->ns += from->ns;
	to->cpu_ns += from->cpu_ns;
	to->traffic.bytes_out += from->traffic.bytes_out;
	to->traffic.bytes_in += from->traffic.bytes_in;
	to->traffic.sends += from->traffic.sends;
	to->traffic.receives += from->traffic.receives;
	to->traffic.round_trips += from->traffic.round_trips;
}

void wt_session_add(struct wt_session *to, const struct wt_session *from)
{
	to->count += from->count;
	add_phase(&to->open, &from->open);
	add_phase(&to->handshake, &from->handshake);
	add_phase(&to->close, &from->close);
	to->late += from->late;
	to->duplicates += from->duplicates;
	to->messages += from->messages;
	for (size_t i = 0; i < WT_SIZES_MAX; i++) {
		to->sizes[i].told = to->sizes[i].told || from->sizes[i].told;
		to->sizes[i].messages += from->sizes[i].messages;
		to->sizes[i].ns += from->sizes[i].ns;
#define ADD_COST(with, cost) to->sizes[i].cost += from->sizes[i].cost;
		WT_PHASE_COSTS(ADD_COST, )
	}
}

uint64_t wt_session_bytes_out(const struct wt_session *session)
{
	uint64_t bytes = session->open.traffic.bytes_out + session->handshake.traffic.bytes_out;

	for (size_t i = 0; i < WT_SIZES_MAX; i++)
		bytes += session->sizes[i].bytes_out;
	return bytes;
}

uint64_t wt_session_bytes_in(const struct wt_session *session)
{
	uint64_t bytes = session->open.traffic.bytes_in + session->handshake.traffic.bytes_in;

	for (size_t i = 0; i < WT_SIZES_MAX; i++)
		bytes += session->sizes[i].bytes_in;
	return bytes;
}

/* One figure of a size: that of its tries, or where some were not answered no less. */
static bool size_fits(uint32_t size, const char *what, uint64_t told, uint64_t counted, bool whole,
		      struct wt_reason *reason)
{
	return told == counted || (!whole && told > counted) ||
	       wt_reason_set(reason, "the session does not fit its tries of %u bytes: '%s' is %llu, but they say %llu",
			     size, what, (unsigned long long)told, (unsigned long long)counted);
}

/* The client has told each message as a try, of which so many were under way at once. */
static bool tries_fit(const struct wt_cell_file *file, const struct wt_session *session, size_t index,
		      const struct wt_plan *plan, struct wt_reason *reason)
{
	uint32_t size = plan->sizes.bytes[index];
	const struct wt_session_size *told = &session->sizes[index];
	const struct wt_size_tally *tally = &file->tally[index];
	const struct wt_cost_sums *sums = &file->sums[index];
	bool whole = !file->lost && !file->failed && !session->late && !session->duplicates;

	return size_fits(size, "messages", told->messages, tally->answered, true, reason) &&
	       size_fits(size, "ns", told->ns * wt_plan_streams(plan), tally->all_ns, false, reason) &&
	       size_fits(size, "bytes_out", told->bytes_out, sums->bytes_out, whole, reason) &&
	       size_fits(size, "bytes_in", told->bytes_in, sums->bytes_in, whole, reason) &&
	       size_fits(size, "sends", told->sends, sums->sends, whole, reason) &&
	       size_fits(size, "receives", told->receives, sums->receives, whole, reason);
}

/* What no try tells by itself: of a client its CPU time, of a server all. */
static void take_sums(struct wt_cost_sums *sums, const struct wt_session_size *told)
{
#define TAKE_SUM(with, cost) sums->cost = sums->cost ? sums->cost : told->cost;
	WT_PHASE_COSTS(TAKE_SUM, )
	sums->tries = told->messages;
}

/* All that it took is part of the program's time. */
static bool time_fits(const struct wt_cell_file *file, const struct wt_session *session, size_t sizes,
		      struct wt_reason *reason)
{
	uint64_t ns = session->open.ns + session->handshake.ns;

	for (size_t i = 0; i < sizes; i++)
		ns += session->sizes[i].ns;
	return wt_cell_time_fits(file, ns) || wt_reason_set(reason, "its session took %llu ns, but 'loop_ns' is %lld",
							    (unsigned long long)ns, (long long)file->machine.loop_ns);
}

/* The tries of a client, and then the costs of all messages. */
static bool fit_session(struct wt_cell_file *file, const struct wt_cell_expected *expected, struct wt_reason *reason)
{
	static const struct wt_session none;
	const struct wt_session *session = file->own ? file->own : &none;

	if (session->messages != file->end_answered)
		return wt_reason_set(reason, "its end says that %llu messages were answered, but its 'session' %llu",
				     (unsigned long long)file->end_answered, (unsigned long long)session->messages);
	if (!time_fits(file, session, expected->plan->sizes.count, reason))
		return false;
	for (size_t i = 0; i < expected->plan->sizes.count; i++) {
		if (!expected->server && !tries_fit(file, session, i, expected->plan, reason))
			return false;
		take_sums(&file->sums[i], &session->sizes[i]);
	}
	return true;
}

static uint64_t messages_of(const void *own)
{
	return ((const struct wt_session *)own)->messages;
}

/* What a library sends unasked, such as a ticket, may be read with any message: so the whole session counts. */
static bool fit_ends(const void *client, const void *server, bool stream, struct wt_reason *reason)
{
	const struct wt_session *ours = client, *theirs = server;

	return handshake_fits("its server", ours->handshake.ns, theirs->handshake.cpu_ns, 0, reason) &&
	       wt_cell_bytes_fit("in the session", "client", wt_session_bytes_out(client), "server",
				 wt_session_bytes_in(server), stream, reason) &&
	       wt_cell_bytes_fit("in the session", "server", wt_session_bytes_out(server), "client",
				 wt_session_bytes_in(client), stream, reason);
}

const struct wt_record_kind wt_session_records = {
	.name = "session",
	.bytes = sizeof(struct wt_session),
	.take = take_session,
	.fit = fit_session,
	.messages = messages_of,
	.fit_ends = fit_ends,
};
