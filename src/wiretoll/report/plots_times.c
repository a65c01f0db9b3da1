/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sections.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include <gsl/gsl_sort.h>

#include "costs.h"
#include "plot.h"
#include "report_label.h"

enum { ECDF_POINTS = 300 };

/* Whether a variant has a bar: gnuplot gives up at a histogram of which no point can be drawn. */
static bool has_cost(const struct wt_judged *judged, size_t variant)
{
	const struct wt_plan *plan = &judged->results->plan;

	for (size_t i = 0; i < judged->contrast_count; i++) {
		const struct wt_contrast *contrast = &judged->contrasts[i];

		for (size_t k = 0; contrast->purpose == WT_PURPOSE_SECURITY && k < plan->sizes.count; k++)
			if (!strcmp(plan->series[contrast->series].variant, plan->variants.name[variant]) &&
			    !isnan(contrast->sizes[k].difference.value))
				return true;
	}
	return false;
}

static bool has_costs(const struct wt_judged *judged)
{
	for (size_t v = 0; v < judged->results->plan.variants.count; v++)
		if (has_cost(judged, v))
			return true;
	return false;
}

static void put_cost(const struct wt_judged *judged, const struct wt_row *row, size_t size, FILE *stream)
{
	const struct wt_plan *plan = &judged->results->plan;

	fprintf(stream, "\"%s %u\"", row->name, plan->sizes.bytes[size]);
	for (size_t v = 0; v < plan->variants.count; v++) {
		int index = wt_judged_find(plan, row, plan->variants.name[v]);
		const struct wt_contrast *contrast = wt_judged_contrast(judged, WT_PURPOSE_SECURITY, index);
		struct wt_estimate cost = contrast ? contrast->sizes[size].difference : wt_no_estimate;

		wt_plot_number(stream, cost.value);
		wt_plot_number(stream, cost.low);
		wt_plot_number(stream, cost.high);
	}
	fputc('\n', stream);
}

/* From zero, or below it, to above every bar and whisker: gnuplot looks at the bars alone. */
static void put_range(const struct wt_judged *judged, FILE *stream)
{
	double low = 0.0, high = 0.0;

	for (size_t i = 0; i < judged->contrast_count; i++)
		for (size_t k = 0; k < judged->results->plan.sizes.count; k++) {
			const struct wt_estimate *cost = &judged->contrasts[i].sizes[k].difference;

			if (judged->contrasts[i].purpose != WT_PURPOSE_SECURITY)
				continue;
			/* These pass over what is NAN. */
			low = fmin(low, fmin(cost->value, cost->low));
			high = fmax(high, fmax(cost->value, cost->high));
		}
	fprintf(stream, "set yrange [%.6g:%.6g]\n", 1.08 * low, high > 0.0 ? 1.08 * high : 1.0);
}

static void plot_costs(const struct wt_judged *judged, struct wt_document *document)
{
	const struct wt_plan *plan = &judged->results->plan;
	struct wt_plot plot;
	const char *unit = wt_measure_of(plan)->unit;
	char label[WT_PLOT_LABEL_BYTES];

	if (!has_costs(judged) ||
	    !wt_plot_begin(&plot, document, "plot_cost", "What security costs", WT_PLOT_HEIGHT + 60))
		return;
	wt_plot_describe(&plot,
			 "Bars: %s that %s %s than over the plain transport, by transport and "
			 "message size in bytes, one colour a library; whiskers are 95 %% intervals.",
			 unit, wt_plan_mode(plan)->one, wt_measure_of(plan)->words.more);
	fprintf(plot.stream,
		"set style data histogram\nset style histogram clustered gap 1 errorbars lw 1\n"
		"set style fill solid 1 noborder\nset ylabel '%s over plain'\n"
		"set xtics rotate by (narrow ? 90 : 60) right nomirror\nset xzeroaxis lc rgb 'black'\nset errorbars small lc rgb 'black' lw 1\n",
		unit);
	put_range(judged, plot.stream);
	fputs("$d << EOD\n", plot.stream);
	for (const struct wt_row *row = plan->rows; *row->name; row++)
		for (size_t i = 0; wt_row_is_secure(row) && i < plan->sizes.count; i++)
			put_cost(judged, row, i, plot.stream);
	fputs("EOD\nplot ", plot.stream);
	for (size_t v = 0, drawn = 0; v < plan->variants.count; v++)
		if (has_cost(judged, v))
			fprintf(plot.stream, "%s $d using %zu:%zu:%zu:xtic(1) title '%s' lc rgb '%s'",
				drawn++ ? "," : "", 3 * v + 2, 3 * v + 3, 3 * v + 4,
				wt_plot_label(wt_report_label(judged->results, v), label), wt_colours[v % WT_COLOURS]);
	fputc('\n', plot.stream);
	wt_plot_end(&plot, document);
}

