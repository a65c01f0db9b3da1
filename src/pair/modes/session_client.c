/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * All messages over one connection, the client's loop. What a message takes is a few us on plain transports, so nothing is
 * done beside it but to read the clock: what was read is kept, and recorded after a batch.
 */
#include <stdlib.h>

#include "client_loop.h"
#include "clock.h"
#include "connection.h"
#include "mode_rows.h"
#include "process.h"
#include "session.h"
#include "session_check.h"
#include "talk.h"

enum { BATCH_MAX = 4096 };

static struct wt_client client;
static struct wt_session session;
static struct wt_talk talk = { .client = &client };

static bool open_session(struct wt_talk *t)
{
	struct wt_client *c = t->client;
	struct wt_resumed resumed = { .by = NULL };
	enum wt_status status = wt_client_open_session(c, &t->connection, session.phases);

	t->wall_us = c->one.started_us;
	t->wall_ns = c->exchange.marks.start[WT_PHASE_CONNECT].ns;
	if (status == WT_OK)
		status = wt_run_resumed(c->run, t->connection, false, &resumed, &c->exchange.error);
	session.resumed_by = resumed.by;
	return wt_client_opened(c, status, t->connection);
}

static void close_session(struct wt_talk *t)
{
	const struct wt_numbered *numbered = &t->client->exchange.numbered;

	wt_client_close_session(t->client, t->connection, session.phases, t->with_cpu);
	session.late = numbered->late;
	session.duplicates = numbered->duplicates;
}

void wt_talk_begin(struct wt_talk *t, uint32_t number, bool last)
{
	struct wt_exchange *exchange = &t->client->exchange;
	struct wt_marks *marks = &exchange->marks;
	struct wt_try *one = &t->client->one;

	one->number = number;
	one->repeats = 0;
	wt_marks_begin_open(marks, t->connection);
	one->started_us = t->wall_us + (marks->start[WT_PHASE_CONNECT].ns - t->wall_ns) / WT_NS_PER_US;
	exchange->deadline_ns = marks->start[WT_PHASE_CONNECT].ns + exchange->timeout_ns;
	exchange->more = !last;
}

static enum wt_status say_one(struct wt_talk *t, struct wt_reading *reading, uint32_t number, bool last)
{
	struct wt_exchange *exchange = &t->client->exchange;
	struct wt_marks *marks = &exchange->marks;
	struct wt_try *one = &t->client->one;

	wt_schedule_await(&t->client->schedule, t->with_cpu);
	wt_talk_begin(t, number, last);
	wt_connection_set_deadline(t->connection, exchange->deadline_ns);
	reading->status = wt_exchange_message(exchange, t->connection, one, last);
	reading->waited_ns = wt_schedule_waited_ns(&t->client->schedule, marks->start[WT_PHASE_CONNECT].ns);
	reading->started_us = one->started_us;
	reading->begin = marks->start[WT_PHASE_SEND];
	reading->sent = marks->end[WT_PHASE_SEND];
	reading->answered = marks->end[WT_PHASE_ACK];
	return reading->status;
}

/* Until one fails. Answers how many were begun. */
static uint32_t say_in_order(struct wt_talk *t, uint32_t from, uint32_t count, bool last)
{
	enum wt_status status = WT_OK;
	uint32_t begun = 0;

	while (status == WT_OK && begun < count) {
		status = say_one(t, &t->readings[begun], from + begun, last && begun + 1 == count);
		begun++;
	}
	return begun;
}

/* The try of which this was read. */
static void take_reading(struct wt_talk *t, const struct wt_reading *reading)
{
	struct wt_client *c = t->client;
	struct wt_marks *marks = &c->exchange.marks;

	wt_marks_clear(marks);
	marks->start[WT_PHASE_SEND] = reading->begin;
	marks->end[WT_PHASE_SEND] = marks->start[WT_PHASE_ACK] = reading->sent;
	marks->end[WT_PHASE_ACK] = reading->answered;
	marks->ran[WT_PHASE_SEND] = marks->ran[WT_PHASE_ACK] = true;
	wt_marks_costs(marks, &c->one);
	c->one.started_us = reading->started_us;
	c->one.waited_ns = reading->waited_ns;
	c->one.total_ns = reading->answered.ns - reading->begin.ns;
}

static void record_one(struct wt_talk *t, const struct wt_reading *reading)
{
	struct wt_client *c = t->client;

	if (reading->status == WT_OK)
		take_reading(t, reading);
	else if (t->places)
		c->exchange.error = t->places[reading->place].error;
	wt_client_try_end(c, reading->status, t->connection);
	if (reading->status != WT_OK)
		wt_numbered_lose(&c->exchange.numbered, c->one.number);
}

