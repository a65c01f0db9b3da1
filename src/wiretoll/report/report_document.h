/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The whole report: which sections it has, and their order. No section includes this. */
#ifndef WT_REPORT_DOCUMENT_H
#define WT_REPORT_DOCUMENT_H

#include "document.h"
#include "judged.h"

/* Makes the report for these forms. Free the document in any case. False: memory is short. */
bool wt_report_document(const struct wt_judged *judged, unsigned forms, struct wt_document *document);

#endif
