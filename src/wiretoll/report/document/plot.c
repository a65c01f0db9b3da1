/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "plot.h"

#include <ctype.h>
#include <math.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "report_label.h"

/* In pixels: what a plot of bars has beside them, and what a bar takes; a group of several is followed by a gap. */
enum { BARS_FRAME = 140, UPPER_SCALE = 70, KEY_BELOW = 8, BAR_THICK = 24, BAR_THIN = 14, BAR_GAP = 10 };

const char *const wt_colours[WT_COLOURS] = {
	"#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9", "#808080"
};

void wt_plot_number(FILE *stream, double value)
{
	if (isnan(value) || isinf(value))
		fputs(" NaN", stream);
	else
		fprintf(stream, " %.6g", value);
}

bool wt_plot_begin(struct wt_plot *plot, struct wt_document *document, const char *id, const char *title, int height)
{
	*plot = (struct wt_plot){ .title = title, .figure = { .id = id, .width = 860, .height = height } };
	if (!(document->forms & WT_FORM_HTML))
		return false;
	plot->stream = open_memstream(&plot->figure.script, &plot->figure.length);
	if (!plot->stream) {
		document->failed = true;
		return false;
	}
	fprintf(plot->stream, "set encoding utf8\n"
			      "set key outside top center horizontal Left reverse samplen (narrow ? 2 : 4)\n"
			      "set border 3 lc rgb 'black'\n"
			      "set tics nomirror out\n"
			      "set grid ytics lc rgb 'gray' dt 3\n");
	return true;
}

void wt_plot_describe(struct wt_plot *plot, const char *format, ...)
{
	va_list arguments;

	va_start(arguments, format);
	if (vasprintf(&plot->figure.description, format, arguments) < 0)
		plot->figure.description = NULL;
	va_end(arguments);
}

void wt_plot_end(struct wt_plot *plot, struct wt_document *document)
{
	document->failed = fclose(plot->stream) != 0 || !plot->figure.description || document->failed;
	wt_document_for(document, WT_FORM_HTML);
	wt_say_figure(document, plot->title, &plot->figure);
	wt_document_for(document, WT_FORM_ALL);
}

const char *wt_plot_label(const char *from, char to[WT_PLOT_LABEL_BYTES])
{
	size_t i = 0;

	for (; from[i] && i + 1 < WT_PLOT_LABEL_BYTES; i++) {
		char c = from[i];

		to[i] = isalnum((unsigned char)c) || strchr(" .-_:/()+", c) ? c : '?';
	}
	to[i] = '\0';
	return to;
}

const char *wt_plot_series(const struct wt_results *results, size_t index, char label[WT_PLOT_LABEL_BYTES])
{
	const struct wt_series *series = &results->plan.series[index];
	const char *variant = series->variant;
	char text[WT_ROW_NAME_BYTES + WT_PLOT_LABEL_BYTES];

	for (size_t v = 0; v < results->plan.variants.count; v++)
		if (!strcmp(results->plan.variants.name[v], series->variant))
			variant = wt_report_label(results, v);
	if (!wt_row_is_secure(&series->row))
		variant = "";
	snprintf(text, sizeof text, "%s%s%s", series->row.name, *variant ? " " : "", variant);
	return wt_plot_label(text, label);
}

/* Of a group's height of 1: `top` is where its bars begin, `room` what they have. */
void wt_plot_bars_begin(struct wt_plot *plot, const struct wt_plot_bars *bars)
{
	size_t lines = bars->stacked ? 1 : bars->bars;

	plot->figure.height =
		BARS_FRAME + (int)bars->groups * (lines > 1 ? (int)lines * BAR_THIN + BAR_GAP : BAR_THICK);
	plot->figure.entries = bars->groups;
	fprintf(plot->stream,
		"top = narrow ? -0.1 : -0.4\nroom = narrow ? 0.55 : 0.8\nat_least(x) = x == x ? x : 0\n"
		"set style fill solid 1 noborder\nset xlabel '%s'\nset yrange [%zu - 0.4:-0.6]\n"
		"if (narrow) unset ytics\n"
		"if (!narrow) set key at screen 0.98, screen 1 - %d.0 / %d right top horizontal maxrows 1\n"
		"if (!narrow) set tmargin %d\nunset grid\nset grid xtics lc rgb 'gray' dt 3\n"
		"plot $d using (0):($0 - 0.3):(narrow ? strcol(1) : '') with labels left notitle",
		bars->axis, bars->groups, KEY_BELOW, plot->figure.height, bars->upper ? 5 : 3);
}

static void put_sum(FILE *stream, size_t from, size_t to)
{
	fputc('0', stream);
	for (size_t column = from; column < to; column++)
		fprintf(stream, " + at_least($%zu)", column);
}

/* Top or bottom of a bar. */
static void put_edge(FILE *stream, const struct wt_plot_bars *bars, size_t edge)
{
	size_t lines = bars->stacked ? 1 : bars->bars;

	fprintf(stream, "($0 + top + room * %zu / %zu.0)", edge, lines);
}

void wt_plot_bar(FILE *stream, const struct wt_plot_bars *bars, size_t index, size_t column, const char *title,
		 const char *colour)
{
	size_t line = bars->stacked ? 0 : index;

	fputs(", $d using (0):($0):(", stream);
	put_sum(stream, 2, bars->stacked ? column : 2);
	fputs("):(", stream);
	if (bars->stacked)
		put_sum(stream, 2, column + 1);
	else
		fprintf(stream, "$%zu", column);
	fputs("):", stream);
	put_edge(stream, bars, line);
	fputc(':', stream);
	put_edge(stream, bars, line + 1);
	fprintf(stream, ":ytic(1) with boxxyerror lc rgb '%s' title '%s'", colour, title);
}

void wt_plot_whisker(FILE *stream, const struct wt_plot_bars *bars, size_t index, size_t column)
{
	fprintf(stream,
		", $d using %zu:($0 + top + room * (%zu + 0.5) / %zu.0):%zu:%zu with xerrorbars pt 0 lc rgb 'black' lw 1 notitle",
		column, index, bars->bars, column + 1, column + 2);
}
