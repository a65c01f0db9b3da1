/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "stream_server.h"

#include "flow_move.h"
#include "stream.h"

/* A server of datagrams, while a flow comes. */
struct ford {
	struct wt_stream *stream;
	struct wt_exchange *exchange;
	struct wt_connection *connection;
	struct wt_message *message;
};

enum wt_status wt_stream_message(struct wt_exchange *exchange, struct wt_connection *connection,
				 struct wt_message *message)
{
	enum wt_status status = wt_exchange_server_receive(exchange, connection, message);

	if (status == WT_ERROR && exchange->transport->datagram && wt_flow_is_write(exchange->buffer)) {
		wt_error_clear(&exchange->error);
		*message = (struct wt_message){ .flags = WT_MESSAGE_BULK, .number = 1 };
		return WT_OK;
	}
	return status == WT_OK && message->number == 0 ? wt_exchange_server_reply(exchange, connection, message)
						       : status;
}

static enum wt_status answer(const struct ford *f, enum wt_flow_word word)
{
	uint8_t bytes[WT_FLOW_ANSWER_BYTES];
	size_t sent;

	wt_flow_write_answer(bytes, &f->stream->flow, word);
	return f->exchange->transport->send(f->connection, bytes, sizeof(bytes), &sent);
}

static void record(struct wt_stream *stream, enum wt_status status, const char *reason)
{
	struct wt_run *run = stream->run;

	stream->open = false;
	wt_run_record(run);
	wt_stream_record(&stream->flow, WT_SERVER, run->transport->datagram, status, reason, &run->records);
	if (status != WT_OK)
		return;
	run->account.answered++;
	if (wt_run_tells_person(run))
		wt_stream_print(&stream->flow, run->program->name, WT_SERVER, run->transport->datagram, stdout);
}

void wt_stream_give_up(struct wt_stream *stream)
{
	if (stream->open)
		record(stream, WT_TIMEOUT, "flow: the client never told its end");
}

static bool is_of_client(const struct ford *f, const struct wt_connection *from)
{
	return from == f->connection &&
	       (f->exchange->transport->secure || wt_address_equal(&f->stream->peer, wt_connection_peer(from)));
}

static enum wt_status copy_error(struct wt_error *error, const struct wt_error *from)
{
	return wt_error_set(error, from->status, from->operation, from->source, from->code, "%s", from->text);
}

/* Others have to wait: what they say meanwhile is lost, as the network may lose it. */
static enum wt_status next_of_client(const struct ford *f, uint64_t deadline_ns, size_t *received)
{
	struct wt_connection *from;
	enum wt_status status;

	for (;;) {
		status = wt_run_accept(f->stream->run, &from, deadline_ns);
		if (status != WT_OK)
			return copy_error(&f->exchange->error, wt_endpoint_error(f->exchange->endpoint));
		if (is_of_client(f, from))
			return f->exchange->transport->recv(f->connection, f->exchange->buffer, f->exchange->room_bytes,
							    received);
		if (f->exchange->transport->handshake(from) != WT_OK)
			f->exchange->transport->close(from, 0);
	}
}

/* Between the datagrams of a flow a client says its words again until they are answered. */
static enum wt_status next(void *context, uint64_t deadline_ns, size_t *received, bool *done)
{
	const struct ford *f = context;
	const uint8_t *data = f->exchange->buffer;
	struct wt_error ignored = { .status = WT_OK };
	enum wt_status status = next_of_client(f, deadline_ns, received);
	struct wt_flow flow = f->stream->flow;
	struct wt_message message;
	int word;

	if (status != WT_OK || *received != WT_FLOW_CONTROL_BYTES || data[8] & WT_MESSAGE_BULK ||
	    wt_message_read_header(data, *received, WT_MESSAGE_MAX_BYTES, &message, &ignored) != WT_OK ||
	    message.number != flow.number)
		return status;
	*received = 0;
	word = wt_flow_read_control(&flow, data, &message, &ignored);
	if (word == WT_FLOW_BEGIN)
		return answer(f, WT_FLOW_BEGIN);
	if (word == WT_FLOW_END) {
		f->stream->flow.peer = flow.peer;
		f->stream->flow.peer_told = *done = true;
		*f->message = message;
	}
	return WT_OK;
}

