/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Whether the files of a cell belong where they lie: to this cell, and to this run. */
#ifndef WT_ORIGIN_H
#define WT_ORIGIN_H

#include "cell_data.h"
#include "folder.h"

/* Both ends of a whole cell were written under its name. False: `why` says under which. */
bool wt_cell_in_place(const struct wt_cell_file *client, const struct wt_cell_file *server,
		      const struct wt_series *series, struct wt_cell_id id, struct wt_reason *why);

/*
 * They are of the run that the plan is of, and of each other. Notes the folder that
 * they were written to in `origin`, empty at first, where the later ones are compared with it.
 */
bool wt_cell_of_this_run(const struct wt_plan *plan, const struct wt_series *series, char origin[WT_FOLDER_NAME_BYTES],
			 const struct wt_cell_file *client, const struct wt_cell_file *server, struct wt_reason *why);

#endif
