/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The report as a table of text. */
#ifndef WT_REPORT_TEXT_H
#define WT_REPORT_TEXT_H

#include <stdio.h>

#include "costs.h"
#include "judge.h"

void wt_report_text(const struct wt_judged *judged, FILE *stream);

/* The parts of it. */
void wt_report_head(const struct wt_judged *judged, FILE *stream);
void wt_report_table(const struct wt_judged *judged, FILE *stream);
void wt_report_notes(const struct wt_judged *judged, FILE *stream);

/* How small a difference these data could have shown, in words: the same in every form. */
enum { WT_RESOLUTION_TEXT_BYTES = 480 };
void wt_report_resolution(const struct wt_judged *judged, char text[WT_RESOLUTION_TEXT_BYTES]);

/* What an exchange costs beside time. */
void wt_report_costs(const struct wt_results *results, FILE *stream);

/* Which end the board was and how it was reached; nothing for a local run. */
void wt_report_reach(const struct wt_plan *plan, FILE *stream);

/* In the place of head and table for an emulated board: instructions. False: memory is short. */
bool wt_report_guest(const struct wt_results *results, FILE *stream);

/*
 * What a variant is called in the report: its library's name, or the variant's
 * own when two of them share a library or none has run. `name` has WT_NAME_BYTES.
 */
const char *wt_report_label(const struct wt_results *results, size_t variant);

/* Columns that hold the longest of these names and two blanks; `least` or more. */
int wt_report_label_width(const struct wt_results *results, int least);

/* The first run record of a variant's secure series, or NULL when none has run. */
const struct wt_run_record *wt_report_run(const struct wt_results *results, size_t variant);

/* A cost in the unit that its row shows to a reader; "-" for NAN. Returns the text, or a constant. */
const char *wt_report_cost(enum wt_cost_id cost, double value, char text[32]);

/* Prints a paragraph with its first word at `indent`, broken between words. */
void wt_report_wrapped(FILE *stream, int indent, const char *text);

/* A line across a table of so many columns. */
void wt_report_rule(int width, FILE *stream);

#endif
