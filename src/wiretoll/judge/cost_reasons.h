/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Why costs are not available: each reason once, for below the table of costs in every form of the report. */
#ifndef WT_COST_REASONS_H
#define WT_COST_REASONS_H

#include <stdbool.h>

#include "results_data.h"

/*
 * Why figures of series that are shown are not available, at the size that stands for all: `tell` is called once
 * for each reason with the costs that it is of, `first` with the first.
 */
typedef void (*wt_cost_teller)(const char *text, bool first, void *context);
void wt_cost_reasons(const struct wt_results *results, wt_cost_teller tell, void *context);

#endif
