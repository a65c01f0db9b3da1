/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The cells behind the rounds: what they tell of a series beside its times. */
#ifndef WT_SIDE_CELLS_H
#define WT_SIDE_CELLS_H

#include "results_data.h"

/* Reads those of one series, whose rounds were read. */
void wt_side_cells_read(struct wt_results *results, size_t index);

/* "FAILED", "UNFINISHED", or "" of one that is done or not planned. */
const char *wt_extra_word(const struct wt_extra *extra);

/* Whether every extra cell that was planned is done. */
bool wt_side_cells_complete(const struct wt_results *results);

#endif
