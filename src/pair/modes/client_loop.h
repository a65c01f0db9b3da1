/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the loops of a client share: sizes and their tries, the account of them, and the verdict of the run. */
#ifndef WT_CLIENT_LOOP_H
#define WT_CLIENT_LOOP_H

#include <stdbool.h>

#include "exchange.h"
#include "live.h"
#include "program.h"
#include "schedule.h"
#include "summary.h"

struct wt_client {
	struct wt_run *run;
	struct wt_exchange exchange;
	/* Makes the tries of a size, and says of each wt_client_tried. False: it makes no sense to go on. */
	bool (*make_tries)(struct wt_client *c, uint32_t size, bool last_size);
	struct wt_samples samples;
	struct wt_live live;
	struct wt_schedule schedule; /* of the size whose tries are made; before the first size a closed loop */
	struct wt_try one;
	unsigned dead_in_a_row; /* tries that failed, or that brought no datagram of the server */
	bool heard;             /* the last one that was not answered did bring one */
	bool ever_answered, ever_heard;
	uint64_t paced_ns; /* of the size: how long tries were under way; 0: from its first one to its last one */
	bool head_printed; /* of the table: with the first row, so that a failure is one line */
	bool traced;
	char first_failure[WT_ERROR_TEXT_BYTES + 64];
};

/* Begins a try: empties it. */
void wt_client_try_begin(struct wt_client *c, uint32_t size, uint32_t number);

/* The try is over, with this status: its reason is filled, and whether a datagram of the server came. */
void wt_client_try_end(struct wt_client *c, enum wt_status status, const struct wt_connection *connection);

/* Of a try that was not answered: whether anybody is there any more, and the first one's reason. */
void wt_client_unanswered(struct wt_client *c);

/* Counts the try, and records it. True: it makes sense to go on. */
bool wt_client_tried(struct wt_client *c);

/* A whole try with a connection of its own: opened, one message, closed, counted. True: go on. */
bool wt_client_connect_once(struct wt_client *c, uint32_t size, uint32_t number, bool last);

/*
 * Opens a connection that is to carry many messages, which is not measured as a try. What it cost is filled: the phases before
 * the first message. Whether it is as asked for, the caller finds out; then, with what he found:
 */
enum wt_status wt_client_open_session(struct wt_client *c, struct wt_connection **connection,
				      struct wt_phase_cost *phases);
/* False: a try has failed, and is counted. */
bool wt_client_opened(struct wt_client *c, enum wt_status status, const struct wt_connection *connection);
/* Ends it in order; NULL: there is none. `phases` as before, and that of its end. */
void wt_client_close_session(struct wt_client *c, struct wt_connection *connection, struct wt_phase_cost *phases,
			     bool with_cpu);

/*
 * Prepares `c`, which is all zero, for a run of `exchange`. Allocates; wt_client_finish frees. Not WT_OK: out of
 * memory, as `error` says.
 */
enum wt_status wt_client_prepare(struct wt_client *c, struct wt_run *run, const struct wt_exchange *exchange,
				 struct wt_error *error);

/* The tries of all sizes, with their summaries. */
void wt_client_make_sizes(struct wt_client *c);

/* What is missing of the plan is no try that was made; whether the run has failed, and why. */
enum wt_status wt_client_finish(struct wt_client *c, struct wt_error *error);

#endif
