/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How one cell stands in its folder: what is to be made, what counts, what is refused. */
#ifndef WT_CELL_STATE_H
#define WT_CELL_STATE_H

#include "cell_data.h"
#include "folder.h"

enum wt_cell_state { WT_CELL_MISSING, WT_CELL_WHOLE, WT_CELL_BROKEN };

/*
 * Reads both files of one cell; WT_CELL_BROKEN: `reason` says why (a failure
 * that was noted, a file that is malformed). Free both in any case.
 */
enum wt_cell_state wt_cell_read(struct wt_cell_file *client, struct wt_cell_file *server,
				const struct wt_folder *folder, const struct wt_plan *plan,
				const struct wt_series *series, struct wt_cell_id id, struct wt_reason *reason);

/*
 * The same of files that lie anywhere: they are to be those of that cell. `server_path` is NULL where the plan has the
 * client's end alone; `server` stays empty then.
 */
enum wt_cell_state wt_cell_read_files(struct wt_cell_file *client, struct wt_cell_file *server, const char *client_path,
				      const char *server_path, const struct wt_plan *plan,
				      const struct wt_series *series, struct wt_cell_id id, struct wt_reason *reason);

/* Whether the files of a whole cell belong to it and to the run, and fit each other. `origin` as in wt_cell_of_this_run. */
bool wt_cell_fits(const struct wt_cell_file *client, const struct wt_cell_file *server, const struct wt_plan *plan,
		  const struct wt_series *series, struct wt_cell_id id, char origin[WT_FOLDER_NAME_BYTES],
		  struct wt_reason *reason);

/*
 * The same, and whole only where both files belong to this cell and this run, and fit each other: the one judge, for
 * the report and for what is to be made again. `origin` as in wt_cell_of_this_run.
 */
enum wt_cell_state wt_cell_judge(struct wt_cell_file *client, struct wt_cell_file *server,
				 const struct wt_folder *folder, const struct wt_plan *plan,
				 const struct wt_series *series, struct wt_cell_id id,
				 char origin[WT_FOLDER_NAME_BYTES], struct wt_reason *reason);

#endif
