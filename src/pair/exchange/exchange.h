/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One try, as a client makes it and as a server serves it. */
#ifndef WT_EXCHANGE_H
#define WT_EXCHANGE_H

#include "marks.h"
#include "message.h"
#include "transport.h"
#include "try.h"

/* What a try needs; made before the run, used again for each try. */
struct wt_exchange {
	const struct wt_transport *transport;
	struct wt_endpoint *endpoint;
	uint64_t timeout_ns;
	uint64_t session_limit_ns; /* servers: from accept on; 0: the connection's own deadline stands */
	bool more;                 /* clients: the message says that more follows on its connection */
	struct wt_marks marks;
	const struct wt_library *counted; /* its heap is counted; NULL: nobody's */
	struct wt_heap_cost heap;         /* of the last try that was answered */
	struct wt_error error;            /* of the try, when it was not the connection's */
	uint8_t *buffer;                  /* WT_MESSAGE_MAX_BYTES, apart: what each try touches lies close together */
};

/* Gives the exchange the process's one buffer. All else is the caller's to fill. */
void wt_exchange_take_room(struct wt_exchange *exchange);

/*
 * The timed region of a client: connect, handshake, send, read the answer.
 * `one` tells size, number and cold; its costs, status and reason are filled.
 * The connection stays open for wt_exchange_close. Blocks until the try's
 * limit; neither allocates nor prints.
 */
enum wt_status wt_exchange_client(struct wt_exchange *exchange, struct wt_try *one, bool last,
				  struct wt_connection **connection);

/*
 * A server's try on a connection that accept has handed out: handshake, read the
 * message, answer it. `message` is filled once it was read. wt_marks_start of
 * WT_PHASE_ACCEPT was called before accept.
 */
enum wt_status wt_exchange_server(struct wt_exchange *exchange, struct wt_connection *connection,
				  struct wt_message *message);

/* Fills a server's try from the marks and the connection. */
void wt_exchange_server_costs(const struct wt_exchange *exchange, const struct wt_connection *connection,
			      struct wt_try *one);

/* Begins the stretch of the try's heap. */
void wt_exchange_heap_begin(struct wt_exchange *exchange);

/* The error that counts: the exchange's own, or the connection's. Never NULL. */
const struct wt_error *wt_exchange_error(const struct wt_exchange *exchange, const struct wt_connection *connection);

#endif
