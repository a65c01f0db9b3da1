/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Bulk bytes over one connection, the client's loop: behind the cold try, of each size a flow up and one down. */
#include <string.h>

#include "client_loop.h"
#include "flow_move.h"
#include "mode_rows.h"
#include "session_check.h"
#include "stream.h"

enum { REPEATS_MAX = 5 };

#define REPEAT_AFTER_NS (WT_NS_PER_S / 5)

struct tide {
	struct wt_client client;
	struct wt_connection *connection;
	struct wt_phase_cost phases[WT_PHASES_MAX];
	struct wt_flow flow;
	bool up, down;
	uint32_t flows, last; /* begun so far, and how many there are to be */
};

static struct tide tide;

static enum wt_status no_answer(struct wt_exchange *exchange, const char *what)
{
	return wt_error_set(&exchange->error, WT_ERROR, "flow", "wiretoll", 0, "%s", what);
}

/* One answer of a stream. What begins otherwise is a server of another mode, which says less and then waits or closes. */
static enum wt_status receive_whole(struct tide *t, uint8_t answer[WT_FLOW_ANSWER_BYTES])
{
	struct wt_exchange *exchange = &t->client.exchange;
	size_t have = 0, received;
	enum wt_status status;

	while (have < WT_FLOW_ANSWER_BYTES) {
		status =
			exchange->transport->recv(t->connection, answer + have, WT_FLOW_ANSWER_BYTES - have, &received);
		if (status == WT_EOF)
			return wt_error_set(&exchange->error, WT_EOF, "flow", "wiretoll", 0,
					    "the server closed the connection before it answered");
		if (status != WT_OK)
			return status;
		have += received;
		if (!wt_flow_is_answer(answer, have))
			return no_answer(exchange, "the answer begins no flow; is the server in --mode stream?");
	}
	return WT_OK;
}

/* A datagram that answers, or of a flow down its first one: the answer was lost then, or is behind it. */
static enum wt_status receive_datagram(struct tide *t, enum wt_flow_word word)
{
	struct wt_exchange *exchange = &t->client.exchange;
	uint8_t *buffer = exchange->buffer;
	enum wt_status status;
	size_t received;

	for (;;) {
		status = exchange->transport->recv(t->connection, buffer, exchange->room_bytes, &received);
		if (status != WT_OK)
			return status;
		if (received == WT_FLOW_ANSWER_BYTES && wt_flow_read_answer(&t->flow, buffer, word))
			return WT_OK;
		if (received < WT_FLOW_ANSWER_BYTES && memcmp(buffer, wt_answer, WT_ANSWER_BYTES) == 0)
			return no_answer(exchange, "the answer begins no flow; is the server in --mode stream?");
		if (word == WT_FLOW_BEGIN && t->flow.direction == WT_FLOW_DOWN &&
		    wt_flow_take_datagram(&t->flow, buffer, received) != WT_ERROR)
			return WT_OK;
	}
}

static enum wt_status say(struct tide *t, enum wt_flow_word word, uint8_t more_flags)
{
	uint8_t control[WT_FLOW_CONTROL_BYTES];
	uint8_t flags = t->flow.number == t->last ? WT_MESSAGE_LAST : WT_MESSAGE_MORE;
	size_t sent;

	wt_flow_write_control(control, &t->flow, word, flags | more_flags);
	return t->client.exchange.transport->send(t->connection, control, sizeof(control), &sent);
}

static enum wt_status ask_datagram(struct tide *t, enum wt_flow_word word)
{
	uint64_t timeout_ns = t->client.exchange.timeout_ns, after_ns = timeout_ns / (REPEATS_MAX + 1);
	enum wt_status status;

	if (after_ns > REPEAT_AFTER_NS)
		after_ns = REPEAT_AFTER_NS;
	for (int repeats = 0;; repeats++) {
		wt_connection_set_deadline(t->connection, wt_clock_ns() + timeout_ns);
		status = say(t, word, repeats ? WT_MESSAGE_REPEAT : 0);
		if (status != WT_OK)
			return status;
		if (repeats < REPEATS_MAX)
			wt_connection_set_deadline(t->connection, wt_clock_ns() + after_ns);
		status = receive_datagram(t, word);
		if (status != WT_TIMEOUT || repeats == REPEATS_MAX)
			return status;
		t->client.run->account.repeats++;
	}
}

/* The server's word of a stream: asked for, or what it says unasked behind the last write. */
static enum wt_status await_stream(struct tide *t, enum wt_flow_word word)
{
	uint8_t answer[WT_FLOW_ANSWER_BYTES];
	enum wt_status status = receive_whole(t, answer);

	if (status == WT_OK && !wt_flow_read_answer(&t->flow, answer, word))
		return no_answer(&t->client.exchange, "the answer is to another flow");
	return status;
}

