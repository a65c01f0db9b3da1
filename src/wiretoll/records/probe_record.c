/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Takes a probe's record, each field checked, and all of them against each other: an edited one does not fit. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "json_clean.h"
#include "probe_told.h"
#include "record.h"
#include "record_fields.h"

enum { REPEATS_MAX = 100000 };

static const int64_t ns_max = INT64_C(1000000000000); /* a quarter of an hour, for milliseconds of work */
static const int64_t hashed_bytes_max = INT64_C(1) << 30;

const char *const wt_probe_operations[WT_PROBE_OPERATIONS] = { "key_generation", "key_agreement", "signature",
							       "verification" };

static const struct {
	const char *word;
	enum wt_registers registers;
} states[] = { { "clean", WT_REGISTERS_CLEAN },
	       { "dirty", WT_REGISTERS_DIRTY },
	       { "unknown", WT_REGISTERS_UNKNOWN },
	       { "not applicable", WT_REGISTERS_NONE } };

/* "unsupported: why" instead of an object. */
static bool is_unsupported(const json_t *value)
{
	static const char lead[] = "unsupported: ";
	const char *text = json_string_value(value);

	return text && !strncmp(text, lead, sizeof lead - 1) && text[sizeof lead - 1];
}

static bool ns_of(const json_t *from, const char *field, double *ns, struct wt_reason *reason)
{
	int64_t number = 0;

	if (!wt_record_number(from, field, ns_max, &number, reason))
		return false;
	if (number == 0)
		return wt_reason_set(reason, "'%s' is 0; valid: 1 to %lld", field, (long long)ns_max);
	*ns = (double)number;
	return true;
}

/* The times behind an operation, worst of all so far. */
static bool take_times(struct wt_probe_told *to, const json_t *from, struct wt_reason *reason)
{
	double left = 0.0, copied = 0.0, cleaned = 0.0;

	if (!ns_of(from, "left_ns", &left, reason) || !ns_of(from, "copied_ns", &copied, reason) ||
	    !ns_of(from, "cleaned_ns", &cleaned, reason))
		return false;
	to->straight = fmax(to->straight, left / cleaned);
	to->behind_copy = fmax(to->behind_copy, copied / cleaned);
	return true;
}

static bool take_operation(struct wt_probe_told *to, size_t index, const json_t *operations, int64_t repeats,
			   bool timed, struct wt_reason *reason)
{
	const char *name = wt_probe_operations[index];
	const json_t *from = json_object_get(operations, name);
	struct wt_reason why = { "" };
	int64_t dirty = 0;
	bool good;

	if (is_unsupported(from))
		return true;
	if (!json_is_object(from))
		return wt_reason_set(reason, "'%s' is missing, and no object or 'unsupported: why'", name);
	to->done++;
	good = wt_record_number(from, "dirty", repeats, &dirty, &why);
	to->dirty_after[index] = dirty > 0;
	if (good && dirty > 0 && timed)
		good = take_times(to, from, &why);
	else if (good && (json_object_get(from, "left_ns") || json_object_get(from, "copied_ns") ||
			  json_object_get(from, "cleaned_ns")))
		good = wt_reason_set(&why, "times, though it %s", timed ? "leaves nothing dirty" : "cannot hash");
	return good || wt_reason_set(reason, "'%s': %.800s", name, why.text);
}

static bool take_hash(struct wt_probe_told *to, const json_t *from, int64_t timings, struct wt_reason *reason)
{
	struct wt_reason why = { "" };
	double clean = 0.0, soiled = 0.0;
	int64_t at_end = 0;

	if (is_unsupported(from))
		return true;
	if (!json_is_object(from))
		return wt_reason_set(reason, "'sha256' is missing, and no object or 'unsupported: why'");
	if (!ns_of(from, "clean_ns", &clean, &why) || !ns_of(from, "soiled_ns", &soiled, &why) ||
	    !wt_record_number(from, "soiled_at_end", timings, &at_end, &why))
		return wt_reason_set(reason, "'sha256': %.800s", why.text);
	to->soiled = soiled / clean;
	return true;
}

