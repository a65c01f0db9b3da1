/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The figures of what an exchange costs beside time: bars of the costs that matter most. */
#ifndef WT_PLOTS_COSTS_H
#define WT_PLOTS_COSTS_H

#include "document.h"
#include "results_data.h"

void wt_plots_costs(const struct wt_results *results, struct wt_document *document);

#endif
