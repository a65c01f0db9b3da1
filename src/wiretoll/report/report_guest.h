/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Instructions of an emulated board, with a head of their own. */
#ifndef WT_REPORT_GUEST_H
#define WT_REPORT_GUEST_H

#include "document.h"
#include "results_data.h"

void wt_report_guest(const struct wt_results *results, struct wt_document *document);

#endif
