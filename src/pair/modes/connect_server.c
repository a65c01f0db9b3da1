/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The server's loop: whoever has a message is answered, until the last one of the run. A connection has one message, or in
 * mode session as many as its client says that follow.
 */
#include <stdio.h>
#include <string.h>

#include "clock.h"
#include "connection.h"
#include "lingering.h"
#include "mode_rows.h"
#include "pair.h"
#include "process.h"
#include "session.h"
#include "session_check.h"
#include "stream_server.h"
#include "table.h"
#include "visit.h"

enum {
	FAILURES_SAID = 10, /* then they are only counted: a flood must not fill a disk */
	FAILURES_RECORDED = 1000
};

#define CLOSE_LIMIT_NS WT_NS_PER_S
/* How long the last peer of a datagram server may still repeat its message. */
#define LINGER_NS (WT_NS_PER_S / 2)

struct server {
	struct wt_exchange exchange;
	struct wt_try one;
	struct wt_lingering lingering;
	uint64_t failures;
	bool cold_answered;
	bool tapped;          /* what passes is kept: for --trace, or the first handshake's record */
	bool trace_open;      /* its closing is still to come */
	struct wt_try traced; /* --trace: the exchange that is kept */
	struct wt_run *run;
	struct wt_session *session;             /* --mode session; NULL: another one */
	struct wt_stream *stream;               /* --mode stream; NULL: another one */
	const struct wt_connection *in_session; /* whose session goes on; NULL: nobody's */
	const struct wt_library *counted;       /* outside of a session, as marks_on */
	bool marks_on;
	bool in_turns; /* several streams are served at once */
};

/* Whether its connection is for many, and what they cost is told together. The cold one's is its own. */
static bool carries_many(const struct server *s, const struct wt_message *message)
{
	return (s->session || s->stream) && message->number != 0;
}

/* Kept out of serve, which would look at its stack's guard in each exchange for the sake of this text. */
static __attribute__((noinline, cold)) void record_failure(struct server *s, const struct wt_connection *connection)
{
	char text[WT_ADDRESS_TEXT_BYTES];

	s->failures++;
	s->run->account.failed++;
	/* a signal ends the run, which is said once, at its end */
	if (s->failures <= FAILURES_SAID && !wt_stop_requested()) {
		bool before = s->run->announced;

		wt_run_complain(s->run, "%s: %s", wt_address_text(wt_connection_peer(connection), text, sizeof(text)),
				s->one.reason);
		s->run->announced = before; /* that was about a peer, not about the run */
	}
	if (s->failures > FAILURES_RECORDED)
		return;
	wt_run_record(s->run);
	wt_records_try(&s->run->records, WT_SERVER, &s->one);
}

static void record_answer(struct server *s, const struct wt_message *message, bool repeat)
{
	if (repeat) {
		s->run->account.repeats++;
		return;
	}
	/* counted by then, and not told one by one */
	if (carries_many(s, message))
		return;
	if (!s->one.cold)
		s->run->account.answered++;
	else
		s->cold_answered = true;
	wt_run_record(s->run);
	wt_records_try(&s->run->records, WT_SERVER, &s->one);
	if (s->run->settings.verbose && wt_run_tells_person(s->run))
		wt_table_try(stdout, WT_SERVER, s->run->transport->secure, &s->one);
}

static void fill_try(struct server *s, enum wt_status status, struct wt_connection *connection,
		     const struct wt_message *message)
{
	struct wt_try *one = &s->one;

	/* its costs are told by records and by --verbose alone */
	if (status == WT_OK && !s->exchange.marks.on) {
		one->ok = true;
		one->cold = message->number == 0;
		return;
	}
	wt_try_clear(one);
	one->size_bytes = message->size_bytes;
	one->number = message->number;
	one->ok = status == WT_OK;
	one->cold = one->ok && message->number == 0;
	one->status = status;
	one->started_us = wt_wall_clock_us();
	if (!one->ok)
		wt_run_reason(one->reason, sizeof(one->reason), wt_exchange_error(&s->exchange, connection));
	wt_exchange_server_costs(&s->exchange, connection, one);
}

