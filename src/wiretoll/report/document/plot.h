/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A figure of a document while its script for gnuplot is written. */
#ifndef WT_PLOT_H
#define WT_PLOT_H

#include <stdio.h>

#include "document.h"
#include "results_data.h"

/* Colours that colour-blind readers can tell apart (Okabe and Ito 2008), readable on light and dark. */
enum { WT_COLOURS = 7 };
extern const char *const wt_colours[WT_COLOURS];

enum { WT_PLOT_HEIGHT = 420 };

struct wt_plot {
	const char *title; /* the caller's, until it ends */
	struct wt_figure figure;
	FILE *stream; /* to write gnuplot's commands to; `narrow` is 1 there for a phone, else 0 */
};

/* Writes what all plots share. False: the document has no figures, or memory is short; then there is nothing to end. */
bool wt_plot_begin(struct wt_plot *plot, struct wt_document *document, const char *id, const char *title, int height);

/* What stands in the page for those who do not see it: once a plot. */
void wt_plot_describe(struct wt_plot *plot, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* Adds it to the document, which goes on for all forms. */
void wt_plot_end(struct wt_plot *plot, struct wt_document *document);

/* A figure behind a blank; one that cannot be had is gnuplot's word for that. */
void wt_plot_number(FILE *stream, double value);

/* Text that comes from a record, made fit for a script's string: no quote, no backslash, no escape. Returns `to`. */
enum { WT_PLOT_LABEL_BYTES = 96 };
const char *wt_plot_label(const char *from, char to[WT_PLOT_LABEL_BYTES]);

/* The same of a series: "tls1.3 wolfSSL", "tcp". Returns `label`. */
const char *wt_plot_series(const struct wt_results *results, size_t index, char label[WT_PLOT_LABEL_BYTES]);

/*
 * Horizontal bars, a group of `bars` a line of the data $d: a label in quotes, then figures. On each other, or below each
 * other; on a phone the label stands above its group. The plot becomes as high as its groups need.
 */
struct wt_plot_bars {
	size_t groups, bars;
	bool stacked, upper; /* on each other; there is a scale above them, too */
	const char *axis;    /* what the figures are */
};
/* Begins gnuplot's command `plot`: data and settings stand before it, its elements and a new line behind it. */
void wt_plot_bars_begin(struct wt_plot *plot, const struct wt_plot_bars *bars);
/* The bar of that index, whose figure is in that column (the label's is 1); of stacked ones the columns begin with 2. */
void wt_plot_bar(FILE *stream, const struct wt_plot_bars *bars, size_t index, size_t column, const char *title,
		 const char *colour);
/* On that bar, whose figure is in `column`; the interval's ends are in the two behind it. */
void wt_plot_whisker(FILE *stream, const struct wt_plot_bars *bars, size_t index, size_t column);

#endif
