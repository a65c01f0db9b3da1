/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "report_table.h"

#include <math.h>
#include <string.h>

#include "number_text.h"
#include "report_label.h"
#include "report_lines.h"

enum { WIDTH_KIND = 9, WIDTH_BYTES = 7, WIDTH_PLAIN = 9, WIDTH_FIGURE = 12 };
enum { WIDTH_RATIO = 19, WIDTH_VERDICT = 18, WIDTH_OVER = 24, WIDTH_TIMES = 20 };

/* Wide enough for the longest name at its head. */
static int figure_width(const struct wt_results *results)
{
	return wt_report_label_width(results, WIDTH_FIGURE);
}

/* The same for the name above a verdict, for "time over that of NAME" above two ratios, for "NAME, µs". */
static int verdict_width(const struct wt_results *results)
{
	return wt_report_label_width(results, WIDTH_VERDICT);
}

static int ratio_width(const struct wt_results *results)
{
	return (wt_report_label_width(results, 2 * WIDTH_RATIO - 18) + 18) / 2;
}

static int over_width(const struct wt_results *results)
{
	return wt_report_label_width(results, WIDTH_OVER - 3) + 3;
}

static int table_width(const struct wt_results *results)
{
	int variants = (int)results->plan.variants.count;

	return WIDTH_KIND + WIDTH_BYTES + WIDTH_PLAIN + variants * figure_width(results) +
	       (variants - 1) * (2 * ratio_width(results) + verdict_width(results));
}

static void right(FILE *stream, int width, const char *text)
{
	fprintf(stream, "%*.*s", width, width - 1, text);
}

/* A figure is never cut: rather its row is wider than the others. */
static void whole(FILE *stream, int width, const char *text)
{
	fprintf(stream, " %*s", width - 1, text);
}

static void print_heads(const struct wt_results *results, FILE *stream)
{
	const struct wt_plan *plan = &results->plan;
	int middle = WIDTH_PLAIN + (int)plan->variants.count * figure_width(results);
	char text[WT_FACT_BYTES + 32];

	/* The mark of µ is two bytes and one column. */
	fprintf(stream, "\n%*s%*s", WIDTH_KIND + WIDTH_BYTES, "", middle + 1, "median, µs");
	for (size_t i = 1; i < plan->variants.count; i++) {
		snprintf(text, sizeof text, "time over that of %s", wt_report_label(results, 0));
		whole(stream, 2 * ratio_width(results), text);
		whole(stream, verdict_width(results), wt_report_label(results, i));
	}
	fprintf(stream, "\n%-*s%*s%*s", WIDTH_KIND, "transport", WIDTH_BYTES, "bytes", WIDTH_PLAIN,
		"plain");
	for (size_t i = 0; i < plan->variants.count; i++)
		right(stream, figure_width(results), wt_report_label(results, i));
	for (size_t i = 1; i < plan->variants.count; i++) {
		right(stream, ratio_width(results), "medians");
		right(stream, ratio_width(results), "lower quarters");
		right(stream, verdict_width(results), "is");
	}
	fputc('\n', stream);
	wt_report_rule(table_width(results), stream);
}

/* What stands where a median would: a figure, or in a word why there is none. */
static const char *figure_text(const struct wt_results *results, int index, double value,
			       char text[32])
{
	if (index < 0)
		return "-";
	if (results->series[index].state == WT_SERIES_UNSUPPORTED)
		return "UNSUPPORTED";
	if (results->series[index].state == WT_SERIES_FAILED)
		return "FAILED";
	return wt_number_text(value, text);
}

static void print_plain(const struct wt_judged *judged, const struct wt_kind *kind, size_t size,
			FILE *stream)
{
	int index = wt_judged_find(&judged->results->plan, kind, "");
	double value = index >= 0 ? judged->series[index].sizes[size].median_us.value : (double)NAN;
	char text[32];

	whole(stream, WIDTH_PLAIN, figure_text(judged->results, index, value, text));
}

/* "2.40 [2.31 2.49]", "-" without a figure. */
static const char *ratio_text(const struct wt_estimate *ratio, char text[64])
{
	int digits = ratio->value < 9.995 ? 2 : 1;

	if (isnan(ratio->value))
		return "-";
	snprintf(text, 64, "%.*f [%.*f %.*f]", digits, ratio->value, digits, ratio->low, digits,
		 ratio->high);
	return text;
}

