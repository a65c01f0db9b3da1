/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "clock.h"
#include "connection.h"
#include "exchange.h"
#include "flow.h"

enum { REPEATS_MAX = 5 };

/* The last message of a run is repeated on a datagram transport, or one loss would leave the server
 * waiting. */
#define REPEAT_AFTER_NS (WT_NS_PER_S / 5)

/*
 * The wall clock's time, from the monotonic readings of the marks: no other clock is read inside the timed
 * region. 32 bits hold 4 s of ns, and a core without a divider divides those in fewer instructions.
 */
static uint64_t sent_us(const struct wt_exchange *exchange, const struct wt_try *one)
{
	const struct wt_marks *marks = &exchange->marks;
	uint64_t since_ns = marks->end[WT_PHASE_HANDSHAKE].ns - marks->start[WT_PHASE_CONNECT].ns;

	if (since_ns <= UINT32_MAX)
		return one->started_us + (uint32_t)since_ns / 1000;
	return one->started_us + since_ns / WT_NS_PER_US;
}

static void write_header(struct wt_exchange *exchange, const struct wt_try *one, uint64_t sent_us, uint8_t flags)
{
	struct wt_message message = {
		.sent_us = sent_us,
		.flags = flags,
		.size_bytes = one->size_bytes,
		.number = wt_numbered_on_wire(&exchange->numbered, one->number),
	};

	wt_message_write_header(exchange->buffer, &message);
}

static uint8_t flags_of(const struct wt_exchange *exchange, bool last)
{
	return (last ? WT_MESSAGE_LAST : 0) | (exchange->more ? WT_MESSAGE_MORE : 0);
}

void wt_exchange_offer_early(struct wt_exchange *exchange, const struct wt_try *one, bool last)
{
	write_header(exchange, one, one->started_us, flags_of(exchange, last));
	wt_endpoint_set_early(exchange->endpoint, exchange->buffer, one->size_bytes);
}

static enum wt_status send_message(struct wt_exchange *exchange, struct wt_connection *connection,
				   const struct wt_try *one, uint8_t flags)
{
	size_t sent;

	write_header(exchange, one, sent_us(exchange, one), flags);
	return exchange->transport->send(connection, exchange->buffer, one->size_bytes, &sent);
}

/* What another answer begins like tells which mode of a server gives it. A session's number has the place of a size in front. */
static __attribute__((cold, noinline)) const char *other_answer(const uint8_t *answer, size_t have, size_t bytes)
{
	if (have >= WT_ANSWER_BYTES && wt_flow_is_answer(answer, WT_ANSWER_BYTES))
		return "the answer is one of a flow; the server is in --mode stream, and the client is to be as well";
	if (bytes != WT_ANSWER_BYTES)
		return "the answer is not 'ack' and a number; is the server in --mode session?";
	if (have > WT_ANSWER_BYTES && memcmp(answer, wt_answer, WT_ANSWER_BYTES) == 0 &&
	    answer[WT_ANSWER_BYTES] < WT_SIZES_MAX)
		return "the answer is 'ack' and a number; the server is in --mode session, and the client is to be as well";
	return "the answer is not 'ack'; is that a wiretoll server?";
}

static inline __attribute__((always_inline)) enum wt_status
check_answer(struct wt_exchange *exchange, const uint8_t *answer, size_t have, size_t bytes)
{
	if (have == bytes && memcmp(answer, wt_answer, WT_ANSWER_BYTES) == 0)
		return WT_OK;
	return wt_error_set(&exchange->error, WT_ERROR, "ack", "wiretoll", 0, "%s", other_answer(answer, have, bytes));
}

/* One answer of so many bytes into a room of one more, which shows an answer that is too long. */
static enum wt_status receive_whole(struct wt_exchange *exchange, struct wt_connection *connection, uint8_t *answer,
				    size_t bytes)
{
	const struct wt_transport *transport = exchange->transport;
	enum wt_status status;
	size_t have = 0, received;

	do {
		status = transport->recv(connection, answer + have, bytes + 1 - have, &received);
		have += received;
	} while (status == WT_OK && have < bytes && !transport->datagram);
	/* "ack" and the end is what a server of another mode says */
	if (status != WT_OK && !(status == WT_EOF && have == WT_ANSWER_BYTES))
		return status;
	return check_answer(exchange, answer, have, bytes);
}

static enum wt_status other_number(struct wt_exchange *exchange, uint32_t told, uint32_t asked)
{
	return wt_error_set(&exchange->error, WT_ERROR, "ack", "wiretoll", 0,
			    "answer to message %u; valid: to message %u", told, asked);
}

/* Where datagrams get lost, answers to earlier messages may still come: they are counted, and left. */
static enum wt_status receive_numbered(struct wt_exchange *exchange, struct wt_connection *connection, uint32_t number)
{
	uint8_t answer[WT_ANSWER_NUMBERED_BYTES + 1];
	enum wt_status status;
	uint32_t told;

	for (;;) {
		status = receive_whole(exchange, connection, answer, WT_ANSWER_NUMBERED_BYTES);
		if (status != WT_OK)
			return status;
		(void)wt_answer_read(answer, &told);
		if (told == number)
			return WT_OK;
		if (!exchange->transport->datagram || told > number)
			return other_number(exchange, told, number);
		wt_numbered_earlier(&exchange->numbered, told);
	}
}

static enum wt_status receive_answer(struct wt_exchange *exchange, struct wt_connection *connection, uint32_t number)
{
	uint8_t answer[WT_ANSWER_BYTES + 1];

	if (wt_numbered_is(&exchange->numbered, number))
		return receive_numbered(exchange, connection, wt_numbered_on_wire(&exchange->numbered, number));
	return receive_whole(exchange, connection, answer, WT_ANSWER_BYTES);
}

