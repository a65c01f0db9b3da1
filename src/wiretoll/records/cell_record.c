/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cell_record.h"

#include <string.h>

#include "cell_axes.h"
#include "cell_check.h"
#include "cell_try.h"
#include "json_clean.h"
#include "record.h"
#include "record_fields.h"
#include "record_kind.h"
#include "plan.h"

/* Facts that may be missing: a number or 0. */
static int64_t number_or_zero(const json_t *record, const char *field)
{
	int64_t number = json_integer_value(json_object_get(record, field));

	return number < 0 ? 0 : number;
}

/* The same, -1 for what is not told. */
static int64_t number_or_none(const json_t *record, const char *field)
{
	const json_t *value = json_object_get(record, field);

	return json_is_integer(value) && json_integer_value(value) >= 0 ? json_integer_value(value) : -1;
}

static void take_negotiated(struct wt_negotiated_record *to, const json_t *from)
{
	to->known = json_is_object(from);
	to->version = number_or_zero(from, "version");
	to->suite = number_or_zero(from, "suite");
	to->group = number_or_zero(from, "group");
	to->peer_signature = number_or_zero(from, "peer_signature");
	to->peer_key_bits = number_or_zero(from, "peer_key_bits");
	to->peer_chain = number_or_zero(from, "peer_chain");
	to->hello_retries = number_or_zero(from, "hello_retries");
	to->peer_authenticated = json_is_true(json_object_get(from, "peer_authenticated"));
	to->resumed = json_is_true(json_object_get(from, "resumed"));
	wt_record_text(from, "version_name", to->version_name, sizeof to->version_name);
	wt_record_text(from, "suite_name", to->suite_name, sizeof to->suite_name);
	wt_record_text(from, "group_name", to->group_name, sizeof to->group_name);
	wt_record_text(from, "peer_signature_name", to->peer_signature_name, sizeof to->peer_signature_name);
	wt_record_text(from, "peer_key", to->peer_key, sizeof to->peer_key);
	wt_record_text(from, "psk", to->psk, sizeof to->psk);
}

/* Variables by name; files of an older version have none. */
static bool check_environment(const json_t *record, struct wt_reason *reason)
{
	json_t *all = json_object_get(record, "environment"), *value;
	const char *name;

	if (!all)
		return true;
	if (!json_is_object(all))
		return wt_reason_set(reason, "'environment' is not an object");
	json_object_foreach(all, name, value)
		if (!json_is_string(value))
			return wt_reason_set(reason, "'environment' has a %.40s that is not text", name);
	return true;
}

/* In another mode there are other records. */
static bool of_mode(const struct wt_plan *plan, const json_t *record, struct wt_reason *reason)
{
	char mode[16];

	wt_record_text(json_object_get(record, "settings"), "mode", mode, sizeof mode);
	return !*mode || !*plan->mode || !strcmp(mode, plan->mode) ||
	       wt_reason_set(reason, "it ran in mode %s, but the plan says %s", mode, plan->mode);
}

/* An end that asks again and again answers sooner than one that has to be woken up. Older programs slept. */
static bool of_wait(const struct wt_plan *plan, const json_t *record, struct wt_reason *reason)
{
	char wait[16];

	wt_record_text(json_object_get(record, "settings"), "wait", wait, sizeof wait);
	return !strcmp(*wait ? wait : "block", wt_plan_wait(plan)) ||
	       wt_reason_set(reason, "it waited by %s, but the plan says %s", *wait ? wait : "block",
			     wt_plan_wait(plan));
}

/* Times of an open loop count from the plan. */
static bool of_rate(const struct wt_cell_expected *expected, const json_t *record, struct wt_reason *reason)
{
	const json_t *rate = json_object_get(json_object_get(record, "settings"), "rate");
	json_int_t told = json_integer_value(rate);

	return expected->server || expected->purpose == WT_CELL_SESSIONS || told == expected->plan->rate ||
	       wt_reason_set(reason, "it began %lld tries a second, but the plan says %u", (long long)told,
			     expected->plan->rate);
}

/* So is a message that shared its connection with others. */
static bool of_streams(const struct wt_cell_expected *expected, const json_t *record, struct wt_reason *reason)
{
	json_int_t told = json_integer_value(json_object_get(json_object_get(record, "settings"), "streams"));

	return expected->server || (told > 1 ? told : 1) == wt_plan_streams(expected->plan) ||
	       wt_reason_set(reason, "it had %lld requests at once (--streams), but the plan says %u", (long long)told,
			     wt_plan_streams(expected->plan));
}

/* A try that others were beside is none that can be compared with one alone. A server is not told how many there are. */
static bool of_crowd(const struct wt_cell_expected *expected, const json_t *record, struct wt_reason *reason)
{
	json_int_t told = json_integer_value(json_object_get(json_object_get(record, "settings"), "parallel"));
	uint32_t crowd = expected->purpose == WT_CELL_TIMING ? wt_row_crowd(&expected->series->row) : 1;

	return expected->server || (told > 1 ? told : 1) == crowd ||
	       wt_reason_set(reason, "it had %lld connections at once (--parallel); valid: %u", (long long)told, crowd);
}

