/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sections.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "number_text.h"

enum { ROOM_FIGURE = 14 };

static const char *title_of(const struct wt_builds *builds, enum wt_build_figure figure, char text[64])
{
	static const char *const titles[WT_BUILD_FIGURES] = { "flash, KB", "",          "over plain",
							      "heap, KB",  "stack, KB", "session, KB" };
	const struct wt_measure *measure = builds->measure;
	bool count = !strcmp(measure->name, measure->unit);

	snprintf(text, 64, "%s%s%s", measure->name, count ? "" : ", ", count ? "" : measure->unit);
	if (figure == WT_BUILD_TIME)
		return text;
	return builds->counted && figure == WT_BUILD_RATIO ? "over first" : titles[figure];
}

const char *wt_build_text(const struct wt_build *build, enum wt_build_figure figure, char text[32])
{
	double value = build->figure[figure].value;

	if (isnan(value) && (build->unsupported || build->failed))
		return build->unsupported ? "UNSUPPORTED" : "FAILED";
	if (isnan(value))
		return build->figure[figure].shared ? "shared" : "-";
	if (figure == WT_BUILD_RATIO)
		snprintf(text, 32, "%.2f", value);
	else if (figure == WT_BUILD_TIME)
		wt_measure_text(build->measure, value, text);
	else
		wt_number_text(value / 1000.0, 1, text);
	return text;
}

static void legend(const struct wt_builds *builds, char text[WT_BUILDS_TEXT_BYTES])
{
	const char *end = builds->end == WT_CLIENT ? "client" : "server";
	char time[200], session[120];

	if (builds->counted)
		snprintf(time, sizeof time,
			 "instructions: guest instructions of %s, median; over first: those over %s's",
			 builds->handshakes ? "a handshake" : builds->mode->one, builds->first);
	else
		snprintf(time, sizeof time, "%s: median of %s; over plain: that over %s's of the same rounds",
			 builds->measure->name, builds->mode->one, builds->row->protocol->baseline);
	if (builds->held)
		snprintf(session, sizeof session, "heap of one of %u sessions held", builds->held);
	else
		snprintf(session, sizeof session, "heap of an open session");
	snprintf(
		text, WT_BUILDS_TEXT_BYTES,
		"flash: text of %s_%s over that of %s_%s%s%s; %s; heap and stack: the highest, the heap of the TLS library; "
		"session: RAM a session, %s",
		builds->row->protocol->transport, end, builds->row->protocol->baseline, end,
		builds->plain_of ? " of " : "", builds->plain_of ? builds->plain_of : "", time, session);
}

/* The figures of a variant that are missing for that reason, by their titles. */
static void put_titles(const struct wt_builds *builds, const struct wt_build *build, const char *why, char titles[256])
{
	char text[64];

	*titles = '\0';

	for (size_t i = 0; i < WT_BUILD_FIGURES; i++) {
		const char *title = title_of(builds, (enum wt_build_figure)i, text);

		if (isnan(build->figure[i].value) && !strcmp(build->figure[i].why, why))
			wt_text_add(titles, 256, ", ", "%.*s", (int)strcspn(title, ","), title);
	}
}

static bool told_before(const struct wt_build *build, size_t figure)
{
	for (size_t i = 0; i < figure; i++)
		if (isnan(build->figure[i].value) && !strcmp(build->figure[i].why, build->figure[figure].why))
			return true;
	return false;
}

bool wt_builds_reason(const struct wt_builds *builds, size_t *at, char text[WT_BUILDS_TEXT_BYTES])
{
	for (; *at < builds->count * WT_BUILD_FIGURES; *at += 1) {
		const struct wt_build *build = &builds->list[*at / WT_BUILD_FIGURES];
		size_t figure = *at % WT_BUILD_FIGURES;
		const char *why = build->figure[figure].why;
		char titles[256];

		if (!isnan(build->figure[figure].value) || told_before(build, figure))
			continue;
		put_titles(builds, build, why, titles);
		snprintf(text, WT_BUILDS_TEXT_BYTES, "%s: %s: %s", build->variant, titles, *why ? why : "not measured");
		*at += 1;
		return true;
	}
	return false;
}

void wt_report_builds(const struct wt_judged *judged, struct wt_document *document)
{
	struct wt_builds builds;
	char text[WT_BUILDS_TEXT_BYTES], figure[64];
	size_t at = 0;

	wt_builds_make(&builds, judged);
	if (!builds.row)
		return;
	WT_SAY_HEADING(document, "What each variant takes: %s, %s of %u bytes, the %s's end (1 KB is 1000 bytes)",
		       builds.row->name, builds.mode->bodies, builds.bytes,
		       builds.end == WT_CLIENT ? "client" : "server");
	wt_say_table(document, WT_LOOK_HEADS | WT_LOOK_RULE);
	wt_say_column(document, WT_LEFT, 0, "", "variant");
	for (int f = 0; f < WT_BUILD_FIGURES; f++)
		wt_say_column(document, WT_RIGHT, ROOM_FIGURE, "", title_of(&builds, (enum wt_build_figure)f, figure));
	for (size_t i = 0; i < builds.count; i++) {
		wt_say_row(document, WT_ROW_CELLS);
		wt_say_cells(document, "%s", builds.list[i].variant);
		for (int f = 0; f < WT_BUILD_FIGURES; f++)
			wt_say_cells(document, "%s", wt_build_text(&builds.list[i], (enum wt_build_figure)f, figure));
	}
	legend(&builds, text);
	WT_SAY_NOTE(document, "%s", text);
	while (wt_builds_reason(&builds, &at, text))
		wt_say_item(document, "", "%s", text);
}
