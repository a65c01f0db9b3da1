/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The figures of a report: plots_*.c adds each to a document, as a script for gnuplot with its data in it. */
#ifndef WT_PLOTS_H
#define WT_PLOTS_H

#include "document.h"
#include "judged.h"

void wt_plots_times(const struct wt_judged *judged, struct wt_document *document);
void wt_plots_curves(const struct wt_judged *judged, struct wt_document *document); /* part of the one above */
void wt_plots_builds(const struct wt_judged *judged, struct wt_document *document);
void wt_plots_costs(const struct wt_results *results, struct wt_document *document);
void wt_plots_hold(const struct wt_results *results, struct wt_document *document);
/* Of clients at once: exchanges a second by how many there are. */
void wt_plots_crowd(const struct wt_judged *judged, struct wt_document *document);

#endif