static bool take_run(struct wt_cell_file *file, const struct wt_cell_expected *expected, json_t *record,
		     struct wt_reason *reason)
{
	const struct wt_row *row = &expected->series->row;
	const json_t *facts = json_object_get(record, "facts");
	const json_t *library = json_object_get(record, "library");
	char transport[16];

	if (file->has_run)
		return wt_reason_set(reason, "a second 'run' record");
	wt_record_text(record, "transport", transport, sizeof transport);
	if (strcmp(transport, row->protocol->transport) != 0)
		return wt_reason_set(reason, "'transport' is '%s', but the series is %s", transport,
				     expected->series->name);
	if (!of_mode(expected->plan, record, reason) || !of_wait(expected->plan, record, reason) ||
	    !of_crowd(expected, record, reason) || !of_rate(expected, record, reason) ||
	    !of_streams(expected, record, reason) || !check_environment(record, reason))
		return false;
	file->has_run = true;
	file->record = json_incref(record);
	wt_record_text(library, "name", file->run.library, sizeof file->run.library);
	wt_record_text(library, "version", file->run.library_version, sizeof file->run.library_version);
	if (wt_row_is_secure(row) && (!*file->run.library || !*file->run.library_version))
		return wt_reason_set(reason, "'library' has no name or version");
	wt_record_text(facts, "model", file->run.model, sizeof file->run.model);
	wt_record_text(facts, "cpu", file->run.cpu, sizeof file->run.cpu);
	wt_record_text(facts, "machine", file->run.machine, sizeof file->run.machine);
	wt_record_text(facts, "kernel", file->run.kernel, sizeof file->run.kernel);
	wt_record_text(facts, "governor", file->run.governor, sizeof file->run.governor);
	file->run.cores = number_or_zero(facts, "cores");
	take_negotiated(&file->negotiated, json_object_get(record, "negotiated"));
	return wt_cell_check_axes(expected, json_object_get(record, "negotiated"), reason);
}

/* Where the first sessions were lost, the run record could not tell yet what was negotiated: its end does. */
static bool take_negotiated_later(struct wt_cell_file *file, const struct wt_cell_expected *expected, json_t *end,
				  struct wt_reason *reason)
{
	json_t *agreed = json_object_get(end, "negotiated");

	if (!agreed)
		return true;
	if (!json_is_object(agreed) || !file->record || file->negotiated.known)
		return wt_reason_set(reason, "'negotiated' of the end is not an object, or 'run' tells it as well");
	json_object_set(file->record, "negotiated", agreed);
	take_negotiated(&file->negotiated, agreed);
	return wt_cell_check_axes(expected, agreed, reason);
}

/* A round of a series of datagrams whose tries were all lost is a result; no other end that is not well is one. */
static bool take_all_lost(struct wt_cell_file *file, const struct wt_cell_expected *expected, const json_t *end,
			  struct wt_reason *reason)
{
	if (!json_object_get(end, "all_lost"))
		return true;
	if (!wt_record_flag(end, "all_lost", &file->all_lost, reason))
		return false;
	if (file->all_lost && (file->end_ok || expected->server || wt_record_kind(expected)->alone ||
			       !wt_row_is_datagram(&expected->series->row)))
		return wt_reason_set(reason,
				     "'all_lost' is true; valid: in the end of a client of datagrams that is not well");
	return true;
}

static bool take_end(struct wt_cell_file *file, const struct wt_cell_expected *expected, json_t *record,
		     struct wt_reason *reason)
{
	int64_t answered = 0, lost = 0, failed = 0, not_made = 0;

	if (!wt_record_flag(record, "ok", &file->end_ok, reason) ||
	    !wt_record_number(record, "answered", INT64_MAX, &answered, reason) ||
	    !wt_record_number(record, "lost", INT64_MAX, &lost, reason) ||
	    !wt_record_number(record, "failed", INT64_MAX, &failed, reason) ||
	    !wt_record_number(record, "not_made", INT64_MAX, &not_made, reason))
		return false;
	file->has_end = true;
	file->end = json_incref(record);
	file->machine = (struct wt_machine_record){
		number_or_none(record, "loop_ns"),
		number_or_none(record, "loop_cpu_ns"),
		number_or_none(record, "machine_busy_ns"),
		number_or_none(record, "machine_stolen_ns"),
		number_or_none(record, "involuntary_switches"),
		number_or_none(record, "machine_tick_ns"),
	};
	wt_end_costs_free(&file->end_costs);
	wt_end_costs_take(&file->end_costs, record);
	file->end_answered = (uint64_t)answered;
	file->end_lost = (uint64_t)lost;
	file->end_failed = (uint64_t)failed;
	file->end_not_made = (uint64_t)not_made;
	return take_all_lost(file, expected, record, reason) && take_negotiated_later(file, expected, record, reason) &&
	       wt_cell_check_end(file, record, reason);
}

