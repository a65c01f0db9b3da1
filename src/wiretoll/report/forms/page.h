/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The report as one HTML page that needs nothing else: no script, no font, no request. */
#ifndef WT_PAGE_H
#define WT_PAGE_H

#include <stdio.h>

#include "judged.h"

/* Writes the page. False: a plot cannot be made; `reason` says why. */
bool wt_page(const struct wt_judged *judged, FILE *page, struct wt_reason *reason);

/* What stands at its top: the answer, whether it is trusted, and of which board. */
void wt_page_answer(const struct wt_judged *judged, FILE *page);

#endif
