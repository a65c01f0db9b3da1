/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "plot.h"

#include <ctype.h>
#include <math.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "report_label.h"

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
	char text[WT_PLOT_LABEL_BYTES];

	for (size_t v = 0; v < results->plan.variants.count; v++)
		if (!strcmp(results->plan.variants.name[v], series->variant))
			variant = wt_report_label(results, v);
	if (!wt_row_is_secure(&series->row))
		variant = "";
	snprintf(text, sizeof text, "%s%s%s", series->row.name, *variant ? " " : "", variant);
	return wt_plot_label(text, label);
}

void wt_plot_bars(FILE *stream, bool stacked, const char *axis)
{
	fprintf(stream,
		"set style data histogram\nset style histogram %s\nset style fill solid 1 noborder\n"
		"set boxwidth %s\nset ylabel '%s'\nset yrange [0:*]\nset xtics rotate by (narrow ? 90 : 30) right\n",
		stacked ? "rowstacked" : "clustered gap 1", stacked ? "0.7" : "1", axis);
}
