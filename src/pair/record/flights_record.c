/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The record `handshake` (docs/results.md). Numbers only: who reads it has the registries' names. */
#include "flights.h"
#include "record_line.h"

static void put_list(struct wt_json *json, const char *name, const struct wt_hello_list *list)
{
	wt_json_name(json, name);
	wt_json_begin(json, '[');
	for (size_t i = 0; i < list->count; i++)
		wt_json_number(json, list->number[i]);
	wt_json_end(json, ']');
}

/* Type and length of each, in order. */
static void put_extensions(struct wt_json *json, const struct wt_hello *hello)
{
	wt_json_name(json, "extensions");
	wt_json_begin(json, '[');
	for (size_t i = 0; i < hello->extensions.count; i++) {
		wt_json_begin(json, '[');
		wt_json_number(json, hello->extensions.number[i]);
		wt_json_number(json, hello->extension_bytes[i]);
		wt_json_end(json, ']');
	}
	wt_json_end(json, ']');
}

static void put_hello(struct wt_json *json, const struct wt_flights_hello *one)
{
	const struct wt_hello *hello = &one->hello;

	wt_json_begin(json, '{');
	wt_json_string_of(json, "message", one->name);
	wt_json_number_of(json, "version", hello->version);
	wt_json_number_of(json, "session_id_bytes", hello->session_id_bytes);
	wt_json_number_of(json, "cookie_bytes", hello->cookie_bytes);
	put_list(json, "suites", &hello->suites);
	put_extensions(json, hello);
	put_list(json, "groups", &hello->groups);
	put_list(json, "signatures", &hello->signatures);
	put_list(json, "versions", &hello->versions);
	put_list(json, "key_shares", &hello->key_shares);
	wt_json_bool_of(json, "cut", hello->cut);
	wt_json_end(json, '}');
}

static void put_record(struct wt_json *json, const struct wt_trace_record *record)
{
	static const char *const sources[] = { NULL, "plain", "order", "library" };

	wt_json_begin(json, '{');
	wt_json_number_of(json, "content", record->content);
	wt_json_number_of(json, "bytes", record->bytes);
	wt_json_bool_of(json, "encrypted", record->encrypted);
	wt_json_name(json, "messages");
	wt_json_begin(json, '[');
	for (size_t i = 0; i < record->name_count; i++)
		wt_json_string(json, record->names[i], 0);
	wt_json_end(json, ']');
	wt_json_string_of(json, "known_by", sources[record->known_by]);
	wt_json_end(json, '}');
}

/* The flight that begins with record `from` of `count`; returns the first record behind it. */
static size_t put_flight(struct wt_json *json, const struct wt_trace *trace, size_t from, size_t count)
{
	const struct wt_trace_record *first = &trace->records[from];
	uint64_t bytes = 0, calls = 0;
	uint32_t call = 0;
	size_t to;

	for (to = from; to < count && trace->records[to].out == first->out; to++) {
		bytes += trace->records[to].bytes;
		calls += trace->records[to].call != call;
		call = trace->records[to].call;
	}
	wt_json_begin(json, '{');
	wt_json_bool_of(json, "out", first->out);
	wt_json_number_of(json, "bytes", bytes);
	wt_json_number_of(json, "calls", calls);
	wt_json_name(json, "records");
	wt_json_begin(json, '[');
	for (size_t i = from; i < to; i++)
		put_record(json, &trace->records[i]);
	wt_json_end(json, ']');
	wt_json_end(json, '}');
	return to;
}

static void put_flights(struct wt_json *json, const char *name, const struct wt_trace *trace, size_t from, size_t to)
{
	wt_json_name(json, name);
	wt_json_begin(json, '[');
	while (from < to)
		from = put_flight(json, trace, from, to);
	wt_json_end(json, ']');
}

/* How many records from `from` on make up to `bytes` in each way; SIZE_MAX: none do. */
static size_t count_to(const struct wt_trace *trace, const uint64_t bytes[2])
{
	uint64_t seen[2] = { 0 };
	size_t count = 0;

	while (seen[false] < bytes[false] || seen[true] < bytes[true]) {
		const struct wt_trace_record *record = &trace->records[count];

		if (count == trace->record_count)
			return SIZE_MAX;
		seen[record->out] += record->bytes;
		if (seen[record->out] > bytes[record->out])
			return SIZE_MAX;
		count++;
	}
	return count;
}

enum wt_status wt_flights_record(const struct wt_flights *flights, const struct wt_trace *trace, enum wt_role role,
				 bool datagram, struct wt_records *records)
{
	struct wt_flights_hello hellos[WT_HELLOS];
	size_t handshake = count_to(trace, flights->handshake_bytes);
	size_t session = count_to(trace, flights->session_bytes);
	struct wt_json json;
	size_t found;

	if (!wt_record_wanted(records) || !flights->taken || handshake == SIZE_MAX || handshake == 0)
		return records->error.status;
	wt_record_begin(records, &json, "handshake", role);
	wt_json_number_of(&json, "try", flights->number);
	wt_json_bool_of(&json, "datagram", datagram);
	wt_json_number_of(&json, "handshake_bytes_out", flights->handshake_bytes[true]);
	wt_json_number_of(&json, "handshake_bytes_in", flights->handshake_bytes[false]);
	wt_json_number_of(&json, "bytes_out", flights->session_bytes[true]);
	wt_json_number_of(&json, "bytes_in", flights->session_bytes[false]);
	wt_json_number_of(&json, "retransmissions", flights->retransmissions);
	put_flights(&json, "flights", trace, 0, handshake);
	/* a message may be longer than a trace is */
	if (session != SIZE_MAX)
		put_flights(&json, "after", trace, handshake, session);
	found = wt_flights_hellos(trace, handshake, datagram, hellos);
	wt_json_name(&json, "hellos");
	wt_json_begin(&json, '[');
	for (size_t i = 0; i < found; i++)
		put_hello(&json, &hellos[i]);
	wt_json_end(&json, ']');
	/* one that is longer than a line is left out: it says what was done, and is no result itself */
	return json.full ? WT_OK : wt_record_finish(records, &json);
}
