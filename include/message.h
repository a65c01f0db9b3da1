/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The message that an exchange carries: a 16-byte header, then the letter 'A'
 * up to the size. All fields big-endian:
 *
 *   0..7    send time, µs since the epoch
 *   8       format version (1) in the high four bits, flags in the low four
 *   9..11   total size in bytes, header included
 *   12..15  try number
 *
 * The answer is "ack"; in a session, to a message whose number is not 0, that number follows, big-endian.
 */
#ifndef WT_MESSAGE_H
#define WT_MESSAGE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "error.h"

enum {
	WT_MESSAGE_HEADER_BYTES = 16,
	WT_MESSAGE_FORMAT = 1,
	WT_MESSAGE_LAST = 1,   /* flag: last message of the run */
	WT_MESSAGE_MORE = 2,   /* flag: more follows on this connection */
	WT_MESSAGE_REPEAT = 4, /* flag: sent again because the answer is missing */
	WT_MESSAGE_BULK = 8,   /* flag: a write of a flow, which is not answered (src/pair/exchange/flow.h) */
	WT_MESSAGE_MAX_BYTES = 1024 * 1024,
	WT_ANSWER_BYTES = 3, /* "ack" */
	WT_ANSWER_NUMBERED_BYTES = 7
};

struct wt_message {
	uint64_t sent_us; /* the sender's wall clock when it was first sent */
	uint8_t flags;
	uint32_t size_bytes; /* header included */
	uint32_t number;     /* try number; 0 is the cold one */
};

extern const char wt_answer[WT_ANSWER_BYTES];

/* The answer to message `number` of a session, and back: false, where it does not begin with "ack". */
void wt_answer_write(uint8_t answer[WT_ANSWER_NUMBERED_BYTES], uint32_t number);
bool wt_answer_read(const uint8_t answer[WT_ANSWER_NUMBERED_BYTES], uint32_t *number);

/* Writes the 16 header bytes. `size_bytes` must be in 16..WT_MESSAGE_MAX_BYTES. */
void wt_message_write_header(uint8_t *buffer, const struct wt_message *message);

/* Fills the part of a message that is not header: bytes 16..size-1 become 'A'. */
void wt_message_fill(uint8_t *buffer, uint32_t size_bytes);

/*
 * Reads a header of which `bytes` have arrived. WT_WANT_READ: fewer than 16.
 * WT_ERROR: another format version, unknown flags, or a size outside
 * 16..`limit_bytes`; `error` names the field and what is valid.
 */
enum wt_status wt_message_read_header(const uint8_t *buffer, size_t bytes, uint32_t limit_bytes,
				      struct wt_message *message, struct wt_error *error);

#endif
