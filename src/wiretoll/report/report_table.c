/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sections.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "number_text.h"
#include "ratio_text.h"
#include "report_label.h"

/* What is usual in a column. */
enum { ROOM_KIND = 9, ROOM_BYTES = 7, ROOM_PLAIN = 9, ROOM_FIGURE = 12 };
enum { ROOM_RATIO = 19, ROOM_VERDICT = 18, ROOM_OVER = 24, ROOM_TIMES = 20 };

static void add_columns(const struct wt_results *results, struct wt_document *document)
{
	const struct wt_plan *plan = &results->plan;
	const struct wt_measure *measure = wt_measure_of(plan);
	char over[WT_FACT_BYTES + 64], medians[64];

	snprintf(medians, sizeof medians, "median, %s", measure->unit);
	wt_say_column(document, WT_LEFT, wt_report_row_width(plan, ROOM_KIND), "", "transport");
	wt_say_column(document, WT_RIGHT, ROOM_BYTES, "", "bytes");
	wt_say_column(document, WT_RIGHT, ROOM_PLAIN, medians, "plain");
	for (size_t i = 0; i < plan->variants.count; i++)
		wt_say_column(document, WT_RIGHT, wt_report_label_width(results, ROOM_FIGURE), medians,
			      wt_report_label(results, i));
	snprintf(over, sizeof over, "%s over that of %s", measure->name, wt_report_label(results, 0));
	for (size_t i = 1; i < plan->variants.count; i++) {
		wt_say_column(document, WT_RIGHT, ROOM_RATIO, over, "medians");
		wt_say_column(document, WT_RIGHT, ROOM_RATIO, over, wt_measure_ends(measure)->quarters);
		wt_say_column(document, WT_RIGHT, ROOM_VERDICT, wt_report_label(results, i), "is");
	}
}

/* What stands where a median would: a figure, or in a word why there is none. */
static const char *figure_text(const struct wt_results *results, int index, double value, char text[32])
{
	if (index < 0)
		return "-";
	if (results->series[index].state == WT_SERIES_UNSUPPORTED)
		return "UNSUPPORTED";
	if (results->series[index].state == WT_SERIES_FAILED)
		return "FAILED";
	return wt_measure_text(wt_measure_of(&results->plan), value, text);
}

/* The cell of a median, of a size or of the cold tries (size -1). */
static void add_figure(const struct wt_judged *judged, int index, int size, struct wt_document *document)
{
	double value = (double)NAN;
	char text[32];

	if (index >= 0)
		value = size < 0 ? judged->series[index].cold : judged->series[index].sizes[size].median.value;
	wt_say_cells(document, "%s", figure_text(judged->results, index, value, text));
}

/* The ratios and the verdict of one variant over the first; `size` is -1 for all sizes together. */
static void add_verdict(const struct wt_judged *judged, int index, int size, struct wt_document *document)
{
	const struct wt_contrast *contrast = wt_judged_contrast(judged, WT_PURPOSE_LIBRARY, index);
	const struct wt_comparison *one;
	const char *words = "-";
	char text[WT_OVER_BYTES];

	if (!contrast) {
		wt_say_cells(document, "\t\t-");
		return;
	}
	one = size < 0 ? &contrast->all : &contrast->sizes[size];
	wt_say_cells(document, "%s", wt_ratio_text(&one->ratio, text));
	wt_say_cells(document, "%s", wt_ratio_text(&one->quarter_ratio, text));
	if (contrast->bar == WT_BAR_UNLIKE)
		words = "NOT ALIKE";
	else if (one->verdict == WT_VERDICT_NOTHING)
		words = *contrast->unlike ? "no diff." : "no difference"; /* the column is narrow */
	else if (one->verdict != WT_VERDICT_NONE)
		words = wt_verdict_words(wt_measure_of(&judged->results->plan), one->verdict);
	wt_say_cells(document, "%s%s", words, *contrast->unlike ? " (!)" : "");
}

static void add_verdicts(const struct wt_judged *judged, const struct wt_row *row, int size,
			 struct wt_document *document)
{
	const struct wt_plan *plan = &judged->results->plan;

	for (size_t i = 1; i < plan->variants.count; i++)
		add_verdict(judged, wt_judged_find(plan, row, plan->variants.name[i]), size, document);
}

