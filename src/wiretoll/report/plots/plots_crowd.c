/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "plots.h"

#include "costs.h"
#include "crowd.h"
#include "plot.h"

static void put_curve(const struct wt_crowd_curve *curve, size_t series, FILE *stream)
{
	fprintf(stream, "$d%zu << EOD\n", series);
	for (size_t i = 0; i < curve->count; i++)
		fprintf(stream, "%u %.6g\n", curve->point[i].clients, curve->point[i].rate);
	fputs("EOD\n", stream);
}

void wt_plots_crowd(const struct wt_judged *judged, struct wt_document *document)
{
	const struct wt_results *results = judged->results;
	size_t size = wt_cost_size(&results->plan), curves = 0;
	char label[WT_PLOT_LABEL_BYTES];
	struct wt_crowd_curve curve;
	struct wt_plot plot;

	if (!wt_plot_begin(&plot, document, "plot_crowd", "Exchanges a second by clients at once", WT_PLOT_HEIGHT))
		return;
	wt_plot_describe(&plot,
			 "Lines: answered exchanges of %u bytes a second against the number of connections that the "
			 "client has open at once, on a logarithmic scale, one line a series.",
			 results->plan.sizes.bytes[size]);
	fputs("set logscale x\nset xlabel 'clients at once'\nset ylabel 'exchanges a second'\nset yrange [0:*]\n",
	      plot.stream);
	for (size_t i = 0; i < results->plan.series_count; i++)
		if (wt_crowd_curve(results, i, size, &curve)) {
			put_curve(&curve, i, plot.stream);
			plot.figure.entries++;
		}
	for (size_t i = 0; i < results->plan.series_count; i++)
		if (wt_crowd_curve(results, i, size, &curve)) {
			fprintf(plot.stream, "%s $d%zu using 1:2 with linespoints pt 7 ps 0.4 lc rgb '%s' title '%s'",
				curves ? "," : "plot", i, wt_colours[curves % WT_COLOURS],
				wt_plot_series(results, i, label));
			curves++;
		}
	fputc('\n', plot.stream);
	wt_plot_end(&plot, document);
}
