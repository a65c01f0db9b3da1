/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "flow_move.h"

#include "process.h"
#include "tap.h"

struct meter {
	uint64_t begin_ns, cpu_ns;
	struct wt_traffic traffic;
	/* plain datagrams share a server's socket, whose counters begin anew with each */
	bool shared;
};

static struct meter start_meter(const struct wt_flow_end *end, const struct wt_flow *flow)
{
	const struct wt_transport *transport = end->exchange->transport;
	bool receives = end->client == (flow->direction == WT_FLOW_DOWN);

	return (struct meter){
		.shared = receives && !end->client && transport->datagram && !transport->secure,
		.traffic = *wt_connection_traffic(end->connection),
		.cpu_ns = end->with_cpu ? wt_thread_cpu_ns() : 0,
		.begin_ns = wt_clock_ns(),
	};
}

static void read_traffic(const struct wt_flow_end *end, struct wt_flow *flow, const struct meter *meter)
{
	const struct wt_traffic *now = wt_connection_traffic(end->connection);

	if (meter->shared) {
		flow->traffic.bytes_in += now->bytes_in;
		flow->traffic.receives += now->receives;
		return;
	}
	flow->traffic.bytes_out = now->bytes_out - meter->traffic.bytes_out;
	flow->traffic.bytes_in = now->bytes_in - meter->traffic.bytes_in;
	flow->traffic.sends = now->sends - meter->traffic.sends;
	flow->traffic.receives = now->receives - meter->traffic.receives;
	flow->traffic.round_trips = now->round_trips - meter->traffic.round_trips;
}

static void stop_meter(const struct wt_flow_end *end, struct wt_flow *flow, const struct meter *meter, uint64_t now_ns)
{
	flow->own.ns = now_ns - meter->begin_ns;
	if (end->with_cpu)
		flow->cpu_ns = wt_thread_cpu_ns() - meter->cpu_ns;
}

static enum wt_status interrupted(const struct wt_flow_end *end)
{
	return wt_error_set(&end->exchange->error, WT_ERROR, "flow", "signal", wt_stop_requested(), "interrupted");
}

/* ---- sending ---- */

/* The length that the first record of a stream tells behind type and version (RFC 8446 5.1). */
static void see_record(void *context, bool out, uint64_t ns, const uint8_t *data, size_t bytes)
{
	struct wt_flow *flow = context;

	(void)ns;
	if (out && bytes >= 5 && !flow->record_bytes)
		flow->record_bytes = 5u + ((uint32_t)data[3] << 8 | data[4]);
}

static void ignore_report(void *context, bool out, int what, uint8_t handshake_type)
{
	(void)context;
	(void)out;
	(void)what;
	(void)handshake_type;
}

static enum wt_status send_write(const struct wt_flow_end *end, struct wt_flow *flow, bool last)
{
	struct wt_exchange *exchange = end->exchange;
	enum wt_status status;
	size_t sent;

	if (last || exchange->transport->datagram)
		wt_flow_write_header(exchange->buffer, flow, flow->own.writes, last);
	status = exchange->transport->send(end->connection, exchange->buffer, flow->size_bytes, &sent);
	flow->own.bytes += sent;
	flow->own.writes += status == WT_OK;
	return status;
}

/* The first write is looked at: how the library cuts it stands in its first record, a datagram is one. */
static enum wt_status send_first(const struct wt_flow_end *end, struct wt_flow *flow)
{
	const struct wt_tap tap = { .passed = see_record, .reported = ignore_report, .context = flow };
	const struct wt_transport *transport = end->exchange->transport;
	uint64_t before = wt_connection_traffic(end->connection)->bytes_out;
	enum wt_status status;

	wt_flow_write_header(end->exchange->buffer, flow, 0, false);
	if (transport->secure && !transport->datagram)
		wt_connection_set_tap(end->connection, &tap);
	status = send_write(end, flow, false);
	if (transport->secure && !transport->datagram)
		wt_connection_set_tap(end->connection, NULL);
	if (transport->secure && transport->datagram)
		flow->record_bytes = (uint32_t)(wt_connection_traffic(end->connection)->bytes_out - before);
	return status;
}

enum wt_status wt_flow_send(const struct wt_flow_end *end, struct wt_flow *flow)
{
	struct meter meter = start_meter(end, flow);
	uint64_t now_ns = meter.begin_ns, end_ns = now_ns + flow->duration_ns, due_ns;
	enum wt_status status;
	struct wt_pace pace;

	wt_message_fill(end->exchange->buffer, flow->size_bytes);
	wt_pace_start(&pace, flow, now_ns);
	wt_connection_set_deadline(end->connection, now_ns + end->patience_ns);
	status = send_first(end, flow);
	while (status == WT_OK && now_ns < end_ns) {
		uint32_t count = wt_pace_next(&pace, now_ns, flow->own.writes, &due_ns);

		if (count == 0)
			wt_clock_sleep_until(due_ns < end_ns ? due_ns : end_ns);
		for (; status == WT_OK && count > 0; count--)
			status = send_write(end, flow, false);
		/* a new deadline would forgive a time-out */
		if (status != WT_OK)
			break;
		now_ns = wt_clock_ns();
		wt_connection_set_deadline(end->connection, now_ns + end->patience_ns);
		if (wt_stop_requested())
			status = interrupted(end);
	}
	if (status == WT_OK)
		status = send_write(end, flow, true);
	read_traffic(end, flow, &meter);
	stop_meter(end, flow, &meter, wt_clock_ns());
	return status;
}

