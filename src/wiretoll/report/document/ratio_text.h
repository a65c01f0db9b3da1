/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Ratios in the digits that they have in every table. */
#ifndef WT_RATIO_TEXT_H
#define WT_RATIO_TEXT_H

#include "measure.h"
#include "statistics.h"

enum { WT_RATIO_BYTES = 64, WT_OVER_BYTES = 128 };

/* "2.40 [2.31 2.49]", "13.2 [12.1 14.4]"; of an estimate without an interval "2.40"; "-" without a figure. */
const char *wt_ratio_text(const struct wt_estimate *ratio, char text[WT_RATIO_BYTES]);

/* "x2.04", "x11.3", "x2057"; "-" without a figure. */
const char *wt_times_text(double ratio, char text[32]);

/* A difference in the unit of the measure, "+704.2 [+690.1 +718.3]"; "-" without a figure. */
const char *wt_over_text(const struct wt_measure *measure, const struct wt_estimate *over, char text[WT_OVER_BYTES]);

#endif
