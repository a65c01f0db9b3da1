/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Whether what is compared was measured side by side. */
#ifndef WT_PAIRED_H
#define WT_PAIRED_H

#include "results_data.h"

/* Takes the start of one more client of a round. */
void wt_span_add(struct wt_span *to, const struct wt_cell_file *client);

/*
 * Whether each round was over before the next one began, so that what is compared was measured side by side. A run
 * of ours makes it so; of programs that were started by hand it has to be seen. False: `round` is the first, from 0, that
 * reaches into the next one.
 */
bool wt_results_paired(const struct wt_results *results, uint32_t *round);

#endif
