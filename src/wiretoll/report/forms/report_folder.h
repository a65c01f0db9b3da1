/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The report of a folder, from its files to what was asked for. */
#ifndef WT_REPORT_FOLDER_H
#define WT_REPORT_FOLDER_H

#include <stdio.h>

#include "report_files.h"

/*
 * Judges a folder and writes the table to `stream` unless it is NULL, then what is wished; with
 * `keep` the table to report.txt in the folder, too. `complete`: every series that can be made is
 * done. False: `reason`.
 */
bool wt_report_wished(const char *path, const struct wt_report_wish *wish, FILE *stream, bool keep,
		      bool *complete, struct wt_reason *reason);

/* The same without a wish; with `keep` to report.txt and report.html in the folder. */
bool wt_report_folder(const char *path, FILE *stream, bool keep, bool *complete,
		      struct wt_reason *reason);

#endif
