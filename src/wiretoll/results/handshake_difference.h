/* SPDX-License-Identifier: GPL-3.0-or-later */
/* In what two handshakes differ, and how the comparison of them (handshake_parity.h) keeps it. */
#ifndef WT_HANDSHAKE_DIFFERENCE_H
#define WT_HANDSHAKE_DIFFERENCE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <jansson.h>

#include "handshake_known.h"

enum { WT_DIFFERENCES_MAX = 24 };

struct wt_handshake_parity {
	bool compared;  /* both sides tell their handshake */
	bool one_sided; /* one of them does */
	size_t count;
	struct wt_difference list[WT_DIFFERENCES_MAX]; /* beyond it one that refuses takes the last place */
};

/* One side: the client's `handshake` record (NULL: none is told), its library, and what the text calls it. */
struct wt_handshake_side {
	const json_t *record;
	const char *library;
	const char *name;
};

/* One comparison under way: its two halves, hellos and flights, share this. */
struct wt_comparing {
	struct wt_handshake_parity *to;
	const char *protocol;
	const struct wt_handshake_side *series, *base;
};

/* Keeps a difference once, with what is known of it. */
void wt_difference_add(struct wt_comparing *c, struct wt_difference difference, const char *format, ...)
	__attribute__((format(printf, 3, 4)));

enum { WT_DIFFERENCE_TEXT_BYTES = 400 };

/* The difference and why it is so, or that nobody knows. Returns `text`. */
const char *wt_difference_text(const struct wt_difference *one, char text[WT_DIFFERENCE_TEXT_BYTES]);

#endif