/* The ratios and the verdict of one variant over the first; `size` is -1 for all sizes together. */
static void print_verdict(const struct wt_judged *judged, int index, int size, FILE *stream)
{
	const struct wt_pair *pair = wt_judged_pair(judged, WT_PAIR_LIBRARY, index);
	const struct wt_comparison *one;
	const char *words = "-";
	char text[64];

	if (!pair) {
		right(stream, 2 * ratio_width(judged->results) + verdict_width(judged->results), "-");
		return;
	}
	one = size < 0 ? &pair->all : &pair->sizes[size];
	whole(stream, ratio_width(judged->results), ratio_text(&one->ratio, text));
	whole(stream, ratio_width(judged->results), ratio_text(&one->quarter_ratio, text));
	if (!strncmp(pair->why, "not alike", 9))
		words = "NOT ALIKE";
	else if (one->verdict == WT_VERDICT_NOTHING)
		words = *pair->unlike ? "no diff." : "no difference"; /* the column is narrow */
	else if (one->verdict != WT_VERDICT_NONE)
		words = wt_verdict_words(one->verdict);
	snprintf(text, sizeof text, "%s%s", words, *pair->unlike ? " (!)" : "");
	whole(stream, verdict_width(judged->results), text);
}

static void print_secure(const struct wt_judged *judged, const struct wt_kind *kind, size_t size,
			 FILE *stream)
{
	const struct wt_plan *plan = &judged->results->plan;
	char text[32];

	for (size_t i = 0; i < plan->variants.count; i++) {
		int index = wt_judged_find(plan, kind, plan->variants.name[i]);
		double value = index >= 0 ? judged->series[index].sizes[size].median_us.value
					  : (double)NAN;

		whole(stream, figure_width(judged->results), figure_text(judged->results, index, value, text));
	}
	for (size_t i = 1; i < plan->variants.count; i++)
		print_verdict(judged, wt_judged_find(plan, kind, plan->variants.name[i]), (int)size,
			      stream);
}

/* All sizes as one: more rounds' worth of data for one verdict. */
static void print_all_sizes(const struct wt_judged *judged, const struct wt_kind *kind, FILE *stream)
{
	const struct wt_plan *plan = &judged->results->plan;

	if (plan->sizes.count < 2 || plan->variants.count < 2)
		return;
	fprintf(stream, "%-*s%*s%*s", WIDTH_KIND, "", WIDTH_BYTES, "all",
		WIDTH_PLAIN + (int)plan->variants.count * figure_width(judged->results), "");
	for (size_t i = 1; i < plan->variants.count; i++)
		print_verdict(judged, wt_judged_find(plan, kind, plan->variants.name[i]), -1, stream);
	fputc('\n', stream);
}

static bool kind_in_plan(const struct wt_plan *plan, const struct wt_kind *kind)
{
	for (size_t i = 0; i < plan->series_count; i++)
		if (plan->series[i].kind == kind)
			return true;
	return false;
}

