/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Inside the comparison of handshakes: that of their flights. */
#ifndef WT_HANDSHAKE_FLIGHTS_H
#define WT_HANDSHAKE_FLIGHTS_H

#include "handshake_difference.h"

/* Flights: how many, their messages, bytes and datagrams; and what the server sends behind them. */
void wt_flights_compare(struct wt_comparing *c);

#endif