/* Writes the points of a series; false: memory is short. */
typedef bool (*put_points)(const struct wt_judged *judged, size_t series, FILE *stream);

/* One curve a series; colours come round again with another dash. */
static void plot_curves(const struct wt_judged *judged, struct wt_plot *plot, put_points put, const char *how,
			struct wt_document *document)
{
	const struct wt_results *results = judged->results;
	FILE *stream = plot->stream;
	char label[WT_PLOT_LABEL_BYTES];
	size_t curves = 0;

	plot->figure.entries = results->plan.series_count;
	for (size_t i = 0; i < results->plan.series_count; i++) {
		fprintf(stream, "$d%zu << EOD\n", i);
		if (wt_judged_usable(results, (int)i) && !put(judged, i, stream))
			document->failed = true;
		fputs("EOD\n", stream);
	}
	fputs("plot ", stream);
	for (size_t i = 0; i < results->plan.series_count; i++) {
		if (!wt_judged_usable(results, (int)i))
			continue;
		fprintf(stream, "%s $d%zu %s lc rgb '%s' dt %zu title '%s'", curves ? "," : "", i, how,
			wt_colours[curves % WT_COLOURS], curves / WT_COLOURS + 1, wt_plot_series(results, i, label));
		curves++;
	}
	fputc('\n', stream);
	wt_plot_end(plot, document);
}

static bool any_usable(const struct wt_judged *judged)
{
	for (size_t i = 0; i < judged->results->plan.series_count; i++)
		if (wt_judged_usable(judged->results, (int)i))
			return true;
	return false;
}

/* The index of the size that has n smaller ones: a line is drawn in their order. */
static size_t nth_size(const struct wt_plan *plan, size_t n)
{
	for (size_t i = 0; i < plan->sizes.count; i++) {
		size_t smaller = 0;

		for (size_t k = 0; k < plan->sizes.count; k++)
			smaller += plan->sizes.bytes[k] < plan->sizes.bytes[i];
		if (smaller == n)
			return i;
	}
	return 0;
}

static bool put_sizes(const struct wt_judged *judged, size_t series, FILE *stream)
{
	const struct wt_plan *plan = &judged->results->plan;

	for (size_t n = 0; n < plan->sizes.count; n++) {
		size_t k = nth_size(plan, n);
		struct wt_estimate median = judged->series[series].sizes[k].median;

		fprintf(stream, "%u", plan->sizes.bytes[k]);
		wt_plot_number(stream, median.value);
		wt_plot_number(stream, isnan(median.low) ? median.value : median.low);
		wt_plot_number(stream, isnan(median.high) ? median.value : median.high);
		fputc('\n', stream);
	}
	return true;
}

static void plot_sizes(const struct wt_judged *judged, struct wt_document *document)
{
	const struct wt_plan *plan = &judged->results->plan;
	const struct wt_measure *measure = wt_measure_of(plan);
	struct wt_plot plot;
	char title[64];

	snprintf(title, sizeof title, "%s against size", measure->title);
	if (!wt_plot_begin(&plot, document, "plot_size", title, WT_PLOT_HEIGHT))
		return;
	wt_plot_describe(&plot,
			 "Lines: median %s of %s in %s against the size of the message in bytes, both on "
			 "logarithmic scales, one line a series; whiskers are 95 %% intervals.",
			 measure->name, wt_plan_mode(plan)->one, measure->unit);
	fprintf(plot.stream, "set logscale xy\nset xlabel 'bytes'\nset ylabel '%s'\nset xtics (", measure->unit);
	for (size_t i = 0; i < plan->sizes.count; i++)
		fprintf(plot.stream, "%s%u", i ? "," : "", plan->sizes.bytes[i]);
	fputs(")\nset offsets graph 0.05, graph 0.05, 0, 0\n", plot.stream);
	plot_curves(judged, &plot, put_sizes, "using 1:2:3:4 with yerrorlines pt 7 ps 0.4", document);
}

