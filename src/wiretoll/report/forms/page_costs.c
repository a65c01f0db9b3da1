/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "page_costs.h"

#include <math.h>
#include <stdlib.h>

#include "cost_reasons.h"
#include "costs.h"
#include "escape.h"
#include "judged.h"
#include "plot.h"
#include "report_label.h"

enum { WIDTH = 860, HEIGHT = 420, LABEL_BYTES = 96, BARS_MAX = 3 };

/* One bar of a series in a plot. */
struct bar {
	enum wt_role role;
	enum wt_cost_id cost;
	const char *title;
};

/* A plot of bars, one group a series. */
struct bars {
	const char *id, *title, *axis, *description;
	bool stacked; /* on each other, else side by side */
	struct bar bar[BARS_MAX];
	size_t count;
	bool with_round_trips; /* as points, on an axis of their own */
};

static const struct bars plots[] = {
	{ "plot_wire", "On the wire", "bytes",
	  "Stacked bars: bytes that the client hands to and takes from the socket, one bar a series; points, on "
	  "the right scale: round trips.",
	  true,
	  { { WT_CLIENT, WT_COST_BYTES_OUT, "bytes out" }, { WT_CLIENT, WT_COST_BYTES_IN, "bytes in" } },
	  2, true },
	{ "plot_cpu", "CPU time", "µs",
	  "Bars: CPU time of the client's and of the server's process for one exchange in µs, the kernel's work for "
	  "them included, one group a series.",
	  false,
	  { { WT_CLIENT, WT_COST_CPU, "client" }, { WT_SERVER, WT_COST_CPU, "server" } },
	  2, false },
	{ "plot_heap", "Memory of the TLS library", "KB",
	  "Bars: heap that the TLS library holds at most during an exchange, on client and server, and what one open "
	  "session holds on the client, in KB (1000 bytes), one group a series.",
	  false,
	  { { WT_CLIENT, WT_COST_HEAP, "client, highest" },
	    { WT_SERVER, WT_COST_HEAP, "server, highest" },
	    { WT_CLIENT, WT_COST_HEAP_SESSION, "open session" } },
	  3, false },
	{ "plot_stack", "Stack", "KB",
	  "Bars: the most stack that the main thread used, on client and server, in KB (1000 bytes), one group a series.",
	  false,
	  { { WT_CLIENT, WT_COST_STACK, "client" }, { WT_SERVER, WT_COST_STACK, "server" } },
	  2, false },
	{ "plot_flash", "Flash", "KB",
	  "Bars: text and data of the client's and of the server's program in KB (1000 bytes), one group a series; "
	  "no bar where the TLS library is a shared one, which is not in the program.",
	  false,
	  { { WT_CLIENT, WT_COST_FLASH, "client" }, { WT_SERVER, WT_COST_FLASH, "server" } },
	  2, false },
};

static double figure(const struct wt_results *results, size_t series, enum wt_role role,
		     enum wt_cost_id cost)
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

static void put_data(const struct wt_results *results, const struct bars *bars, FILE *stream)
{
	char name[LABEL_BYTES], label[LABEL_BYTES];

	fputs("$d << EOD\n", stream);
	for (size_t i = 0; i < results->plan.series_count; i++) {
		if (!wt_judged_usable(results, (int)i))
			continue;
		fprintf(stream, "\"%s\"",
			wt_plot_label(wt_report_series(results, i, name, sizeof name), label, sizeof label));
		for (size_t b = 0; b < bars->count; b++)
			wt_plot_number(stream,
				       figure(results, i, bars->bar[b].role, bars->bar[b].cost) *
					       wt_cost_rows[bars->bar[b].cost].scale);
		wt_plot_number(stream, figure(results, i, WT_CLIENT, WT_COST_ROUND_TRIPS));
		fputc('\n', stream);
	}
	fputs("EOD\n", stream);
}

static bool plot_bars(const struct wt_results *results, const struct bars *bars, FILE *page,
		      struct wt_reason *reason)
{
	static const size_t colours[BARS_MAX] = { 0, 4, 2 };
	char caption[WT_COST_LEGEND_BYTES];
	struct wt_plot plot;

