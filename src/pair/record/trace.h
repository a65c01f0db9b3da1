/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One exchange message by message, seen in the shim (--trace). */
#ifndef WT_TRACE_H
#define WT_TRACE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include "record.h"
#include "tap.h"
#include "try.h"

enum {
	WT_TRACE_CALLS = 256,    /* sends and receives that are kept; more are not */
	WT_TRACE_BYTES = 131072, /* in each direction */
	WT_TRACE_RECORDS = 128,
	WT_TRACE_NAMES = 8 /* messages of one record */
};

/* How the messages of a record are known. */
enum wt_known_by { WT_KNOWN_NOT, WT_KNOWN_PLAIN, WT_KNOWN_ORDER, WT_KNOWN_LIBRARY };

/* One TLS or DTLS record as it stood on the wire. */
struct wt_trace_record {
	uint64_t ns;     /* monotonic, of the call that carried its last byte */
	uint32_t call;   /* 1..: that call's number */
	uint32_t flight; /* 1..: a new one with each change of direction */
	uint32_t bytes;  /* header included */
	size_t at;       /* of its header in the store of its direction */
	uint64_t sequence;
	uint16_t epoch;
	uint8_t content; /* RFC 8446 5.1; of a DTLS 1.3 ciphertext its first byte */
	bool out;
	bool numbered; /* epoch and sequence stand in the header */
	bool encrypted;
	enum wt_known_by known_by;
	size_t name_count;
	const char *names[WT_TRACE_NAMES];
	bool fragment[WT_TRACE_NAMES];
};

struct wt_trace_call {
	uint64_t ns;
	size_t end; /* of its bytes in the store of its direction */
	size_t bytes;
	bool out;
};

struct wt_trace {
	struct wt_tap tap;
	size_t call_count;
	struct wt_trace_call calls[WT_TRACE_CALLS];
	size_t stored[2]; /* in, out */
	uint8_t store[2][WT_TRACE_BYTES];
	/* what the library told of the n-th record of a direction */
	size_t reported_records[2];
	uint8_t reported_count[2][WT_TRACE_RECORDS];
	uint8_t reported[2][WT_TRACE_RECORDS][WT_TRACE_NAMES];
	size_t cid_bytes;    /* of the connection IDs, set before what is kept is looked at */
	bool full;           /* something found no room */
	size_t record_count; /* filled by wt_trace_parse */
	struct wt_trace_record records[WT_TRACE_RECORDS];
};

/* Forgets everything and makes the tap ready. */
void wt_trace_clear(struct wt_trace *trace);
/* What still passes a connection that has this tap is not kept any more. */
void wt_trace_stop(struct wt_trace *trace);

/* Finds the records in what was kept, in the order of time. `minor`: version 1.`minor`. */
void wt_trace_parse(struct wt_trace *trace, bool datagram, int minor);

/* Names the messages in encrypted records, as far as the library told or the order says. */
void wt_trace_name(struct wt_trace *trace, bool datagram, int minor);

/* "ClientHello", or "handshake_99" for a type that we do not know. Never NULL. */
const char *wt_handshake_name(uint8_t type);
/* "handshake", ...; never NULL. */
const char *wt_content_name(uint8_t content);

/* The table and the diagram for a person; records for a file. */
void wt_trace_print(const struct wt_trace *trace, enum wt_role role, const struct wt_try *one, uint64_t origin_ns,
		    FILE *stream);
enum wt_status wt_trace_records(const struct wt_trace *trace, enum wt_role role, const struct wt_try *one,
				uint64_t origin_ns, struct wt_records *records);

#endif
