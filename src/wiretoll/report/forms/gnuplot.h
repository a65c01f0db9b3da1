/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Draws the figures of a document by gnuplot, as SVG that stands in the middle of a page. */
#ifndef WT_GNUPLOT_H
#define WT_GNUPLOT_H

#include <stdio.h>

#include "document.h"
#include "reason.h"

/*
 * Has gnuplot draw it, broad and narrow, and writes heading, SVG and description to `page`.
 * False: gnuplot is not there or does not take the script; `reason` says it.
 */
bool wt_gnuplot(const char *title, const struct wt_figure *figure, FILE *page, struct wt_reason *reason);

#endif
