/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What stands under the tables: what was negotiated, what was counted, and what is wrong. */
#ifndef WT_REPORT_NOTES_H
#define WT_REPORT_NOTES_H

#include "document.h"
#include "judged.h"

/* For forms that begin with it: the answer, and whether it can be trusted. */
void wt_report_answer(const struct wt_judged *judged, struct wt_document *document);

void wt_report_notes(const struct wt_judged *judged, struct wt_document *document);

#endif
