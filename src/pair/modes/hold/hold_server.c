/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A server that keeps the sessions whose message says that more follows, until the last message. */
#include <stdlib.h>
#include <string.h>

#include "clock.h"
#include "connection.h"
#include "hold.h"
#include "process.h"
#include "session_check.h"

#define CLOSE_LIMIT_NS   WT_NS_PER_S
#define SESSION_LIMIT_NS (10 * WT_NS_PER_S)

struct keeper {
	struct wt_run *run;
	struct wt_exchange *exchange;
	struct wt_hold hold;
	struct wt_connection **open;
	struct wt_error *error;
};

static bool keep(struct keeper *k, struct wt_connection *connection)
{
	const struct wt_library *library = k->run->transport->library;
	struct wt_connection *held = NULL;

	if (k->hold.held < k->hold.asked)
		held = k->run->transport->hold(connection);
	if (!held) {
		wt_error_set(k->error, WT_ERROR, "hold", "wiretoll", 0,
			     "the client holds more than %u sessions; valid: --hold as it has", k->hold.asked);
		return false;
	}
	k->open[k->hold.held] = held;
	wt_hold_add(&k->hold, library);
	return true;
}

/* A datagram server hears more of a session that it keeps, which goes on as it is. */
static bool keeps(const struct keeper *k, const struct wt_connection *connection)
{
	for (uint32_t i = 0; i < k->hold.held && k->run->transport->datagram; i++)
		if (k->open[i] == connection)
			return true;
	return false;
}

static void record_try(struct keeper *k, const struct wt_connection *connection, const struct wt_message *message)
{
	struct wt_try one = { .size_bytes = message->size_bytes,
			      .number = message->number,
			      .cold = true,
			      .ok = true,
			      .started_us = wt_wall_clock_us() };

	wt_exchange_server_costs(k->exchange, connection, &one);
	wt_run_record(k->run);
	wt_records_try(&k->run->records, WT_SERVER, &one);
}

/* Serves one connection. True: it was the last message, or nothing more can be kept. */
static bool serve(struct keeper *k, struct wt_connection *connection)
{
	struct wt_run *run = k->run;
	struct wt_message message = { .size_bytes = 0 };
	enum wt_status status;
	bool kept = keeps(k, connection), stop = false;

	status = wt_exchange_server_open(k->exchange, connection);
	if (status == WT_OK)
		status = wt_exchange_server_message(k->exchange, connection, &message);
	if (status == WT_WANT_READ && run->transport->park(&connection) == WT_OK)
		return false;
	if (status == WT_OK)
		status = wt_run_negotiated(run, connection, &k->exchange->error);
	if (status != WT_OK) {
		run->account.failed++;
	} else if (!kept && message.flags & WT_MESSAGE_MORE) {
		kept = keep(k, connection);
		stop = !kept;
	} else if (!kept) {
		stop = message.flags & WT_MESSAGE_LAST;
		if (message.number == 0)
			record_try(k, connection, &message);
	}
	if (!kept)
		run->transport->close(connection, CLOSE_LIMIT_NS);
	/* the cold session has come and gone: what the library makes once is made */
	if (!kept && k->hold.held == 0)
		wt_hold_begin(&k->hold, k->hold.asked, run->transport->library);
	return stop;
}

static enum wt_status serve_all(struct keeper *k)
{
	struct wt_run *run = k->run;
	struct wt_connection *connection;
	enum wt_status status;
	bool done = false;

	while (!done) {
		wt_marks_clear(&k->exchange->marks);
		wt_marks_start(&k->exchange->marks, WT_PHASE_ACCEPT, NULL);
		status = wt_run_accept(run, &connection, wt_clock_ns() + run->settings.timeout_ns);
		if (status != WT_OK)
			return wt_run_failed(k->error, wt_endpoint_error(run->endpoint));
		done = serve(k, connection);
	}
	if (k->hold.held < k->hold.asked)
		wt_error_set(k->error, WT_ERROR, "hold", "wiretoll", 0,
			     "the client ended with %u of %u sessions; valid: --hold as it has", k->hold.held,
			     k->hold.asked);
	return k->error->status;
}

enum wt_status wt_hold_server(struct wt_run *run, struct wt_exchange *exchange, struct wt_error *error)
{
	struct keeper k = { .run = run, .exchange = exchange, .error = error };
	uint32_t asked = run->settings.hold;
	enum wt_status status = WT_OK;

	exchange->session_limit_ns = SESSION_LIMIT_NS;
	wt_hold_begin(&k.hold, asked, run->transport->library);
	if (!run->transport->datagram)
		status = wt_hold_allow("--hold", asked, error);
	if (status != WT_OK)
		return status;
	k.open = calloc(asked, sizeof(struct wt_connection *));
	if (!k.open)
		return wt_error_set(error, WT_ERROR, "hold", "wiretoll", 0, "--hold %u: out of memory", asked);
	memset(k.open, 0xff, asked * sizeof(struct wt_connection *)); /* in use from the start */
	status = serve_all(&k);
	wt_run_record(run);
	wt_hold_record(&k.hold, WT_SERVER, error, &run->records);
	if (wt_run_tells_person(run))
		wt_hold_print(&k.hold, run->program->name, stdout);
	for (uint32_t i = 0; i < k.hold.held; i++)
		run->transport->close(k.open[i], CLOSE_LIMIT_NS);
	free(k.open);
	run->account.answered = k.hold.held;
	return status;
}