static enum wt_status ask(struct tide *t, enum wt_flow_word word)
{
	enum wt_status status = WT_OK;

	if (t->client.exchange.transport->datagram)
		return ask_datagram(t, word);
	wt_connection_set_deadline(t->connection, wt_clock_ns() + t->client.exchange.timeout_ns);
	if (word == WT_FLOW_BEGIN || t->flow.direction == WT_FLOW_DOWN)
		status = say(t, word, 0);
	return status == WT_OK ? await_stream(t, word) : status;
}

static enum wt_status make(struct tide *t)
{
	struct wt_exchange *exchange = &t->client.exchange;
	const struct wt_flow_end end = {
		.exchange = exchange,
		.connection = t->connection,
		.client = true,
		.with_cpu = wt_settings_count(&t->client.run->settings),
		.patience_ns = exchange->timeout_ns,
	};
	enum wt_status status = ask(t, WT_FLOW_BEGIN);

	if (status == WT_OK)
		status = t->flow.direction == WT_FLOW_UP ? wt_flow_send(&end, &t->flow)
							 : wt_flow_receive(&end, &t->flow);
	if (status == WT_OK)
		status = ask(t, WT_FLOW_END);
	if (status != WT_OK || wt_flow_closes(&t->flow, true, exchange->transport->datagram))
		return status;
	return wt_error_set(&exchange->error, WT_ERROR, "flow", "wiretoll", 0,
			    "flow %u: %llu bytes were sent, but %llu received", t->flow.number,
			    (unsigned long long)wt_flow_sent(&t->flow, true)->bytes,
			    (unsigned long long)wt_flow_received(&t->flow, true)->bytes);
}

/* A flow that fails leaves bytes under way, so it is the last one. */
static bool make_flow(struct tide *t, uint32_t size_bytes, enum wt_direction direction)
{
	struct wt_client *c = &t->client;
	struct wt_account *account = &c->run->account;
	enum wt_status status;

	t->flow = (struct wt_flow){
		.number = ++t->flows,
		.size_bytes = size_bytes,
		.direction = direction,
		.duration_ns = c->run->settings.flow_ns,
		.kbit_s = c->run->settings.bitrate_kbit_s,
	};
	wt_client_try_begin(c, size_bytes, t->flows);
	wt_error_clear(&c->exchange.error);
	status = make(t);
	wt_client_try_end(c, status, t->connection);
	wt_stream_record(&t->flow, WT_CLIENT, c->run->transport->datagram, status, c->one.reason, &c->run->records);
	if (status == WT_OK) {
		account->answered++;
		if (wt_run_tells_person(c->run))
			wt_stream_print(&t->flow, c->run->program->name, WT_CLIENT, c->run->transport->datagram,
					stdout);
		return c->run->records.error.status == WT_OK;
	}
	/* a datagram may get lost, a flow that stops in the middle has failed */
	wt_client_unanswered(c);
	account->failed++;
	return false;
}

static void make_flows(struct tide *t)
{
	const struct wt_size_list *sizes = &t->client.run->settings.sizes;
	bool on = true;

	for (size_t i = 0; on && i < sizes->count; i++) {
		if (t->up)
			on = make_flow(t, sizes->bytes[i], WT_FLOW_UP);
		if (on && t->down)
			on = make_flow(t, sizes->bytes[i], WT_FLOW_DOWN);
	}
}

static bool open_session(struct tide *t)
{
	struct wt_client *c = &t->client;
	struct wt_resumed resumed;
	enum wt_status status = wt_client_open_session(c, &t->connection, t->phases);

	if (status == WT_OK)
		status = wt_run_resumed(c->run, t->connection, false, &resumed, &c->exchange.error);
	return wt_client_opened(c, status, t->connection);
}

enum wt_status wt_stream_client(struct wt_run *run, struct wt_exchange *exchange, struct wt_error *error)
{
	struct wt_client *c = &tide.client;
	const char *direction = run->settings.direction;
	enum wt_status status;

	if (wt_exchange_room(exchange, WT_FLOW_ROOM_BYTES) != WT_OK)
		return wt_run_failed(error, &exchange->error);
	status = wt_client_prepare(c, run, exchange, error);
	if (status != WT_OK)
		return status;
	tide.up = strcmp(direction, "down") != 0;
	tide.down = strcmp(direction, "up") != 0;
	tide.last = (uint32_t)run->settings.sizes.count * ((uint32_t)tide.up + tide.down);
	run->account.planned = tide.last;
	if (wt_client_connect_once(c, run->settings.sizes.bytes[0], 0, false) && open_session(&tide)) {
		c->exchange.counted = NULL;
		make_flows(&tide);
	}
	wt_client_close_session(c, tide.connection, tide.phases, false);
	return wt_client_finish(c, error);
}
