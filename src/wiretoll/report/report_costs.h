/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What an exchange costs beside time: a block a secure transport, a row a cost. */
#ifndef WT_REPORT_COSTS_H
#define WT_REPORT_COSTS_H

#include "document.h"
#include "results_data.h"

void wt_report_costs(const struct wt_results *results, struct wt_document *document);

#endif
