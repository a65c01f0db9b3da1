/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One try, as a client makes it and as a server serves it. */
#ifndef WT_EXCHANGE_H
#define WT_EXCHANGE_H

#include "clock.h"
#include "connection.h"
#include "marks.h"
#include "message.h"
#include "numbered.h"
#include "transport.h"
#include "try.h"

/* What a try needs; made before the run, used again for each try. */
struct wt_exchange {
	const struct wt_transport *transport;
	struct wt_endpoint *endpoint;
	uint64_t timeout_ns;
	uint64_t deadline_ns;      /* clients: of the connection being opened, or the message under way */
	uint64_t session_limit_ns; /* servers: from accept on; 0: the connection's own deadline stands */
	bool more;                 /* clients: the message says that more follows on its connection */
	bool early;                /* clients: messages are offered as early data */
	struct wt_numbered numbered;
	/* What a try is on the open connection: these two functions of ours, or those of a mode that has others. */
	enum wt_status (*message)(struct wt_exchange *exchange, struct wt_connection *connection, struct wt_try *one,
				  bool last);
	enum wt_status (*answer)(struct wt_exchange *exchange, struct wt_connection *connection,
				 struct wt_message *message);
	struct wt_marks marks;
	const struct wt_library *counted; /* its heap is counted; NULL: nobody's */
	struct wt_heap_cost heap;         /* of the last try that was answered */
	struct wt_error error;            /* of the try, when it was not the connection's */
	size_t have;                      /* servers: in the buffer of a message whose rest is to come */
	size_t room_bytes;                /* of the buffer */
	uint8_t *buffer;                  /* apart: what each try touches lies close together */
};

/* What a server begins with: any datagram fits, and the buffer of a stream grows by what a header says. */
enum { WT_EXCHANGE_ROOM_BYTES = 64 * 1024 };

/*
 * Makes the buffer larger than a message of so many bytes, unless it is; what is in it stays. Allocates; it is never
 * freed while the program runs. WT_ERROR: out of memory, as the exchange's error says.
 */
enum wt_status wt_exchange_room(struct wt_exchange *exchange, size_t bytes) __attribute__((cold));

/* Begins the stretch of the try's heap. */
void wt_exchange_heap_begin(struct wt_exchange *exchange);

/*
 * The steps of a connection, so that a mode is an order of them. Opening and closing are inlined: a plain exchange is
 * so short that two calls more of ours would be seen in it.
 */

/*
 * A client's connection, connect and handshake, timed: the try's timed region begins here, and the deadline is set.
 * `*connection` is the caller's to close, even when this fails; NULL: there is none. Blocks
 * until the deadline; neither allocates nor prints.
 */
static inline enum wt_status wt_exchange_open(struct wt_exchange *exchange, struct wt_connection **connection)
{
	const struct wt_transport *transport = exchange->transport;
	struct wt_marks *marks = &exchange->marks;
	enum wt_status status;

	wt_error_clear(&exchange->error);
	wt_marks_clear(marks);
	wt_exchange_heap_begin(exchange);
	wt_marks_start(marks, WT_PHASE_CONNECT, NULL);
	exchange->deadline_ns = marks->start[WT_PHASE_CONNECT].ns + exchange->timeout_ns;
	status = transport->connect(exchange->endpoint, connection, exchange->deadline_ns);
	if (status != WT_OK)
		return status;
	wt_marks_next(marks, WT_PHASE_CONNECT, *connection);
	status = transport->handshake(*connection);
	if (status != WT_OK)
		return status;
	if (transport->secure)
		wt_marks_next(marks, WT_PHASE_HANDSHAKE, *connection);
	else
		wt_marks_skip(marks, WT_PHASE_HANDSHAKE);
	return WT_OK;
}

/* A client's next connection may send this message with its first flight: to be called before it is opened. */
void wt_exchange_offer_early(struct wt_exchange *exchange, const struct wt_try *one, bool last);

/*
 * One message of a client over an open connection, and its answer: the timed region ends here. `one` tells size and
 * number; its repeats, heap and total are filled. What is timed begins at the mark of WT_PHASE_CONNECT, and sending
 * where the phase before it ended. Blocks until the deadline; neither allocates nor prints.
 */
enum wt_status wt_exchange_message(struct wt_exchange *exchange, struct wt_connection *connection, struct wt_try *one,
				   bool last);

