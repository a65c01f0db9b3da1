/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Whether the figures of one cell fit each other. Programs write them so; what
 * does not fit was edited, or put together from several runs.
 */
#ifndef WT_CELL_CHECK_H
#define WT_CELL_CHECK_H

#include "cell_data.h"

/* A client's `summary` against the tries of its size that stand before it. */
bool wt_cell_check_summary(struct wt_cell_file *file, const struct wt_cell_expected *expected, const json_t *record,
			   struct wt_reason *reason);

/*
 * The heap of a whole file: told by nobody who says that he does not count it, and in the cell that counts it by
 * every try and the end, which fit each other.
 */
bool wt_cell_check_heap(const struct wt_cell_file *file, const struct wt_cell_expected *expected,
			struct wt_reason *reason);

/* An `end` against what a process can have used. What is not told is not checked. */
bool wt_cell_check_end(const struct wt_cell_file *file, const json_t *end, struct wt_reason *reason);

#endif
