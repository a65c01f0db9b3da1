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

#include "handshake_difference.h"

/* `protocol` is the kind's name, "tls1.3". Fills `to`, whose texts point into the records. */
void wt_handshake_compare(struct wt_handshake_parity *to, const char *protocol, const struct wt_handshake_side *series,
			  const struct wt_handshake_side *base);

/*
 * Adds what refuses a ratio to `unlike`, which has `room` bytes and may hold
 * something. Returns whether there is nothing.
 */
bool wt_handshake_alike(const struct wt_handshake_parity *parity, char *unlike, size_t room);

#endif