static void print_rows(const struct wt_judged *judged, const struct wt_kind *kind, FILE *stream)
{
	const struct wt_plan *plan = &judged->results->plan;

	for (size_t i = 0; i < plan->sizes.count; i++) {
		fprintf(stream, "%-*s%*u", WIDTH_KIND, i ? "" : kind->name, WIDTH_BYTES,
			plan->sizes.bytes[i]);
		if (kind->plain) {
			print_plain(judged, wt_kind_find(kind->plain), i, stream);
			print_secure(judged, kind, i, stream);
		} else {
			print_plain(judged, kind, i, stream);
		}
		fputc('\n', stream);
	}
	if (kind->plain)
		print_all_sizes(judged, kind, stream);
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

/* One line a kind; the columns are those of the large table. */
static void print_cold(const struct wt_judged *judged, FILE *stream)
{
	const struct wt_plan *plan = &judged->results->plan;
	char text[48];

	fprintf(stream, "\nFirst exchange of a process (cold; not among those above), median of %s, µs\n",
		cold_count(judged, text));
	wt_report_rule(table_width(judged->results), stream);
	for (const struct wt_kind *kind = wt_kinds; kind->name; kind++) {
		if (!kind_in_plan(plan, kind))
			continue;
		fprintf(stream, "%-*s%*s", WIDTH_KIND, kind->name, WIDTH_BYTES, "");
		if (kind->plain)
			fprintf(stream, "%*s", WIDTH_PLAIN, "");
		for (size_t i = 0; i < (kind->plain ? plan->variants.count : 1); i++) {
			int index = wt_judged_find(plan, kind, plan->variants.name[i]);
			double value = index >= 0 ? judged->series[index].cold_us : (double)NAN;

			right(stream, kind->plain ? figure_width(judged->results) : WIDTH_PLAIN,
			      figure_text(judged->results, index, value, text));
		}
		fputc('\n', stream);
	}
}

/* "+704.2 [+690.1 +718.3]", "-" without a figure. */
static const char *over_text(const struct wt_estimate *over, char text[128])
{
	const double figures[] = { over->value, over->low, over->high };
	char parts[3][40], number[32];

	if (isnan(over->value))
		return "-";
	for (size_t i = 0; i < 3; i++)
		snprintf(parts[i], sizeof parts[i], "%s%s", figures[i] < 0 ? "" : "+",
			 wt_number_text(figures[i], number));
	snprintf(text, 128, "%s [%s %s]", parts[0], parts[1], parts[2]);
	return text;
}

static void print_cost_row(const struct wt_judged *judged, const struct wt_kind *kind, size_t size,
			   FILE *stream)
{
	const struct wt_plan *plan = &judged->results->plan;
	char text[128], ratio[64];

	fprintf(stream, "%-*s%*u", WIDTH_KIND, size ? "" : kind->name, WIDTH_BYTES,
		plan->sizes.bytes[size]);
	for (size_t i = 0; i < plan->variants.count; i++) {
		int index = wt_judged_find(plan, kind, plan->variants.name[i]);
		const struct wt_pair *pair = wt_judged_pair(judged, WT_PAIR_SECURITY, index);

		whole(stream, over_width(judged->results), pair ? over_text(&pair->sizes[size].difference_us, text) : "-");
		snprintf(text, sizeof text, "%s%s",
			 pair && pair->compared ? "x" : "",
			 pair ? ratio_text(&pair->sizes[size].ratio, ratio) : "-");
		whole(stream, WIDTH_TIMES, text);
	}
	fputc('\n', stream);
}

/* Slower than plain is what everybody expects; anything else is named. */
static void print_cost_verdicts(const struct wt_judged *judged, FILE *stream)
{
	const struct wt_plan *plan = &judged->results->plan;
	size_t slower = 0;

	for (size_t i = 0; i < judged->pair_count; i++)
		for (size_t k = 0; k < plan->sizes.count; k++) {
			const struct wt_pair *pair = &judged->pairs[i];
			enum wt_verdict verdict = pair->sizes[k].verdict;

			if (pair->kind != WT_PAIR_SECURITY || verdict == WT_VERDICT_NONE)
				continue;
			slower += verdict == WT_VERDICT_SLOWER;
			if (verdict != WT_VERDICT_SLOWER)
				fprintf(stream, "%s over %s at %u bytes: %s\n",
					plan->series[pair->series].name,
					plan->series[pair->base].name, plan->sizes.bytes[k],
					wt_verdict_words(verdict));
		}
	if (slower)
		fprintf(stream, "%zu of these verdicts: slower than plain\n", slower);
}

static void print_costs(const struct wt_judged *judged, FILE *stream)
{
	const struct wt_plan *plan = &judged->results->plan;
	int width = WIDTH_KIND + WIDTH_BYTES + (int)plan->variants.count * (over_width(judged->results) + WIDTH_TIMES);
	bool any = false;

	for (size_t i = 0; i < judged->pair_count; i++)
		any = any || judged->pairs[i].kind == WT_PAIR_SECURITY;
	if (!any)
		return;
	fputs("\nWhat security costs: over the plain transport, by medians of the same round, with 95 % "
	      "intervals\n",
	      stream);
	fprintf(stream, "%-*s%*s", WIDTH_KIND, "transport", WIDTH_BYTES, "bytes");
	for (size_t i = 0; i < plan->variants.count; i++) {
		char text[WT_FACT_BYTES + 8];

		snprintf(text, sizeof text, "%s, µs", wt_report_label(judged->results, i));
		fprintf(stream, "%*s", over_width(judged->results) + 1, text);
		right(stream, WIDTH_TIMES, "times");
	}
	fputc('\n', stream);
	wt_report_rule(width, stream);
	for (const struct wt_kind *kind = wt_kinds; kind->name; kind++)
		if (kind->plain && kind_in_plan(plan, kind))
			for (size_t i = 0; i < plan->sizes.count; i++)
				print_cost_row(judged, kind, i, stream);
	wt_report_rule(width, stream);
	print_cost_verdicts(judged, stream);
}

void wt_report_table(const struct wt_judged *judged, FILE *stream)
{
	const struct wt_plan *plan = &judged->results->plan;
	const char *first_label = wt_report_label(judged->results, 0);
	bool first = true;
	char below[320];

	print_heads(judged->results, stream);
	for (const struct wt_kind *kind = wt_kinds; kind->name; kind++) {
		if (!kind_in_plan(plan, kind))
			continue;
		if (!first)
			fputc('\n', stream);
		first = false;
		print_rows(judged, kind, stream);
	}
	wt_report_rule(table_width(judged->results), stream);
	if (plan->variants.count > 1) {
		snprintf(below, sizeof below,
			 "Above 1 %s is faster. Ratios of the same round, [95 %% interval]; the verdict is "
			 "corrected for the %zu verdicts of this report, so it asks for more than one "
			 "interval without 1.",
			 first_label, judged->verdicts);
		wt_report_wrapped(stream, 0, below);
	}
	print_costs(judged, stream);
	print_cold(judged, stream);
}
