/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How small a difference these data could have shown. */
#ifndef WT_REPORT_RESOLUTION_H
#define WT_REPORT_RESOLUTION_H

#include "document.h"
#include "judged.h"

void wt_report_resolution(const struct wt_judged *judged, struct wt_document *document);

#endif
