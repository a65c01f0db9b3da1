/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A client that has several connections open at once (--parallel), in one thread: each makes try after try, in steps. */
#include <stdlib.h>
#include <string.h>

#include "client_loop.h"
#include "clock.h"
#include "connection.h"
#include "hold.h"
#include "listener.h"
#include "mode_rows.h"
#include "process.h"
#include "session_check.h"

#define CLOSE_LIMIT_NS WT_NS_PER_S
/* So often those are looked at whose time is over. */
#define LOOK_NS (WT_NS_PER_S / 20)

enum step { IDLE, CONNECTING, SHAKING, SENDING, ASKING, CLOSING };

/* A connection, and the try that it has. */
struct caller {
	struct wt_connection *connection; /* its place */
	enum step step;
	enum wt_status status; /* of the try, from when it is closing */
	bool in_set, to_send, last;
	uint32_t number;
	uint64_t started_us, total_ns;
	size_t sent, have;
	uint8_t answer[WT_ANSWER_BYTES + 1];
	struct wt_marks marks;
	struct wt_error error;
};

static struct parallel {
	struct wt_socket_set set;
	struct caller *callers;
	uint32_t count;
	uint32_t open; /* have a try */
	uint32_t next, tries;
	uint32_t size_bytes;
	bool on, last_size;
} all;

/* Room for the connections. Not WT_OK: there is none, or there are too few descriptors. */
static enum wt_status start(struct wt_client *c, struct wt_error *error)
{
	uint32_t asked = c->run->settings.parallel;
	enum wt_status status = wt_hold_allow("--parallel", asked, error);

	if (status == WT_OK)
		status = wt_endpoint_call_many(c->run->endpoint, asked, error);
	if (status == WT_OK)
		status = wt_sockets_open(&all.set, error);
	if (status != WT_OK)
		return status;
	all.callers = calloc(asked, sizeof(*all.callers));
	if (!all.callers)
		return wt_error_set(error, WT_ERROR, "open", "wiretoll", 0, "--parallel %u: out of memory", asked);
	all.count = asked;
	for (uint32_t i = 0; i < asked; i++)
		all.callers[i].connection = wt_endpoint_place(c->run->endpoint, i);
	return WT_OK;
}

/* Takes the next try. False: there is none, or the last one of all, for which the others have to have ended. */
static bool begin(struct wt_client *c, struct caller *caller)
{
	bool last = all.last_size && all.next == all.tries;

	if (!all.on || all.next > all.tries || (last && all.open))
		return false;
	caller->number = all.next++;
	caller->last = last;
	caller->in_set = false;
	caller->sent = caller->have = 0;
	caller->started_us = wt_wall_clock_us();
	caller->step = CONNECTING;
	wt_error_clear(&c->exchange.error);
	wt_marks_clear(&c->exchange.marks);
	wt_marks_start(&c->exchange.marks, WT_PHASE_CONNECT, NULL);
	c->exchange.deadline_ns = c->exchange.marks.start[WT_PHASE_CONNECT].ns + c->exchange.timeout_ns;
	all.open++;
	return true;
}

/* A step of the try, as far as it goes. */
static enum wt_status advance(struct wt_client *c, struct caller *caller, bool fresh)
{
	const struct wt_transport *transport = c->exchange.transport;
	struct wt_connection *connection = caller->connection;
	struct wt_marks *marks = &c->exchange.marks;
	enum wt_status status = WT_OK;

	if (caller->step == CONNECTING) {
		status = fresh ? transport->connect(c->exchange.endpoint, &connection, c->exchange.deadline_ns)
			       : wt_connection_connected(connection);
		if (status != WT_OK)
			return status;
		wt_marks_next(marks, WT_PHASE_CONNECT, connection);
		caller->step = SHAKING;
	}
	if (caller->step == SHAKING) {
		status = transport->handshake(connection);
		if (status != WT_OK)
			return status;
		if (transport->secure)
			wt_marks_next(marks, WT_PHASE_HANDSHAKE, connection);
		else
			wt_marks_skip(marks, WT_PHASE_HANDSHAKE);
		caller->step = SENDING;
	}
	if (caller->step == SENDING) {
		status = wt_exchange_send_step(&c->exchange, connection, &c->one, caller->last, &caller->sent);
		if (status != WT_OK)
			return status;
		caller->step = ASKING;
	}
	return wt_exchange_answer_step(&c->exchange, connection, caller->answer, &caller->have);
}

/* The try has its answer, or will have none: what was agreed, and then its connection's end. */
static void end_try(struct wt_client *c, struct caller *caller, enum wt_status status)
{
	struct wt_marks *marks = &c->exchange.marks;
	struct wt_resumed resumed;

	if (status == WT_OK) {
		caller->total_ns = marks->end[WT_PHASE_ACK].ns - marks->start[WT_PHASE_CONNECT].ns;
		status = wt_run_resumed(c->run, caller->connection, false, &resumed, &c->exchange.error);
	}
	caller->status = status;
	caller->error = c->exchange.error;
	caller->step = CLOSING;
	wt_marks_start(marks, WT_PHASE_CLOSE, caller->connection);
}

