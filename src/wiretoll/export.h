/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The judged results for other programs and for other documents. */
#ifndef WT_EXPORT_H
#define WT_EXPORT_H

#include <jansson.h>
#include <stdio.h>

#include "judge.h"

/* One JSON object (docs/report.md); a figure that cannot be had is null. NULL: memory is short. */
json_t *wt_export_json(const struct wt_judged *judged);

/* One line a series and size, with a head (RFC 4180), and one for all sizes; a figure that cannot be had is empty. */
void wt_export_csv(const struct wt_judged *judged, FILE *stream);

/* Text of a record in a cell of Markdown: a bar would end it, and what begins a tag is named. */
void wt_markdown_text(const char *text, FILE *stream);

/* The answer, the tables and the lists. */
void wt_export_markdown(const struct wt_judged *judged, FILE *stream);

#endif
