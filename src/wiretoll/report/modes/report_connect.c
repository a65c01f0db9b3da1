/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is said of clients at once (--axis parallel): exchanges a second, and where more clients add none. */
#include <math.h>

#include "costs.h"
#include "crowd.h"
#include "mode_section.h"
#include "number_text.h"
#include "plots.h"

static const char legend[] =
	"Exchanges a second: those answered, in the time from the first one's begin to the last one's end. The rate bends "
	"where it has nine tenths of the highest one: more clients at once mostly wait for each other. CPU time is that of the "
	"server's thread in an exchange; RSS the highest of the server's process, whatever the size.";

static const char *cost_text(const struct wt_results *results, size_t series, size_t size, enum wt_cost_id cost,
			     char text[32])
{
	const char *why;

	return wt_cost_text(cost, wt_cost_of(results, series, WT_SERVER, size, cost, &why), text);
}

static void add_point(const struct wt_judged *judged, const struct wt_crowd_curve *curve, size_t point, size_t size,
		      struct wt_document *document)
{
	const struct wt_results *results = judged->results;
	size_t series = curve->point[point].series;
	const struct wt_judged_figure *figure = &judged->series[series].sizes[size];
	char text[32];

	wt_say_row(document, WT_ROW_CELLS);
	wt_say_cells(document, "%s\t%u\t%u", point ? "" : results->plan.series[series].name,
		     results->plan.sizes.bytes[size], curve->point[point].clients);
	wt_say_cells(document, "%s", wt_number_text(curve->point[point].rate, 0, text));
	wt_say_cells(document, "%s", wt_number_text(figure->median.value, 1, text));
	wt_say_cells(document, "%s",
		     isnan(figure->tails[1].value) ? "-" : wt_number_text(figure->tails[1].value, 1, text));
	wt_say_cells(document, "%s", cost_text(results, series, size, WT_COST_THREAD_CPU, text));
	wt_say_cells(document, "%s", cost_text(results, series, size, WT_COST_RSS, text));
	wt_say_cells(document, "%s", point == curve->bend ? "bends" : "");
}

static void add_table(const struct wt_judged *judged, struct wt_document *document)
{
	const struct wt_plan *plan = &judged->results->plan;
	struct wt_crowd_curve curve;

	wt_say_table(document, WT_LOOK_HEADS | WT_LOOK_RULE);
	wt_say_column(document, WT_LEFT, 0, "", "series");
	wt_say_column(document, WT_RIGHT, 0, "", "bytes");
	wt_say_column(document, WT_RIGHT, 0, "", "clients");
	wt_say_column(document, WT_RIGHT, 0, "", "a second");
	wt_say_column(document, WT_RIGHT, 0, "", "p50, µs");
	wt_say_column(document, WT_RIGHT, 0, "", "p99");
	wt_say_column(document, WT_RIGHT, 0, "", "server CPU, µs");
	wt_say_column(document, WT_RIGHT, 0, "", "RSS, KB");
	wt_say_column(document, WT_LEFT, 0, "", "");
	for (size_t s = 0; s < plan->series_count; s++)
		for (size_t k = 0; k < plan->sizes.count; k++)
			if (wt_crowd_curve(judged->results, s, k, &curve))
				for (size_t i = 0; i < curve.count; i++)
					add_point(judged, &curve, i, k, document);
}

static void report(const struct wt_judged *judged, struct wt_document *document)
{
	if (wt_plan_crowd(&judged->results->plan) == 1)
		return;
	WT_SAY_HEADING(document, "Clients at once");
	wt_plots_crowd(judged, document);
	add_table(judged, document);
	WT_SAY_NOTE(document, "%s", legend);
}

/* All else that it has is said of every mode. */
const struct wt_mode_section wt_connect_section = { .report = report };
