/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The page's part of sessions held: what they take against how many are open, and the figures. */
#ifndef WT_PAGE_HOLD_H
#define WT_PAGE_HOLD_H

#include <stdio.h>

#include "results_data.h"

/* Writes nothing when the plan holds none. False: the plot cannot be made; `reason` says why. */
bool wt_hold_page(const struct wt_results *results, FILE *page, struct wt_reason *reason);

#endif
