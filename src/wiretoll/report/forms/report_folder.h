/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The report of a folder, from its files to what was asked for: each form goes to a file that is written whole or not
 * at all. */
#ifndef WT_REPORT_FOLDER_H
#define WT_REPORT_FOLDER_H

#include <stdio.h>

#include "reason.h"

/* What a person asked for: names of files, "-" for the standard output, NULL for none. */
struct wt_report_wish {
	bool allow_unlike;
	const char *html, *csv, *markdown, *json;
	bool screen;        /* of the text one screen, in place of the whole report */
	bool page_optional; /* a page that cannot be drawn is no failure: there may be no gnuplot */
};

/* Whether each form has a place of its own. False: `reason` names two that share one. */
bool wt_report_wish_valid(const struct wt_report_wish *wish, struct wt_reason *reason);

/* Whether a form goes to the standard output, where the table would be in its way. */
bool wt_report_to_output(const struct wt_report_wish *wish);

/*
 * Judges a folder and writes the text to `stream` unless it is NULL, then what is wished; with
 * `keep` the whole text to report.txt in the folder, too. `complete`: every series that can be made is
 * done. False: `reason`.
 */
bool wt_report_wished(const char *path, const struct wt_report_wish *wish, FILE *stream, bool keep, bool *complete,
		      struct wt_reason *reason);

/* Of a run: to `stream` one screen, or with `full` the whole report, and to report.txt and report.html in the folder. */
bool wt_report_run_made(const char *path, FILE *stream, bool full, bool *complete, struct wt_reason *reason);

#endif
