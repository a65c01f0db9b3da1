/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Whether two series shook hands alike: the messages of each flight, what the
 * hellos offer and choose, and the bytes. What differs is looked up among what
 * is known of the libraries; what is not known there is told by name, and where
 * it is other work and not only an offer, it refuses the ratio.
 */
#ifndef WT_HANDSHAKE_PARITY_H
#define WT_HANDSHAKE_PARITY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <jansson.h>

enum { WT_DIFFERENCES_MAX = 24, WT_DIFFERENCE_BYTES = 176 };

enum wt_difference_kind {
	WT_DIFFERS_EXTENSION, /* one side's hello has it, the other's has not */
	WT_DIFFERS_LENGTH,    /* of an extension that both have */
	WT_DIFFERS_LISTED,    /* a number in one of a hello's lists */
	WT_DIFFERS_FIELD,     /* bytes of a hello's session ID or cookie */
	WT_DIFFERS_MESSAGE,   /* one side sends it, the other does not, or not as often */
	WT_DIFFERS_BYTES,     /* of a message, more than a signature's encoding explains */
	WT_DIFFERS_FLIGHTS,
	WT_DIFFERS_DATAGRAMS, /* of a flight */
	WT_DIFFERS_AFTER      /* what the server sends behind the handshake */
};

/* One thing that differs. */
struct wt_difference {
	enum wt_difference_kind kind;
	const char *where;  /* the hello or the message, "" without one; of the record that was compared */
	const char *list;   /* of WT_DIFFERS_LISTED and _FIELD: "suites", "session_id_bytes" */
	int64_t number;     /* extension or listed number */
	bool more_in_base;  /* which side has it, or more of it */
	bool refuses;       /* it is other work, unless `known` */
	const char *known;  /* why it is so; NULL: nobody knows it */
	char text[WT_DIFFERENCE_BYTES];
};

struct wt_handshake_parity {
	bool compared;      /* both sides tell their handshake */
	bool one_sided;     /* one of them does */
	size_t count;
	struct wt_difference list[WT_DIFFERENCES_MAX]; /* beyond it one that refuses takes the last place */
};

/* One side: the client's `handshake` record (NULL: none is told), its library, and what the text calls it. */
struct wt_handshake_side {
	const json_t *record;
	const char *library;
	const char *name;
};

/* `protocol` is the kind's name, "tls1.3". Fills `to`, whose texts point into the records. */
void wt_handshake_compare(struct wt_handshake_parity *to, const char *protocol, const struct wt_handshake_side *series,
			  const struct wt_handshake_side *base);

/*
 * Adds what refuses a ratio to `unlike`, which has `room` bytes and may hold
 * something. Returns whether there is nothing.
 */
bool wt_handshake_alike(const struct wt_handshake_parity *parity, char *unlike, size_t room);

/* Why two handshakes differ so, where that is known of the library that has more; NULL: it is not. */
const char *wt_handshake_known(const char *protocol, const char *library, const struct wt_difference *difference);

#endif
