/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A turn of a connection at a server that serves several: what the loop has of it is put away when nothing more is there for now,
 * and taken out when there is.
 */
#ifndef WT_VISIT_H
#define WT_VISIT_H

#include "exchange.h"

/* The connection's own between its turns. */
struct wt_visit {
	struct wt_marks marks;
	uint64_t cpu_ns; /* of the thread when it was put away */
	uint8_t *buffer; /* of a message that has begun; NULL: none */
	size_t room_bytes, have;
	/* The caller's: */
	bool in_session;
	uint32_t highest; /* of its session, as struct wt_session */
	struct wt_traffic counted;
};

/* Frees one; for wt_endpoint_serve_many. */
void wt_visit_free(void *visit);

/*
 * Puts away what `exchange` has of the connection, which owns it then. Allocates where it is the first time. NULL: out of memory,
 * as the exchange's error says.
 */
struct wt_visit *wt_visit_leave(struct wt_exchange *exchange, struct wt_connection *connection);

/* Takes it out; it stays the connection's. NULL: there is nothing, this is its first turn. */
const struct wt_visit *wt_visit_enter(struct wt_exchange *exchange, struct wt_connection *connection);

#endif
