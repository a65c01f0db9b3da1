/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A client's session while it goes on: what is read of each message, and kept until a batch of them is recorded. */
#ifndef WT_TALK_H
#define WT_TALK_H

#include <stdbool.h>
#include <stdint.h>

#include "error.h"
#include "marks.h"
#include "transport.h"

struct wt_client;

/* What was read of one message. */
struct wt_reading {
	uint64_t started_us;
	uint64_t waited_ns;
	struct wt_mark begin, sent, answered;
	enum wt_status status; /* WT_WANT_READ: it is under way */
	uint32_t place;
};

/* --streams: where a message is under way. */
struct wt_talk_place {
	bool taken;
	uint32_t reading;
	struct wt_error error; /* why its message failed; no other one comes here then */
};

struct wt_talk {
	struct wt_client *client;
	struct wt_connection *connection;
	uint64_t wall_us, wall_ns; /* one moment on both clocks */
	bool with_cpu;
	uint32_t room;
	struct wt_reading *readings;
	/* --streams: as many as may be under way at once; NULL: one message behind the other. */
	struct wt_talk_place *places;
	struct wt_traffic counted; /* of the connection, up to the last message that was begun or answered */
};

/* Begins to time message `number`: its deadline, and what its header says of the time. `last`: none follows. */
void wt_talk_begin(struct wt_talk *talk, uint32_t number, bool last);

/*
 * A batch of up to `count` messages from `from` on, several at once: as soon as one has its answer the next one is sent. After one
 * that failed none is begun, and those under way have the rest of their time. Answers how many were begun; each has its status.
 */
uint32_t wt_talk_beside(struct wt_talk *talk, uint32_t from, uint32_t count, bool last);

#endif
