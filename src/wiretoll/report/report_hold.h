/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The sessions that were held open at once. */
#ifndef WT_REPORT_HOLD_H
#define WT_REPORT_HOLD_H

#include "document.h"
#include "results_data.h"

/* Adds nothing when the plan holds none. */
void wt_report_hold(const struct wt_results *results, struct wt_document *document);

#endif
