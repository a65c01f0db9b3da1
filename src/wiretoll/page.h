/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The report as one HTML page that needs nothing else: no script, no font, no request. */
#ifndef WT_PAGE_H
#define WT_PAGE_H

#include <stdio.h>

#include "judge.h"

/* Writes the page. False: a plot cannot be made; `reason` says why. */
bool wt_page(const struct wt_judged *judged, FILE *page, struct wt_reason *reason);

/* The parts of it. */
bool wt_page_plots(const struct wt_judged *judged, FILE *page, struct wt_reason *reason);
void wt_page_answer(const struct wt_judged *judged, FILE *page);
/* What an exchange costs beside time: on the wire, CPU time, memory, flash. */
bool wt_page_costs(const struct wt_judged *judged, FILE *page, struct wt_reason *reason);
void wt_page_tables(const struct wt_judged *judged, FILE *page);
void wt_page_lists(const struct wt_judged *judged, FILE *page);

/* "tls1.3 wolfSSL", "tcp": what a series is called in the page. */
const char *wt_page_series(const struct wt_results *results, size_t index, char *text, size_t room);

#endif
