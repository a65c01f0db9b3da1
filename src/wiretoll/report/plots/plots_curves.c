/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "plots.h"

#include <math.h>
#include <stdlib.h>

#include <gsl/gsl_sort.h>

#include "costs.h"
#include "plot.h"

enum { ECDF_POINTS = 300, CURVES_MAX = 14 };

/* Writes the points of a series; false: memory is short. */
typedef bool (*put_points)(const struct wt_judged *judged, size_t series, FILE *stream);

static bool has_curve(const struct wt_results *results, size_t series, bool thinned)
{
	return wt_judged_usable(results, (int)series) &&
	       (!thinned || wt_row_is_usual(&results->plan.series[series].row));
}

static size_t count_curves(const struct wt_results *results, bool thinned)
{
	size_t count = 0;

	for (size_t i = 0; i < results->plan.series_count; i++)
		count += has_curve(results, i, thinned);
	return count;
}

/* Of many curves those of the usual rows, if there are such. */
static bool is_thinned(const struct wt_results *results)
{
	return count_curves(results, false) > CURVES_MAX && count_curves(results, true) > 0;
}

/* What the caption says of it. */
static const char *thinned_words(const struct wt_results *results)
{
	return is_thinned(results) ? " Of so many series those without another choice of the protocol are drawn." : "";
}

/* One curve a series; colours come round again with another dash. */
static void plot_curves(const struct wt_judged *judged, struct wt_plot *plot, put_points put, const char *how,
			struct wt_document *document)
{
	const struct wt_results *results = judged->results;
	FILE *stream = plot->stream;
	char label[WT_PLOT_LABEL_BYTES];
	bool thinned = is_thinned(results);
	size_t curves = 0;

	plot->figure.entries = count_curves(results, thinned);
	for (size_t i = 0; i < results->plan.series_count; i++) {
		if (!has_curve(results, i, thinned))
			continue;
		fprintf(stream, "$d%zu << EOD\n", i);
		if (!put(judged, i, stream))
			document->failed = true;
		fputs("EOD\n", stream);
	}
	fputs("plot ", stream);
	for (size_t i = 0; i < results->plan.series_count; i++) {
		if (!has_curve(results, i, thinned))
			continue;
		fprintf(stream, "%s $d%zu %s lc rgb '%s' dt %zu title '%s'", curves ? "," : "", i, how,
			wt_colours[curves % WT_COLOURS], curves / WT_COLOURS + 1, wt_plot_series(results, i, label));
		curves++;
	}
	fputc('\n', stream);
	wt_plot_end(plot, document);
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
			 "Lines: median %s of %s in %s against the size of the %s in bytes, both on "
			 "logarithmic scales, one line a series; whiskers are 95 %% intervals.%s",
			 measure->name, wt_plan_mode(plan)->one, measure->unit, wt_plan_mode(plan)->body,
			 thinned_words(judged->results));
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
			 "logarithmic scale, one line a series (all rounds, cold tries excluded).%s",
			 wt_plan_mode(plan)->several, plan->sizes.bytes[wt_cost_size(plan)], measure->words.up_to,
			 measure->unit, thinned_words(judged->results));
	fprintf(plot.stream, "set logscale x\nset xlabel '%s'\nset ylabel '%% of %s'\nset yrange [0:100]\n",
		measure->unit, wt_plan_mode(plan)->several);
	plot_curves(judged, &plot, put_distribution, "using 1:2 with steps", document);
}

void wt_plots_curves(const struct wt_judged *judged, struct wt_document *document)
{
	plot_sizes(judged, document);
	plot_distributions(judged, document);
}
