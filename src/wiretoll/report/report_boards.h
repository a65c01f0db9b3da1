/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Several folders of results, one board each, in one table. */
#ifndef WT_REPORT_BOARDS_H
#define WT_REPORT_BOARDS_H

#include "document.h"
#include "results_data.h"

/*
 * Makes the report of `count` folders for these forms; free the document in any case. One that could not be read is NULL
 * and stands there with the reason; `*complete` is false then, and when a series of any is not whole. False: `reason`.
 */
bool wt_report_boards(struct wt_results **all, const struct wt_reason *why, int count, unsigned forms,
		      struct wt_document *document, bool *complete, struct wt_reason *reason);

#endif