static bool take_figures(struct wt_probe_told *to, const json_t *record, struct wt_reason *reason)
{
	const json_t *operations = json_object_get(record, "operations");
	const json_t *hash = json_object_get(record, "sha256");
	int64_t repeats = 0, timings = 0, hashed = 0;

	if (!wt_record_number(record, "repeats", REPEATS_MAX, &repeats, reason) ||
	    !wt_record_number(record, "timings", REPEATS_MAX, &timings, reason) ||
	    !wt_record_number(record, "hashed_bytes", hashed_bytes_max, &hashed, reason))
		return false;
	if (repeats == 0 || timings == 0 || hashed == 0)
		return wt_reason_set(reason, "'repeats', 'timings' or 'hashed_bytes' is 0; valid: 1 and more");
	if (!take_hash(to, hash, timings, reason))
		return false;
	for (size_t i = 0; i < WT_PROBE_OPERATIONS; i++)
		if (!take_operation(to, i, operations, repeats, json_is_object(hash), reason))
			return false;
	to->hashed_bytes = (uint32_t)hashed;
	return true;
}

/* What the operations say, which the state must say as well. */
static enum wt_registers said_by_operations(const struct wt_probe_told *to)
{
	for (size_t i = 0; i < WT_PROBE_OPERATIONS; i++)
		if (to->dirty_after[i])
			return WT_REGISTERS_DIRTY;
	return to->done ? WT_REGISTERS_CLEAN : WT_REGISTERS_UNKNOWN;
}

static bool take_state(struct wt_probe_told *to, const json_t *record, struct wt_reason *reason)
{
	const char *word = json_string_value(json_object_get(record, "state"));
	bool asked = json_object_get(record, "operations") != NULL;
	enum wt_registers registers = WT_REGISTERS_UNTOLD;
	char told[32];

	for (size_t i = 0; word && i < sizeof states / sizeof *states; i++)
		if (!strcmp(states[i].word, word))
			registers = states[i].registers;
	wt_text_copy(told, sizeof told, word ? word : "missing");
	if (registers == WT_REGISTERS_UNTOLD)
		return wt_reason_set(reason, "'state' is %s; valid: clean, dirty, unknown, not applicable", told);
	to->registers = registers;
	wt_record_text(record, "reason", to->reason, sizeof to->reason);
	if ((registers == WT_REGISTERS_UNKNOWN || registers == WT_REGISTERS_NONE) && !*to->reason)
		return wt_reason_set(reason, "'state' is %s, but 'reason' is missing", told);
	if (!asked && (registers == WT_REGISTERS_UNKNOWN || registers == WT_REGISTERS_NONE))
		return true;
	if (!take_figures(to, record, reason))
		return false;
	return registers == said_by_operations(to) ||
	       wt_reason_set(reason, "'state' is %s, but 'operations' say otherwise", told);
}

bool wt_probe_take(struct wt_probe_told *probe, const json_t *record, struct wt_reason *reason)
{
	const json_t *library = json_object_get(record, "library");
	int64_t schema = 0;

	if (!json_is_object(record))
		return wt_reason_set(reason, "not a JSON object");
	if (!wt_record_number(record, "schema", INT32_MAX, &schema, reason))
		return false;
	if (schema != WT_RECORD_SCHEMA)
		return wt_reason_set(reason, "schema %lld; this wiretoll reads %d", (long long)schema,
				     WT_RECORD_SCHEMA);
	wt_record_text(library, "name", probe->library, sizeof probe->library);
	wt_record_text(library, "version", probe->version, sizeof probe->version);
	if (!*probe->library || !*probe->version)
		return wt_reason_set(reason, "'library' has no name or version");
	return take_state(probe, record, reason);
}

json_t *wt_probe_record(FILE *file, struct wt_reason *reason)
{
	char line[WT_RECORD_BYTES + 2], text[JSON_ERROR_TEXT_LENGTH];
	json_error_t error;
	json_t *record;
	size_t length;

	if (!fgets(line, sizeof line, file)) {
		wt_reason_set(reason, "it is empty");
		return NULL;
	}
	length = strlen(line);
	if (length == 0 || line[length - 1] != '\n') {
		wt_reason_set(reason, "line 1: cut, or longer than a record");
		return NULL;
	}
	if (fgetc(file) != EOF) {
		wt_reason_set(reason, "line 2: a probe is one record");
		return NULL;
	}
	record = wt_json_clean(json_loadb(line, length, JSON_REJECT_DUPLICATES, &error));
	if (record)
		return record;
	wt_text_copy(text, sizeof text, error.text);
	wt_reason_set(reason, "line 1: not JSON: %s", text);
	return NULL;
}
