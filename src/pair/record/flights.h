/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The handshake of the first session as it stood on the wire, for the record
 * `handshake`: flights, messages, what the hellos offer and choose. It is taken
 * once a process; later tries have no tap and cost what they cost without it.
 */
#ifndef WT_FLIGHTS_H
#define WT_FLIGHTS_H

#include "hello.h"
#include "record.h"
#include "trace.h"
#include "try.h"

enum { WT_HELLOS = 4 }; /* ClientHello, a retry, ClientHello, ServerHello */

/* Which of what passed is the session's; [0] in, [1] out. */
struct wt_flights {
	bool taken;
	uint32_t number;             /* of the try: 0, the cold one, unless that failed on a server */
	uint64_t handshake_bytes[2]; /* when the handshake was done on this end */
	uint64_t session_bytes[2];   /* when the answer was read or written; closing is none of it */
	uint32_t retransmissions;
};

/* A hello, and which message it is. */
struct wt_flights_hello {
	const char *name;
	struct wt_hello hello;
};

/* Keeps of a try that went well where its handshake and its session end. */
void wt_flights_take(struct wt_flights *flights, enum wt_role role, const struct wt_try *one);

/*
 * The record, of a trace that wt_trace_parse has looked at. Where the trace does
 * not hold all bytes of the handshake (another peer's passed as well, or there
 * were too many), or the record would be longer than a line, nothing is written.
 */
enum wt_status wt_flights_record(const struct wt_flights *flights, const struct wt_trace *trace, enum wt_role role,
				 bool datagram, struct wt_records *records);

/* The hellos in the first `count` records of a trace, in order. Declared for the tests. */
size_t wt_flights_hellos(const struct wt_trace *trace, size_t count, bool datagram,
			 struct wt_flights_hello hellos[WT_HELLOS]);

#endif
