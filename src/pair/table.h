/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a person at a terminal reads: figures in µs, at most 100 columns wide. */
#ifndef WT_TABLE_H
#define WT_TABLE_H

#include <stdbool.h>
#include <stdio.h>

#include "summary.h"
#include "try.h"

/* Writes the heads of the columns. `secure` is false for plain transports: no handshake there. `planned`: times count from
 * planned ones (--rate). */
void wt_table_head(FILE *stream, bool secure, bool planned);

/* Writes the line of one size and flushes it, so that a person sees it when it is made. */
void wt_table_row(FILE *stream, bool secure, const struct wt_summary *summary);

/* Writes the line of one try (--verbose). */
void wt_table_try(FILE *stream, enum wt_role role, bool secure, const struct wt_try *one);

#endif
