/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The sessions that were held open at once, in every form of the report. */
#ifndef WT_REPORT_HOLD_H
#define WT_REPORT_HOLD_H

#include <jansson.h>
#include <stdio.h>

#include "results.h"

/* Each writes nothing when the plan holds none. */
void wt_hold_text(const struct wt_results *results, FILE *stream);
void wt_hold_markdown(const struct wt_results *results, FILE *stream);

/* A table and a plot. False: the plot cannot be made; `reason` says why. */
bool wt_hold_page(const struct wt_results *results, FILE *page, struct wt_reason *reason);

/* What one series held (docs/report.md); NULL: nothing was asked of it, or memory is short. */
json_t *wt_hold_json(const struct wt_results *results, size_t series);

/* What the forms share. */

/*
 * The line of one end's heap or RSS. NULL: not done, or not told: the system does
 * not, or it is the RSS of an emulated program, which is mostly the emulator's.
 */
const struct wt_held_line *wt_hold_line(const struct wt_results *results, size_t series,
					enum wt_role role, bool rss);

/* Whether this end is not the series' own variant but the same peer throughout. */
bool wt_hold_is_peer(const struct wt_results *results, enum wt_role role);

/* What a reader must know of the figures: "" or one sentence of an emulated board, of the peer. */
enum { WT_HOLD_REMARK_BYTES = 320 };
void wt_hold_remark(const struct wt_results *results, char text[WT_HOLD_REMARK_BYTES]);

/* Why no line is told of a hold that was done: too few sessions for one; "" when that is not so. */
const char *wt_hold_too_few(const struct wt_results *results);

/* What heap, RSS and line are: the same words everywhere. */
extern const char wt_hold_legend[];

#endif
