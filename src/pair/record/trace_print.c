/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A trace for a person, and as records. */
#include <string.h>

#include "clock.h"
#include "record_line.h"
#include "trace.h"

enum { NAMES_BYTES = 192, ARROW_COLUMNS = 58 };

static uint64_t since(uint64_t ns, uint64_t origin_ns)
{
	return ns > origin_ns ? ns - origin_ns : 0;
}

static void append(char *text, size_t room, const char *more)
{
	size_t used = strlen(text);

	(void)snprintf(text + used, room - used, "%s", more);
}

/* "ServerHello, Certificate (fragment)"; braces say that the wire did not show it. */
static void join_names(const struct wt_trace_record *record, char *text, size_t room)
{
	for (size_t i = 0; i < record->name_count; i++) {
		if (i > 0 || text[0])
			append(text, room, ", ");
		append(text, room, record->encrypted ? "{" : "");
		append(text, room, record->names[i]);
		append(text, room, record->encrypted ? "}" : "");
		append(text, room, record->fragment[i] ? " (fragment)" : "");
	}
}

static void print_record(const struct wt_trace_record *record, uint64_t origin_ns, FILE *stream)
{
	static const char *const sources[] = { "", "", "  by its place", "  the library tells" };
	char names[NAMES_BYTES] = "";

	join_names(record, names, sizeof(names));
	fprintf(stream, "%10.1f %6u  %-3s %5u %6u  %-18s %s%s\n",
		(double)since(record->ns, origin_ns) / (double)WT_NS_PER_US, record->flight, record->out ? "out" : "in",
		record->call, record->bytes, wt_content_name(record->content),
		record->name_count  ? names
		: record->encrypted ? "{}"
				    : "",
		sources[record->known_by]);
}

/* What a flight shows in the diagram: messages by name, all else by its content. */
static void add_to_flight(const struct wt_trace_record *record, char *text, size_t room)
{
	const char *content = wt_content_name(record->content);

	if (record->name_count) {
		join_names(record, text, room);
		return;
	}
	if (text[0])
		append(text, room, ", ");
	append(text, room, record->encrypted ? "{" : "");
	append(text, room, content);
	append(text, room, record->encrypted ? "}" : "");
}

static void print_arrow(bool from_client, const char *text, FILE *stream)
{
	int width = ARROW_COLUMNS - (int)strlen(text);

	fprintf(stream, "  |%s %s ", from_client ? "--" : "<-", text);
	while (width-- > 0)
		fputc('-', stream);
	fprintf(stream, "%s|\n", from_client ? "->" : "--");
}

/* One arrow for each flight; a long one goes on in the next line. */
static void print_flight(const struct wt_trace *trace, size_t from, size_t to, bool from_client, FILE *stream)
{
	char text[NAMES_BYTES + 4] = "", one[NAMES_BYTES];
	uint64_t bytes = 0;

	for (size_t i = from; i < to; i++)
		bytes += trace->records[i].bytes;
	(void)snprintf(text, sizeof(text), "%u (%llu B):", trace->records[from].flight, (unsigned long long)bytes);
	for (size_t i = from; i < to; i++) {
		one[0] = '\0';
		add_to_flight(&trace->records[i], one, sizeof(one));
		if (strlen(text) + strlen(one) + 2 > ARROW_COLUMNS && text[strlen(text) - 1] != ':') {
			print_arrow(from_client, text, stream);
			(void)snprintf(text, sizeof(text), "   %s", one);
			continue;
		}
		append(text, sizeof(text), text[strlen(text) - 1] == ':' ? " " : ", ");
		append(text, sizeof(text), one);
	}
	print_arrow(from_client, text, stream);
}

static void print_diagram(const struct wt_trace *trace, enum wt_role role, FILE *stream)
{
	size_t from = 0;

	fprintf(stream, "\n  client%*sserver\n", ARROW_COLUMNS - 3, "");
	for (size_t i = 1; i <= trace->record_count; i++) {
		if (i < trace->record_count && trace->records[i].flight == trace->records[from].flight)
			continue;
		print_flight(trace, from, i, trace->records[from].out == (role == WT_CLIENT), stream);
		from = i;
	}
	fputc('\n', stream);
}

void wt_trace_print(const struct wt_trace *trace, enum wt_role role, const struct wt_try *one, uint64_t origin_ns,
		    FILE *stream)
{
	fprintf(stream, "\ntry %u, %u bytes, seen by the %s; a traced run does not count\n\n", one->number,
		one->size_bytes, role == WT_CLIENT ? "client" : "server");
	fprintf(stream, "     at us flight  way  call  bytes  record             messages; {} encrypted\n");
	for (size_t i = 0; i < trace->record_count; i++)
		print_record(&trace->records[i], origin_ns, stream);
	if (trace->full)
		fprintf(stream, "(there was more than a trace can hold)\n");
	if (trace->record_count)
		print_diagram(trace, role, stream);
	fflush(stream);
}

static void put_messages(struct wt_json *json, const struct wt_trace_record *record)
{
	static const char *const sources[] = { NULL, "plain", "order", "library" };
	char name[64];

	wt_json_bool_of(json, "encrypted", record->encrypted);
	wt_json_name(json, "messages");
	wt_json_begin(json, '[');
	for (size_t i = 0; i < record->name_count; i++) {
		(void)snprintf(name, sizeof(name), "%s%s", record->names[i], record->fragment[i] ? " fragment" : "");
		wt_json_string(json, name, 0);
	}
	wt_json_end(json, ']');
	wt_json_string_of(json, "known_by", sources[record->known_by]);
}

enum wt_status wt_trace_records(const struct wt_trace *trace, enum wt_role role, const struct wt_try *one,
				uint64_t origin_ns, struct wt_records *records)
{
	struct wt_json json;

	for (size_t i = 0; i < trace->record_count && wt_record_wanted(records); i++) {
		const struct wt_trace_record *record = &trace->records[i];

		wt_record_begin(records, &json, "message", role);
		wt_json_number_of(&json, "size", one->size_bytes);
		wt_json_number_of(&json, "try", one->number);
		wt_json_number_of(&json, "number", i + 1);
		wt_json_number_of(&json, "flight", record->flight);
		wt_json_string_of(&json, "direction", record->out ? "out" : "in");
		wt_json_number_of(&json, "at_ns", since(record->ns, origin_ns));
		wt_json_number_of(&json, "clock_ns", record->ns);
		wt_json_number_of(&json, "call", record->call);
		wt_json_number_of(&json, "content_type", record->content);
		wt_json_string_of(&json, "content", wt_content_name(record->content));
		wt_json_number_of(&json, "record_bytes", record->bytes);
		if (record->numbered) {
			wt_json_number_of(&json, "epoch", record->epoch);
			wt_json_number_of(&json, "sequence", record->sequence);
		}
		put_messages(&json, record);
		(void)wt_record_finish(records, &json);
	}
	return records->error.status;
}
