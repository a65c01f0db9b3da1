/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The sessions that were held open at once, as text, and the words that every form of the report shares. */
#ifndef WT_REPORT_HOLD_H
#define WT_REPORT_HOLD_H

#include <stdio.h>

#include "results_data.h"

/* Writes nothing when the plan holds none. */
void wt_hold_text(const struct wt_results *results, FILE *stream);

/* What a reader must know of the figures: "" or one sentence of an emulated board, of the peer. */
enum { WT_HOLD_REMARK_BYTES = 320 };
void wt_hold_remark(const struct wt_results *results, char text[WT_HOLD_REMARK_BYTES]);

/* Why no line is told of a hold that was done: too few sessions for one; "" when that is not so. */
const char *wt_hold_too_few(const struct wt_results *results);

/* What heap, RSS and line are: the same words everywhere. */
extern const char wt_hold_legend[];

#endif
