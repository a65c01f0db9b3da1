/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cell_axes.h"

#include <stdio.h>
#include <string.h>

#include "plan.h"
#include "record_fields.h"

/* Whether the records of this end have to show the value of that axis, beside their settings. */
static bool is_shown(const struct wt_cell_expected *expected, size_t axis, bool in_tries)
{
	const char *end = wt_axes[axis].end;

	return !wt_axes[axis].is_crowd && wt_axes[axis].in_tries == in_tries &&
	       wt_row_value(&expected->series->row, axis) &&
	       (!end || !strcmp(end, expected->server ? "server" : "client"));
}

/* `text` is what is told, empty: nothing. */
static bool check(const struct wt_cell_expected *expected, size_t axis, const char *field, const char *where,
		  const char *text, struct wt_reason *reason)
{
	const struct wt_row *row = &expected->series->row;

	if (!*text)
		return !row->value[axis] ||
		       wt_reason_set(reason, "'%s' of %s is not told, but the series is %s", field, where, row->name);
	return (wt_axes[axis].is_older && !row->value[axis]) || wt_axis_shows(&wt_axes[axis], row->value[axis], text) ||
	       wt_reason_set(reason, "'%s' of %s is '%s', but the series is %s", field, where, text, row->name);
}

bool wt_cell_check_axes(const struct wt_cell_expected *expected, const json_t *negotiated, struct wt_reason *reason)
{
	for (size_t i = 0; wt_axes[i].option && json_is_object(negotiated); i++) {
		const struct wt_fact *fact = &wt_axes[i].fact;
		const char *field = fact->readable ? fact->readable : fact->name;
		const json_t *told = json_object_get(negotiated, field);
		char text[WT_FACT_BYTES] = "";

		if (!is_shown(expected, i, false))
			continue;
		if (told && !json_is_null(told))
			wt_record_shown(told, text, sizeof text);
		if (!check(expected, i, field, "what was negotiated", text, reason))
			return false;
	}
	return true;
}

/* A field of a try as a text, empty where there is none. */
static void field_text(const struct wt_try_scan_field *field, char text[WT_FACT_BYTES])
{
	*text = '\0';
	if (field && field->kind == WT_TRY_SCAN_TEXT)
		snprintf(text, WT_FACT_BYTES, "%.*s", (int)field->text_length, field->text);
	else if (field && field->kind == WT_TRY_SCAN_FLAG)
		snprintf(text, WT_FACT_BYTES, "%s", field->number ? "true" : "false");
	else if (field && field->kind == WT_TRY_SCAN_NUMBER)
		snprintf(text, WT_FACT_BYTES, "%lld", (long long)field->number);
}

static bool is_flag(struct wt_try_scan *record, const char *name, bool value)
{
	const struct wt_try_scan_field *field = wt_try_scan_find(record, name);

	return field && field->kind == WT_TRY_SCAN_FLAG && (field->number == 1) == value;
}

bool wt_cell_check_try_axes(const struct wt_cell_expected *expected, struct wt_try_scan *record,
			    struct wt_reason *reason)
{
	for (size_t i = 0; wt_axes[i].option && !wt_plan_mode(expected->plan)->one_connection; i++) {
		const char *name = wt_axes[i].fact.name;
		char text[WT_FACT_BYTES];

		if (!is_shown(expected, i, true) || !is_flag(record, "ok", true) || !is_flag(record, "cold", false))
			continue;
		field_text(wt_try_scan_find(record, name), text);
		if (!check(expected, i, name, "a try", text, reason))
			return false;
	}
	return true;
}

bool wt_cell_check_session_axes(const struct wt_cell_expected *expected, const json_t *record, struct wt_reason *reason)
{
	for (size_t i = 0; wt_axes[i].option; i++) {
		const char *name = wt_axes[i].fact.name;
		char text[WT_FACT_BYTES];

		wt_record_text(record, name, text, sizeof text);
		if (is_shown(expected, i, true) && !check(expected, i, name, "the session", text, reason))
			return false;
	}
	return true;
}

bool wt_cell_check_told(const struct wt_cell_file *file, const struct wt_cell_expected *expected,
			struct wt_reason *reason)
{
	const struct wt_row *row = &expected->series->row;
	bool answered = expected->tries ? file->answered : file->end_answered;

	for (size_t i = 0; wt_axes[i].option && !file->negotiated.known; i++)
		if (is_shown(expected, i, false) && row->value[i] && answered)
			return wt_reason_set(reason, "what was negotiated is not told, but the series is %s",
					     row->name);
	return true;
}
