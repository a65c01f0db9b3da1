/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The probe's record, its line for a person, and its program. */
#include <stdio.h>
#include <string.h>

#include "board.h"
#include "probe.h"
#include "program.h"
#include "record_line.h"
#include "version.h"

static void put_lack(struct wt_json *json, const char *name, const char *lacks)
{
	char text[WT_ERROR_TEXT_BYTES + 16];

	snprintf(text, sizeof(text), "unsupported: %s", lacks);
	wt_json_string_of(json, name, text);
}

static void put_operation(struct wt_json *json, const char *name, const struct wt_probe_operation *one)
{
	if (*one->lacks) {
		put_lack(json, name, one->lacks);
		return;
	}
	wt_json_name(json, name);
	wt_json_begin(json, '{');
	wt_json_number_of(json, "dirty", one->dirty);
	if (one->cleaned_ns) {
		wt_json_number_of(json, "left_ns", one->left_ns);
		wt_json_number_of(json, "copied_ns", one->copied_ns);
		wt_json_number_of(json, "cleaned_ns", one->cleaned_ns);
	}
	wt_json_end(json, '}');
}

static void put_operations(struct wt_json *json, const struct wt_probe *probe)
{
	wt_json_number_of(json, "repeats", WT_PROBE_REPEATS);
	wt_json_number_of(json, "timings", WT_PROBE_TIMINGS);
	wt_json_number_of(json, "hashed_bytes", WT_WORK_HASHED_BYTES);
	wt_json_name(json, "operations");
	wt_json_begin(json, '{');
	for (unsigned i = 0; i < WT_PROBE_OPERATIONS; i++)
		put_operation(json, wt_probe_operation((enum wt_work)i), &probe->operations[i]);
	wt_json_end(json, '}');
}

static void put_hash(struct wt_json *json, const struct wt_probe_hash *hash)
{
	if (*hash->lacks) {
		put_lack(json, "sha256", hash->lacks);
		return;
	}
	wt_json_name(json, "sha256");
	wt_json_begin(json, '{');
	wt_json_number_of(json, "clean_ns", hash->clean_ns);
	wt_json_number_of(json, "soiled_ns", hash->soiled_ns);
	wt_json_number_of(json, "soiled_at_end", hash->soiled_at_end);
	wt_json_end(json, '}');
}

static void put_facts(struct wt_json *json)
{
	struct wt_board board;

	wt_record_begin_facts(json, &board);
	wt_json_string_of(json, "kernel", board.kernel);
	wt_json_string_of(json, "libc", board.libc);
	wt_json_end(json, '}');
}

static const char *why_unknown(const struct wt_probe *probe)
{
	return probe->answer == WT_VECTORS_TOLD ? probe->operations[0].lacks : probe->reason;
}

enum wt_status wt_records_probe(struct wt_records *records, const struct wt_probe *probe, const char *program,
				const struct wt_library *library, int cpu)
{
	bool reported = probe->answer == WT_VECTORS_TOLD;
	const char *state = wt_probe_state(probe);
	struct wt_json json;

	if (!wt_record_wanted(records))
		return records->error.status;
	wt_record_begin_plain(records, &json, "probe");
	wt_json_string_of(&json, "program", program);
	wt_json_string_of(&json, "version", WT_VERSION);
	wt_record_build(&json, library);
	wt_record_cpu(&json, cpu);
	put_facts(&json);
	wt_json_string_of(&json, "state", state);
	if (strcmp(state, "clean") != 0 && strcmp(state, "dirty") != 0)
		wt_json_string_of(&json, "reason", why_unknown(probe));
	if (reported) {
		put_operations(&json, probe);
		put_hash(&json, &probe->hash);
	}
	return wt_record_finish(records, &json);
}

/* " after signature, verification" */
static void add_operations(const struct wt_probe *probe, char *text, size_t text_bytes)
{
	size_t length = strlen(text);
	bool first = true;

	for (unsigned i = 0; i < WT_PROBE_OPERATIONS && length < text_bytes; i++) {
		const char *name = wt_probe_operation((enum wt_work)i);

		if (!probe->operations[i].dirty)
			continue;
		length += (size_t)snprintf(text + length, text_bytes - length, "%s%s", first ? " after " : ", ", name);
		for (char *at = text; length < text_bytes && (at = strchr(at, '_')) != NULL;)
			*at = ' ';
		first = false;
	}
}

void wt_probe_line(const struct wt_probe *probe, const struct wt_library *library, char *text, size_t text_bytes)
{
	const struct wt_probe_hash *hash = &probe->hash;
	const char *state = wt_probe_state(probe);
	bool dirty = strcmp(state, "dirty") == 0;
	double factor = wt_probe_factor(probe);
	size_t length;

	if (!dirty && strcmp(state, "clean") != 0) {
		snprintf(text, text_bytes, "%s %s, vector registers: %s: %s", library->name(), library->version(),
			 state, why_unknown(probe));
		return;
	}
	snprintf(text, text_bytes, "%s %s leaves the vector registers %s", library->name(), library->version(), state);
	add_operations(probe, text, text_bytes);
	length = strlen(text);
	if (dirty && factor > 0.0)
		snprintf(
			text + length, text_bytes - length,
			"; SHA-256 takes %.1f times as long straight behind, and %.1f times behind a copy by the C library",
			wt_probe_straight_factor(probe), factor);
	else if (!dirty && hash->clean_ns)
		snprintf(text + length, text_bytes - length,
			 "; on this processor its SHA-256 takes %.1f times as long with all of them dirty",
			 (double)hash->soiled_ns / (double)hash->clean_ns);
}

int wt_probe_main(const struct wt_program *program, const struct wt_transport *transport,
		  const struct wt_work_table *work, int argc, char **argv)
{
	static struct wt_run run;
	struct wt_error error = { .status = WT_OK };
	struct wt_probe probe;
	char line[2 * WT_ERROR_TEXT_BYTES];
	int exit_status;

	run.program = program;
	run.transport = transport;
	run.role = WT_CLIENT;
	if (!wt_run_begin(&run, argc, argv, &exit_status))
		return exit_status;
	if (wt_records_open(&run.records, run.settings.json) != WT_OK) {
		wt_run_complain(&run, "%s", run.records.error.text);
		return WT_EXIT_FAILED;
	}
	if (wt_probe_make(&probe, work, run.settings.openssl_conf, &error) != WT_OK) {
		wt_run_complain(&run, "%s", error.text);
		return WT_EXIT_FAILED;
	}
	wt_records_probe(&run.records, &probe, program->name, transport->library, run.facts.cpu);
	if (wt_records_close(&run.records) != WT_OK) {
		wt_run_complain(&run, "%s", run.records.error.text);
		return WT_EXIT_FAILED;
	}
	wt_probe_line(&probe, transport->library, line, sizeof(line));
	if (wt_run_tells_person(&run))
		printf("%s\n", line);
	return wt_run_said_all(&run) ? WT_EXIT_DONE : WT_EXIT_FAILED;
}
