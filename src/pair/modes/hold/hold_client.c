/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A client that opens session after session and closes none until it has them all. */
#include <stdlib.h>
#include <string.h>

#include "clock.h"
#include "connection.h"
#include "hold.h"
#include "process.h"
#include "session_check.h"

#define CLOSE_LIMIT_NS WT_NS_PER_S

struct holder {
	struct wt_run *run;
	struct wt_exchange *exchange;
	struct wt_hold hold;
	struct wt_try one;
	struct wt_connection **open;
	struct wt_error why; /* of the last exchange that failed */
};

/* One exchange; the connection stays open when that is wanted and it went well. */
static enum wt_status exchange_one(struct holder *h, uint32_t number, bool last, bool keep)
{
	struct wt_run *run = h->run;
	struct wt_exchange *exchange = h->exchange;
	struct wt_connection *connection = NULL, *held = NULL;
	enum wt_status status;

	wt_try_clear(&h->one);
	h->one.size_bytes = run->settings.sizes.bytes[0];
	h->one.number = number;
	h->one.cold = number == 0;
	h->one.started_us = wt_wall_clock_us();
	exchange->more = keep;
	status = wt_exchange_open(exchange, &connection);
	if (status == WT_OK)
		status = wt_exchange_message(exchange, connection, &h->one, last);
	if (status == WT_OK)
		status = wt_run_negotiated(run, connection, &exchange->error);
	if (status == WT_OK && keep) {
		held = run->transport->hold(connection);
		if (!held)
			status = wt_error_set(&exchange->error, WT_ERROR, "hold", "wiretoll", 0,
					      "the session cannot be kept");
	}
	h->one.ok = status == WT_OK;
	h->one.status = status;
	wt_error_clear(&h->why);
	if (status != WT_OK)
		wt_run_failed(&h->why, wt_exchange_error(exchange, connection));
	if (held)
		h->open[h->hold.held] = held;
	else if (connection)
		run->transport->close(connection, CLOSE_LIMIT_NS);
	return status;
}

static enum wt_status make_cold(struct holder *h, struct wt_error *error)
{
	if (exchange_one(h, 0, false, false) != WT_OK) {
		*error = h->why;
		return error->status;
	}
	wt_marks_costs(&h->exchange->marks, &h->one);
	wt_run_record(h->run);
	wt_records_try(&h->run->records, WT_CLIENT, &h->one);
	if (h->one.heap.held_bytes <= 0)
		return WT_OK;
	return wt_hold_fits(h->hold.asked, (uint64_t)h->one.heap.held_bytes, error);
}

static enum wt_status open_all(struct holder *h, struct wt_error *error)
{
	const struct wt_error *why = &h->why;

	while (h->hold.held < h->hold.asked) {
		if (wt_stop_requested())
			return wt_error_set(error, WT_ERROR, "hold", "wiretoll", 0, "interrupted by a signal");
		if (exchange_one(h, h->hold.held + 1, false, true) != WT_OK)
			return wt_error_set(error, why->status, why->operation, why->source, why->code,
					    "session %u of %u: %s", h->hold.held + 1, h->hold.asked, why->text);
		wt_hold_add(&h->hold, h->run->transport->library);
	}
	return WT_OK;
}

/* Another message over a session that is open, from another port: it is answered without a handshake. */
static enum wt_status move_one(struct holder *h, uint32_t index)
{
	struct wt_exchange *exchange = h->exchange;
	struct wt_connection *connection = h->open[index];
	enum wt_status status;

	wt_try_clear(&h->one);
	h->one.size_bytes = h->run->settings.sizes.bytes[0];
	h->one.number = index + 1;
	h->one.started_us = wt_wall_clock_us();
	wt_error_clear(&exchange->error);
	exchange->more = true;
	exchange->deadline_ns = wt_clock_ns() + exchange->timeout_ns;
	status = h->run->transport->rebind(connection, exchange->deadline_ns);
	wt_marks_start(&exchange->marks, WT_PHASE_CONNECT, connection);
	wt_marks_next(&exchange->marks, WT_PHASE_CONNECT, connection);
	wt_marks_skip(&exchange->marks, WT_PHASE_HANDSHAKE);
	wt_connection_set_deadline(connection, exchange->deadline_ns);
	if (status == WT_OK)
		status = wt_exchange_message(exchange, connection, &h->one, false);
	wt_error_clear(&h->why);
	if (status != WT_OK)
		wt_run_failed(&h->why, wt_exchange_error(exchange, connection));
	return status;
}

static enum wt_status move_all(struct holder *h, struct wt_error *error)
{
	const struct wt_error *why = &h->why;

	for (uint32_t i = 0; i < h->hold.held; i++) {
		if (wt_stop_requested())
			return wt_error_set(error, WT_ERROR, "hold", "wiretoll", 0, "interrupted by a signal");
		if (move_one(h, i) != WT_OK)
			return wt_error_set(error, why->status, why->operation, why->source, why->code,
					    "session %u of %u, from another port: %s", i + 1, h->hold.held, why->text);
		h->hold.moved++;
	}
	return WT_OK;
}

/* The last message goes over a connection of its own, so that a server need not wait on all of them. */
static void end_all(struct holder *h)
{
	/* what is of interest has been measured */
	(void)exchange_one(h, h->hold.held + 1, true, false);
	for (uint32_t i = 0; i < h->hold.held; i++)
		h->run->transport->close(h->open[i], CLOSE_LIMIT_NS);
}

enum wt_status wt_hold_client(struct wt_run *run, struct wt_exchange *exchange, struct wt_error *error)
{
	struct holder h = { .run = run, .exchange = exchange };
	uint32_t asked = run->settings.hold;
	enum wt_status status;

	h.hold.asked = asked;
	status = wt_hold_allow("--hold", asked, error);
	if (status != WT_OK)
		return status;
	h.open = calloc(asked, sizeof(struct wt_connection *));
	if (!h.open)
		return wt_error_set(error, WT_ERROR, "hold", "wiretoll", 0, "--hold %u: out of memory", asked);
	memset(h.open, 0xff, asked * sizeof(struct wt_connection *)); /* in use from the start */
	wt_message_fill(exchange->buffer, run->settings.sizes.bytes[0]);
	run->account.planned = asked;
	status = make_cold(&h, error);
	if (status == WT_OK) {
		wt_hold_begin(&h.hold, asked, run->transport->library);
		status = open_all(&h, error);
		if (status == WT_OK && run->settings.rebind)
			status = move_all(&h, error);
		wt_hold_record(&h.hold, WT_CLIENT, error, &run->records);
		if (wt_run_tells_person(run))
			wt_hold_print(&h.hold, run->program->name, stdout);
	}
	end_all(&h);
	free(h.open);
	run->account.failed = status != WT_OK;
	/* one that was open and was not heard from its other port has failed, too */
	run->account.answered = h.hold.held - (status != WT_OK && h.hold.held == asked);
	run->account.not_made = asked - run->account.answered - run->account.failed;
	return status;
}
