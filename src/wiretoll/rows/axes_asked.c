/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "axes_asked.h"

#include <string.h>

static bool unknown_axis(const char *name, struct wt_reason *reason)
{
	wt_reason_set(reason, "--axis %s: unknown axis; valid:", name);
	for (size_t i = 0; wt_axes[i].option; i++)
		wt_text_add(reason->text, sizeof reason->text, " ", "%s", wt_axes[i].option);
	return false;
}

static bool unknown_value(const struct wt_axis *axis, const char *value, struct wt_reason *reason)
{
	wt_reason_set(reason, "--axis %s=%s: unknown value; valid:", axis->option, value);
	for (size_t i = 0; axis->values[i]; i++)
		wt_text_add(reason->text, sizeof reason->text, " ", "%s", axis->values[i]);
	return false;
}

static bool read_values(bool asked[WT_AXIS_VALUES_MAX], const struct wt_axis *axis, const struct wt_names *values,
			struct wt_reason *reason)
{
	for (size_t i = 0; i < values->count; i++) {
		size_t value = 0;

		while (axis->values[value] && strcmp(axis->values[value], values->name[i]) != 0)
			value++;
		if (!axis->values[value])
			return unknown_value(axis, values->name[i], reason);
		asked[value] = true;
	}
	return true;
}

bool wt_axes_read(struct wt_axes_asked *asked, const struct wt_named_lists *lists, struct wt_reason *reason)
{
	memset(asked, 0, sizeof *asked);
	for (size_t i = 0; i < lists->count; i++) {
		size_t axis = 0;

		while (wt_axes[axis].option && strcmp(wt_axes[axis].option, lists->list[i].name) != 0)
			axis++;
		if (!wt_axes[axis].option)
			return unknown_axis(lists->list[i].name, reason);
		asked->any[axis] = true;
		if (!read_values(asked->value[axis], &wt_axes[axis], &lists->list[i].values, reason))
			return false;
	}
	return true;
}

/* From `value` on the next one that was asked for, or that the row's name says; -1: none. */
static int next_value(const struct wt_axes_asked *asked, const struct wt_row *named, size_t axis, int value)
{
	for (; wt_axes[axis].values[value]; value++)
		if (asked->any[axis] && wt_row_value(named, axis) ? asked->value[axis][value]
								  : value == named->value[axis])
			return value;
	return -1;
}

/* As a counter goes on: the last axis first. */
static bool go_on(const struct wt_axes_asked *asked, const struct wt_row *named, struct wt_row *row)
{
	size_t axis = 0;

	while (wt_axes[axis].option)
		axis++;
	while (axis-- > 0) {
		int value = next_value(asked, named, axis, row->value[axis] + 1);

		row->value[axis] = (uint8_t)(value < 0 ? next_value(asked, named, axis, 0) : value);
		if (value >= 0)
			return true;
	}
	return false;
}

static void begin(const struct wt_axes_asked *asked, const struct wt_row *named, struct wt_row *row)
{
	row->protocol = named->protocol;
	for (size_t i = 0; wt_axes[i].option; i++)
		row->value[i] = (uint8_t)next_value(asked, named, i, 0);
}

bool wt_axes_next(const struct wt_axes_asked *asked, const struct wt_row *named, struct wt_row *row)
{
	do {
		if (!row->protocol)
			begin(asked, named, row);
		else if (!go_on(asked, named, row))
			return false;
	} while (!wt_row_make(row));
	return true;
}

static bool is_met(const struct wt_row *rows, size_t axis, size_t value)
{
	for (const struct wt_row *row = rows; row && *row->name; row++)
		if (wt_row_value(row, axis) && row->value[axis] == value)
			return true;
	return false;
}

/* A value of another axis as it is asked for: "group=p256", of protocols the word alone. */
static void add_need(char *to, size_t room, const char *word)
{
	for (size_t i = 0; wt_axes[i].option; i++)
		for (size_t k = 0; wt_axes[i].values[k]; k++)
			if (strcmp(wt_axes[i].values[k], word) == 0) {
				wt_text_add(to, room, ", ", "%s%s%s", wt_axes[i].is_protocol ? "" : wt_axes[i].option,
					    wt_axes[i].is_protocol ? "" : "=", word);
				return;
			}
}

static bool not_met(const struct wt_axis *axis, size_t value, struct wt_reason *reason)
{
	const char *words = axis->needs[value] ? axis->needs[value] : "";
	char needs[128] = "", word[WT_AXIS_WORD_BYTES];

	for (; *words; words += strcspn(words, " "), words += *words == ' ') {
		snprintf(word, sizeof word, "%.*s", (int)strcspn(words, " "), words);
		add_need(needs, sizeof needs, word);
	}
	return wt_reason_set(reason, "--axis %s=%s: nothing that was asked for has it; valid: with %s%s%s",
			     axis->option, axis->values[value], axis->transports, *needs ? ", and with " : "", needs);
}

bool wt_axes_met(const struct wt_axes_asked *asked, const struct wt_row *rows, struct wt_reason *reason)
{
	for (size_t i = 0; wt_axes[i].option; i++)
		for (size_t k = 0; wt_axes[i].values[k]; k++)
			if (asked->value[i][k] && !is_met(rows, i, k))
				return not_met(&wt_axes[i], k, reason);
	return true;
}
