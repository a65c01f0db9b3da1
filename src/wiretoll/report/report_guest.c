/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sections.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "judged.h"
#include "number_text.h"
#include "report_label.h"

/* What is usual in a column. */
enum { ROOM_KIND = 9, ROOM_BYTES = 7, ROOM_FIGURE = 15, ROOM_RATIO = 7, ROOM_TIMES = 11 };

static void add_figure(struct wt_document *document, double value)
{
	char text[32] = "-";

	if (!isnan(value))
		wt_count_text((uint64_t)(value + 0.5), text);
	wt_say_cells(document, "%s", text);
}

static void add_quotient(struct wt_document *document, const char *before, int digits, double value)
{
	if (isnan(value) || isinf(value))
		wt_say_cells(document, "-");
	else
		wt_say_cells(document, "%s%.*f", before, digits, value);
}

/* The figures of one row: each variant's, ratios to the first, times over the plain transport. */
static void add_row(const struct wt_results *results, const struct wt_row *row, const double value[WT_NAMES_MAX],
		    double plain, struct wt_document *document)
{
	size_t variants = results->plan.variants.count;

	for (size_t i = 0; i < variants; i++) {
		int index = wt_judged_find(&results->plan, row, results->plan.variants.name[i]);

		if (index >= 0 && results->series[index].state == WT_SERIES_UNSUPPORTED)
			wt_say_cells(document, "UNSUPPORTED");
		else if (index >= 0 && results->series[index].state == WT_SERIES_FAILED)
			wt_say_cells(document, "FAILED");
		else
			add_figure(document, value[i]);
	}
	for (size_t i = 1; i < variants; i++)
		add_quotient(document, "", 2, value[i] / value[0]);
	for (size_t i = 0; plain > 0 && i < variants; i++)
		add_quotient(document, "x", 0, value[i] / plain);
}

static void add_columns(const struct wt_results *results, bool over_plain, struct wt_document *document)
{
	size_t variants = results->plan.variants.count;

	for (size_t i = 0; i < variants; i++)
		wt_say_column(document, WT_RIGHT, ROOM_FIGURE, "", wt_report_label(results, i));
	for (size_t i = 1; i < variants; i++)
		wt_say_column(document, WT_RIGHT, ROOM_RATIO, "", "ratio");
	for (size_t i = 0; over_plain && i < variants; i++)
		wt_say_column(document, WT_RIGHT, ROOM_TIMES, "", "over plain");
}

/* The figure of each variant: of an exchange of that size, or of a handshake (size -1). */
static void take(const struct wt_results *results, const struct wt_row *row, int size, double value[WT_NAMES_MAX])
{
	const struct wt_plan *plan = &results->plan;

	for (size_t i = 0; i < plan->variants.count; i++) {
		int index = wt_judged_find(plan, row, plan->variants.name[i]);
		const struct wt_guest_figures *guest = index < 0 ? NULL : &results->series[index].guest;

		value[i] = !guest ? (double)NAN : size < 0 ? guest->handshake : guest->exchange[size];
	}
}

static void add_exchanges(const struct wt_results *results, struct wt_document *document)
{
	const struct wt_plan *plan = &results->plan;
	double value[WT_NAMES_MAX];

	WT_SAY_HEADING(document, "Guest instructions %s (user mode), median", wt_plan_mode(plan)->one);
	wt_say_table(document, WT_LOOK_HEADS);
	wt_say_column(document, WT_LEFT, wt_report_row_width(plan, ROOM_KIND), "", "transport");
	wt_say_column(document, WT_RIGHT, ROOM_BYTES, "", "bytes");
	wt_say_column(document, WT_RIGHT, ROOM_FIGURE, "", "plain");
	add_columns(results, true, document);
	for (const struct wt_row *row = plan->rows; *row->name; row++) {
		int plain = wt_judged_plain(plan, row);

		for (size_t k = 0; k < plan->sizes.count; k++) {
			double base = plain >= 0 ? results->series[plain].guest.exchange[k] : (double)NAN;

			wt_say_row(document, WT_ROW_CELLS);
			wt_say_cells(document, "%s\t%u", k ? "" : row->name, plan->sizes.bytes[k]);
			add_figure(document, base);
			take(results, row, (int)k, value);
			if (wt_row_is_secure(row))
				add_row(results, row, value, base, document);
		}
	}
}

static void add_handshakes(const struct wt_results *results, struct wt_document *document)
{
	const struct wt_plan *plan = &results->plan;
	double value[WT_NAMES_MAX];

	if (plan->target.board_role != WT_CLIENT)
		return;
	WT_SAY_HEADING(document, "Guest instructions a handshake of the client, median");
	wt_say_table(document, WT_LOOK_HEADS);
	wt_say_column(document, WT_LEFT, wt_report_row_width(plan, ROOM_KIND) + ROOM_BYTES, "", "transport");
	add_columns(results, false, document);
	for (const struct wt_row *row = plan->rows; *row->name; row++) {
		if (!wt_row_is_secure(row))
			continue;
		take(results, row, -1, value);
		wt_say_row(document, WT_ROW_CELLS);
		wt_say_cells(document, "%s", row->name);
		add_row(results, row, value, 0, document);
	}
}

/* What was made and cannot be used is another thing than what is still to be made. */
static void add_gaps(const struct wt_results *results, struct wt_document *document)
{
	uint32_t left_out = 0, not_made = 0; /* cells */
	const char *first = "";              /* series of the first one that is left out */

	for (size_t i = 0; i < results->plan.series_count; i++) {
		const struct wt_guest_figures *guest = &results->series[i].guest;

		if (guest->left_out && !left_out)
			first = results->plan.series[i].name;
		left_out += guest->left_out;
		not_made += guest->not_made;
	}
	if (not_made)
		wt_say(document, WT_BLOCK_PARAGRAPH, WT_TONE_PLAIN, "", "%u cell%s not been made: see the notes",
		       not_made, not_made == 1 ? " has" : "s have");
	if (left_out)
		wt_say(document, WT_BLOCK_PARAGRAPH, WT_TONE_PLAIN, "",
		       "%u cell%s left out, the first of %s: counts are missing or do not fit to the records", left_out,
		       left_out == 1 ? " is" : "s are", first);
}

void wt_report_guest(const struct wt_results *results, struct wt_document *document)
{
	add_exchanges(results, document);
	add_handshakes(results, document);
	if (results->plan.variants.count > 1)
		wt_say(document, WT_BLOCK_LINE, WT_TONE_SOFT, "ratio", "instructions over those of %s",
		       wt_report_label(results, 0));
	add_gaps(results, document);
}
