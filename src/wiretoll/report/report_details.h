/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What there is no room for on a terminal: every figure and comparison, every setting. */
#ifndef WT_REPORT_DETAILS_H
#define WT_REPORT_DETAILS_H

#include "document.h"
#include "judged.h"

/* A row a comparison, a row a series and size; for the rich forms. */
void wt_report_figures(const struct wt_judged *judged, struct wt_document *document);

/* What was compared, for the rich forms, and the records of the settings, for the page. */
void wt_report_settings(const struct wt_judged *judged, struct wt_document *document);

#endif