/*
 * Its two halves in steps, over a connection that is made so: what of it can be done now. `*sent` and `*have` are 0 before the first
 * time. WT_WANT_READ, WT_WANT_WRITE: to be called again when it can go on, with the same marks.
 */
enum wt_status wt_exchange_send_step(struct wt_exchange *exchange, struct wt_connection *connection,
				     const struct wt_try *one, bool last, size_t *sent);
enum wt_status wt_exchange_answer_step(struct wt_exchange *exchange, struct wt_connection *connection,
				       uint8_t answer[WT_ANSWER_BYTES + 1], size_t *have);

/*
 * Several messages of a session that are under way at once, where the transport has `ask`: begins one in a free place, with the marks
 * as for wt_exchange_message; waits until one is heard of; and whether what was heard is the answer to this message of the
 * session. Not WT_OK: the exchange's or the connection's error says why.
 */
enum wt_status wt_exchange_ask(struct wt_exchange *exchange, struct wt_connection *connection, const struct wt_try *one,
			       bool last, uint32_t place);
enum wt_status wt_exchange_hear(struct wt_exchange *exchange, struct wt_connection *connection, struct wt_heard *heard);
enum wt_status wt_exchange_heard(struct wt_exchange *exchange, const struct wt_heard *heard, uint32_t number);

/* Outside of the timed region: ends a client's connection in order, and fills the costs of the try. */
static inline void wt_exchange_close(struct wt_exchange *exchange, struct wt_connection *connection, struct wt_try *one,
				     uint64_t limit_ns)
{
	struct wt_marks *marks = &exchange->marks;

	wt_marks_start(marks, WT_PHASE_CLOSE, connection);
	exchange->transport->close(connection, limit_ns);
	wt_marks_end(marks, WT_PHASE_CLOSE, connection);
	wt_marks_costs(marks, one);
	one->retransmissions = wt_connection_retransmissions(connection);
}

/* A server's connection that accept has handed out: its handshake. wt_marks_start of WT_PHASE_ACCEPT was called before
 * accept. */
static inline enum wt_status wt_exchange_server_open(struct wt_exchange *exchange, struct wt_connection *connection)
{
	const struct wt_transport *transport = exchange->transport;
	struct wt_marks *marks = &exchange->marks;
	enum wt_status status;

	wt_error_clear(&exchange->error);
	wt_exchange_heap_begin(exchange);
	wt_marks_next(marks, WT_PHASE_ACCEPT, connection);
	/* a session's limit runs from here; without marks a clock that is a few ms behind will do */
	if (exchange->session_limit_ns)
		wt_connection_set_deadline(connection,
					   (marks->on ? marks->end[WT_PHASE_ACCEPT].ns : wt_clock_coarse_ns()) +
						   exchange->session_limit_ns);
	status = transport->handshake(connection);
	if (status != WT_OK)
		return status;
	/* a datagram listener has driven it inside accept */
	if (transport->secure && !transport->datagram)
		wt_marks_next(marks, WT_PHASE_HANDSHAKE, connection);
	else
		wt_marks_skip(marks, WT_PHASE_HANDSHAKE);
	return WT_OK;
}

/* The same of one of several that are served in turns, whose handshake accept has driven: what it cost is told by the connection. */
enum wt_status wt_exchange_server_enter(struct wt_exchange *exchange, struct wt_connection *connection);

/*
 * Reads one message of an open connection and answers it. `message` is filled once it was read. WT_WANT_READ: what has come of it is in
 * the buffer, and `have` says how much; with both as they are now the next call goes on.
 */
enum wt_status wt_exchange_server_message(struct wt_exchange *exchange, struct wt_connection *connection,
					  struct wt_message *message);
/* Its two halves. */
enum wt_status wt_exchange_server_receive(struct wt_exchange *exchange, struct wt_connection *connection,
					  struct wt_message *message);
enum wt_status wt_exchange_server_reply(struct wt_exchange *exchange, struct wt_connection *connection,
					const struct wt_message *message);

/* Fills a server's try from the marks and the connection. */
void wt_exchange_server_costs(const struct wt_exchange *exchange, const struct wt_connection *connection,
			      struct wt_try *one);

/* The error that counts: the exchange's own, or the connection's. Never NULL. */
const struct wt_error *wt_exchange_error(const struct wt_exchange *exchange, const struct wt_connection *connection);

#endif
