/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The figures of times: each is a script for gnuplot with its data in it. */
#ifndef WT_PLOTS_TIMES_H
#define WT_PLOTS_TIMES_H

#include "document.h"
#include "judged.h"

void wt_plots_times(const struct wt_judged *judged, struct wt_document *document);

#endif
