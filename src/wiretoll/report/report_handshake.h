/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the handshakes of two libraries differ in, and why: the same words in every form. */
#ifndef WT_REPORT_HANDSHAKE_H
#define WT_REPORT_HANDSHAKE_H

#include <stdio.h>

#include <jansson.h>

#include "judged.h"

/* Whether any pair has a difference that is known: then there is a section of them. */
bool wt_handshakes_differ(const struct wt_judged *judged);

void wt_report_handshakes(const struct wt_judged *judged, FILE *stream);
void wt_markdown_handshakes(const struct wt_judged *judged, FILE *stream);
void wt_page_handshakes(const struct wt_judged *judged, FILE *page);
/* Of one pair: null where they were not compared. Owned by the caller. */
json_t *wt_handshake_json(const struct wt_handshake_parity *handshake);

#endif
