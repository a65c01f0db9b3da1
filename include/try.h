/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What one try records, on either end. */
#ifndef WT_TRY_H
#define WT_TRY_H

#include <stdbool.h>
#include <stdint.h>

#include "error.h"
#include "library.h"
#include "socket.h"

enum wt_role { WT_CLIENT, WT_SERVER };

/* The phases of a try in the order of time; each role has its own. */
enum wt_phase {
	WT_PHASE_CONNECT = 0,
	WT_PHASE_HANDSHAKE,
	WT_PHASE_SEND,
	WT_PHASE_ACK,
	WT_PHASE_CLOSE,
	WT_PHASES_CLIENT = 5,
	WT_PHASE_ACCEPT = 0, /* WT_PHASE_HANDSHAKE has the same place on a server */
	WT_PHASE_RECEIVE = 2,
	WT_PHASE_ANSWER = 3,
	WT_PHASES_SERVER = 4,
	WT_PHASES_MAX = 5
};

/* "connect", "handshake", ... for `phase` of `role`. */
const char *wt_phase_name(enum wt_role role, int phase);
int wt_phase_count(enum wt_role role);

/* The cost of one phase. */
struct wt_phase_cost {
	uint64_t ns;
	uint64_t cpu_ns; /* of the thread; 0 where it was not read */
	struct wt_traffic traffic;
};

/*
 * What a try counts besides; its record tells each that is not 0 by its name, and the desk reads it.
 * retransmissions: DTLS handshake timers that ran out; repeats: of the message, sent (client) or answered (server);
 * waited_ns: of an open loop (--rate), how long after its planned time the try began. It is not in total_ns.
 */
#define WT_TRY_COUNTS(X)                X(uint32_t, retransmissions) X(uint32_t, repeats) X(uint64_t, waited_ns)
#define WT_TRY_COUNT_MEMBER(type, name) type name;

/* What a try tells of its session with --resume; NULL: nothing. */
struct wt_resumed {
	const char *by;         /* "session", "ticket" or "none" */
	const char *early_data; /* as in struct wt_negotiated */
};

struct wt_try {
	uint32_t size_bytes;
	uint32_t number; /* 1..tries within its size; 0: the cold one */
	bool cold;
	bool ok;
	enum wt_status status; /* WT_OK, WT_TIMEOUT: lost; others: failed */
	uint64_t started_us;   /* wall clock */
	uint64_t total_ns;     /* client: start of connect to answer read; server: 0 */
	WT_TRY_COUNTS(WT_TRY_COUNT_MEMBER)
	struct wt_resumed resumed;
	struct wt_phase_cost phases[WT_PHASES_MAX];
	struct wt_heap_cost heap;         /* of the TLS library, up to the answer; all 0: not counted */
	char reason[WT_ERROR_TEXT_BYTES]; /* empty when ok */
};

/* Makes a try empty: no cost, no reason. */
void wt_try_clear(struct wt_try *one);

#endif
