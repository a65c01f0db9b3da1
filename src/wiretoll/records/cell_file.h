/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reads the file that one program of a pair wrote in one cell. */
#ifndef WT_CELL_FILE_H
#define WT_CELL_FILE_H

#include "cell_data.h"

/*
 * Reads one file. A missing one is no error (`present` is false), nor is a last
 * line that is not whole. False: anything else that is not as it must be;
 * `reason` names file and line. Free with wt_cell_file_free in any case.
 */
bool wt_cell_file_read(struct wt_cell_file *file, const char *path, const struct wt_cell_expected *expected,
		       struct wt_reason *reason);

#endif