/* The handshake of the first try that went well; with --trace the first exchange that is not cold, since a
 * client with --trace keeps the same one. */
static void take_what_passed(struct server *s)
{
	if (!s->one.ok || (s->run->settings.trace && s->one.cold))
		return;
	s->tapped = false;
	if (!s->run->settings.trace) {
		s->run->program->watch->flights_take(s->run, &s->one);
		return;
	}
	s->traced = s->one;
	s->trace_open = true;
}

/* What was kept is told when nothing of it can come any more: who lingers closes later. */
static void end_trace(struct server *s)
{
	if (!s->trace_open || s->lingering.count)
		return;
	s->trace_open = false;
	s->run->program->watch->trace_end(s->run, &s->traced, 0, wt_run_tells_person(s->run));
}

/* In a session neither clock nor counter is read for a message. */
static void count_each(struct server *s, bool on)
{
	s->exchange.marks.on = on && s->marks_on;
	s->exchange.counted = s->exchange.marks.on ? s->counted : NULL;
}

/* A message of a session was answered. Its first one tells what the connection was. */
static enum wt_status in_session(struct server *s, struct wt_connection *connection, const struct wt_message *message)
{
	struct wt_resumed resumed = { .by = NULL };
	enum wt_status status = WT_OK;

	if (s->in_session != connection || s->exchange.marks.on) {
		wt_session_begin(s->session, &s->exchange, connection);
		status = wt_run_resumed(s->run, connection, false, &resumed, &s->exchange.error);
		s->session->resumed_by = resumed.by;
		s->in_session = connection;
		count_each(s, false);
	}
	s->run->account.answered += wt_session_answered(s->session, message, connection);
	return status;
}

/* The connection's message, or those of a session or of flows. *stays: one of datagrams goes on when its next one comes. */
static enum wt_status answer(struct server *s, struct wt_connection *connection, struct wt_message *message,
			     bool *stays)
{
	enum wt_status status = s->exchange.answer(&s->exchange, connection, message);

	if (status == WT_OK && s->stream && message->number)
		return wt_stream_serve(s->stream, &s->exchange, connection, message, stays);
	while (status == WT_OK && s->session && message->number) {
		status = in_session(s, connection, message);
		if (status != WT_OK || !(message->flags & WT_MESSAGE_MORE)) {
			/* closing is no message's */
			wt_session_end(s->session);
			break;
		}
		*stays = s->run->transport->datagram || wt_connection_is_one_of_many(connection);
		if (!s->run->transport->datagram)
			wt_connection_set_deadline(connection, wt_clock_coarse_ns() + s->exchange.session_limit_ns);
		if (*stays)
			break;
		status = s->exchange.answer(&s->exchange, connection, message);
	}
	return status;
}

/* Opens a connection that has not been here, or takes out what is kept of it. */
static enum wt_status enter(struct server *s, struct wt_connection *connection)
{
	const struct wt_visit *visit;

	if (!wt_connection_is_one_of_many(connection))
		return wt_exchange_server_open(&s->exchange, connection);
	/* what others left */
	s->in_session = NULL;
	count_each(s, true);
	visit = wt_visit_enter(&s->exchange, connection);
	if (!visit)
		return wt_exchange_server_enter(&s->exchange, connection);
	if (!visit->in_session)
		return WT_OK;
	s->session->highest = visit->highest;
	s->session->counted = visit->counted;
	s->in_session = connection;
	count_each(s, false);
	return WT_OK;
}

