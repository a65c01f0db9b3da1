/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The forms of a report beside the table: each goes to a file that is written whole or not at all. */
#ifndef WT_REPORT_FILES_H
#define WT_REPORT_FILES_H

#include "document.h"
#include "judged.h"

/* What a person asked for: names of files, "-" for the standard output, NULL for none. */
struct wt_report_wish {
	bool allow_unlike;
	const char *html, *csv, *markdown, *json;
	bool page_optional; /* a page that cannot be drawn is no failure: there may be no gnuplot */
};

/* Whether each form has a place of its own. False: `reason` names two that share one. */
bool wt_report_wish_valid(const struct wt_report_wish *wish, struct wt_reason *reason);

/* Whether a form goes to the standard output, where the table would be in its way. */
bool wt_report_to_output(const struct wt_report_wish *wish);

/* The forms of the document that are wished, and text. */
unsigned wt_report_forms(const struct wt_report_wish *wish);

/* Writes what is wished, and no text. False: `reason` names the file or the plot. */
bool wt_report_files(const struct wt_judged *judged, const struct wt_document *document,
		     const struct wt_report_wish *wish, struct wt_reason *reason);

#endif
