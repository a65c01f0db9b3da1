/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "board_health.h"

#include <string.h>

#include "reason.h"

static void add_frequency(struct wt_board_health *to, int64_t lowest_khz, int64_t highest_khz)
{
	if (lowest_khz > 0 && (!to->lowest_khz || lowest_khz < to->lowest_khz))
		to->lowest_khz = lowest_khz;
	if (highest_khz > to->highest_khz)
		to->highest_khz = highest_khz;
}

/* What can be told at both ends of a program's life. Returns whether it was throttled. */
static bool add_moment(struct wt_board_health *to, const json_t *moment)
{
	int64_t khz = json_integer_value(json_object_get(moment, "frequency_khz"));
	int64_t heat = json_integer_value(json_object_get(moment, "temperature_mc"));
	const json_t *throttled = json_object_get(moment, "throttled");

	to->throttled_told += json_is_boolean(throttled) || json_is_integer(throttled);
	add_frequency(to, khz, khz);
	if (heat > to->hottest_mc)
		to->hottest_mc = heat;
	return json_is_true(throttled) || json_integer_value(throttled) > 0;
}

/* The name, or NULL where the board does not tell. */
static const char *governor_of(const json_t *moment)
{
	const char *name = json_string_value(json_object_get(moment, "governor"));

	return name && *name && strcmp(name, "unknown") != 0 ? name : NULL;
}

void wt_board_health_add(struct wt_board_health *to, const json_t *run, const json_t *end)
{
	const json_t *before = json_object_get(run, "facts");
	const json_t *after = json_object_get(end, "board_after");
	const char *first = governor_of(before), *last = governor_of(after);

	to->programs++;
	to->throttled_before += add_moment(to, before);
	to->throttled_after += add_moment(to, after);
	to->entropy_unready += json_is_false(json_object_get(before, "entropy_ready"));
	if (!first || !last || !strcmp(first, last))
		return;
	if (!to->governor_changed++) {
		wt_text_copy(to->governor_from, sizeof to->governor_from, first);
		wt_text_copy(to->governor_to, sizeof to->governor_to, last);
	}
}

void wt_board_health_join(struct wt_board_health *to, const struct wt_board_health *from)
{
	add_frequency(to, from->lowest_khz, from->highest_khz);
	if (from->hottest_mc > to->hottest_mc)
		to->hottest_mc = from->hottest_mc;
	to->programs += from->programs;
	to->throttled_told += from->throttled_told;
	to->throttled_before += from->throttled_before;
	to->throttled_after += from->throttled_after;
	to->entropy_unready += from->entropy_unready;
	if (!to->governor_changed) {
		memcpy(to->governor_from, from->governor_from, sizeof to->governor_from);
		memcpy(to->governor_to, from->governor_to, sizeof to->governor_to);
	}
	to->governor_changed += from->governor_changed;
}
