/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sections.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "costs.h"
#include "ratio_text.h"
#include "report_label.h"
#include "screen_parts.h"

/* What is usual in a column. */
enum { ROOM_BYTES = 7, ROOM_OVER = 24, ROOM_TIMES = 20, ROOM_VERDICT = 16 };

/* Variants that a screen has room for. */
enum { SHOWN_MAX = 3 };

static bool has_any(const struct wt_judged *judged)
{
	for (size_t i = 0; wt_axes[i].option; i++)
		if (wt_judged_over_first(judged, i, -1))
			return true;
	return false;
}

/* The contrast of a row and variant with the first value of that axis, or NULL. */
static const struct wt_contrast *contrast_of(const struct wt_judged *judged, const struct wt_row *row, size_t axis,
					     size_t variant)
{
	const struct wt_plan *plan = &judged->results->plan;
	int index = wt_judged_find(plan, row, plan->variants.name[variant]);

	return index < 0 ? NULL : wt_judged_over_first(judged, axis, index);
}

/* Whether the plan has a series of any variant that the row is told over; `base` is their row. */
static bool is_told(const struct wt_judged *judged, const struct wt_row *row, size_t axis, struct wt_row *base)
{
	const struct wt_plan *plan = &judged->results->plan;

	for (size_t v = 0; wt_row_base(row, axis, base) && v < plan->variants.count; v++)
		if (contrast_of(judged, row, axis, v))
			return true;
	return false;
}

static const char *verdict_words(const struct wt_measure *measure, const struct wt_contrast *contrast, size_t size)
{
	if (contrast && contrast->bar == WT_BAR_UNLIKE)
		return "NOT ALIKE";
	if (!contrast || contrast->sizes[size].verdict == WT_VERDICT_NONE)
		return "-";
	return contrast->sizes[size].verdict == WT_VERDICT_NOTHING
		       ? "no difference"
		       : wt_verdict_words(measure, contrast->sizes[size].verdict);
}

static void add_row(const struct wt_judged *judged, const struct wt_row *row, size_t axis, const struct wt_row *base,
		    size_t size, struct wt_document *document)
{
	const struct wt_plan *plan = &judged->results->plan;
	char text[WT_OVER_BYTES];

	wt_say_row(document, WT_ROW_CELLS);
	if (size)
		wt_say_cells(document, "%s", "");
	else
		wt_say_cells(document, "%s over %s", row->name, base->name);
	wt_say_cells(document, "%u", plan->sizes.bytes[size]);
	for (size_t v = 0; v < plan->variants.count; v++) {
		const struct wt_contrast *contrast = contrast_of(judged, row, axis, v);
		const struct wt_comparison *one = contrast ? &contrast->sizes[size] : NULL;

		wt_say_cells(document, "%s", one ? wt_over_text(wt_measure_of(plan), &one->difference, text) : "-");
		wt_say_cells(document, "%s%s", contrast && contrast->compared ? "x" : "",
			     one ? wt_ratio_text(&one->ratio, text) : "-");
		wt_say_cells(document, "%s%s", verdict_words(wt_measure_of(plan), contrast, size),
			     contrast && *contrast->unlike ? " (!)" : "");
	}
}

/* How many times, and what is said of it: of times the verdict; of instructions, which repeat, the quotient. */
static void add_times(const struct wt_judged *judged, const struct wt_row *row, size_t axis, const struct wt_row *base,
		      size_t variant, size_t size, struct wt_document *document)
{
	const struct wt_plan *plan = &judged->results->plan;
	const struct wt_contrast *contrast = contrast_of(judged, row, axis, variant);
	const char *name = plan->variants.name[variant];
	bool counted = wt_target_is_emulated(&plan->target);
	double ratio = contrast ? contrast->sizes[size].ratio.value : (double)NAN;
	char text[32];

	if (counted)
		ratio = wt_screen_value(judged, wt_judged_find(plan, row, name), size) /
			wt_screen_value(judged, wt_judged_find(plan, base, name), size);
	wt_say_cells(document, "%s\t%s", wt_times_text(ratio, text),
		     counted ? wt_screen_words(wt_measure_told(plan), ratio)
			     : verdict_words(wt_measure_of(plan), contrast, size));
}

/* One size, without intervals. */
static void say_brief(const struct wt_judged *judged, size_t variants, struct wt_document *document)
{
	const struct wt_plan *plan = &judged->results->plan;
	size_t size = wt_cost_size(plan);
	struct wt_row base;

	wt_say_table(document, WT_LOOK_HEADS);
	wt_say_column(document, WT_LEFT, 0, "", "over the first value");
	for (size_t v = 0; v < variants; v++) {
		wt_say_column(document, WT_RIGHT, 0, "", wt_report_label(judged->results, v));
		wt_say_column(document, WT_LEFT, 0, "", "is");
	}
	for (const struct wt_row *row = plan->rows; *row->name; row++)
		for (size_t i = 0; wt_axes[i].option; i++) {
			if (!is_told(judged, row, i, &base))
				continue;
			wt_say_row(document, WT_ROW_CELLS);
			wt_say_cells(document, "%s over %s", row->name, base.name);
			for (size_t v = 0; v < variants; v++)
				add_times(judged, row, i, &base, v, size, document);
		}
}

