/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The figure of sessions held: what they take against how many are open. */
#ifndef WT_PLOTS_HOLD_H
#define WT_PLOTS_HOLD_H

#include "document.h"
#include "results_data.h"

/* Adds nothing where no series holds any. */
void wt_plots_hold(const struct wt_results *results, struct wt_document *document);

#endif