/* The medians of a row at one size, or of its cold tries (size -1). */
static void add_figures(const struct wt_judged *judged, const struct wt_row *row, int size,
			struct wt_document *document)
{
	const struct wt_plan *plan = &judged->results->plan;

	for (size_t i = 0; i < plan->variants.count; i++)
		add_figure(judged, wt_judged_find(plan, row, plan->variants.name[i]), size, document);
}

static void add_rows(const struct wt_judged *judged, const struct wt_row *row, struct wt_document *document)
{
	const struct wt_plan *plan = &judged->results->plan;

	for (size_t i = 0; i < plan->sizes.count; i++) {
		wt_say_row(document, WT_ROW_CELLS);
		wt_say_cells(document, "%s\t%u", i ? "" : row->name, plan->sizes.bytes[i]);
		add_figure(judged, wt_judged_plain(plan, row), (int)i, document);
		if (wt_row_is_secure(row)) {
			add_figures(judged, row, (int)i, document);
			add_verdicts(judged, row, (int)i, document);
		}
	}
	/* All sizes as one: more rounds' worth of data for one verdict. */
	if (!wt_row_is_secure(row) || plan->sizes.count < 2 || plan->variants.count < 2)
		return;
	wt_say_row(document, WT_ROW_CELLS);
	wt_say_cells(document, "\tall\t");
	for (size_t i = 0; i < plan->variants.count; i++)
		wt_say_cells(document, "%s", "");
	add_verdicts(judged, row, -1, document);
}

/* "5", or "3 to 5" where series have more and fewer of them. */
static const char *cold_count(const struct wt_judged *judged, char text[48])
{
	const struct wt_results *results = judged->results;
	size_t least = 0, most = 0;

	for (size_t i = 0; i < results->plan.series_count; i++) {
		size_t count = results->series[i].cold.count;

		if (!count || !wt_judged_usable(results, (int)i))
			continue;
		least = least && least < count ? least : count;
		most = most > count ? most : count;
	}
	if (least == most)
		snprintf(text, 48, "%zu", most);
	else
		snprintf(text, 48, "%zu to %zu", least, most);
	return text;
}

/* One line a row; the columns are those of the large table. */
static void add_cold(const struct wt_judged *judged, struct wt_document *document)
{
	const struct wt_plan *plan = &judged->results->plan;
	char text[48];

	if (!wt_plan_mode(plan)->first)
		return;
	WT_SAY_HEADING(document, "First %s of a process (cold; not among those above), median of %s, %s",
		       wt_plan_mode(plan)->first, cold_count(judged, text), wt_measure_of(plan)->unit);
	/* Its columns are those of the medians, which stand above it. */
	wt_say_table(document, WT_LOOK_RULE);
	add_columns(judged->results, document);
	for (const struct wt_row *row = plan->rows; *row->name; row++) {
		wt_say_row(document, WT_ROW_CELLS);
		wt_say_cells(document, "%s\t", row->name);
		if (wt_row_is_secure(row)) {
			wt_say_cells(document, "%s", "");
			add_figures(judged, row, -1, document);
		} else {
			add_figure(judged, wt_judged_plain(plan, row), -1, document);
		}
	}
}

static void add_cost_row(const struct wt_judged *judged, const struct wt_row *row, size_t size,
			 struct wt_document *document)
{
	const struct wt_plan *plan = &judged->results->plan;
	char text[WT_OVER_BYTES];

	wt_say_row(document, WT_ROW_CELLS);
	wt_say_cells(document, "%s\t%u", size ? "" : row->name, plan->sizes.bytes[size]);
	for (size_t i = 0; i < plan->variants.count; i++) {
		int index = wt_judged_find(plan, row, plan->variants.name[i]);
		const struct wt_contrast *contrast = wt_judged_contrast(judged, WT_PURPOSE_SECURITY, index);

		wt_say_cells(document, "%s",
			     contrast ? wt_over_text(wt_measure_of(plan), &contrast->sizes[size].difference, text)
				      : "-");
		wt_say_cells(document, "%s%s", contrast && contrast->compared ? "x" : "",
			     contrast ? wt_ratio_text(&contrast->sizes[size].ratio, text) : "-");
	}
}

