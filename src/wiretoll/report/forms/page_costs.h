/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The page's part on what an exchange costs beside time: bars of the costs that matter most, and the table of all. */
#ifndef WT_PAGE_COSTS_H
#define WT_PAGE_COSTS_H

#include <stdio.h>

#include "judged.h"

/* False: a plot cannot be made; `reason` says why. */
bool wt_page_costs(const struct wt_judged *judged, FILE *page, struct wt_reason *reason);

#endif
