/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Ratios in the digits that they have in every table. */
#ifndef WT_RATIO_TEXT_H
#define WT_RATIO_TEXT_H

#include "statistics.h"

enum { WT_RATIO_BYTES = 64 };

/* "2.40 [2.31 2.49]", "13.2 [12.1 14.4]"; of an estimate without an interval "2.40"; "-" without a figure. */
const char *wt_ratio_text(const struct wt_estimate *ratio, char text[WT_RATIO_BYTES]);

/* "x2.04", "x11.3", "x2057"; "-" without a figure. */
const char *wt_times_text(double ratio, char text[32]);

#endif