/* Worse than plain is what everybody expects; anything else is named. */
static void add_cost_verdicts(const struct wt_judged *judged, struct wt_document *document)
{
	const struct wt_plan *plan = &judged->results->plan;
	const struct wt_measure *measure = wt_measure_of(plan);
	size_t worse = 0;

	for (size_t i = 0; i < judged->contrast_count; i++)
		for (size_t k = 0; k < plan->sizes.count; k++) {
			const struct wt_contrast *contrast = &judged->contrasts[i];
			enum wt_verdict verdict = contrast->sizes[k].verdict;

			if (contrast->purpose != WT_PURPOSE_SECURITY || verdict == WT_VERDICT_NONE)
				continue;
			worse += verdict == WT_VERDICT_WORSE;
			if (verdict != WT_VERDICT_WORSE)
				wt_say(document, WT_BLOCK_LINE, WT_TONE_PLAIN, "", "%s over %s at %u bytes: %s",
				       plan->series[contrast->series].name, plan->series[contrast->base].name,
				       plan->sizes.bytes[k], wt_verdict_words(measure, verdict));
		}
	if (worse)
		wt_say(document, WT_BLOCK_LINE, WT_TONE_PLAIN, "", "%zu of these verdicts: %s than plain", worse,
		       measure->words.worse);
}

static void add_costs(const struct wt_judged *judged, struct wt_document *document)
{
	const struct wt_plan *plan = &judged->results->plan;
	const char *unit = wt_measure_of(plan)->unit;
	char title[WT_FACT_BYTES + 64];
	bool any = false;

	for (size_t i = 0; i < judged->contrast_count; i++)
		any = any || judged->contrasts[i].purpose == WT_PURPOSE_SECURITY;
	if (!any)
		return;
	WT_SAY_HEADING(document,
		       "What security costs: over the plain transport, by medians of the same round, with 95 %% "
		       "intervals");
	wt_say_table(document, WT_LOOK_HEADS | WT_LOOK_RULE | WT_LOOK_END_RULE);
	wt_say_column(document, WT_LEFT, wt_report_row_width(plan, ROOM_KIND), "", "transport");
	wt_say_column(document, WT_RIGHT, ROOM_BYTES, "", "bytes");
	for (size_t i = 0; i < plan->variants.count; i++) {
		snprintf(title, sizeof title, "%s, %s", wt_report_label(judged->results, i), unit);
		wt_say_column(document, WT_RIGHT, ROOM_OVER, "", title);
		wt_say_column(document, WT_RIGHT, ROOM_TIMES, "", "times");
	}
	for (const struct wt_row *row = plan->rows; *row->name; row++)
		for (size_t i = 0; wt_row_is_secure(row) && i < plan->sizes.count; i++)
			add_cost_row(judged, row, i, document);
	add_cost_verdicts(judged, document);
}

void wt_report_table(const struct wt_judged *judged, struct wt_document *document)
{
	const struct wt_plan *plan = &judged->results->plan;
	const struct wt_measure *measure = wt_measure_of(plan);
	bool first = true;

	wt_document_for(document, WT_FORM_TEXT);
	wt_say(document, WT_BLOCK_LINE, WT_TONE_PLAIN, "", "%s", "");
	wt_document_for(document, WT_FORM_RICH);
	WT_SAY_HEADING(document, "%s of one %s", measure->title, wt_plan_mode(plan)->word);
	wt_document_for(document, WT_FORM_ALL);
	wt_say_table(document, WT_LOOK_HEADS | WT_LOOK_RULE | WT_LOOK_END_RULE);
	add_columns(judged->results, document);
	for (const struct wt_row *row = plan->rows; *row->name; row++) {
		if (!first)
			wt_say_row(document, WT_ROW_GAP);
		first = false;
		add_rows(judged, row, document);
	}
	if (plan->variants.count > 1)
		wt_say(document, WT_BLOCK_PARAGRAPH, WT_TONE_SOFT, "",
		       "Above 1 %s is %s. Ratios of the same round, [95 %% interval]; the verdict is "
		       "corrected for the %zu verdicts of this report, so it asks for more than one "
		       "interval without 1.",
		       wt_report_label(judged->results, 0),
		       measure->better == WT_LOWER_IS_BETTER ? measure->words.better : measure->words.worse,
		       judged->verdicts);
	add_costs(judged, document);
	add_cold(judged, document);
}
