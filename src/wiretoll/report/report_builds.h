/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The table of builds (builds.h) in each form of the report. Each writes nothing when no secure transport is there. */
#ifndef WT_REPORT_BUILDS_H
#define WT_REPORT_BUILDS_H

#include <jansson.h>
#include "document.h"
#include "judged.h"

void wt_report_builds(const struct wt_judged *judged, struct wt_document *document);

/* docs/report.md; JSON's null when there is none. NULL: memory is short. */
json_t *wt_builds_json(const struct wt_judged *judged);

#endif
