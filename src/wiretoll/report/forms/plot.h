/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Plots by gnuplot, as SVG that stands in the middle of a page. */
#ifndef WT_PLOT_H
#define WT_PLOT_H

#include <stdio.h>

#include "reason.h"

/* Colours that colour-blind readers can tell apart (Okabe and Ito 2008), readable on light and dark. */
enum { WT_COLOURS = 7 };
extern const char *const wt_colours[WT_COLOURS];

/* A plot that is being made: its script, and what stands in the page for those who do not see it. */
struct wt_plot {
	const char *id;          /* unique in the page, [a-z_]: constant */
	const char *title;
	char description[512];
	size_t entries;          /* of the legend, when they are many: a phone has them below each other */
	int width, height;       /* for a desk; for a phone there is a narrower one */
	char *script;            /* the stream's own */
	size_t length;
	FILE *stream;            /* to write gnuplot's commands to */
};

/* Opens the stream and writes what all plots share; `narrow` is 1 in the script for a phone, else 0. False: memory is short. */
bool wt_plot_begin(struct wt_plot *plot, const char *id, const char *title, int width, int height,
		   struct wt_reason *reason);

/* A figure behind a blank; one that cannot be had is gnuplot's word for that. */
void wt_plot_number(FILE *stream, double value);

/*
 * Has gnuplot draw it, broad and narrow, and writes the SVG to `page`. Frees the plot in any case.
 * False: gnuplot is not there or does not take the script; `reason` says it.
 */
bool wt_plot_end(struct wt_plot *plot, FILE *page, struct wt_reason *reason);

/* Text that comes from a record, made fit for a script's string: no quote, no backslash, no escape. */
const char *wt_plot_label(const char *from, char *to, size_t room);

#endif