	if (!has_bars(results, bars))
		return true;
	if (!wt_plot_begin(&plot, bars->id, bars->title, WIDTH, HEIGHT, reason))
		return false;
	wt_cost_caption(results, bars->bar[0].cost, caption);
	snprintf(plot.description, sizeof plot.description, "%s%s", bars->description, caption);
	fprintf(plot.stream,
		"set style data histogram\nset style histogram %s\nset style fill solid 1 noborder\n"
		"set boxwidth %s\nset ylabel '%s'\nset yrange [0:*]\nset xtics rotate by (narrow ? 90 : 30) right\n",
		bars->stacked ? "rowstacked" : "clustered gap 1", bars->stacked ? "0.7" : "1", bars->axis);
	if (bars->with_round_trips)
		fputs("set y2range [0:*]\nset y2tics 1\nset y2label 'round trips'\nset border 11\n", plot.stream);
	put_data(results, bars, plot.stream);
	fputs("plot ", plot.stream);
	for (size_t b = 0, drawn = 0; b < bars->count && b < BARS_MAX; b++)
		if (has_bar(results, &bars->bar[b]))
			fprintf(plot.stream, "%s$d using %zu:xtic(1) title '%s' lc rgb '%s'",
				drawn++ ? ", " : "", b + 2, bars->bar[b].title, wt_colours[colours[b]]);
	if (bars->with_round_trips)
		fprintf(plot.stream,
			", $d using 0:%zu axes x1y2 with points pt 7 ps 0.7 lc rgb '%s' title 'round trips'",
			bars->count + 2, wt_colours[1]);
	fputc('\n', plot.stream);
	return wt_plot_end(&plot, page, reason);
}

/* A row a series and end: what is not there is told behind the table. */
static void put_row(const struct wt_results *results, size_t series, enum wt_role role, FILE *page)
{
	char text[32];

	fputs("<tr><td>", page);
	wt_html_text(results->plan.series[series].name, page);
	fputs(role == WT_CLIENT ? "</td><td>client</td>" : "</td><td>server</td>", page);
	for (int cost = 0; cost < WT_COSTS; cost++)
		fprintf(page, "<td>%s</td>",
			wt_cost_text((enum wt_cost_id)cost,
				       figure(results, series, role, (enum wt_cost_id)cost), text));
	fputs("</tr>\n", page);
}

static void tell_reason(const char *text, bool first, FILE *page)
{
	fputs(first ? "<p class=\"soft\">Not available:</p>\n<ul class=\"soft\">\n<li>" : "<li>", page);
	wt_html_text(text, page);
	fputs("</li>\n", page);
}

/* What stands under the table: what its mark means, and why figures are not there. */
static void put_below(const struct wt_results *results, FILE *page)
{
	char legend[WT_COST_LEGEND_BYTES], *list = NULL;
	size_t length = 0;
	FILE *memory = open_memstream(&list, &length);

	wt_cost_legend(results, legend);
	if (*legend)
		fprintf(page, "<p class=\"soft\">%s.</p>\n", legend);
	if (!memory)
		return;
	wt_cost_reasons(results, tell_reason, memory);
	if (fclose(memory) == 0 && length)
		fprintf(page, "%s</ul>\n", list);
	free(list);
}

static void put_table(const struct wt_results *results, FILE *page)
{
	fprintf(page,
		"<h2>What else an exchange costs</h2>\n<p class=\"soft\">Messages of %u bytes; 1 KB is 1000 bytes; "
		"a - is not available, the list below says why.</p>\n<div class=\"wide\"><table>\n"
		"<tr><th>series</th><th>end</th>",
		results->plan.sizes.bytes[wt_cost_size(&results->plan)]);
	for (int cost = 0; cost < WT_COSTS; cost++)
		fprintf(page, "<th>%s%s%s%s</th>", wt_cost_rows[cost].title, *wt_cost_rows[cost].unit ? ", " : "",
			wt_cost_rows[cost].unit, wt_cost_mark(results, (enum wt_cost_id)cost));
	fputs("</tr>\n", page);
	for (size_t i = 0; i < results->plan.series_count; i++) {
		if (!wt_judged_usable(results, (int)i))
			continue;
		if (wt_cost_is_told(&results->plan, WT_CLIENT))
			put_row(results, i, WT_CLIENT, page);
		if (wt_cost_is_told(&results->plan, WT_SERVER))
			put_row(results, i, WT_SERVER, page);
	}
	fputs("</table></div>\n", page);
	put_below(results, page);
}

bool wt_page_costs(const struct wt_judged *judged, FILE *page, struct wt_reason *reason)
{
	for (size_t i = 0; i < sizeof plots / sizeof *plots; i++)
		if (!plot_bars(judged->results, &plots[i], page, reason))
			return false;
	put_table(judged->results, page);
	return true;
}
