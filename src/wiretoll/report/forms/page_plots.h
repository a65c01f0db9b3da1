/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The plots of the page: each is a script for gnuplot with its data in it. */
#ifndef WT_PAGE_PLOTS_H
#define WT_PAGE_PLOTS_H

#include <stdio.h>

#include "judged.h"

/* False: a plot cannot be made; `reason` says why. */
bool wt_page_plots(const struct wt_judged *judged, FILE *page, struct wt_reason *reason);

#endif
