/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "session.h"

#include <inttypes.h>
#include <string.h>

#include "clock.h"
#include "process.h"
#include "record_line.h"

struct wt_session_size *wt_session_size_of(struct wt_session *session, uint32_t size_bytes)
{
	struct wt_session_size *size = session->sizes;

	while (size < session->sizes + session->count && size->size_bytes != size_bytes)
		size++;
	if (size == session->sizes + WT_SIZES_MAX)
		return NULL;
	if (size == session->sizes + session->count)
		session->count++;
	size->size_bytes = size_bytes;
	return size;
}

void wt_session_add(struct wt_session_size *size, const struct wt_traffic *from, const struct wt_traffic *to)
{
	size->traffic.bytes_out += to->bytes_out - from->bytes_out;
	size->traffic.bytes_in += to->bytes_in - from->bytes_in;
	size->traffic.sends += to->sends - from->sends;
	size->traffic.receives += to->receives - from->receives;
	size->traffic.round_trips += to->round_trips - from->round_trips;
}

void wt_session_begin(struct wt_session *session, const struct wt_exchange *exchange,
		      const struct wt_connection *connection)
{
	static struct wt_try opened;
	const struct wt_traffic none = { .bytes_out = 0 };

	wt_try_clear(&opened);
	wt_exchange_server_costs(exchange, connection, &opened);
	memcpy(session->phases, opened.phases, 2 * sizeof(session->phases[0]));
	session->counted = exchange->transport->secure ? opened.phases[WT_PHASE_HANDSHAKE].traffic : none;
	session->highest = 0;
}

/*
 * The clock of a thread's CPU takes longer to read than a message may: it is read once a size, when its first message was answered, so
 * that the first one of the next size is in it in place of that.
 */
static void begin_size(struct wt_session *session, uint32_t size_bytes)
{
	if (session->now && session->with_cpu)
		session->now->cpu_ns += wt_thread_cpu_ns() - session->cpu_ns;
	session->now = wt_session_size_of(session, size_bytes);
	if (session->with_cpu)
		session->cpu_ns = wt_thread_cpu_ns();
}

void wt_session_end(struct wt_session *session)
{
	struct wt_session_size *last = session->now;

	/* behind the last size there is no next one: what all but its first took stands for all */
	if (last && session->with_cpu && last->messages > 1)
		last->cpu_ns += (wt_thread_cpu_ns() - session->cpu_ns) * last->messages / (last->messages - 1);
	session->now = NULL;
}

bool wt_session_answered(struct wt_session *session, const struct wt_message *message,
			 const struct wt_connection *connection)
{
	const struct wt_traffic *traffic = wt_connection_traffic(connection);
	/* plain datagrams share a socket, whose counters begin anew with each */
	const struct wt_traffic none = { .bytes_out = 0 };
	const struct wt_traffic *from = traffic->receives > 1 ? &session->counted : &none;
	bool again = message->number == session->highest;

	if (!session->now || session->now->size_bytes != message->size_bytes)
		begin_size(session, message->size_bytes);
	if (session->now && !again) {
		session->now->messages++;
		wt_session_add(session->now, from, traffic);
	}
	session->duplicates += again;
	session->late += message->number < session->highest;
	if (message->number > session->highest)
		session->highest = message->number;
	session->counted = *traffic;
	return !again;
}

static void put_size(struct wt_json *json, const struct wt_session_size *size)
{
	wt_json_begin(json, '{');
	wt_json_number_of(json, "size", size->size_bytes);
	wt_json_number_of(json, "messages", size->messages);
	wt_record_count(json, "ns", "", size->ns);
	wt_record_count(json, "cpu_ns", "", size->cpu_ns);
	wt_json_number_of(json, "bytes_out", size->traffic.bytes_out);
	wt_json_number_of(json, "bytes_in", size->traffic.bytes_in);
	wt_json_number_of(json, "sends", size->traffic.sends);
	wt_json_number_of(json, "receives", size->traffic.receives);
	wt_record_count(json, "round_trips", "", size->traffic.round_trips);
	wt_json_end(json, '}');
}

static uint64_t messages_of(const struct wt_session *session)
{
	uint64_t messages = 0;

	for (size_t i = 0; i < session->count; i++)
		messages += session->sizes[i].messages;
	return messages;
}

enum wt_status wt_session_record(const struct wt_session *session, enum wt_role role, struct wt_records *records)
{
	struct wt_json json;

	if (!wt_record_wanted(records) || !messages_of(session))
		return records->error.status;
	wt_record_begin(records, &json, "session", role);
	wt_json_number_of(&json, "messages", messages_of(session));
	wt_record_count(&json, "late", "", session->late);
	wt_record_count(&json, "duplicates", "", session->duplicates);
	for (int phase = 0; phase < wt_phase_count(role); phase++)
		if (phase < WT_PHASE_SEND || phase == WT_PHASE_CLOSE)
			wt_record_phase(&json, wt_phase_name(role, phase), &session->phases[phase]);
	if (session->resumed_by)
		wt_json_string_of(&json, "resumed_by", session->resumed_by);
	wt_json_name(&json, "sizes");
	wt_json_begin(&json, '[');
	for (size_t i = 0; i < session->count; i++)
		put_size(&json, &session->sizes[i]);
	wt_json_end(&json, ']');
	return wt_record_finish(records, &json);
}

void wt_session_print(const struct wt_session *session, const struct wt_run *run, FILE *stream)
{
	uint64_t messages = messages_of(session);

	if (!messages)
		return;
	fprintf(stream, "%s: one session of %" PRIu64 " messages", run->program->name, messages);
	if (run->role == WT_CLIENT)
		fprintf(stream, ", opened in %" PRIu64 " us",
			(uint64_t)((session->phases[WT_PHASE_CONNECT].ns + session->phases[WT_PHASE_HANDSHAKE].ns) /
				   WT_NS_PER_US));
	if (session->late || session->duplicates)
		fprintf(stream, "; %s that came late: %" PRIu64 ", twice: %" PRIu64,
			run->role == WT_CLIENT ? "answers" : "messages", session->late, session->duplicates);
	fputc('\n', stream);
}