/* False: it makes no sense to go on. What a signal has cut short was not made. */
static bool record_batch(struct wt_talk *t, uint32_t size_bytes, uint32_t from, uint32_t count)
{
	struct wt_client *c = t->client;
	uint64_t begin_ns = wt_clock_ns();
	bool on = true, heard = true;

	for (uint32_t i = 0; i < count && c->run->records.error.status == WT_OK; i++) {
		enum wt_status status = t->readings[i].status;

		if (status != WT_OK && wt_stop_requested())
			continue;
		wt_client_try_begin(c, size_bytes, from + i);
		record_one(t, &t->readings[i]);
		on &= wt_client_tried(c);
		heard &= status == WT_OK || (status == WT_TIMEOUT && c->run->transport->datagram);
	}
	wt_schedule_put_off(&c->schedule, wt_clock_ns() - begin_ns);
	return on && heard;
}

/* A batch: messages until one fails, or as many as there is room for. Then all is recorded. False: no more. */
static bool say_batch(struct wt_talk *t, struct wt_session_size *size, uint32_t from, uint32_t count, uint32_t *said,
		      bool last)
{
	struct wt_client *c = t->client;
	uint64_t cpu_ns = t->with_cpu ? wt_thread_cpu_ns() : 0, begin_ns = wt_clock_ns();
	uint64_t idle_ns = c->schedule.idle_cpu_ns;
	struct wt_traffic before = *wt_connection_traffic(t->connection);

	wt_client_try_begin(c, size->size_bytes, from);
	wt_error_clear(&c->exchange.error);
	*said = t->places ? wt_talk_beside(t, from, count, last) : say_in_order(t, from, count, last);
	size->ns += wt_clock_ns() - begin_ns;
	if (t->with_cpu)
		size->cpu_ns += wt_thread_cpu_ns() - cpu_ns - (c->schedule.idle_cpu_ns - idle_ns);
	for (uint32_t i = 0; i < *said; i++)
		size->messages += t->readings[i].status == WT_OK;
	wt_session_add(size, &before, wt_connection_traffic(t->connection));
	return record_batch(t, size->size_bytes, from, *said);
}

static bool make_tries(struct wt_client *c, uint32_t size_bytes, bool last_size)
{
	struct wt_session_size *size = wt_session_size_of(&session, size_bytes);
	uint32_t tries = c->run->settings.tries, said;
	bool on = true;

	for (uint32_t number = 1; size && on && number <= tries; number += said) {
		uint32_t left = tries - number + 1, count = left < talk.room ? left : talk.room;

		on = say_batch(&talk, size, number, count, &said, last_size && count == left);
		wt_live_show(&c->live, size_bytes, number + said - 1, tries, &c->samples);
	}
	c->paced_ns = size ? size->ns : 0;
	c->exchange.numbered.size_index++;
	return on;
}

static enum wt_status begin(struct wt_talk *t, struct wt_run *run, struct wt_exchange *exchange, struct wt_error *error)
{
	enum wt_status status = wt_client_prepare(t->client, run, exchange, error);

	t->client->make_tries = make_tries;
	t->client->exchange.numbered.on = true;
	t->with_cpu = wt_settings_count(&run->settings);
	t->room = run->settings.tries < BATCH_MAX ? run->settings.tries : BATCH_MAX;
	t->readings = calloc(t->room, sizeof(struct wt_reading));
	if (run->settings.streams > 1)
		t->places = calloc(run->settings.streams, sizeof(*t->places));
	if (status == WT_OK && (!t->readings || (run->settings.streams > 1 && !t->places)))
		status = wt_error_set(error, WT_ERROR, "open", "wiretoll", 0, "out of memory for --tries");
	return status;
}

enum wt_status wt_session_client(struct wt_run *run, struct wt_exchange *exchange, struct wt_error *error)
{
	struct wt_client *c = talk.client;
	enum wt_status status = begin(&talk, run, exchange, error);

	if (status != WT_OK)
		return status;
	if (wt_client_connect_once(c, run->settings.sizes.bytes[0], 0, false) && open_session(&talk)) {
		/* what was read of its CPU so far belongs to no message */
		c->exchange.marks = (struct wt_marks){ .on = true };
		c->exchange.counted = NULL;
		wt_client_make_sizes(c);
	}
	close_session(&talk);
	wt_session_record(&session, WT_CLIENT, &run->records);
	if (wt_run_tells_person(run))
		wt_session_print(&session, run, stdout);
	free(talk.readings);
	free(talk.places);
	return wt_client_finish(c, error);
}
