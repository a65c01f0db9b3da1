/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "plot.h"

#include <ctype.h>
#include <math.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

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

const char *wt_plot_label(const char *from, char *to, size_t room)
{
	size_t i = 0;

	for (; from[i] && i + 1 < room; i++) {
		char c = from[i];

		to[i] = isalnum((unsigned char)c) || strchr(" .-_:/()+", c) ? c : '?';
	}
	to[i] = '\0';
	return to;
}
