/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Inside the comparison of handshakes: its two halves, hellos and flights, share this. */
#ifndef WT_HANDSHAKE_FLIGHTS_H
#define WT_HANDSHAKE_FLIGHTS_H

#include "handshake_parity.h"

struct wt_comparing {
	struct wt_handshake_parity *to;
	const char *protocol;
	const struct wt_handshake_side *series, *base;
};

/* Keeps a difference once, with what is known of it. */
void wt_difference_add(struct wt_comparing *c, struct wt_difference difference, const char *format, ...)
	__attribute__((format(printf, 3, 4)));

/* Flights: how many, their messages, bytes and datagrams; and what the server sends behind them. */
void wt_flights_compare(struct wt_comparing *c);

#endif
