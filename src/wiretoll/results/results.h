/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reads a whole folder of results; behind it nobody opens a file. */
#ifndef WT_RESULTS_H
#define WT_RESULTS_H

#include "results_data.h"

/*
 * Reads a whole folder. Files that are not as they must be make their series
 * failed, with the reason; False: no plan, or memory is short. Allocates; free
 * with wt_results_free in any case.
 */
bool wt_results_read(struct wt_results *results, const char *path, struct wt_reason *reason);
void wt_results_free(struct wt_results *results);

/* The same in memory of its own; NULL: `reason` says why. Release with wt_results_close; NULL is allowed. */
struct wt_results *wt_results_open(const char *path, struct wt_reason *reason);
void wt_results_close(struct wt_results *results);

#endif