/* As many points as a reader can see, the first and the last among them. */
static bool put_distribution(const struct wt_judged *judged, size_t series, FILE *stream)
{
	const struct wt_plan *plan = &judged->results->plan;
	const struct wt_sample_list *list = &judged->results->series[series].sizes[wt_cost_size(plan)];
	double *values = wt_measure_values(wt_measure_of(plan), list, list->count);
	size_t points = list->count < ECDF_POINTS ? list->count : ECDF_POINTS;

	if (!values)
		return false;
	gsl_sort(values, 1, list->count);
	for (size_t i = 0; i < points; i++) {
		size_t at = points > 1 ? i * (list->count - 1) / (points - 1) : 0;

		fprintf(stream, "%.6g %.6g\n", values[at], 100.0 * (double)(at + 1) / (double)list->count);
	}
	free(values);
	return true;
}

static void plot_distributions(const struct wt_judged *judged, struct wt_document *document)
{
	const struct wt_plan *plan = &judged->results->plan;
	const struct wt_measure *measure = wt_measure_of(plan);
	struct wt_plot plot;

	if (!wt_plot_begin(&plot, document, "plot_ecdf", "Distributions", WT_PLOT_HEIGHT))
		return;
	wt_plot_describe(&plot,
			 "Steps: share of the %s of %u bytes that %s so many %s, on a "
			 "logarithmic scale, one line a series (all rounds, cold tries excluded).",
			 wt_plan_mode(plan)->several, plan->sizes.bytes[wt_cost_size(plan)], measure->words.up_to,
			 measure->unit);
	fprintf(plot.stream, "set logscale x\nset xlabel '%s'\nset ylabel '%% of %s'\nset yrange [0:100]\n",
		measure->unit, wt_plan_mode(plan)->several);
	plot_curves(judged, &plot, put_distribution, "using 1:2 with steps", document);
}

/* Horizontal would be better to read, but gnuplot stacks upright bars only. */
static void plot_phases(const struct wt_judged *judged, struct wt_document *document)
{
	static const char *const names[] = { "connect", "handshake", "send", "ack", "close" };
	const struct wt_results *results = judged->results;
	size_t size = wt_cost_size(&results->plan);
	char label[WT_PLOT_LABEL_BYTES], title[64];
	struct wt_plot plot;

	snprintf(title, sizeof title, "Phases of %s", wt_plan_mode(&results->plan)->one);
	if (!wt_plot_begin(&plot, document, "plot_phases", title, WT_PLOT_HEIGHT))
		return;
	wt_plot_describe(&plot,
			 "Stacked bars: median time of each phase of the client in µs, %u bytes, one bar a series. The "
			 "phase close is not in the total that compares.",
			 results->plan.sizes.bytes[size]);
	wt_plot_bars(plot.stream, true, "µs");
	fputs("$d << EOD\n", plot.stream);
	for (size_t i = 0; i < results->plan.series_count; i++) {
		if (!wt_judged_usable(results, (int)i))
			continue;
		fprintf(plot.stream, "\"%s\"", wt_plot_series(results, i, label));
		for (size_t phase = 0; phase < WT_PHASES_CLIENT; phase++)
			wt_plot_number(plot.stream, judged->series[i].sizes[size].phases_us[phase]);
		fputc('\n', plot.stream);
	}
	fputs("EOD\nplot ", plot.stream);
	for (size_t phase = 0; phase < WT_PHASES_CLIENT; phase++)
		fprintf(plot.stream, "%s $d using %zu:xtic(1) title '%s' lc rgb '%s'", phase ? "," : "", phase + 2,
			names[phase], wt_colours[phase]);
	fputc('\n', plot.stream);
	wt_plot_end(&plot, document);
}

void wt_plots_times(const struct wt_judged *judged, struct wt_document *document)
{
	if (!any_usable(judged))
		return;
	plot_costs(judged, document);
	plot_sizes(judged, document);
	plot_distributions(judged, document);
	plot_phases(judged, document);
}