/* Nothing more is there of it for now. `opened`: its handshake is made. False: it cannot wait, and has failed. */
static __attribute__((cold)) bool leave(struct server *s, struct wt_connection **connection, bool opened)
{
	bool in_session = s->in_session && s->in_session == *connection;
	struct wt_visit *visit;

	if (s->run->transport->park(connection) != WT_OK)
		return false;
	if (!opened || !s->in_turns)
		return true;
	/* its beginning is forgotten when the next one is waited for */
	wt_connection_set_tap(*connection, NULL);
	visit = wt_visit_leave(&s->exchange, *connection);
	if (!visit)
		return false;
	visit->in_session = in_session;
	if (!in_session)
		return true;
	visit->highest = s->session->highest;
	visit->counted = s->session->counted;
	s->in_session = NULL;
	count_each(s, true);
	return true;
}

static void end_session(struct server *s)
{
	wt_session_end(s->session);
	s->in_session = NULL;
	count_each(s, true);
}

/* Serves one connection that accept has handed out. True: that was the last message of the run. */
static bool serve(struct server *s, struct wt_connection *connection)
{
	struct wt_message message = { .size_bytes = 0 };
	uint64_t limit_ns = s->exchange.session_limit_ns;
	struct wt_resumed resumed = { .by = NULL };
	bool last, opened, lingered = false, stays = false;
	enum wt_status status;

	status = enter(s, connection);
	opened = status == WT_OK;
	if (opened)
		status = answer(s, connection, &message, &stays);
	if (stays && s->run->transport->datagram)
		return false;
	if ((stays || status == WT_WANT_READ) && leave(s, &connection, opened))
		return false;
	/* the peer has its answer, whatever we think of its session */
	last = status == WT_OK && message.flags & WT_MESSAGE_LAST;
	if (status == WT_OK && !(s->session && message.number))
		status = wt_run_resumed(s->run, connection, message.number == 0, &resumed, &s->exchange.error);
	fill_try(s, status, connection, &message);
	s->one.resumed = resumed;
	/* a repeat finds its peer on the list; where it does not, the message itself was lost */
	if (last || s->run->transport->secure)
		lingered = wt_lingering_stop(&s->lingering, connection);
	if (!last || !s->run->transport->datagram || !wt_lingering_start(&s->lingering, connection))
		s->run->transport->close(connection, limit_ns < CLOSE_LIMIT_NS ? limit_ns : CLOSE_LIMIT_NS);
	if (status == WT_OK)
		record_answer(s, &message, message.flags & WT_MESSAGE_REPEAT && lingered);
	else if (!lingered) /* a peer that was answered and then closes is no failure */
		record_failure(s, connection);
	if (s->session && (s->in_session == connection || !s->in_session))
		end_session(s);
	if (s->tapped && wt_connection_is_tapped(connection))
		take_what_passed(s);
	end_trace(s);
	return last;
}

/* The next connection that has work for us. */
static enum wt_status await(struct server *s, struct wt_connection **connection, uint64_t deadline_ns)
{
	if (s->tapped)
		s->run->program->watch->trace_start(s->run);
	wt_marks_clear(&s->exchange.marks);
	wt_marks_start(&s->exchange.marks, WT_PHASE_ACCEPT, NULL);
	return wt_run_accept(s->run, connection, deadline_ns);
}

/* Until its peers have closed, or have been silent for long enough, repeats are answered. */
static void linger(struct server *s)
{
	uint64_t end_ns = wt_clock_ns() + LINGER_NS;
	struct wt_connection *connection;

	while (s->lingering.count && !wt_stop_requested()) {
		if (await(s, &connection, end_ns) != WT_OK)
			break;
		if (serve(s, connection))
			end_ns = wt_clock_ns() + LINGER_NS;
	}
	while (s->lingering.count)
		s->run->transport->close(s->lingering.all[--s->lingering.count].connection, 0);
	end_trace(s);
}

