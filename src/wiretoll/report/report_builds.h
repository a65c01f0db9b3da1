/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The table of builds (builds.h) in each form of the report. Each writes nothing when no secure transport is there. */
#ifndef WT_REPORT_BUILDS_H
#define WT_REPORT_BUILDS_H

#include <jansson.h>
#include <stdio.h>

#include "judged.h"

void wt_builds_print(const struct wt_judged *judged, FILE *stream);
void wt_builds_markdown(const struct wt_judged *judged, FILE *stream);
void wt_builds_page(const struct wt_judged *judged, FILE *page);

/* docs/report.md; JSON's null when there is none. NULL: memory is short. */
json_t *wt_builds_json(const struct wt_judged *judged);

#endif
