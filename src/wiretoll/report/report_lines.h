/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Lines of a report as text. */
#ifndef WT_REPORT_LINES_H
#define WT_REPORT_LINES_H

#include <stdio.h>

/* Prints a paragraph with its first word at `indent`, broken between words. */
void wt_report_wrapped(FILE *stream, int indent, const char *text);

/* A line across a table of so many columns. */
void wt_report_rule(int width, FILE *stream);

/* A cell of a table. Its columns are counted, not its bytes: µ has two of these. */
void wt_report_left(FILE *stream, int width, const char *text);
void wt_report_right(FILE *stream, int width, const char *text);

#endif