/* The deadline has passed, but handshakes that go on count as heard, however many of them get lost. */
static __attribute__((cold)) enum wt_status await_longer(struct server *s, enum wt_status status,
							 struct wt_connection **connection, uint64_t deadline_ns)
{
	while (status == WT_TIMEOUT) {
		uint64_t later_ns = wt_endpoint_heard_ns(s->run->endpoint) + s->run->settings.timeout_ns;

		if (later_ns <= deadline_ns)
			break;
		deadline_ns = later_ns;
		status = await(s, connection, deadline_ns);
	}
	return status;
}

/* Either the system failed, or nothing came for as long as --timeout says. Where datagrams get lost, the
 * last message may have been among them, but behind the cold try alone it is no run. */
static __attribute__((cold)) enum wt_status give_up(struct server *s, enum wt_status status, struct wt_error *error)
{
	if (status != WT_TIMEOUT)
		return wt_run_failed(error, wt_endpoint_error(s->run->endpoint));
	s->run->last_lost = s->run->transport->datagram && s->run->account.answered;
	if (s->run->last_lost)
		return WT_OK;
	return wt_error_set(
		error, status, "accept", "wiretoll", 0, "heard nothing for %.3g s (--timeout)%s%s",
		(double)s->run->settings.timeout_ns / (double)WT_NS_PER_S,
		s->cold_answered && !s->run->account.answered ? "; before that only the cold try was answered" : "",
		wt_endpoint_unknown_datagrams(s->run->endpoint) ? ", but for datagrams that we refused or cannot read"
								: "");
}

static enum wt_status serve_all(struct server *s, struct wt_error *error)
{
	const struct wt_settings *settings = &s->run->settings;
	struct wt_connection *connection;
	enum wt_status status;
	bool done = false;

	s->tapped = s->run->transport->secure && (settings->trace || settings->json);
	while (!done && s->run->records.error.status == WT_OK) {
		uint64_t deadline_ns = settings->keep ? 0 : wt_clock_coarse_ns() + settings->timeout_ns;

		status = await(s, &connection, deadline_ns);
		if (wt_stop_requested())
			break;
		if (status != WT_OK) {
			status = await_longer(s, status, &connection, deadline_ns);
			if (wt_stop_requested())
				break;
			if (status != WT_OK)
				return give_up(s, status, error);
		}
		done = serve(s, connection);
		if (done)
			linger(s);
		done &= !settings->keep;
	}
	/* who has answered the last message and waits for repeats alone has nothing more to do, nor has he whose
	 * client is done, whatever was lost */
	if (!wt_stop_requested() || done || wt_stop_is_farewell())
		return WT_OK;
	return wt_error_set(error, settings->keep ? WT_OK : WT_ERROR, "accept", "wiretoll", 0, "stopped by a signal");
}

static struct server server;

enum wt_status wt_connect_server(struct wt_run *run, struct wt_exchange *exchange, struct wt_error *error)
{
	server.in_turns =
		!server.stream && wt_endpoint_serve_many(run->endpoint, exchange->session_limit_ns, wt_visit_free);
	server.run = run;
	server.exchange = *exchange;
	server.counted = exchange->counted;
	server.marks_on = exchange->marks.on;
	return serve_all(&server, error);
}

enum wt_status wt_session_server(struct wt_run *run, struct wt_exchange *exchange, struct wt_error *error)
{
	static struct wt_session session;
	enum wt_status status;

	exchange->numbered.on = true;
	session.with_cpu = exchange->marks.on && wt_settings_count(&run->settings);
	server.session = &session;
	status = wt_connect_server(run, exchange, error);
	wt_run_record(run);
	wt_session_record(&session, WT_SERVER, &run->records);
	if (wt_run_tells_person(run))
		wt_session_print(&session, run, stdout);
	return status;
}

enum wt_status wt_stream_server(struct wt_run *run, struct wt_exchange *exchange, struct wt_error *error)
{
	static struct wt_stream stream;
	enum wt_status status;

	stream.run = run;
	server.stream = &stream;
	exchange->answer = wt_stream_message;
	status = wt_connect_server(run, exchange, error);
	wt_stream_give_up(&stream);
	return status;
}
