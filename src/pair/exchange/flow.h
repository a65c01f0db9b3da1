/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A flow: bulk bytes in one direction of an open connection, in writes of one size, for a time (--mode stream). What is on
 * the wire:
 *
 *   client   BEGIN, 48 bytes: a message header (message.h) with the flow's number from 1 on, then 32 bytes
 *   server   the answer, 32 bytes
 *   sender   writes, each with a header: BULK alone among the flags, of the last one LAST as well, so that a receiver sees
 *            the end without being told a length. A datagram's header has its place from 0 on where a message has the time
 *   client   END, 48 bytes, with what it has sent or received; not behind a flow up of a stream, whose last write says it
 *   server   the answer with what it has received or sent
 *
 * On datagrams the client repeats BEGIN and END until they are answered. All numbers are big-endian.
 */
#ifndef WT_FLOW_H
#define WT_FLOW_H

#include "clock.h"
#include "connection.h"
#include "error.h"
#include "message.h"

enum wt_direction { WT_FLOW_UP, WT_FLOW_DOWN }; /* client to server, and back */

enum { WT_FLOW_CONTROL_BYTES = WT_MESSAGE_HEADER_BYTES + 32, WT_FLOW_ANSWER_BYTES = 32 };

enum wt_flow_word { WT_FLOW_BEGIN = 1, WT_FLOW_END };

#define WT_FLOW_MAX_NS (86400 * WT_NS_PER_S)

/* What one end has moved of a flow. */
struct wt_flow_totals {
	uint64_t bytes, writes, ns; /* a receiver of datagrams: what came, each once */
};

/* Of a receiver of datagrams, which of the last ones have come. */
enum { WT_FLOW_WINDOW = 1024 };
struct wt_flow_window {
	uint64_t next; /* place behind the highest that came */
	uint64_t came[WT_FLOW_WINDOW / 64];
};

struct wt_flow {
	/* what is asked for */
	uint32_t number, size_bytes;
	enum wt_direction direction;
	uint64_t duration_ns;
	uint64_t kbit_s; /* of the bytes in the writes; 0: as fast as it goes */
	/* what came of it, at this end */
	struct wt_flow_totals own;
	uint64_t cpu_ns; /* of the thread; 0: nobody asked for it */
	struct wt_traffic traffic;
	uint64_t reordered, duplicates; /* datagrams received: behind a later one, and again */
	uint32_t record_bytes;          /* sender, secure: what the first record has on the wire, its header included */
	struct wt_flow_window window;
	/* and at the other one, where it has told */
	bool peer_told;
	struct wt_flow_totals peer;
};

/* A BEGIN or END of this flow. `room` has WT_FLOW_CONTROL_BYTES. */
void wt_flow_write_control(uint8_t *room, const struct wt_flow *flow, enum wt_flow_word word, uint8_t flags);
/*
 * Reads one whose header is `message`. WT_FLOW_BEGIN: what is asked for is filled, and all else is 0. WT_FLOW_END: of the flow of
 * that number alone, the peer's totals are filled. 0: none of both, or no flow that there can be, and `error` says why.
 */
int wt_flow_read_control(struct wt_flow *flow, const uint8_t *data, const struct wt_message *message,
			 struct wt_error *error);

void wt_flow_write_answer(uint8_t answer[WT_FLOW_ANSWER_BYTES], const struct wt_flow *flow, enum wt_flow_word word);
/* Whether this is the answer to that word of this flow; the peer's totals are filled when it answers END. */
bool wt_flow_read_answer(struct wt_flow *flow, const uint8_t answer[WT_FLOW_ANSWER_BYTES], enum wt_flow_word word);
/* Whether these bytes begin as such an answer does. */
bool wt_flow_is_answer(const uint8_t *data, size_t bytes);

/* Whether these WT_MESSAGE_HEADER_BYTES begin a write. */
bool wt_flow_is_write(const uint8_t *data);

/* The header of a write; `place` is told in datagrams. */
void wt_flow_write_header(uint8_t *data, const struct wt_flow *flow, uint64_t place, bool last);

/* A receiver of a stream takes what has arrived. WT_WANT_READ: more is to come; WT_OK: the last write is whole. */
struct wt_flow_parser {
	uint32_t at; /* in the write */
	bool last;   /* this write is the last one */
};
enum wt_status wt_flow_take(struct wt_flow *flow, struct wt_flow_parser *parser, const uint8_t *data, size_t bytes,
			    struct wt_error *error);

/* A receiver of datagrams takes one. WT_WANT_READ: more is to come; WT_OK: the last one; WT_ERROR: it is none of this flow. */
enum wt_status wt_flow_take_datagram(struct wt_flow *flow, const uint8_t *data, size_t bytes);

/* Whether both ends have moved the same: on datagrams what is missing is lost. Needs the peer's totals. */
bool wt_flow_closes(const struct wt_flow *flow, bool client, bool datagram);
/* Writes (datagrams) sent, and received, whichever end this is. */
const struct wt_flow_totals *wt_flow_sent(const struct wt_flow *flow, bool client);
const struct wt_flow_totals *wt_flow_received(const struct wt_flow *flow, bool client);

/*
 * When a sender, or a receiver, looks at the clock: after so many calls that about half a millisecond has passed, 64 KB or one
 * write at most, and of what has a rate no more than is due.
 */
struct wt_pace {
	uint64_t begin_ns, seen_ns;
	double writes_per_ns; /* 0: as many as go */
	uint32_t every, most; /* calls until the clock is looked at */
};
void wt_pace_start(struct wt_pace *pace, const struct wt_flow *flow, uint64_t now_ns);
/* At this time, with so many writes done: how many are to be done before the clock is read. 0: none before *due_ns. */
uint32_t wt_pace_next(struct wt_pace *pace, uint64_t now_ns, uint64_t done, uint64_t *due_ns);

#endif
