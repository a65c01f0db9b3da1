/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The table of medians, and the small one of first exchanges. */
#include <math.h>
#include <string.h>

#include "report_text.h"

enum { WIDTH_KIND = 9, WIDTH_BYTES = 7, WIDTH_PLAIN = 9, WIDTH_FIGURE = 12, WIDTH_RATIO = 7 };
enum { WIDTH_OVER = 10, WIDTH_TIMES = 8 };

static int table_width(const struct wt_plan *plan)
{
	int variants = (int)plan->variants.count;

	return WIDTH_KIND + WIDTH_BYTES + WIDTH_PLAIN + variants * WIDTH_FIGURE +
	       (variants - 1) * WIDTH_RATIO + variants * (WIDTH_OVER + WIDTH_TIMES);
}

static void rule(const struct wt_plan *plan, FILE *stream)
{
	for (int i = 0; i < table_width(plan); i++)
		fputs("─", stream);
	fputc('\n', stream);
}

static void right(FILE *stream, int width, const char *text)
{
	fprintf(stream, "%*.*s", width, width - 1, text);
}

static void print_heads(const struct wt_results *results, FILE *stream)
{
	const struct wt_plan *plan = &results->plan;
	int middle = WIDTH_PLAIN + (int)plan->variants.count * WIDTH_FIGURE +
		     ((int)plan->variants.count - 1) * WIDTH_RATIO;

	/* The mark of µ is two bytes and one column. */
	fprintf(stream, "\n%*s%*s%*s\n", WIDTH_KIND + WIDTH_BYTES, "", middle + 1, "median, µs",
		(int)plan->variants.count * (WIDTH_OVER + WIDTH_TIMES) + 1,
		plan->variants.count > 1 ? "security over plain, µs and times" : "over plain, µs");
	fprintf(stream, "%-*s%*s%*s", WIDTH_KIND, "transport", WIDTH_BYTES, "bytes", WIDTH_PLAIN,
		"plain");
	for (size_t i = 0; i < plan->variants.count; i++)
		right(stream, WIDTH_FIGURE, wt_report_label(results, i));
	for (size_t i = 1; i < plan->variants.count; i++)
		right(stream, WIDTH_RATIO, "ratio");
	for (size_t i = 0; i < plan->variants.count; i++)
		right(stream, WIDTH_OVER + WIDTH_TIMES, wt_report_label(results, i));
	fputc('\n', stream);
	rule(plan, stream);
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
	return wt_report_number(value, text);
}

static void print_plain(const struct wt_judged *judged, const struct wt_kind *kind, size_t size,
			FILE *stream)
{
	int index = wt_judged_find(&judged->results->plan, kind, "");
	double value = index >= 0 ? judged->series[index].sizes[size].median_us : (double)NAN;
	char text[32];

	right(stream, WIDTH_PLAIN, figure_text(judged->results, index, value, text));
}

static void print_secure(const struct wt_judged *judged, const struct wt_kind *kind, size_t size,
			 FILE *stream)
{
	const struct wt_plan *plan = &judged->results->plan;
	char text[32];

	for (size_t i = 0; i < plan->variants.count; i++) {
		int index = wt_judged_find(plan, kind, plan->variants.name[i]);
		double value =
			index >= 0 ? judged->series[index].sizes[size].median_us : (double)NAN;

		right(stream, WIDTH_FIGURE, figure_text(judged->results, index, value, text));
	}
	for (size_t i = 1; i < plan->variants.count; i++) {
		int index = wt_judged_find(plan, kind, plan->variants.name[i]);
		double value = index >= 0 ? judged->series[index].sizes[size].ratio : (double)NAN;

		snprintf(text, sizeof text, "%.2f", value);
		right(stream, WIDTH_RATIO, isnan(value) ? "-" : text);
	}
	for (size_t i = 0; i < plan->variants.count; i++) {
		int index = wt_judged_find(plan, kind, plan->variants.name[i]);
		const struct wt_judged_figure *figure =
			index >= 0 ? &judged->series[index].sizes[size] : NULL;
		char signed_text[36];

		if (!figure || isnan(figure->over_us)) {
			right(stream, WIDTH_OVER + WIDTH_TIMES, "-");
			continue;
		}
		snprintf(signed_text, sizeof signed_text, "%s%s", figure->over_us < 0 ? "" : "+",
			 wt_report_number(figure->over_us, text));
		right(stream, WIDTH_OVER, signed_text);
		snprintf(text, sizeof text, "x%.1f", figure->over_times);
		right(stream, WIDTH_TIMES, text);
	}
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
}

/* One line a kind; the columns are those of the large table. */
static void print_cold(const struct wt_judged *judged, FILE *stream)
{
	const struct wt_plan *plan = &judged->results->plan;
	char text[32];

	fprintf(stream, "\nFirst exchange of a process (cold; not among those above), median of %u, µs\n",
		plan->rounds);
	rule(plan, stream);
	for (const struct wt_kind *kind = wt_kinds; kind->name; kind++) {
		if (!kind_in_plan(plan, kind))
			continue;
		fprintf(stream, "%-*s%*s", WIDTH_KIND, kind->name, WIDTH_BYTES, "");
		if (kind->plain)
			fprintf(stream, "%*s", WIDTH_PLAIN, "");
		for (size_t i = 0; i < (kind->plain ? plan->variants.count : 1); i++) {
			int index = wt_judged_find(plan, kind, plan->variants.name[i]);
			double value = index >= 0 ? judged->series[index].cold_us : (double)NAN;

			right(stream, kind->plain ? WIDTH_FIGURE : WIDTH_PLAIN,
			      figure_text(judged->results, index, value, text));
		}
		fputc('\n', stream);
	}
}

void wt_report_table(const struct wt_judged *judged, FILE *stream)
{
	const struct wt_plan *plan = &judged->results->plan;
	bool first = true;

	print_heads(judged->results, stream);
	for (const struct wt_kind *kind = wt_kinds; kind->name; kind++) {
		if (!kind_in_plan(plan, kind))
			continue;
		if (!first)
			fputc('\n', stream);
		first = false;
		print_rows(judged, kind, stream);
	}
	rule(plan, stream);
	if (plan->variants.count > 1)
		fprintf(stream, "ratio: time over that of %s; above 1 %s is faster\n",
			wt_report_label(judged->results, 0), wt_report_label(judged->results, 0));
	print_cold(judged, stream);
}
