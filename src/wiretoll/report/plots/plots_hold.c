/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "plots.h"

#include "side_cells.h"
#include "judged.h"
#include "plot.h"

static bool any_done(const struct wt_results *results)
{
	for (size_t i = 0; i < results->plan.series_count; i++)
		if (results->series[i].hold.cell.state == WT_EXTRA_DONE)
			return true;
	return false;
}

/* Each end's points as data of their own: $c3 is the client of series 3. */
static void put_points(const struct wt_held *held, char end, size_t series, FILE *stream)
{
	fprintf(stream, "$%c%zu << EOD\n", end, series);
	for (size_t i = 0; i < held->count; i++)
		fprintf(stream, "%u %.6g\n", held->points[i].sessions, (double)held->points[i].heap_bytes / 1e6);
	fputs("EOD\n", stream);
}

/* A peer that is the same throughout tells nothing of the series. */
static bool is_drawn(const struct wt_results *results, size_t series, enum wt_role role)
{
	return results->series[series].hold.cell.state == WT_EXTRA_DONE && !wt_hold_is_peer(results, role);
}

static void put_curves(const struct wt_results *results, FILE *stream)
{
	char label[WT_PLOT_LABEL_BYTES];
	const char *comma = "";
	size_t count = 0;

	fputs("plot", stream);
	for (size_t i = 0; i < results->plan.series_count; i++) {
		const char *colour = wt_colours[count % WT_COLOURS];
		bool client = is_drawn(results, i, WT_CLIENT), server = is_drawn(results, i, WT_SERVER);

		wt_plot_series(results, i, label);
		if (client)
			fprintf(stream, "%s $c%zu using 1:2 with linespoints pt 7 ps 0.4 lc rgb '%s' title '%s'", comma,
				i, colour, label);
		if (server)
			fprintf(stream, "%s $s%zu using 1:2 with lines dt 2 lc rgb '%s' title '%s'",
				client ? "," : comma, i, colour, client ? "" : label);
		count += client || server;
		comma = count ? "," : "";
	}
	fputc('\n', stream);
}

void wt_plots_hold(const struct wt_results *results, struct wt_document *document)
{
	struct wt_plot plot;

	if (!any_done(results) || !wt_plot_begin(&plot, document, "plot_hold", "Sessions held", WT_PLOT_HEIGHT))
		return;
	plot.figure.entries = results->plan.series_count;
	wt_plot_describe(&plot,
			 "Lines: heap in MB that the TLS library holds against the number of sessions that are open at "
			 "once, one colour a series; solid with dots the client, dashed the server.");
	fputs("set xlabel 'sessions open'\nset ylabel 'MB of heap'\nset yrange [0:*]\nset xrange [0:*]\n", plot.stream);
	for (size_t i = 0; i < results->plan.series_count; i++) {
		if (is_drawn(results, i, WT_CLIENT))
			put_points(&results->series[i].hold.client, 'c', i, plot.stream);
		if (is_drawn(results, i, WT_SERVER))
			put_points(&results->series[i].hold.server, 's', i, plot.stream);
	}
	put_curves(results, plot.stream);
	wt_plot_end(&plot, document);
}
