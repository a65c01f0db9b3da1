/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Takes one record of a file, whatever it tells, into the cell that it is of. */
#ifndef WT_CELL_RECORD_H
#define WT_CELL_RECORD_H

#include "cell_data.h"

/* `line` is its JSON text. False: `reason` names the field that is not as it must be. */
bool wt_cell_file_record(struct wt_cell_file *file, const struct wt_cell_expected *expected, const char *line,
			 size_t length, struct wt_reason *reason);

#endif
