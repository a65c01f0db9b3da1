/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Reads the record `handshake` (docs/results.md): what one end saw of its first
 * session's handshake. Nothing in it is believed that can be counted otherwise.
 */
#ifndef WT_FLIGHTS_FILE_H
#define WT_FLIGHTS_FILE_H

#include <stdbool.h>
#include <stdint.h>

#include <jansson.h>

#include "reason.h"

/* What the cold try says of the same session. */
struct wt_cold_bytes {
	bool known; /* it was answered */
	uint64_t handshake_out, handshake_in;
	uint64_t all_out, all_in; /* without closing */
};

/* Whether the record is as it must be: types, ranges, sums; `server` is whose it is. */
bool wt_flights_check(const json_t *record, bool server, struct wt_reason *reason);

/* Whether it fits what the cold try counted; a record of another try is not compared. */
bool wt_flights_fit(const json_t *record, const struct wt_cold_bytes *cold, struct wt_reason *reason);

/*
 * Whether both ends tell of one session: what one sent the other received, and both saw the same
 * hellos. Where a datagram was repeated they need not agree, and where one end tells nothing it is not compared.
 * `all` false: the server may have read less than the client sent.
 */
bool wt_flights_agree(const json_t *client, const json_t *server, bool all, struct wt_reason *reason);

/* Whether a handshake stands for its series: the cold try's, and nothing was sent again. */
bool wt_flights_clean(const json_t *record);

#endif
