/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "session_file.h"

#include <stdio.h>
#include <string.h>

#include "record_fields.h"

/* No run takes longer, moves more or has more messages; sums of all rounds stay far below 64 bits. */
static const int64_t figure_max = INT64_C(1) << 50;

/* A thread has no more CPU time than goes by, where that is told; a tenth and 1 ms are the clocks'. */
static bool cpu_fits(const char *what, uint64_t ns, uint64_t cpu_ns, struct wt_reason *reason)
{
	return !ns || (double)cpu_ns <= 1.1 * (double)ns + 1e6 ||
	       wt_reason_set(reason, "%s has %llu ns of CPU time, but took %llu", what, (unsigned long long)cpu_ns,
			     (unsigned long long)ns);
}

/* What is absent is 0. */
static bool take(const json_t *from, const char *field, uint64_t *to, struct wt_reason *reason)
{
	int64_t number = 0;

	if (json_object_get(from, field) && !wt_record_number(from, field, figure_max, &number, reason))
		return false;
	*to = (uint64_t)number;
	return true;
}

static bool take_part(const json_t *from, const char *phase, const char *part, uint64_t *to, struct wt_reason *reason)
{
	char field[40];

	snprintf(field, sizeof field, "%s_%s", phase, part);
	return take(from, field, to, reason);
}

static bool take_phase(const json_t *from, enum wt_role role, const char *phase, struct wt_phase_cost *to,
		       struct wt_reason *reason)
{
	uint64_t sends = 0, receives = 0, trips = 0;

	if (!take_part(from, phase, "ns", &to->ns, reason) || !take_part(from, phase, "cpu_ns", &to->cpu_ns, reason) ||
	    !take_part(from, phase, "bytes_out", &to->traffic.bytes_out, reason) ||
	    !take_part(from, phase, "bytes_in", &to->traffic.bytes_in, reason) ||
	    !take_part(from, phase, "sends", &sends, reason) ||
	    !take_part(from, phase, "receives", &receives, reason) ||
	    !take_part(from, phase, "round_trips", &trips, reason))
		return false;
	if ((sends | receives | trips) > UINT16_MAX)
		return wt_reason_set(reason, "'%s' of the session has more than %d sends, receives or round trips",
				     phase, UINT16_MAX);
	to->traffic.sends = (uint32_t)sends;
	to->traffic.receives = (uint32_t)receives;
	to->traffic.round_trips = (uint32_t)trips;
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
	return take(from, "messages", &to->messages, reason) && take(from, "ns", &to->ns, reason) &&
	       take(from, "cpu_ns", &to->cpu_ns, reason) && take(from, "bytes_out", &to->bytes_out, reason) &&
	       take(from, "bytes_in", &to->bytes_in, reason) && take(from, "sends", &to->sends, reason) &&
	       take(from, "receives", &to->receives, reason) && take(from, "round_trips", &to->round_trips, reason) &&
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

bool wt_session_take(struct wt_session *session, const struct wt_size_list *sizes, enum wt_role role,
		     const json_t *record, struct wt_reason *reason)
{
	if (session->count)
		return wt_reason_set(reason, "a second 'session' record");
	if (take_phase(record, role, role == WT_CLIENT ? "connect" : "accept", &session->open, reason) &&
	    take_phase(record, role, "handshake", &session->handshake, reason) &&
	    take_phase(record, role, "close", &session->close, reason) &&
	    take(record, "late", &session->late, reason) && take(record, "duplicates", &session->duplicates, reason) &&
	    take_sizes(session, sizes, record, reason)) {
		session->count = 1;
		return true;
	}
	memset(session, 0, sizeof *session);
	return false;
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
		to->sizes[i].cpu_ns += from->sizes[i].cpu_ns;
		to->sizes[i].bytes_out += from->sizes[i].bytes_out;
		to->sizes[i].bytes_in += from->sizes[i].bytes_in;
		to->sizes[i].sends += from->sizes[i].sends;
		to->sizes[i].receives += from->sizes[i].receives;
		to->sizes[i].round_trips += from->sizes[i].round_trips;
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