/* Of secure series only, once; nobody tells it where sessions are held. */
static bool take_handshake(struct wt_cell_file *file, const struct wt_cell_expected *expected, json_t *record,
			   struct wt_reason *reason)
{
	if (file->handshake)
		return wt_reason_set(reason, "a second 'handshake' record");
	if (!wt_row_is_secure(&expected->series->row))
		return wt_reason_set(reason, "a 'handshake' record, but the series is %s", expected->series->name);
	if (!wt_flights_check(record, expected->server, reason))
		return false;
	file->handshake = json_incref(record);
	return true;
}

/* What every record must be, whatever it tells. */
static bool check_common(const struct wt_cell_file *file, const struct wt_cell_expected *expected, const char *role,
			 int64_t schema, struct wt_reason *reason)
{
	if (schema != WT_RECORD_SCHEMA)
		return wt_reason_set(reason, "schema %lld; this wiretoll reads %d", (long long)schema,
				     WT_RECORD_SCHEMA);
	if (strcmp(role, expected->server ? "server" : "client") != 0)
		return wt_reason_set(reason, "'role' is '%s' in a file of a %s", role,
				     expected->server ? "server" : "client");
	if (file->has_end)
		return wt_reason_set(reason, "a record after 'end'");
	return true;
}

static bool take_try(struct wt_cell_file *file, const struct wt_cell_expected *expected, struct wt_try_scan *scan,
		     struct wt_reason *reason)
{
	return wt_cell_take_try(file, expected, scan, reason) && wt_cell_check_try_axes(expected, scan, reason);
}

static bool take(struct wt_cell_file *file, const struct wt_cell_expected *expected, json_t *record,
		 struct wt_reason *reason)
{
	const struct wt_record_kind *kind = wt_record_kind(expected);
	struct wt_try_scan scan;
	char name[16], role[16];
	int64_t schema = 0;

	if (!json_is_object(record))
		return wt_reason_set(reason, "not a JSON object");
	if (!wt_record_number(record, "schema", INT32_MAX, &schema, reason))
		return false;
	wt_record_text(record, "role", role, sizeof role);
	if (!check_common(file, expected, role, schema, reason))
		return false;
	wt_record_text(record, "record", name, sizeof name);
	if (!strcmp(name, "run"))
		return take_run(file, expected, record, reason);
	if (!strcmp(name, "try") && !wt_try_scan_from(&scan, record))
		return wt_reason_set(reason, "more than %d fields", WT_TRY_SCAN_FIELDS);
	if (!strcmp(name, "try"))
		return take_try(file, expected, &scan, reason);
	if (!strcmp(name, "end"))
		return take_end(file, expected, record, reason);
	if (!strcmp(name, "summary") && !kind->alone)
		return wt_cell_check_summary(file, expected, record, reason);
	if (!strcmp(name, "handshake") && !kind->alone)
		return take_handshake(file, expected, record, reason);
	if (kind->name && !strcmp(name, kind->name))
		return wt_record_kind_take(kind, file, expected, record, reason);
	return wt_reason_set(reason, "'record' is '%s'; valid: run, try, %s%s%s, end", name,
			     kind->alone ? "" : "summary, handshake", kind->alone || !kind->name ? "" : ", ",
			     kind->name ? kind->name : "");
}

/* Nearly all records are plain tries: those are taken without the JSON library, ten times as fast. */
static bool is_plain_try(struct wt_try_scan *scan, const struct wt_cell_file *file,
			 const struct wt_cell_expected *expected, const char *line, size_t length)
{
	struct wt_reason unused = { "" };
	int64_t schema = 0;

	return wt_try_scan_line(scan, line, length) && wt_try_scan_is(scan, "record", "try") &&
	       wt_try_scan_number(scan, "schema", INT32_MAX, &schema, &unused) &&
	       wt_try_scan_is(scan, "role", expected->server ? "server" : "client") &&
	       check_common(file, expected, expected->server ? "server" : "client", schema, &unused);
}

bool wt_cell_file_record(struct wt_cell_file *file, const struct wt_cell_expected *expected, const char *line,
			 size_t length, struct wt_reason *reason)
{
	char text[JSON_ERROR_TEXT_LENGTH];
	struct wt_try_scan scan;
	json_error_t error;
	json_t *record;
	bool good;

	if (is_plain_try(&scan, file, expected, line, length))
		return take_try(file, expected, &scan, reason);
	record = wt_json_clean(json_loadb(line, length, JSON_REJECT_DUPLICATES, &error));
	if (!record) {
		wt_text_copy(text, sizeof text, error.text);
		return wt_reason_set(reason, "not JSON: %s", text);
	}
	good = take(file, expected, record, reason);
	json_decref(record);
	return good;
}
