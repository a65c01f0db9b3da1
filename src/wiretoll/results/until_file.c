/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "until_file.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { UNTIL_SCHEMA = 1 };

static const struct {
	const char *word, *said;
} ends[] = {
	[WT_UNTIL_STOPPED] = { "stopped", "it was stopped before that" },
	[WT_UNTIL_MET] = { "met", "" },
	[WT_UNTIL_LIMIT] = { "limit of time", "the limit of time came first" },
	[WT_UNTIL_ROUNDS] = { "limit of rounds", "no more rounds fit into one plan" },
	[WT_UNTIL_NO_RATIO] = { "no ratio", "there is no ratio to wait for" },
};

enum { ENDS = sizeof ends / sizeof *ends };

const char *wt_until_word(enum wt_until_end end)
{
	return ends[end].word;
}

static void path_of(const struct wt_folder *folder, char path[WT_FILE_BYTES])
{
	snprintf(path, WT_FILE_BYTES, "%s/until.json", folder->path);
}

static json_t *number(double value)
{
	return isnan(value) ? json_null() : json_real(value);
}

static json_t *fields(const struct wt_until *until)
{
	return json_pack("{s:i, s:s, s:o, s:o, s:b, s:s, s:I, s:I, s:I}", "schema", UNTIL_SCHEMA, "record", "until",
			 "goal", number(until->goal), "widest", number(until->widest), "met",
			 until->end == WT_UNTIL_MET, "end", wt_until_word(until->end), "limit_ms",
			 (json_int_t)until->limit_ms, "rounds_asked", (json_int_t)until->rounds_asked, "rounds_made",
			 (json_int_t)until->rounds_made);
}

bool wt_until_write(const struct wt_until *until, const struct wt_folder *folder, struct wt_reason *reason)
{
	json_t *json = fields(until);
	char *text = json ? json_dumps(json, JSON_INDENT(1) | JSON_REAL_PRECISION(10)) : NULL;
	char path[WT_FILE_BYTES];
	bool written;

	path_of(folder, path);
	written = text ? wt_file_write(path, text, strlen(text), reason) : wt_reason_set(reason, "memory is short");
	free(text);
	json_decref(json);
	return written;
}

static double share(json_t *json, const char *name)
{
	json_t *value = json_object_get(json, name);

	return json_is_number(value) && json_number_value(value) >= 0.0 ? json_number_value(value) : (double)NAN;
}

static uint64_t count(json_t *json, const char *name, json_int_t maximum)
{
	json_int_t value = json_integer_value(json_object_get(json, name));

	return value < 0 || value > maximum ? 0 : (uint64_t)value;
}

bool wt_until_read(struct wt_until *until, const struct wt_folder *folder)
{
	const char *word;
	json_error_t error;
	char path[WT_FILE_BYTES];
	json_t *json;

	*until = (struct wt_until){ .goal = (double)NAN, .widest = (double)NAN };
	path_of(folder, path);
	json = wt_file_json(path, &error);
	if (!json)
		return error.line != -1; /* there is one, and it is malformed */
	word = json_string_value(json_object_get(json, "end"));
	until->goal = share(json, "goal");
	until->widest = share(json, "widest");
	until->limit_ms = count(json, "limit_ms", INT64_MAX);
	until->rounds_asked = (uint32_t)count(json, "rounds_asked", UINT32_MAX);
	until->rounds_made = (uint32_t)count(json, "rounds_made", UINT32_MAX);
	for (size_t i = 0; word && i < ENDS; i++)
		if (!strcmp(ends[i].word, word))
			until->end = (enum wt_until_end)i;
	json_decref(json);
	return true;
}

void wt_until_text(const struct wt_until *until, char text[WT_UNTIL_TEXT_BYTES])
{
	char widest[64] = "";

	if (isnan(until->goal)) {
		snprintf(text, WT_UNTIL_TEXT_BYTES,
			 "the end of this run depended on its data, but until.json, which "
			 "tells how, is malformed");
		return;
	}
	if (!isnan(until->widest))
		snprintf(widest, sizeof widest, " (the widest within %.1f %%)", 100.0 * until->widest);
	snprintf(
		text, WT_UNTIL_TEXT_BYTES,
		"the end of this run depended on its data: it was to go on until every ratio is known within %.1f %%, "
		"%g s at most; %s%s%s; %u rounds were asked for, %u planned in the end. Such a run stops a little more "
		"readily at a chance value than one of fixed length",
		100.0 * until->goal, (double)until->limit_ms / 1000.0,
		until->end == WT_UNTIL_MET ? "that was met" : "GOAL MISSED, ", ends[until->end].said, widest,
		until->rounds_asked, until->rounds_made);
}

json_t *wt_until_json(const struct wt_until *until)
{
	json_t *json = fields(until);

	json_object_del(json, "schema");
	json_object_del(json, "record");
	return json;
}
