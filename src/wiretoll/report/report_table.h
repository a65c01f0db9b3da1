/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The tables of medians, of what security costs, and of first exchanges, as text. */
#ifndef WT_REPORT_TABLE_H
#define WT_REPORT_TABLE_H

#include <stdio.h>

#include "judged.h"

void wt_report_table(const struct wt_judged *judged, FILE *stream);

#endif
