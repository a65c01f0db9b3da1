/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One thing in which two handshakes differ, and why it does where that is known of the libraries. */
#ifndef WT_HANDSHAKE_KNOWN_H
#define WT_HANDSHAKE_KNOWN_H

#include <stdbool.h>
#include <stdint.h>

enum { WT_DIFFERENCE_BYTES = 176 };

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
	const char *where; /* the hello or the message, "" without one; of the record that was compared */
	const char *list;  /* of WT_DIFFERS_LISTED and _FIELD: "suites", "session_id_bytes" */
	int64_t number;    /* extension or listed number */
	bool more_in_base; /* which side has it, or more of it */
	bool refuses;      /* it is other work, unless `known` */
	const char *known; /* why it is so; NULL: nobody knows it */
	char text[WT_DIFFERENCE_BYTES];
};

/* Why two handshakes differ so, where that is known of the library that has more; NULL: it is not. */
const char *wt_handshake_known(const char *protocol, const char *library, const struct wt_difference *difference);

#endif
