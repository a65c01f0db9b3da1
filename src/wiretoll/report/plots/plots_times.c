/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "plots.h"

#include <math.h>
#include <string.h>

#include "costs.h"
#include "plot.h"
#include "report_label.h"

enum { GROUPS_MAX = 32 };

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
	fprintf(stream, "set xrange [%.6g:%.6g]\n", 1.08 * low, high > 0.0 ? 1.08 * high : 1.0);
}

/* Of many rows one size alone has a group: every figure stands in the tables. */
static bool has_room(const struct wt_plan *plan)
{
	size_t rows = 0;

	while (*plan->rows[rows].name)
		rows++;
	return rows * plan->sizes.count <= GROUPS_MAX;
}

static size_t put_costs(const struct wt_judged *judged, FILE *stream)
{
	const struct wt_plan *plan = &judged->results->plan;
	size_t first = has_room(plan) ? 0 : wt_cost_size(plan);
	size_t end = has_room(plan) ? plan->sizes.count : first + 1, groups = 0;

	fputs("$d << EOD\n", stream);
	for (const struct wt_row *row = plan->rows; *row->name; row++)
		for (size_t i = first; wt_row_is_secure(row) && i < end; i++, groups++)
			put_cost(judged, row, i, stream);
	fputs("EOD\n", stream);
	return groups;
}

static void plot_costs(const struct wt_judged *judged, struct wt_document *document)
{
	const struct wt_plan *plan = &judged->results->plan;
	const char *unit = wt_measure_of(plan)->unit;
	char label[WT_PLOT_LABEL_BYTES], axis[64];
	struct wt_plot_bars bars = { .bars = plan->variants.count, .axis = axis };
	struct wt_plot plot;

	if (!has_costs(judged) || !wt_plot_begin(&plot, document, "plot_cost", "What security costs", WT_PLOT_HEIGHT))
		return;
	wt_plot_describe(&plot,
			 "Bars: %s that %s %s than over the plain transport, by transport and "
			 "%s size in bytes, one colour a library; whiskers are 95 %% intervals.%s",
			 unit, wt_plan_mode(plan)->one, wt_measure_of(plan)->words.more, wt_plan_mode(plan)->body,
			 has_room(plan) ? "" : " Of so many rows one size is drawn.");
	snprintf(axis, sizeof axis, "%s over plain", unit);
	put_range(judged, plot.stream);
	fputs("set errorbars small\n", plot.stream);
	bars.groups = put_costs(judged, plot.stream);
	wt_plot_bars_begin(&plot, &bars);
	for (size_t v = 0; v < plan->variants.count; v++) {
		if (!has_cost(judged, v))
			continue;
		wt_plot_bar(plot.stream, &bars, v, 3 * v + 2, wt_plot_label(wt_report_label(judged->results, v), label),
			    wt_colours[v % WT_COLOURS]);
		wt_plot_whisker(plot.stream, &bars, v, 3 * v + 2);
	}
	fputc('\n', plot.stream);
	wt_plot_end(&plot, document);
}

static size_t put_phases(const struct wt_judged *judged, size_t size, FILE *stream)
{
	const struct wt_results *results = judged->results;
	char label[WT_PLOT_LABEL_BYTES];
	size_t groups = 0;

	fputs("$d << EOD\n", stream);
	for (size_t i = 0; i < results->plan.series_count; i++) {
		if (!wt_judged_usable(results, (int)i))
			continue;
		groups++;
		fprintf(stream, "\"%s\"", wt_plot_series(results, i, label));
		for (size_t phase = 0; phase < WT_PHASES_CLIENT; phase++)
			wt_plot_number(stream, judged->series[i].sizes[size].phases_us[phase]);
		fputc('\n', stream);
	}
	fputs("EOD\n", stream);
	return groups;
}

static void plot_phases(const struct wt_judged *judged, struct wt_document *document)
{
	static const char *const names[] = { "connect", "handshake", "send", "ack", "close" };
	struct wt_plot_bars bars = { .bars = WT_PHASES_CLIENT, .stacked = true, .axis = "µs" };
	const struct wt_plan *plan = &judged->results->plan;
	size_t size = wt_cost_size(plan);
	struct wt_plot plot;
	char title[64];

	snprintf(title, sizeof title, "Phases of %s", wt_plan_mode(plan)->one);
	if (!wt_plot_begin(&plot, document, "plot_phases", title, WT_PLOT_HEIGHT))
		return;
	wt_plot_describe(&plot,
			 "Stacked bars: median time of each phase of the client in µs, %u bytes, one bar a series. The "
			 "phase close is not in the total that compares.",
			 plan->sizes.bytes[size]);
	fputs("set xrange [0:*]\n", plot.stream);
	bars.groups = put_phases(judged, size, plot.stream);
	wt_plot_bars_begin(&plot, &bars);
	for (size_t phase = 0; phase < WT_PHASES_CLIENT; phase++)
		wt_plot_bar(plot.stream, &bars, phase, phase + 2, names[phase], wt_colours[phase]);
	fputc('\n', plot.stream);
	wt_plot_end(&plot, document);
}

static bool any_usable(const struct wt_judged *judged)
{
	for (size_t i = 0; i < judged->results->plan.series_count; i++)
		if (wt_judged_usable(judged->results, (int)i))
			return true;
	return false;
}

void wt_plots_times(const struct wt_judged *judged, struct wt_document *document)
{
	if (!any_usable(judged))
		return;
	plot_costs(judged, document);
	wt_plots_curves(judged, document);
	if (!wt_plan_mode(&judged->results->plan)->flow_ms)
		plot_phases(judged, document);
}
