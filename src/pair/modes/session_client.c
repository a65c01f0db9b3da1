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

enum { BATCH_MAX = 4096 };

/* What was read of one message. */
struct reading {
	uint64_t started_us;
	uint64_t waited_ns;
	struct wt_mark begin, sent, answered;
};

struct talk {
	struct wt_client client;
	struct wt_session session;
	struct wt_connection *connection;
	uint64_t wall_us, wall_ns; /* one moment on both clocks */
	bool with_cpu;
	uint32_t room;
	struct reading *readings;
};

static struct talk talk;

static bool open_session(struct talk *t)
{
	struct wt_client *c = &t->client;
	struct wt_resumed resumed = { .by = NULL };
	enum wt_status status = wt_client_open_session(c, &t->connection, t->session.phases);

	t->wall_us = c->one.started_us;
	t->wall_ns = c->exchange.marks.start[WT_PHASE_CONNECT].ns;
	if (status == WT_OK)
		status = wt_run_resumed(c->run, t->connection, false, &resumed, &c->exchange.error);
	t->session.resumed_by = resumed.by;
	return wt_client_opened(c, status, t->connection);
}

static void close_session(struct talk *t)
{
	const struct wt_numbered *numbered = &t->client.exchange.numbered;

	wt_client_close_session(&t->client, t->connection, t->session.phases, t->with_cpu);
	t->session.late = numbered->late;
	t->session.duplicates = numbered->duplicates;
}

static enum wt_status say_one(struct talk *t, struct reading *reading, uint32_t number, bool last)
{
	struct wt_exchange *exchange = &t->client.exchange;
	struct wt_marks *marks = &exchange->marks;
	struct wt_try *one = &t->client.one;
	enum wt_status status;

	one->number = number;
	one->repeats = 0;
	wt_schedule_await(&t->client.schedule, t->with_cpu);
	wt_marks_begin_open(marks, t->connection);
	one->started_us = t->wall_us + (marks->start[WT_PHASE_CONNECT].ns - t->wall_ns) / WT_NS_PER_US;
	exchange->deadline_ns = marks->start[WT_PHASE_CONNECT].ns + exchange->timeout_ns;
	exchange->more = !last;
	wt_connection_set_deadline(t->connection, exchange->deadline_ns);
	status = wt_exchange_message(exchange, t->connection, one, last);
	reading->waited_ns = wt_schedule_waited_ns(&t->client.schedule, marks->start[WT_PHASE_CONNECT].ns);
	reading->started_us = one->started_us;
	reading->begin = marks->start[WT_PHASE_SEND];
	reading->sent = marks->end[WT_PHASE_SEND];
	reading->answered = marks->end[WT_PHASE_ACK];
	return status;
}

/* The try of which this was read. */
static void take_reading(struct talk *t, const struct reading *reading)
{
	struct wt_client *c = &t->client;
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

/* False: it makes no sense to go on. */
static bool record_batch(struct talk *t, uint32_t size_bytes, uint32_t from, uint32_t count)
{
	struct wt_client *c = &t->client;
	uint64_t begin_ns = wt_clock_ns();
	bool on = true;

	for (uint32_t i = 0; on && i < count; i++) {
		wt_client_try_begin(c, size_bytes, from + i);
		take_reading(t, &t->readings[i]);
		wt_client_try_end(c, WT_OK, t->connection);
		on = wt_client_tried(c);
	}
	wt_schedule_put_off(&c->schedule, wt_clock_ns() - begin_ns);
	return on;
}

/* A batch: messages until one fails, or as many as there is room for. Then all is recorded. False: no more. */
static bool say_batch(struct talk *t, struct wt_session_size *size, uint32_t from, uint32_t count, uint32_t *said,
		      bool last)
{
	struct wt_client *c = &t->client;
	uint64_t cpu_ns = t->with_cpu ? wt_thread_cpu_ns() : 0, begin_ns = wt_clock_ns();
	uint64_t idle_ns = c->schedule.idle_cpu_ns;
	struct wt_traffic before = *wt_connection_traffic(t->connection);
	enum wt_status status = WT_OK;
	uint32_t done = 0;
	bool on;

	wt_client_try_begin(c, size->size_bytes, from);
	wt_error_clear(&c->exchange.error);
	while (status == WT_OK && done < count) {
		status = say_one(t, &t->readings[done], from + done, last && done + 1 == count);
		done += status == WT_OK;
	}
	size->ns += wt_clock_ns() - begin_ns;
	if (t->with_cpu)
		size->cpu_ns += wt_thread_cpu_ns() - cpu_ns - (c->schedule.idle_cpu_ns - idle_ns);
	size->messages += done;
	wt_session_add(size, &before, wt_connection_traffic(t->connection));
	on = record_batch(t, size->size_bytes, from, done);
	*said = done;
	if (status == WT_OK || !on)
		return on;
	*said = done + 1;
	wt_client_try_begin(c, size->size_bytes, from + done);
	wt_client_try_end(c, status, t->connection);
	wt_numbered_lose(&c->exchange.numbered, c->one.number);
	return wt_client_tried(c) && c->run->transport->datagram && status == WT_TIMEOUT;
}

static bool make_tries(struct wt_client *c, uint32_t size_bytes, bool last_size)
{
	struct wt_session_size *size = wt_session_size_of(&talk.session, size_bytes);
	uint32_t tries = c->run->settings.tries, said;
	bool on = true;

	for (uint32_t number = 1; size && on && number <= tries; number += said) {
		uint32_t left = tries - number + 1, count = left < talk.room ? left : talk.room;

		on = say_batch(&talk, size, number, count, &said, last_size && count == left);
		wt_live_show(&c->live, size_bytes, number + said - 1, tries, &c->samples);
	}
	c->exchange.numbered.size_index++;
	return on;
}

static enum wt_status begin(struct talk *t, struct wt_run *run, struct wt_exchange *exchange, struct wt_error *error)
{
	enum wt_status status = wt_client_prepare(&t->client, run, exchange, error);

	t->client.make_tries = make_tries;
	t->client.exchange.numbered.on = true;
	t->with_cpu = wt_settings_count(&run->settings);
	t->room = run->settings.tries < BATCH_MAX ? run->settings.tries : BATCH_MAX;
	t->readings = calloc(t->room, sizeof(struct reading));
	if (status == WT_OK && !t->readings)
		status = wt_error_set(error, WT_ERROR, "open", "wiretoll", 0, "out of memory for --tries");
	return status;
}

enum wt_status wt_session_client(struct wt_run *run, struct wt_exchange *exchange, struct wt_error *error)
{
	struct wt_client *c = &talk.client;
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
	wt_session_record(&talk.session, WT_CLIENT, &run->records);
	if (wt_run_tells_person(run))
		wt_session_print(&talk.session, run, stdout);
	free(talk.readings);
	return wt_client_finish(c, error);
}
