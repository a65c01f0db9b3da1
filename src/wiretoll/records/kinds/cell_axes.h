/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Whether the records of a cell show what the axes of its row say: a record of another row is none of this series. A
 * value that is not the first one has to be told.
 */
#ifndef WT_CELL_AXES_H
#define WT_CELL_AXES_H

#include "cell_data.h"
#include "try_scan.h"

/* What was negotiated, where it is told. */
bool wt_cell_check_axes(const struct wt_cell_expected *expected, const json_t *negotiated, struct wt_reason *reason);

/* One try, where it was answered and is not cold. */
bool wt_cell_check_try_axes(const struct wt_cell_expected *expected, struct wt_try_scan *record,
			    struct wt_reason *reason);

/* The connection that carried all messages: it tells what no try does. */
bool wt_cell_check_session_axes(const struct wt_cell_expected *expected, const json_t *record,
				struct wt_reason *reason);

/* A whole file in which something was answered or held: whether it told what was negotiated, if it had to. */
bool wt_cell_check_told(const struct wt_cell_file *file, const struct wt_cell_expected *expected,
			struct wt_reason *reason);

#endif
