/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Several messages of a session under way at once (--streams). */
#include "client_loop.h"
#include "clock.h"
#include "connection.h"
#include "process.h"
#include "talk.h"

/* A batch while it goes on. */
struct batch {
	struct wt_talk *talk;
	uint32_t from, count;
	bool last;
	bool on;                   /* none has failed, so others may begin */
	uint32_t begun, under_way; /* of them the latter have neither answer nor failure */
	uint32_t oldest;           /* those before it are not under way any more */
};

/* Not for another place: what was said to be wrong belongs to one message. */
static void end_one(struct batch *b, struct wt_reading *reading, enum wt_status status)
{
	struct wt_talk_place *place = &b->talk->places[reading->place];

	reading->status = status;
	b->under_way--;
	if (status == WT_OK) {
		place->taken = false;
		return;
	}
	place->error = *wt_exchange_error(&b->talk->client->exchange, b->talk->connection);
	b->on = false;
}

static void end_all(struct batch *b, enum wt_status status)
{
	for (uint32_t i = b->oldest; i < b->begun; i++)
		if (b->talk->readings[i].status == WT_WANT_READ)
			end_one(b, &b->talk->readings[i], status);
}

static uint32_t free_place(const struct wt_talk *talk)
{
	uint32_t place = 0;

	while (talk->places[place].taken)
		place++;
	return place;
}

static void begin_one(struct batch *b)
{
	struct wt_talk *t = b->talk;
	struct wt_reading *reading = &t->readings[b->begun];
	struct wt_exchange *exchange = &t->client->exchange;
	bool last = b->last && b->begun + 1 == b->count;
	uint32_t place = free_place(t);
	enum wt_status status;

	t->places[place].taken = true;
	t->places[place].reading = b->begun;
	wt_talk_begin(t, b->from + b->begun, last);
	wt_connection_set_deadline(t->connection, exchange->deadline_ns);
	status = wt_exchange_ask(exchange, t->connection, &t->client->one, last, place);
	*reading = (struct wt_reading){ .started_us = t->client->one.started_us,
					.begin = exchange->marks.start[WT_PHASE_SEND],
					.sent = exchange->marks.end[WT_PHASE_SEND],
					.status = WT_WANT_READ,
					.place = place };
	t->counted = *wt_connection_traffic(t->connection);
	b->begun++;
	b->under_way++;
	if (status != WT_OK)
		end_one(b, reading, status);
}

/* Its answer brought what has passed since the last message that was begun or answered, so that all of them make the whole. */
static void count_answer(struct wt_talk *t, struct wt_reading *reading)
{
	const struct wt_traffic *now = wt_connection_traffic(t->connection);
	struct wt_traffic *to = &reading->answered.traffic;

	reading->answered.ns = wt_clock_ns();
	*to = reading->sent.traffic;
	to->bytes_out += now->bytes_out - t->counted.bytes_out;
	to->bytes_in += now->bytes_in - t->counted.bytes_in;
	to->sends += now->sends - t->counted.sends;
	to->receives += now->receives - t->counted.receives;
	to->round_trips += now->round_trips - t->counted.round_trips;
	t->counted = *now;
}

/* The one that has been under way for longest has no more time. */
static void end_late(struct batch *b)
{
	struct wt_talk *t = b->talk;

	wt_error_clear(&t->client->exchange.error);
	wt_error_set(&t->client->exchange.error, WT_TIMEOUT, "ack", "wiretoll", 0,
		     "no answer to this request in time, %u of them under way", b->under_way);
	end_one(b, &t->readings[b->oldest], WT_TIMEOUT);
	wt_error_clear(&t->client->exchange.error);
}

/* Waits until one is heard of, or the oldest is late. False: there may be more to hear of right now. */
static bool hear_one(struct batch *b)
{
	struct wt_talk *t = b->talk;
	struct wt_exchange *exchange = &t->client->exchange;
	struct wt_reading *reading;
	struct wt_heard heard;
	enum wt_status status;

	while (t->readings[b->oldest].status != WT_WANT_READ)
		b->oldest++;
	wt_connection_set_deadline(t->connection, t->readings[b->oldest].begin.ns + exchange->timeout_ns);
	status = wt_exchange_hear(exchange, t->connection, &heard);
	if (status == WT_TIMEOUT) {
		end_late(b);
		return true;
	}
	if (status != WT_OK) {
		end_all(b, status);
		return true;
	}
	reading = &t->readings[t->places[heard.place].reading];
	/* an answer that comes too late is nobody's */
	if (reading->status != WT_WANT_READ)
		return !heard.more;
	count_answer(t, reading);
	end_one(b, reading, wt_exchange_heard(exchange, &heard, b->from + (uint32_t)(reading - t->readings)));
	wt_error_clear(&exchange->error);
	return !heard.more;
}

uint32_t wt_talk_beside(struct wt_talk *talk, uint32_t from, uint32_t count, bool last)
{
	struct batch b = { .talk = talk, .from = from, .count = count, .last = last, .on = true };
	uint32_t most = talk->client->run->settings.streams;

	do {
		while (b.on && b.begun < count && b.under_way < most && !wt_stop_requested())
			begin_one(&b);
		/* what came together has its time before the next ones are sent */
		while (b.under_way && !hear_one(&b))
			;
	} while (b.under_way || (b.on && b.begun < count && !wt_stop_requested()));
	return b.begun;
}
