/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A connection for each message, the client's loop: for every size its tries, each recorded, the cold one first. */
#include "client_loop.h"
#include "clock.h"
#include "connection.h"
#include "mode_rows.h"
#include "pair.h"
#include "session_check.h"

#define CLOSE_LIMIT_NS WT_NS_PER_S

/* Outside of the timed region: what was agreed, the orderly end, the costs. */
static void finish_try(struct wt_client *c, enum wt_status status, struct wt_connection *connection)
{
	struct wt_try *one = &c->one;
	uint64_t limit_ns = c->exchange.timeout_ns < CLOSE_LIMIT_NS ? c->exchange.timeout_ns : CLOSE_LIMIT_NS;

	if (status == WT_OK)
		status = wt_run_resumed(c->run, connection, one->cold, &one->resumed, &c->exchange.error);
	wt_client_try_end(c, status, connection);
	one->waited_ns = wt_schedule_waited_ns(&c->schedule, c->exchange.marks.start[WT_PHASE_CONNECT].ns);
	wt_exchange_close(&c->exchange, connection, one, limit_ns);
}

/* Of the cold try the handshake is kept; a run that traces keeps a later one instead. */
static bool keeps_flights(const struct wt_client *c)
{
	return c->one.cold && c->run->transport->secure && c->run->settings.json && !c->run->settings.trace;
}

/* The first try that is not cold, whatever became of it. */
static void show_trace(struct wt_client *c)
{
	c->traced = true;
	wt_live_clear(&c->live);
	c->run->program->watch->trace_end(c->run, &c->one, c->exchange.marks.start[WT_PHASE_CONNECT].ns,
					  wt_run_tells_person(c->run));
}

bool wt_client_connect_once(struct wt_client *c, uint32_t size, uint32_t number, bool last)
{
	struct wt_connection *connection = NULL;
	struct wt_try *one = &c->one;
	enum wt_status status;
	bool traced, kept, on;

	wt_client_try_begin(c, size, number);
	traced = c->run->settings.trace && !one->cold && !c->traced;
	kept = keeps_flights(c);
	if (traced || kept)
		c->run->program->watch->trace_start(c->run);
	if (c->exchange.early)
		wt_exchange_offer_early(&c->exchange, one, last);
	status = wt_exchange_open(&c->exchange, &connection);
	if (status == WT_OK)
		status = c->exchange.message(&c->exchange, connection, one, last);
	finish_try(c, status, connection);
	if (kept)
		c->run->program->watch->flights_take(c->run, one);
	on = wt_client_tried(c);
	if (traced)
		show_trace(c);
	return on;
}

static bool make_tries(struct wt_client *c, uint32_t size, bool last_size)
{
	uint32_t tries = c->run->settings.tries;
	bool on = true;

	for (uint32_t number = 1; on && number <= tries; number++) {
		wt_schedule_await(&c->schedule, false);
		on = wt_client_connect_once(c, size, number, last_size && number == tries);
		wt_live_show(&c->live, size, number, tries, &c->samples);
	}
	return on;
}

enum wt_status wt_connect_client(struct wt_run *run, struct wt_exchange *exchange, struct wt_error *error)
{
	static struct wt_client client = { .make_tries = make_tries };
	enum wt_status status = wt_client_prepare(&client, run, exchange, error);

	if (status != WT_OK)
		return status;
	if (wt_client_connect_once(&client, run->settings.sizes.bytes[0], 0, false))
		wt_client_make_sizes(&client);
	return wt_client_finish(&client, error);
}
