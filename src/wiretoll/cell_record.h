/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Takes single fields out of a record, each checked; the reason names the field. */
#ifndef WT_CELL_RECORD_H
#define WT_CELL_RECORD_H

#include <jansson.h>

#include "cell_file.h"

/* A whole number of 0..maximum. False: missing, of another type, or out of range. */
bool wt_record_number(const json_t *record, const char *field, int64_t maximum, int64_t *number,
		      struct wt_reason *reason);
bool wt_record_flag(const json_t *record, const char *field, bool *flag, struct wt_reason *reason);

/* Text that may be missing or null: then it is empty. Another type is read as missing. */
void wt_record_text(const json_t *record, const char *field, char *text, size_t room);

/*
 * What the records of one end of a cell take at most: its tries, a summary a size, and a few others, none of them longer
 * than a record may be. There is room for the failed tries of strangers, whom a server may meet.
 */
uint64_t wt_record_most_bytes(const struct wt_plan *plan, uint32_t round);

#endif
