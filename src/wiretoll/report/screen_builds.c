/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "screen_parts.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "builds.h"
#include "costs.h"
#include "number_text.h"
#include "ratio_text.h"
#include "reason.h"
#include "sections.h"

/* Bytes as a reader measures them: "539 KB", "2.3 MB", "12.6 KB". */
static const char *bytes_text(const struct wt_build *build, enum wt_build_figure figure, char text[32])
{
	double value = build->figure[figure].value;

	if (isnan(value))
		return wt_build_text(build, figure, text);
	if (value >= 999.5e3)
		snprintf(text, 32, "%.1f MB", value / 1e6);
	else
		snprintf(text, 32, "%.*f KB", value < 99.95e3 ? 1 : 0, value / 1e3);
	return text;
}

void wt_screen_flash(const struct wt_judged *judged, const char *variant, char all[WT_SCREEN_TEXT_BYTES])
{
	struct wt_builds builds;
	bool measured = false;
	char figure[32];

	*all = '\0';
	wt_builds_make(&builds, judged);
	for (size_t i = 0; builds.row && i < builds.count; i++) {
		const struct wt_build *build = &builds.list[i];

		if (isnan(build->figure[WT_BUILD_FLASH].value))
			continue;
		measured = measured || !strcmp(build->variant, variant);
		wt_text_add(all, WT_SCREEN_TEXT_BYTES, ", ", "%s %s", build->variant,
			    bytes_text(build, WT_BUILD_FLASH, figure));
	}
	if (!measured)
		*all = '\0';
}

/* What stands in place of a cost that is not there is a dash: the whole report tells why. */
static void add_cost(const struct wt_results *results, int series, enum wt_role end, enum wt_cost_id sent,
		     enum wt_cost_id received, struct wt_document *document)
{
	const char *why;
	char text[32];
	double value = series < 0 ? (double)NAN : wt_cost_shown(results, (size_t)series, end, sent, &why);

	if (received != sent)
		value += series < 0 ? (double)NAN : wt_cost_shown(results, (size_t)series, end, received, &why);
	if (isnan(value))
		wt_say_cells(document, "-");
	else
		wt_say_cells(document, "%s", wt_count_text((uint64_t)(value + 0.5), text));
}

/* The frontier: what each build takes of flash and RAM, and how long. */
void wt_screen_builds(const struct wt_judged *judged, struct wt_document *document)
{
	const struct wt_results *results = judged->results;
	struct wt_builds builds;
	char figure[32];

	wt_builds_make(&builds, judged);
	if (!builds.row)
		return;
	wt_say_table(document, WT_LOOK_HEADS);
	wt_say_column(document, WT_LEFT, 0, "", builds.row->name);
	wt_say_column(document, WT_RIGHT, 0, "", builds.counted ? "over first" : "over plain");
	wt_say_column(document, WT_RIGHT, 0, "", "flash");
	wt_say_column(document, WT_RIGHT, 0, "", "RAM a session");
	if (!builds.mode->flow_ms) {
		wt_say_column(document, WT_RIGHT, 0, "", "bytes");
		wt_say_column(document, WT_RIGHT, 0, "", "round trips");
	}
	for (size_t i = 0; i < builds.count; i++) {
		const struct wt_build *build = &builds.list[i];
		int series = wt_judged_find(&results->plan, builds.row, build->variant);

		wt_say_row(document, WT_ROW_CELLS);
		wt_say_cells(document, "%s", build->variant);
		wt_say_cells(document, "%s",
			     isnan(build->figure[WT_BUILD_RATIO].value)
				     ? wt_build_text(build, WT_BUILD_RATIO, figure)
				     : wt_times_text(build->figure[WT_BUILD_RATIO].value, figure));
		wt_say_cells(document, "%s", bytes_text(build, WT_BUILD_FLASH, figure));
		wt_say_cells(document, "%s", bytes_text(build, WT_BUILD_SESSION, figure));
		if (builds.mode->flow_ms)
			continue;
		add_cost(results, series, builds.end, WT_COST_BYTES_OUT, WT_COST_BYTES_IN, document);
		add_cost(results, series, builds.end, WT_COST_ROUND_TRIPS, WT_COST_ROUND_TRIPS, document);
	}
}