/* ---- receiving ---- */

/* What came last, and until when the next may come. */
struct watch {
	struct wt_pace pace;
	uint64_t end_ns;  /* when the sender is to have ended */
	uint64_t came_ns; /* when something was known to have come */
	uint32_t left;    /* receives until the clock is read */
};

static struct watch start_watch(const struct wt_flow *flow, uint64_t now_ns)
{
	struct wt_flow without_rate = { .size_bytes = flow->size_bytes };
	struct watch watch = { .end_ns = now_ns + flow->duration_ns, .came_ns = now_ns, .left = 1 };

	wt_pace_start(&watch.pace, &without_rate, now_ns);
	return watch;
}

/* After a receive that brought something. */
static enum wt_status look_at_clock(const struct wt_flow_end *end, const struct wt_flow *flow, struct watch *watch)
{
	uint64_t now_ns, due_ns;

	if (--watch->left > 0)
		return WT_WANT_READ;
	now_ns = wt_clock_ns();
	watch->came_ns = now_ns;
	watch->left = wt_pace_next(&watch->pace, now_ns, 0, &due_ns);
	if (wt_stop_requested())
		return interrupted(end);
	if (now_ns > watch->end_ns + 2 * end->patience_ns)
		return wt_error_set(
			&end->exchange->error, WT_TIMEOUT, "receive", "wiretoll", 0,
			"flow %u: the peer sends for longer than was asked for, and than --timeout behind it",
			flow->number);
	return WT_WANT_READ;
}

static enum wt_status ended_early(const struct wt_flow_end *end, const struct wt_flow *flow)
{
	return wt_error_set(&end->exchange->error, WT_EOF, "receive", "wiretoll", 0,
			    "flow %u: the peer closed in the middle of it, behind %llu bytes", flow->number,
			    (unsigned long long)flow->own.bytes);
}

static enum wt_status receive_stream(const struct wt_flow_end *end, struct wt_flow *flow, struct watch *watch,
				     const struct meter *meter)
{
	struct wt_exchange *exchange = end->exchange;
	struct wt_flow_parser parser = { .at = 0 };
	enum wt_status status;
	size_t received;

	do {
		wt_connection_set_deadline(end->connection, watch->came_ns + end->patience_ns);
		status = exchange->transport->recv(end->connection, exchange->buffer, exchange->room_bytes, &received);
		if (status == WT_EOF)
			return ended_early(end, flow);
		if (status == WT_OK)
			status = wt_flow_take(flow, &parser, exchange->buffer, received, &exchange->error);
		if (status == WT_WANT_READ)
			status = look_at_clock(end, flow, watch);
	} while (status == WT_WANT_READ);
	if (status == WT_OK)
		watch->came_ns = wt_clock_ns();
	read_traffic(end, flow, meter);
	return status;
}

/* A client knows when the flow should end, whether the last datagram comes or not; a server is told. */
static uint64_t deadline_of(const struct wt_flow_end *end, const struct watch *watch)
{
	uint64_t patience = watch->came_ns + end->patience_ns, over;

	if (!end->client)
		return patience;
	over = (watch->came_ns < watch->end_ns ? watch->end_ns : watch->came_ns) + WT_FLOW_GRACE_NS;
	return over < patience ? over : patience;
}

static enum wt_status receive_datagram(const struct wt_flow_end *end, struct wt_flow *flow, const struct meter *meter,
				       uint64_t deadline_ns, bool *done)
{
	struct wt_exchange *exchange = end->exchange;
	enum wt_status status;
	size_t received = 0;

	if (end->next) {
		status = end->next(end->context, deadline_ns, &received, done);
	} else {
		wt_connection_set_deadline(end->connection, deadline_ns);
		status = exchange->transport->recv(end->connection, exchange->buffer, exchange->room_bytes, &received);
	}
	if (status == WT_EOF)
		return ended_early(end, flow);
	if (status != WT_OK || *done)
		return status;
	/* what is none of the flow is left: a late answer, or anybody's datagram */
	if (!received)
		return WT_WANT_READ;
	status = wt_flow_take_datagram(flow, exchange->buffer, received);
	if (status == WT_ERROR)
		return WT_WANT_READ;
	read_traffic(end, flow, meter);
	return status;
}

static enum wt_status receive_datagrams(const struct wt_flow_end *end, struct wt_flow *flow, struct watch *watch,
					const struct meter *meter)
{
	enum wt_status status;
	bool done = false;

	for (;;) {
		status = receive_datagram(end, flow, meter, deadline_of(end, watch), &done);
		if (done)
			return WT_OK;
		if (status == WT_OK)
			watch->came_ns = wt_clock_ns();
		/* behind its last datagram a server waits to be told its end */
		if (status == WT_OK && end->client)
			return WT_OK;
		if (status == WT_TIMEOUT && end->client && wt_clock_ns() >= watch->end_ns)
			return WT_OK;
		if (status == WT_WANT_READ)
			status = look_at_clock(end, flow, watch);
		if (status != WT_OK && status != WT_WANT_READ)
			return status;
	}
}

enum wt_status wt_flow_receive(const struct wt_flow_end *end, struct wt_flow *flow)
{
	struct meter meter = start_meter(end, flow);
	struct watch watch = start_watch(flow, meter.begin_ns);
	enum wt_status status;

	status = end->exchange->transport->datagram ? receive_datagrams(end, flow, &watch, &meter)
						    : receive_stream(end, flow, &watch, &meter);
	stop_meter(end, flow, &meter, watch.came_ns);
	return status;
}
