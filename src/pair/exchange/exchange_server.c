/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "connection.h"
#include "exchange.h"

enum wt_status wt_exchange_server_enter(struct wt_exchange *exchange, struct wt_connection *connection)
{
	enum wt_status status = exchange->transport->handshake(connection);

	wt_error_clear(&exchange->error);
	wt_exchange_heap_begin(exchange);
	wt_marks_next(&exchange->marks, WT_PHASE_ACCEPT, connection);
	wt_marks_skip(&exchange->marks, WT_PHASE_HANDSHAKE);
	if (status == WT_OK)
		wt_connection_set_deadline(connection, wt_clock_coarse_ns() + wt_endpoint_limit_ns(exchange->endpoint));
	return status;
}

static enum wt_status ended_early(struct wt_exchange *exchange, size_t have, size_t whole)
{
	if (have == 0)
		return wt_error_set(&exchange->error, WT_EOF, "receive", "wiretoll", 0,
				    "the peer closed without a message");
	return wt_error_set(&exchange->error, WT_EOF, "receive", "wiretoll", 0,
			    "the peer closed after %zu of the message's %zu bytes", have, whole);
}

static enum wt_status lies(struct wt_exchange *exchange, size_t have, size_t whole)
{
	return wt_error_set(&exchange->error, WT_ERROR, "receive", "wiretoll", 0,
			    "message header: it says %zu bytes, %zu arrived", whole, have);
}

/* Reads until the header's size is there; a datagram holds it all. */
static enum wt_status receive_message(struct wt_exchange *exchange, struct wt_connection *connection,
				      struct wt_message *message)
{
	const struct wt_transport *transport = exchange->transport;
	size_t have = exchange->have, received, whole = WT_MESSAGE_HEADER_BYTES;
	bool known = false;
	enum wt_status status;

	if (have) {
		exchange->have = 0;
		known = wt_message_read_header(exchange->buffer, have, WT_MESSAGE_MAX_BYTES, message,
					       &exchange->error) == WT_OK;
		whole = known ? message->size_bytes : whole;
	}
	while (have < whole || !known) {
		status = transport->recv(connection, exchange->buffer + have, exchange->room_bytes - have, &received);
		if (status == WT_EOF)
			return ended_early(exchange, have, whole);
		if (status == WT_TIMEOUT && have > 0)
			return wt_error_set(&exchange->error, status, "receive", "wiretoll", 0,
					    "%zu of the message's %zu bytes came, then nothing in time", have, whole);
		if (status == WT_WANT_READ)
			exchange->have = have;
		if (status != WT_OK)
			return status;
		have += received;
		status = known ? WT_OK
			       : wt_message_read_header(exchange->buffer, have, WT_MESSAGE_MAX_BYTES, message,
							&exchange->error);
		if (status == WT_ERROR)
			return status;
		known = status == WT_OK;
		if (known)
			whole = message->size_bytes;
		if (transport->datagram && !known)
			return wt_error_set(&exchange->error, WT_ERROR, "receive", "wiretoll", 0,
					    "message of %zu bytes; its header alone has %d", have,
					    WT_MESSAGE_HEADER_BYTES);
		if (transport->datagram && have != whole)
			return lies(exchange, have, whole);
		if (whole >= exchange->room_bytes && wt_exchange_room(exchange, whole) != WT_OK)
			return WT_ERROR;
	}
	return have == whole ? WT_OK : lies(exchange, have, whole);
}

enum wt_status wt_exchange_server_receive(struct wt_exchange *exchange, struct wt_connection *connection,
					  struct wt_message *message)
{
	enum wt_status status = receive_message(exchange, connection, message);

	if (status == WT_OK)
		wt_marks_next(&exchange->marks, WT_PHASE_RECEIVE, connection);
	return status;
}

enum wt_status wt_exchange_server_reply(struct wt_exchange *exchange, struct wt_connection *connection,
					const struct wt_message *message)
{
	uint8_t numbered[WT_ANSWER_NUMBERED_BYTES];
	enum wt_status status;
	size_t sent;

	if (wt_numbered_is(&exchange->numbered, message->number)) {
		wt_answer_write(numbered, message->number);
		status = exchange->transport->send(connection, numbered, WT_ANSWER_NUMBERED_BYTES, &sent);
	} else {
		status = exchange->transport->send(connection, wt_answer, WT_ANSWER_BYTES, &sent);
	}
	if (status != WT_OK)
		return status;
	wt_marks_end(&exchange->marks, WT_PHASE_ANSWER, connection);
	if (exchange->counted)
		exchange->counted->heap_since(&exchange->heap);
	return WT_OK;
}

enum wt_status wt_exchange_server_message(struct wt_exchange *exchange, struct wt_connection *connection,
					  struct wt_message *message)
{
	enum wt_status status = wt_exchange_server_receive(exchange, connection, message);

	return status == WT_OK ? wt_exchange_server_reply(exchange, connection, message) : status;
}

/* The transport's share of a phase that began inside accept and ended outside. */
static void add_receive(const struct wt_exchange *exchange, const struct wt_accept_times *times,
			struct wt_phase_cost *receive)
{
	uint64_t from_cpu_ns =
		times->receive_from_cpu_ns ? times->receive_from_cpu_ns : exchange->marks.end[WT_PHASE_ACCEPT].cpu_ns;
	const struct wt_mark *end = &exchange->marks.end[WT_PHASE_RECEIVE];

	receive->ns = end->ns - times->ready_ns;
	receive->cpu_ns = times->receive_cpu_ns + end->cpu_ns - from_cpu_ns;
	receive->traffic = end->traffic;
	receive->traffic.bytes_out -= times->ready.bytes_out;
	receive->traffic.bytes_in -= times->ready.bytes_in;
	receive->traffic.sends -= times->ready.sends;
	receive->traffic.receives -= times->ready.receives;
	receive->traffic.round_trips -= times->ready.round_trips;
}

/* A datagram listener drives handshakes inside accept, so their costs come from there. */
void wt_exchange_server_costs(const struct wt_exchange *exchange, const struct wt_connection *connection,
			      struct wt_try *one)
{
	const struct wt_accept_times *times = wt_connection_times(connection);

	wt_marks_costs(&exchange->marks, one);
	/* a stream's accept waits for the client: that is nobody's work */
	one->phases[WT_PHASE_ACCEPT].cpu_ns = times->accept_cpu_ns;
	one->retransmissions = wt_connection_retransmissions(connection);
	if (one->ok) {
		one->heap = times->heap;
		wt_heap_cost_add(&one->heap, &exchange->heap);
	}
	if (times->ready_ns == 0)
		return;
	one->phases[WT_PHASE_ACCEPT].ns = times->accept_ns;
	one->phases[WT_PHASE_ACCEPT].traffic = (struct wt_traffic){ .bytes_out = 0 };
	one->phases[WT_PHASE_HANDSHAKE] = (struct wt_phase_cost){
		.ns = times->handshake_ns,
		.cpu_ns = times->handshake_cpu_ns,
		.traffic = times->ready,
	};
	if (exchange->marks.ran[WT_PHASE_RECEIVE])
		add_receive(exchange, times, &one->phases[WT_PHASE_RECEIVE]);
}