/* A server says that it closes right behind its answer: where datagrams get lost, the answer was. */
static enum wt_status closed_first(struct wt_exchange *exchange)
{
	if (exchange->transport->datagram)
		return wt_error_set(&exchange->error, WT_TIMEOUT, "ack", "wiretoll", 0,
				    "the answer was lost: the server has closed already");
	return wt_error_set(&exchange->error, WT_EOF, "ack", "wiretoll", 0,
			    "the server closed the connection before it answered");
}

static enum wt_status receive_or_repeat(struct wt_exchange *exchange, struct wt_connection *connection,
					struct wt_try *one)
{
	uint64_t after_ns = exchange->timeout_ns / (REPEATS_MAX + 1);
	enum wt_status status;

	if (after_ns > REPEAT_AFTER_NS)
		after_ns = REPEAT_AFTER_NS;
	for (;;) {
		bool more = one->repeats < REPEATS_MAX;

		wt_connection_set_deadline(connection, more ? wt_clock_ns() + after_ns : exchange->deadline_ns);
		status = receive_answer(exchange, connection, one->number);
		/* it would have been refused at first: the server has answered and gone since */
		if (status == WT_REFUSED && one->repeats > 0)
			return closed_first(exchange);
		if (status != WT_TIMEOUT || !more)
			return status;
		wt_connection_set_deadline(connection, exchange->deadline_ns);
		status = send_message(exchange, connection, one, WT_MESSAGE_LAST | WT_MESSAGE_REPEAT);
		if (status == WT_REFUSED && one->repeats > 0)
			return closed_first(exchange);
		if (status != WT_OK)
			return status;
		one->repeats++;
	}
}

enum wt_status wt_exchange_message(struct wt_exchange *exchange, struct wt_connection *connection, struct wt_try *one,
				   bool last)
{
	struct wt_marks *marks = &exchange->marks;
	enum wt_status status;

	status = send_message(exchange, connection, one, flags_of(exchange, last));
	if (status != WT_OK)
		return status;
	wt_marks_next(marks, WT_PHASE_SEND, connection);
	if (last && exchange->transport->datagram)
		status = receive_or_repeat(exchange, connection, one);
	else
		status = receive_answer(exchange, connection, one->number);
	if (status == WT_EOF)
		return closed_first(exchange);
	if (status != WT_OK)
		return status;
	wt_marks_end(marks, WT_PHASE_ACK, connection);
	if (exchange->counted)
		exchange->counted->heap_since(&one->heap);
	one->total_ns = marks->end[WT_PHASE_ACK].ns - marks->start[WT_PHASE_CONNECT].ns;
	return WT_OK;
}

enum wt_status wt_exchange_send_step(struct wt_exchange *exchange, struct wt_connection *connection,
				     const struct wt_try *one, bool last, size_t *sent)
{
	enum wt_status status;
	size_t moved;

	/* others have theirs in the same place meanwhile; what a library has taken of it already is the same */
	write_header(exchange, one, sent_us(exchange, one), flags_of(exchange, last));
	status = exchange->transport->send(connection, exchange->buffer + *sent, one->size_bytes - *sent, &moved);
	*sent += moved;
	if (status == WT_OK)
		wt_marks_next(&exchange->marks, WT_PHASE_SEND, connection);
	return status;
}

enum wt_status wt_exchange_answer_step(struct wt_exchange *exchange, struct wt_connection *connection,
				       uint8_t answer[WT_ANSWER_BYTES + 1], size_t *have)
{
	enum wt_status status;
	size_t received;

	do {
		status = exchange->transport->recv(connection, answer + *have, WT_ANSWER_BYTES + 1 - *have, &received);
		*have += received;
	} while (status == WT_OK && *have < WT_ANSWER_BYTES);
	if (status == WT_EOF)
		return closed_first(exchange);
	if (status != WT_OK)
		return status;
	status = check_answer(exchange, answer, *have, WT_ANSWER_BYTES);
	if (status == WT_OK)
		wt_marks_end(&exchange->marks, WT_PHASE_ACK, connection);
	return status;
}

enum wt_status wt_exchange_ask(struct wt_exchange *exchange, struct wt_connection *connection, const struct wt_try *one,
			       bool last, uint32_t place)
{
	enum wt_status status;

	write_header(exchange, one, sent_us(exchange, one), flags_of(exchange, last));
	status = exchange->transport->ask(connection, place, exchange->buffer, one->size_bytes);
	if (status == WT_OK)
		wt_marks_next(&exchange->marks, WT_PHASE_SEND, connection);
	return status == WT_EOF ? closed_first(exchange) : status;
}

enum wt_status wt_exchange_hear(struct wt_exchange *exchange, struct wt_connection *connection, struct wt_heard *heard)
{
	enum wt_status status = exchange->transport->hear(connection, heard);

	return status == WT_EOF ? closed_first(exchange) : status;
}

enum wt_status wt_exchange_heard(struct wt_exchange *exchange, const struct wt_heard *heard, uint32_t number)
{
	uint32_t asked = wt_numbered_on_wire(&exchange->numbered, number), told;
	const struct wt_error *error = heard->error;
	enum wt_status status;

	if (error->status != WT_OK)
		return wt_error_set(&exchange->error, error->status, error->operation, error->source, error->code, "%s",
				    error->text);
	status = check_answer(exchange, heard->answer, heard->bytes, WT_ANSWER_NUMBERED_BYTES);
	if (status != WT_OK)
		return status;
	(void)wt_answer_read(heard->answer, &told);
	return told == asked ? WT_OK : other_number(exchange, told, asked);
}
