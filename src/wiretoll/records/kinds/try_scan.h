/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A flat record: an object of numbers, flags and short texts, as a try is. Read
 * without building a tree, since a long run has millions of them; whatever is
 * not plainly such a record is left to the JSON library.
 */
#ifndef WT_TRY_SCAN_H
#define WT_TRY_SCAN_H

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "reason.h"

enum { WT_TRY_SCAN_FIELDS = 96 };

enum wt_try_scan_kind { WT_TRY_SCAN_NUMBER, WT_TRY_SCAN_FLAG, WT_TRY_SCAN_TEXT, WT_TRY_SCAN_OTHER };

/* Name and text point into the line or the tree, and are not terminated. */
struct wt_try_scan_field {
	const char *name, *text;
	size_t name_length, text_length;
	enum wt_try_scan_kind kind;
	int64_t number; /* of a flag 0 or 1 */
};

struct wt_try_scan {
	struct wt_try_scan_field field[WT_TRY_SCAN_FIELDS];
	size_t count, next; /* `next`: where the last search ended, since fields are asked for in order */
	uint64_t marks;     /* of the names that are there: most that are asked for are not */
};

/* False: not plainly a flat record (nested, escaped, doubled, fractional, too long, or no JSON). */
bool wt_try_scan_line(struct wt_try_scan *scan, const char *line, size_t length);

/* The same from a tree; false when it has too many fields. */
bool wt_try_scan_from(struct wt_try_scan *scan, json_t *record);

/* The field of that name, or NULL. */
const struct wt_try_scan_field *wt_try_scan_find(struct wt_try_scan *scan, const char *name);

/* A whole number of 0..maximum, a flag. False: missing, of another type, out of range. */
bool wt_try_scan_number(struct wt_try_scan *scan, const char *name, int64_t maximum, int64_t *number,
			struct wt_reason *reason);
bool wt_try_scan_flag(struct wt_try_scan *scan, const char *name, bool *flag, struct wt_reason *reason);

/* A number that may be missing, negative or of another type: then 0; at most `maximum`. */
uint64_t wt_try_scan_count(struct wt_try_scan *scan, const char *name, int64_t maximum);

/* Whether the field is this text. */
bool wt_try_scan_is(struct wt_try_scan *scan, const char *name, const char *text);

#endif
