/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What either end tells of a session: the price of its connection, and of each size what all its messages cost together. */
#ifndef WT_SESSION_H
#define WT_SESSION_H

#include "connection.h"
#include "exchange.h"
#include "program.h"

struct wt_session_size {
	uint32_t size_bytes;
	uint64_t messages; /* answered */
	uint64_t ns;       /* client: of its messages together, without what lies between them; server: 0 */
	uint64_t cpu_ns;   /* of the thread, for them; 0: nobody asked for it */
	struct wt_traffic traffic;
};

struct wt_session {
	uint64_t late, duplicates;                  /* client: answers; server: messages */
	struct wt_phase_cost phases[WT_PHASES_MAX]; /* of its connection: to open it, and at a client to close it */
	const char *resumed_by;                     /* NULL: --resume off */
	size_t count;
	struct wt_session_size sizes[WT_SIZES_MAX];
	/* While it goes on, server: */
	struct wt_session_size *now; /* the size of the message before; NULL: none */
	uint32_t highest;            /* number on the wire so far */
	uint64_t cpu_ns;             /* of the thread when that size began */
	struct wt_traffic counted;   /* of the connection */
	bool with_cpu;               /* as the caller wants it, before the session begins */
};

/* The place of a size, made where there is none. NULL: there are too many. */
struct wt_session_size *wt_session_size_of(struct wt_session *session, uint32_t size_bytes);

/* What has passed between two readings of a connection's traffic is added to a size's. */
void wt_session_add(struct wt_session_size *size, const struct wt_traffic *from, const struct wt_traffic *to);

/*
 * A server begins a session on a connection whose first message it has answered: what that cost to open is in the marks. Then each
 * message, the first one, too: false, where it was one that had been answered already. At the end the last size is whole.
 */
void wt_session_begin(struct wt_session *session, const struct wt_exchange *exchange,
		      const struct wt_connection *connection);
bool wt_session_answered(struct wt_session *session, const struct wt_message *message,
			 const struct wt_connection *connection);
void wt_session_end(struct wt_session *session);

/* The "session" record, where any message was answered. */
enum wt_status wt_session_record(const struct wt_session *session, enum wt_role role, struct wt_records *records);

/* "session: handshake ..., then N messages", for a person. */
void wt_session_print(const struct wt_session *session, const struct wt_run *run, FILE *stream);

#endif