/* Every size, with intervals. */
static void say_whole(const struct wt_judged *judged, struct wt_document *document)
{
	const struct wt_plan *plan = &judged->results->plan;
	struct wt_row base;

	wt_say_table(document, WT_LOOK_HEADS | WT_LOOK_RULE | WT_LOOK_END_RULE);
	wt_say_column(document, WT_LEFT, 2 * wt_report_row_width(plan, 0) + (int)strlen(" over "), "", "row");
	wt_say_column(document, WT_RIGHT, ROOM_BYTES, "", "bytes");
	for (size_t v = 0; v < plan->variants.count; v++) {
		const char *label = wt_report_label(judged->results, v);

		wt_say_column(document, WT_RIGHT, ROOM_OVER, label, wt_measure_of(plan)->unit);
		wt_say_column(document, WT_RIGHT, ROOM_TIMES, label, "times");
		wt_say_column(document, WT_RIGHT, ROOM_VERDICT, label, "is");
	}
	for (const struct wt_row *row = plan->rows; *row->name; row++)
		for (size_t i = 0; wt_axes[i].option; i++)
			for (size_t k = 0; is_told(judged, row, i, &base) && k < plan->sizes.count; k++)
				add_row(judged, row, i, &base, k, document);
}

void wt_report_axes(const struct wt_judged *judged, struct wt_document *document)
{
	const struct wt_plan *plan = &judged->results->plan;

	if (!has_any(judged))
		return;
	if (wt_target_is_emulated(&plan->target)) {
		WT_SAY_HEADING(document,
			       "What an axis changes: instructions of a row over those of the same one with the "
			       "axis at its first value, for %u bytes",
			       plan->sizes.bytes[wt_cost_size(plan)]);
		say_brief(judged, plan->variants.count, document);
		return;
	}
	WT_SAY_HEADING(document, "What an axis changes: a row over the same one with the axis at its first value, by "
				 "medians of the same round, with 95 %% intervals");
	say_whole(judged, document);
}

void wt_screen_axes(const struct wt_judged *judged, struct wt_document *document)
{
	size_t variants = judged->results->plan.variants.count;

	if (!has_any(judged))
		return;
	wt_say(document, WT_BLOCK_LINE, WT_TONE_PLAIN, "", "%s", "");
	say_brief(judged, variants < SHOWN_MAX ? variants : SHOWN_MAX, document);
}

#define ADD(text, ...) wt_text_add(text, WT_ANSWER_TEXT_BYTES, "", __VA_ARGS__)

/* The ratios of all rows with that value of one variant, or of the plain ones, which are no variant's, all sizes together. */
static void add_range(const struct wt_judged *judged, size_t axis, size_t value, size_t variant, bool plain,
		      char text[WT_ANSWER_TEXT_BYTES])
{
	const struct wt_plan *plan = &judged->results->plan;
	double low = (double)NAN, high = (double)NAN;
	bool sure = true;

	for (const struct wt_row *row = plan->rows; *row->name; row++) {
		const struct wt_contrast *one =
			row->value[axis] == value ? contrast_of(judged, row, axis, variant) : NULL;

		if (wt_row_is_secure(row) == plain || !one || !one->compared || isnan(one->all.ratio.value))
			continue;
		sure = sure && (one->all.verdict == WT_VERDICT_BETTER || one->all.verdict == WT_VERDICT_WORSE);
		low = fmin(low, one->all.ratio.value);
		high = fmax(high, one->all.ratio.value);
	}
	ADD(text, "%s ", plain ? "plain" : wt_report_label(judged->results, variant));
	if (isnan(low))
		ADD(text, "could not be compared");
	else if (high / low < 1.005)
		ADD(text, "%.2f", low);
	else
		ADD(text, "%.2f to %.2f", low, high);
	if (!isnan(low))
		ADD(text, " %s%s", wt_measure_of(plan)->words.times,
		    sure ? "" : " (not in each a detectable difference)");
}

void wt_answer_axes(const struct wt_judged *judged, char text[WT_ANSWER_TEXT_BYTES])
{
	const struct wt_plan *plan = &judged->results->plan;

	/* of an emulated board no contrast has a ratio; the table tells instructions */
	if (wt_target_is_emulated(&plan->target))
		return;
	for (size_t i = 0; wt_axes[i].option; i++)
		for (size_t k = 1; wt_judged_over_first(judged, i, -1) && wt_axes[i].values[k]; k++) {
			bool plain = false, secure = false;
			struct wt_row base;

			for (const struct wt_row *row = plan->rows; *row->name; row++)
				if (row->value[i] == k && is_told(judged, row, i, &base))
					*(wt_row_is_secure(row) ? &secure : &plain) = true;
			if (!plain && !secure)
				continue;
			ADD(text, " With %s %s %s %s, over %s: ", wt_axes[i].option, wt_axes[i].values[k],
			    wt_plan_mode(plan)->one, wt_measure_of(plan)->words.has, wt_axes[i].values[0]);
			if (plain)
				add_range(judged, i, k, 0, true, text);
			for (size_t v = 0; secure && v < plan->variants.count; v++) {
				ADD(text, "%s", v || plain ? "; " : "");
				add_range(judged, i, k, v, false, text);
			}
			ADD(text, ".");
		}
}
