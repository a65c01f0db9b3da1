/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Figures as a reader sees them. */
#ifndef WT_NUMBER_TEXT_H
#define WT_NUMBER_TEXT_H

#include <stdint.h>

/* A count with a comma every three digits. Returns `text`. */
char *wt_count_text(uint64_t value, char text[32]);

/* "652.0" below 1000, `digits` behind the point, "2,603" from there on, "-" for NAN. Returns `text`. */
char *wt_number_text(double value, int digits, char text[32]);

/* A share in per cent; of so few rounds that it says nothing, no more than that. Returns the text, or a constant. */
const char *wt_percent_text(double share, char text[32]);

#endif
