/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Takes single fields out of a record, each checked; the reason names the field. */
#ifndef WT_RECORD_FIELDS_H
#define WT_RECORD_FIELDS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <jansson.h>

#include "reason.h"

/* A whole number of 0..maximum. False: missing, of another type, or out of range. */
bool wt_record_number(const json_t *record, const char *field, int64_t maximum, int64_t *number,
		      struct wt_reason *reason);
bool wt_record_flag(const json_t *record, const char *field, bool *flag, struct wt_reason *reason);

/* Text that may be missing or null: then it is empty. Another type is read as missing. */
void wt_record_text(const json_t *record, const char *field, char *text, size_t room);

/* A value as a reader sees it: text without its quotes; "nothing": none. */
void wt_record_shown(const json_t *value, char *text, size_t room);

#endif