/* Counts and records it. */
static void record(struct wt_client *c, struct caller *caller)
{
	wt_marks_end(&c->exchange.marks, WT_PHASE_CLOSE, caller->connection);
	wt_client_try_begin(c, all.size_bytes, caller->number);
	c->one.started_us = caller->started_us;
	c->exchange.error = caller->error;
	wt_client_try_end(c, caller->status, caller->connection);
	wt_marks_costs(&c->exchange.marks, &c->one);
	if (caller->status == WT_OK)
		c->one.total_ns = caller->total_ns;
	all.on &= wt_client_tried(c);
	wt_live_show(&c->live, all.size_bytes, caller->number, all.tries, &c->samples);
	caller->step = IDLE;
	all.open--;
}

static bool wants(enum wt_status status)
{
	return status == WT_WANT_READ || status == WT_WANT_WRITE;
}

/* Waits for what the caller's step wants. */
static void await(struct wt_client *c, struct caller *caller, enum wt_status status)
{
	const struct wt_socket *socket = wt_connection_socket(caller->connection);
	bool to_send = status == WT_WANT_WRITE;
	struct wt_error *error = &c->exchange.error;

	if (!caller->in_set)
		status = wt_sockets_add(&all.set, socket, to_send, caller, error);
	else if (caller->to_send != to_send)
		status = wt_sockets_change(&all.set, socket, to_send, caller, error);
	else
		return;
	caller->in_set = true;
	caller->to_send = to_send;
	if (status != WT_OK) /* its time will be over */
		caller->in_set = false;
}

/* Goes on with its try, and with the next ones, until it has to wait, or there is none. */
static void go_on(struct wt_client *c, struct caller *caller)
{
	uint64_t limit_ns = c->exchange.timeout_ns < CLOSE_LIMIT_NS ? c->exchange.timeout_ns : CLOSE_LIMIT_NS;
	enum wt_status status;
	bool fresh;

	if (caller->step != IDLE) {
		c->exchange.marks = caller->marks;
		/* what the wait has said, or another one's failure */
		wt_error_clear(&c->exchange.error);
	}
	for (;;) {
		fresh = caller->step == IDLE;
		if (fresh && !begin(c, caller))
			return;
		c->one.size_bytes = all.size_bytes;
		c->one.number = caller->number;
		c->one.started_us = caller->started_us;
		status = WT_OK;
		if (caller->step != CLOSING) {
			status = advance(c, caller, fresh);
			if (!wants(status))
				end_try(c, caller, status);
		}
		if (caller->step == CLOSING)
			status = c->exchange.transport->close(caller->connection, limit_ns);
		if (wants(status))
			break;
		record(c, caller);
	}
	await(c, caller, status);
	caller->marks = c->exchange.marks;
}

/* Whoever is ready goes on, and now and then all, whose time may be over. */
static bool go_round(struct wt_client *c, uint64_t *look_ns)
{
	struct wt_sockets_ready ready;
	enum wt_status status = wt_sockets_wait(&all.set, *look_ns, &ready, &c->exchange.error);

	if (wt_stop_requested() || (status != WT_OK && status != WT_TIMEOUT))
		return false;
	for (size_t i = 0; i < ready.count; i++)
		go_on(c, ready.whose[i]);
	if (wt_clock_ns() < *look_ns)
		return true;
	*look_ns = wt_clock_ns() + LOOK_NS;
	for (uint32_t i = 0; i < all.count; i++)
		go_on(c, &all.callers[i]);
	return true;
}

static bool make_tries(struct wt_client *c, uint32_t size, bool last_size)
{
	uint64_t look_ns = wt_clock_ns() + LOOK_NS;

	all.size_bytes = size;
	all.last_size = last_size;
	all.next = 1;
	all.tries = c->run->settings.tries;
	all.on = true;
	/* what others do meanwhile is in the thread's CPU time, and in the library's heap */
	c->exchange.marks = (struct wt_marks){ .on = true };
	c->exchange.counted = NULL;
	for (uint32_t i = 0; i < all.count; i++)
		go_on(c, &all.callers[i]);
	while (all.open) {
		all.on &= go_round(c, &look_ns);
		if (wt_stop_requested())
			break;
		/* the last one of all */
		if (!all.open)
			go_on(c, &all.callers[0]);
	}
	return all.on;
}

static void finish(void)
{
	if (!all.callers)
		return;
	wt_sockets_close(&all.set);
	free(all.callers);
	all.callers = NULL;
}

enum wt_status wt_parallel_client(struct wt_run *run, struct wt_exchange *exchange, struct wt_error *error)
{
	static struct wt_client client = { .make_tries = make_tries };
	enum wt_status status = wt_client_prepare(&client, run, exchange, error);

	if (status == WT_OK)
		status = start(&client, error);
	if (status != WT_OK)
		return status;
	if (wt_client_connect_once(&client, run->settings.sizes.bytes[0], 0, false))
		wt_client_make_sizes(&client);
	finish();
	return wt_client_finish(&client, error);
}
