/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Takes a `try` record into the cell that it is of. */
#ifndef WT_CELL_TRY_H
#define WT_CELL_TRY_H

#include "cell_data.h"
#include "try_scan.h"

/* False: `reason` names the field that is not as it must be. */
bool wt_cell_take_try(struct wt_cell_file *file, const struct wt_cell_expected *expected, struct wt_try_scan *record,
		      struct wt_reason *reason);

#endif
