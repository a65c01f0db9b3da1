/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "plots.h"

#include <math.h>

#include "costs.h"
#include "judged.h"
#include "plot.h"

enum { BARS_MAX = 3 };

/* One bar of a series in a plot. */
struct bar {
	enum wt_role role;
	enum wt_cost_id cost;
	const char *title;
};

/* A plot of bars, one group a series. */
struct bars {
	const char *id, *title, *axis;
	const char *description, *rest; /* with a rest, whose costs they are stands between them */
	bool stacked;                   /* on each other, else side by side */
	struct bar bar[BARS_MAX];
	size_t count;
	bool with_round_trips; /* as points, on an axis of their own */
};

static const struct bars plots[] = {
	{ "plot_wire",
	  "On the wire",
	  "bytes",
	  "Stacked bars: bytes that the client hands to and takes from the socket, one bar a series",
	  NULL,
	  true,
	  { { WT_CLIENT, WT_COST_BYTES_OUT, "bytes out" }, { WT_CLIENT, WT_COST_BYTES_IN, "bytes in" } },
	  2,
	  true },
	{ "plot_cpu",
	  "CPU time",
	  "µs",
	  "Bars: CPU time of the client's and of the server's process for ",
	  " in µs, the kernel's work for them included, one group a series.",
	  false,
	  { { WT_CLIENT, WT_COST_CPU, "client" }, { WT_SERVER, WT_COST_CPU, "server" } },
	  2,
	  false },
	{ "plot_heap",
	  "Memory of the TLS library",
	  "KB",
	  "Bars: heap that the TLS library holds at most during ",
	  ", on client and server, and what one open session holds on the client, in KB (1000 bytes), one group a series.",
	  false,
	  { { WT_CLIENT, WT_COST_HEAP, "client, highest" },
	    { WT_SERVER, WT_COST_HEAP, "server, highest" },
	    { WT_CLIENT, WT_COST_HEAP_SESSION, "open session" } },
	  3,
	  false },
	{ "plot_stack",
	  "Stack",
	  "KB",
	  "Bars: the most stack that the main thread used, on client and server, in KB (1000 bytes), one group a series",
	  NULL,
	  false,
	  { { WT_CLIENT, WT_COST_STACK, "client" }, { WT_SERVER, WT_COST_STACK, "server" } },
	  2,
	  false },
	{ "plot_flash",
	  "Flash",
	  "KB",
	  "Bars: text and data of the client's and of the server's program in KB (1000 bytes), one group a series; "
	  "no bar where the TLS library is a shared one, which is not in the program",
	  NULL,
	  false,
	  { { WT_CLIENT, WT_COST_FLASH, "client" }, { WT_SERVER, WT_COST_FLASH, "server" } },
	  2,
	  false },
};

static double figure(const struct wt_results *results, size_t series, enum wt_role role, enum wt_cost_id cost)
{
	const char *why = "";

	return wt_cost_shown(results, series, role, cost, &why);
}

/* Whether any series has such a bar: gnuplot gives up at a histogram of which no point can be drawn. */
static bool has_bar(const struct wt_results *results, const struct bar *bar)
{
	for (size_t i = 0; i < results->plan.series_count; i++)
		if (wt_judged_usable(results, (int)i) && !isnan(figure(results, i, bar->role, bar->cost)))
			return true;
	return false;
}

static bool has_bars(const struct wt_results *results, const struct bars *bars)
{
	for (size_t b = 0; b < bars->count; b++)
		if (has_bar(results, &bars->bar[b]))
			return true;
	return false;
}

/* Returns how many series have a line. */
static size_t put_data(const struct wt_results *results, const struct bars *bars, FILE *stream)
{
	char label[WT_PLOT_LABEL_BYTES];
	size_t groups = 0;

	fputs("$d << EOD\n", stream);
	for (size_t i = 0; i < results->plan.series_count; i++) {
		if (!wt_judged_usable(results, (int)i))
			continue;
		groups++;
		fprintf(stream, "\"%s\"", wt_plot_series(results, i, label));
		for (size_t b = 0; b < bars->count; b++)
			wt_plot_number(stream, figure(results, i, bars->bar[b].role, bars->bar[b].cost) *
						       wt_cost_rows[bars->bar[b].cost].unit->shown);
		wt_plot_number(stream, figure(results, i, WT_CLIENT, WT_COST_ROUND_TRIPS));
		fputc('\n', stream);
	}
	fputs("EOD\n", stream);
	return groups;
}

static void plot_bars(const struct wt_results *results, const struct bars *bars, struct wt_document *document)
{
	static const size_t colours[BARS_MAX] = { 0, 4, 2 };
	/* a flow has none */
	bool trips = bars->with_round_trips && !wt_plan_mode(&results->plan)->flow_ms;
	struct wt_plot_bars shape = {
		.bars = bars->count, .stacked = bars->stacked, .upper = trips, .axis = bars->axis
	};
	char caption[WT_COST_LEGEND_BYTES];
	struct wt_plot plot;

	if (!has_bars(results, bars) || !wt_plot_begin(&plot, document, bars->id, bars->title, WT_PLOT_HEIGHT))
		return;
	wt_cost_caption(results, bars->bar[0].cost, caption);
	wt_plot_describe(&plot, "%s%s%s%s", bars->description, bars->rest ? wt_plan_mode(&results->plan)->costs_of : "",
			 bars->rest ? bars->rest
			 : trips    ? "; points, on the upper scale: round trips."
				    : ".",
			 caption);
	shape.groups = put_data(results, bars, plot.stream);
	fputs("set xrange [0:*]\n", plot.stream);
	if (trips)
		fputs("set x2range [0:*]\nset x2tics 1\nset border 7\n", plot.stream);
	wt_plot_bars_begin(&plot, &shape);
	for (size_t b = 0; b < bars->count && b < BARS_MAX; b++)
		if (has_bar(results, &bars->bar[b]))
			wt_plot_bar(plot.stream, &shape, b, b + 2, bars->bar[b].title, wt_colours[colours[b]]);
	if (trips)
		fprintf(plot.stream,
			", $d using %zu:0 axes x2y1 with points pt 7 ps 0.7 lc rgb '%s' title 'round trips (above)'",
			bars->count + 2, wt_colours[1]);
	fputc('\n', plot.stream);
	wt_plot_end(&plot, document);
}

void wt_plots_costs(const struct wt_results *results, struct wt_document *document)
{
	for (size_t i = 0; i < sizeof plots / sizeof *plots; i++)
		plot_bars(results, &plots[i], document);
}
