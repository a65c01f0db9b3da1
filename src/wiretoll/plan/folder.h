/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A folder of results: where its files lie, and how they come to be there whole. */
#ifndef WT_FOLDER_H
#define WT_FOLDER_H

#include <stdint.h>

#include "plan.h"
#include "reason.h"
#include "whole_file.h"

struct wt_folder {
	char path[WT_PATH_BYTES];
};

/*
 * Makes `<parent>/<UTC time>-<board>/`, the parent included, with plan.json in
 * it, and points `<parent>/latest` to it. When that fails nothing is left.
 */
bool wt_folder_make(struct wt_folder *folder, const char *parent, struct wt_plan *plan, struct wt_reason *reason);

/* The same with more in it before `latest` points there: `fill` puts it there, and what it has put goes if it fails. */
typedef bool (*wt_folder_fill)(const struct wt_folder *folder, const struct wt_plan *plan, void *context,
			       struct wt_reason *reason);
bool wt_folder_make_filled(struct wt_folder *folder, const char *parent, struct wt_plan *plan, wt_folder_fill fill,
			   void *context, struct wt_reason *reason);

/* Makes a folder that was named with --out, and those above it. */
bool wt_folder_parents(const char *path, struct wt_reason *reason);

/* The name of a folder by its path; empty where that is a link's or tells nothing. */
void wt_folder_name(const char *path, char name[WT_FOLDER_NAME_BYTES]);

/* Notes the name that a folder has now in its plan, if it is another. False: it has had too many. */
bool wt_folder_note_name(const struct wt_folder *folder, struct wt_plan *plan, struct wt_reason *reason);
bool wt_folder_has_name(const struct wt_plan *plan, const char *name);

/* Takes an existing folder. False when there is none of that name. */
bool wt_folder_open(struct wt_folder *folder, const char *path, struct wt_reason *reason);

/* Removes what a process that was killed left half written. Only for whoever has the folder's lock. */
void wt_folder_sweep(const struct wt_folder *folder);

/* Makes the folder of one series if it is missing. */
bool wt_folder_series(const struct wt_folder *folder, const struct wt_series *series, struct wt_reason *reason);

/* The files of a cell; `what` is "client.jsonl", "server.jsonl" or "failed". */
void wt_folder_cell(const struct wt_folder *folder, const struct wt_series *series, struct wt_cell_id id,
		    const char *what, char path[WT_FILE_BYTES]);

/* Writes `<folder>/plan.json`; reads it back. `plan` is freed by wt_plan_free also after a failure. */
bool wt_plan_write(const struct wt_plan *plan, const struct wt_folder *folder, struct wt_reason *reason);
bool wt_plan_read(struct wt_plan *plan, const struct wt_folder *folder, struct wt_reason *reason);

#endif
