/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The report of a folder, from its files to what was asked for: each form goes to a file that is written whole or not
 * at all. */
#ifndef WT_REPORT_FOLDER_H
#define WT_REPORT_FOLDER_H

#include <stdio.h>

#include "document.h"
#include "reason.h"

/* What a person asked for: names of files, "-" for the standard output, NULL for none. */
struct wt_report_wish {
	bool allow_unlike;
	const char *html, *csv, *markdown, *json;
	bool screen; /* of the text one screen, in place of the whole report */
	bool kept;   /* the whole text to report.txt in the folder, and the page to report.html where it can be drawn */
};

/* Whether each form has a place of its own. False: `reason` names two that share one. */
bool wt_report_wish_valid(const struct wt_report_wish *wish, struct wt_reason *reason);

/* Whether a form goes to the standard output, where the table would be in its way. */
bool wt_report_to_output(const struct wt_report_wish *wish);

/* Whether the files can be written, as far as it can be known: before a run that they stand at the end of. */
bool wt_report_wish_possible(const struct wt_report_wish *wish, struct wt_reason *reason);

/*
 * Judges a folder and writes the text to `stream` unless it is NULL, then what is wished. `complete`: every series
 * that can be made is done. False: `reason`.
 */
bool wt_report_wished(const char *path, const struct wt_report_wish *wish, FILE *stream, bool *complete,
		      struct wt_reason *reason);

/* Writes a document that is made, to `stream` and to what is wished of text, page and Markdown. */
bool wt_report_write(const struct wt_document *document, const struct wt_report_wish *wish, FILE *stream,
		     struct wt_reason *reason);

#endif
