/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The forms of a report, a file each: text, Markdown and page render a document; CSV and JSON read what was judged. */
#ifndef WT_FORMS_H
#define WT_FORMS_H

#include <stdio.h>

#include <jansson.h>

#include "document.h"
#include "judged.h"
#include "reason.h"

/* As a terminal shows it. */
void wt_text(const struct wt_document *document, FILE *stream);

/* For other documents. */
void wt_markdown(const struct wt_document *document, FILE *stream);

/* One page that needs nothing else: no script, no font, no request. False: a figure cannot be drawn; `reason` says why. */
bool wt_html(const struct wt_document *document, FILE *page, struct wt_reason *reason);

/*
 * Has gnuplot draw a figure, broad and narrow, as SVG, and writes heading, SVG and description to `page`.
 * False: gnuplot is not there or does not take the script; `reason` says it.
 */
bool wt_gnuplot(const char *title, const struct wt_figure *figure, FILE *page, struct wt_reason *reason);

/* One line a series and size, with a head (RFC 4180), and one for all sizes; a figure that cannot be had is empty. */
void wt_export_csv(const struct wt_judged *judged, FILE *stream);

/* One object (docs/report.md); a figure that cannot be had is null. NULL: memory is short. */
json_t *wt_export_json(const struct wt_judged *judged);

/* The part of it on builds; JSON's null when there is none. NULL: memory is short. */
json_t *wt_builds_json(const struct wt_judged *judged);

#endif