static enum wt_status move(const struct ford *f)
{
	struct wt_flow *flow = &f->stream->flow;
	bool datagram = f->exchange->transport->datagram;
	struct wt_flow_end end = {
		.exchange = f->exchange,
		.connection = f->connection,
		.with_cpu = wt_settings_count(&f->stream->run->settings),
		.patience_ns = f->exchange->session_limit_ns,
		.next = datagram ? next : NULL,
		.context = (void *)f,
	};

	if (wt_exchange_room(f->exchange,
			     flow->size_bytes > WT_FLOW_ROOM_BYTES ? flow->size_bytes : WT_FLOW_ROOM_BYTES) != WT_OK)
		return WT_ERROR;
	return flow->direction == WT_FLOW_UP ? wt_flow_receive(&end, flow) : wt_flow_send(&end, flow);
}

static enum wt_status end_flow(const struct ford *f)
{
	bool datagram = f->exchange->transport->datagram;
	struct wt_flow *flow = &f->stream->flow;

	/* behind a repeated END nothing is new */
	if (f->stream->open && flow->peer_told && !wt_flow_closes(flow, false, datagram))
		return wt_error_set(&f->exchange->error, WT_ERROR, "flow", "wiretoll", 0,
				    "flow %u: %llu bytes were sent, but %llu received", flow->number,
				    (unsigned long long)wt_flow_sent(flow, false)->bytes,
				    (unsigned long long)wt_flow_received(flow, false)->bytes);
	if (f->stream->open)
		record(f->stream, WT_OK, NULL);
	return answer(f, WT_FLOW_END);
}

/* A client whose answer got lost begins its flow again; whether that is the same one its address tells. */
static bool begins_again(const struct ford *f, const struct wt_flow *asked)
{
	return f->exchange->transport->datagram && f->message->flags & WT_MESSAGE_REPEAT &&
	       asked->number == f->stream->flow.number && f->stream->connection == f->connection &&
	       wt_address_equal(&f->stream->peer, wt_connection_peer(f->connection));
}

static enum wt_status begin_flow(const struct ford *f, const struct wt_flow *before)
{
	struct wt_stream *stream = f->stream;
	struct wt_flow asked = stream->flow;
	enum wt_status status;

	stream->flow = *before;
	if (begins_again(f, &asked))
		return answer(f, WT_FLOW_BEGIN);
	wt_stream_give_up(stream);
	stream->flow = asked;
	stream->peer = *wt_connection_peer(f->connection);
	stream->connection = f->connection;
	stream->open = true;
	status = answer(f, WT_FLOW_BEGIN);
	if (status == WT_OK)
		status = move(f);
	if (status == WT_OK && asked.direction == WT_FLOW_UP)
		status = end_flow(f);
	return status;
}

/* One word of the client, and all that it brings about. *stays: its flow is not at its end, or another one follows. */
static enum wt_status obey(const struct ford *f, bool *stays)
{
	struct wt_flow before = f->stream->flow;
	int word = wt_flow_read_control(&f->stream->flow, f->exchange->buffer, f->message, &f->exchange->error);
	enum wt_status status = WT_ERROR;

	if (word == WT_FLOW_BEGIN)
		status = begin_flow(f, &before);
	else if (word == WT_FLOW_END)
		status = end_flow(f);
	else
		(void)answer(f, WT_FLOW_BEGIN); /* which no client of another mode takes for its own */
	*stays = f->stream->open || f->message->flags & WT_MESSAGE_MORE;
	return status;
}

enum wt_status wt_stream_serve(struct wt_stream *stream, struct wt_exchange *exchange, struct wt_connection *connection,
			       struct wt_message *message, bool *stays)
{
	const struct ford f = { stream, exchange, connection, message };
	char reason[WT_ERROR_TEXT_BYTES + 64];
	enum wt_status status;

	/* a datagram that comes behind the end of its flow was told as lost */
	*stays = message->flags & WT_MESSAGE_BULK;
	if (*stays)
		return WT_OK;
	wt_endpoint_charge(exchange->endpoint, false);
	do {
		status = obey(&f, stays);
		if (status != WT_OK || !*stays || exchange->transport->datagram)
			break;
		wt_connection_set_deadline(connection, wt_clock_ns() + exchange->session_limit_ns);
		status = wt_exchange_server_receive(exchange, connection, message);
	} while (status == WT_OK);
	wt_endpoint_charge(exchange->endpoint, true);
	*stays &= status == WT_OK;
	if (status != WT_OK && stream->open) {
		wt_run_reason(reason, sizeof(reason), wt_exchange_error(exchange, connection));
		record(stream, status, reason);
	}
	return status;
}
