/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Makes a folder of results of what pairs left behind that nobody of us started: both ends joined, or the client's alone. */
#ifndef WT_IMPORT_H
#define WT_IMPORT_H

#include "folder.h"

/* Strings are the caller's. */
struct wt_import_request {
	const char *clients; /* folder of the client's end */
	const char *servers; /* of the server's; NULL: it is not at hand */
	const char *out;     /* where the folder of results is made */
};

/*
 * Reads both folders as strictly as a report reads its own, joins the files of each run, and copies them into a new
 * folder with a plan.json. False: `reason` names the file and what is wrong, and nothing is left behind.
 */
bool wt_import(const struct wt_import_request *request, struct wt_folder *folder, struct wt_reason *reason);

#endif
