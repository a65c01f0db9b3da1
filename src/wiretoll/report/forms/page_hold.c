/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "page_hold.h"

#include "escape.h"
#include "side_cells.h"
#include "hold_line.h"
#include "plot.h"
#include "report_hold.h"
#include "report_label.h"

enum { WIDTH = 860, HEIGHT = 420, LABEL_BYTES = 96 };

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
		fprintf(stream, "%u %.6g\n", held->points[i].sessions,
			(double)held->points[i].heap_bytes / 1e6);
	fputs("EOD\n", stream);
}

/* A peer that is the same throughout tells nothing of the series. */
static bool is_drawn(const struct wt_results *results, size_t series, enum wt_role role)
{
	return results->series[series].hold.cell.state == WT_EXTRA_DONE && !wt_hold_is_peer(results, role);
}

static void put_curves(const struct wt_results *results, FILE *stream)
{
	char name[LABEL_BYTES], label[LABEL_BYTES];
	const char *comma = "";
	size_t count = 0;

	fputs("plot", stream);
	for (size_t i = 0; i < results->plan.series_count; i++) {
		const char *colour = wt_colours[count % WT_COLOURS];
		bool client = is_drawn(results, i, WT_CLIENT), server = is_drawn(results, i, WT_SERVER);

		wt_plot_label(wt_report_series(results, i, name, sizeof name), label, sizeof label);
		if (client)
			fprintf(stream, "%s $c%zu using 1:2 with linespoints pt 7 ps 0.4 lc rgb '%s' title '%s'",
				comma, i, colour, label);
		if (server)
			fprintf(stream, "%s $s%zu using 1:2 with lines dt 2 lc rgb '%s' title '%s'",
				client ? "," : comma, i, colour, client ? "" : label);
		count += client || server;
		comma = count ? "," : "";
	}
	fputc('\n', stream);
}

static bool plot_heap(const struct wt_results *results, FILE *page, struct wt_reason *reason)
{
	struct wt_plot plot;

	if (!wt_plot_begin(&plot, "plot_hold", "Sessions held", WIDTH, HEIGHT, reason))
		return false;
	plot.entries = results->plan.series_count;
	snprintf(plot.description, sizeof plot.description,
		 "Lines: heap in MB that the TLS library holds against the number of sessions that are open at "
		 "once, one colour a series; solid with dots the client, dashed the server.");
	fputs("set xlabel 'sessions open'\nset ylabel 'MB of heap'\nset yrange [0:*]\nset xrange [0:*]\n",
	      plot.stream);
	for (size_t i = 0; i < results->plan.series_count; i++) {
		if (is_drawn(results, i, WT_CLIENT))
			put_points(&results->series[i].hold.client, 'c', i, plot.stream);
		if (is_drawn(results, i, WT_SERVER))
			put_points(&results->series[i].hold.server, 's', i, plot.stream);
	}
	put_curves(results, plot.stream);
	return wt_plot_end(&plot, page, reason);
}

static void put_line(const struct wt_held_line *line, FILE *page)
{
	if (!line)
		fputs("<td>-</td><td>-</td>", page);
	else if (wt_held_is_line(line))
		fprintf(page, "<td>%.0f</td><td>%.5f</td>", line->slope_bytes, line->r2);
	else
		fprintf(page, "<td>%.0f</td><td class=\"bad\">not a line</td>", line->slope_bytes);
}

static void put_row(const struct wt_results *results, size_t series, enum wt_role role, FILE *page)
{
	const struct wt_hold_results *hold = &results->series[series].hold;

	fputs("<tr><td>", page);
	wt_html_text(results->plan.series[series].name, page);
	fprintf(page, "</td><td>%s%s</td><td>%u</td>", role == WT_CLIENT ? "client" : "server",
		wt_hold_is_peer(results, role) ? "*" : "",
		role == WT_CLIENT ? hold->client.held : hold->server.held);
	put_line(wt_hold_line(results, series, role, false), page);
	put_line(wt_hold_line(results, series, role, true), page);
	fputs("</tr>\n", page);
}

static void put_table(const struct wt_results *results, FILE *page)
{
	fputs("<div class=\"wide\"><table>\n<tr><th>series</th><th>end</th><th>open at once</th>"
	      "<th>heap of one, bytes</th><th>line</th><th>RSS of one, bytes</th><th>line</th></tr>\n",
	      page);
	for (size_t i = 0; i < results->plan.series_count; i++) {
		if (results->series[i].hold.cell.state != WT_EXTRA_DONE)
			continue;
		put_row(results, i, WT_CLIENT, page);
		put_row(results, i, WT_SERVER, page);
	}
	fputs("</table></div>\n", page);
}

static void put_reasons(const struct wt_results *results, FILE *page)
{
	for (size_t i = 0; i < results->plan.series_count; i++) {
		const struct wt_hold_results *hold = &results->series[i].hold;

		if (!*wt_extra_word(&hold->cell))
			continue;
		fprintf(page, "<p class=\"bad\">%s hold of ", wt_extra_word(&hold->cell));
		wt_html_text(results->plan.series[i].name, page);
		fputs(": ", page);
		wt_html_text(hold->cell.why.text, page);
		fputs("</p>\n", page);
	}
}

bool wt_hold_page(const struct wt_results *results, FILE *page, struct wt_reason *reason)
{
	char remark[WT_HOLD_REMARK_BYTES];

	if (!results->plan.hold)
		return true;
	if (any_done(results)) {
		if (!plot_heap(results, page, reason))
			return false;
		put_table(results, page);
	} else {
		fputs("<h2>Sessions held</h2>\n", page);
	}
	put_reasons(results, page);
	wt_hold_remark(results, remark);
	fputs("<p class=\"soft\">", page);
	if (*wt_hold_too_few(results))
		fprintf(page, "%s ", wt_hold_too_few(results));
	wt_html_text(wt_hold_legend, page);
	fputs(*remark ? " * " : "", page);
	wt_html_text(remark, page);
	fputs("</p>\n", page);
	return true;
}
