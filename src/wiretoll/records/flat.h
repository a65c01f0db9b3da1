/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A flat record: an object of numbers, flags and short texts, as a try is. Read
 * without building a tree, since a long run has millions of them; whatever is
 * not plainly such a record is left to the JSON library.
 */
#ifndef WT_FLAT_H
#define WT_FLAT_H

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "reason.h"

enum { WT_FLAT_FIELDS = 96 };

enum wt_flat_kind { WT_FLAT_NUMBER, WT_FLAT_FLAG, WT_FLAT_TEXT, WT_FLAT_OTHER };

/* Name and text point into the line or the tree, and are not terminated. */
struct wt_flat_field {
	const char *name, *text;
	size_t name_length, text_length;
	enum wt_flat_kind kind;
	int64_t number; /* of a flag 0 or 1 */
};

struct wt_flat {
	struct wt_flat_field field[WT_FLAT_FIELDS];
	size_t count, next; /* `next`: where the last search ended, since fields are asked for in order */
	uint64_t marks;     /* of the names that are there: most that are asked for are not */
};

/* False: not plainly a flat record (nested, escaped, doubled, fractional, too long, or no JSON). */
bool wt_flat_scan(struct wt_flat *flat, const char *line, size_t length);

/* The same from a tree; false when it has too many fields. */
bool wt_flat_from(struct wt_flat *flat, json_t *record);

/* The field of that name, or NULL. */
const struct wt_flat_field *wt_flat_find(struct wt_flat *flat, const char *name);

/* A whole number of 0..maximum, a flag. False: missing, of another type, out of range. */
bool wt_flat_number(struct wt_flat *flat, const char *name, int64_t maximum, int64_t *number,
		    struct wt_reason *reason);
bool wt_flat_flag(struct wt_flat *flat, const char *name, bool *flag, struct wt_reason *reason);

/* A number that may be missing, negative or of another type: then 0; at most `maximum`. */
uint64_t wt_flat_count(struct wt_flat *flat, const char *name, int64_t maximum);

/* Whether the field is this text. */
bool wt_flat_is(struct wt_flat *flat, const char *name, const char *text);

#endif
