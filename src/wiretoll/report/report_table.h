/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The tables of medians, of what security costs, and of first exchanges. */
#ifndef WT_REPORT_TABLE_H
#define WT_REPORT_TABLE_H

#include "document.h"
#include "judged.h"

void wt_report_table(const struct wt_judged *judged, struct wt_document *document);

#endif
