/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "stream_told.h"

#include <math.h>
#include <string.h>

#include "cell_axes.h"
#include "message.h"
#include "plan.h"
#include "record_fields.h"
#include "record_kind.h"

/* No flow moves more or lasts longer; sums of all rounds stay far below 64 bits. */
static const int64_t figure_max = INT64_C(1) << 50;

/* Of a flow: which it is. */
struct flow {
	size_t index; /* of its size */
	uint32_t size_bytes;
	bool client, sender, ok, datagram, secure;
};

static bool take(const json_t *record, const char *field, bool needed, uint64_t *to, struct wt_reason *reason)
{
	int64_t number = 0;

	if ((needed || json_object_get(record, field)) && !wt_record_number(record, field, figure_max, &number, reason))
		return false;
	*to = (uint64_t)number;
	return true;
}

/* `names`: bytes, writes, ns. Each write is as long as the others. */
static bool take_moved(const json_t *record, const char *const names[3], const struct flow *flow,
		       struct wt_stream_moved *to, struct wt_reason *reason)
{
	if (!take(record, names[0], true, &to->bytes, reason) || !take(record, names[1], true, &to->writes, reason) ||
	    !take(record, names[2], true, &to->ns, reason))
		return false;
	return !flow->ok || to->bytes == to->writes * flow->size_bytes ||
	       wt_reason_set(reason, "'%s' is %llu, but '%s' %llu of %u bytes", names[0], (unsigned long long)to->bytes,
			     names[1], (unsigned long long)to->writes, flow->size_bytes);
}

static bool take_both(const json_t *record, const struct flow *flow, struct wt_stream_size *to,
		      struct wt_reason *reason)
{
	static const char *const own[] = { "bytes", "writes", "ns" }, *const peer[] = { "peer_bytes", "peer_writes",
											"peer_ns" };
	struct wt_stream_moved *mine = flow->sender ? &to->sent : &to->received,
			       *other = flow->sender ? &to->received : &to->sent;

	if (!take_moved(record, own, flow, mine, reason))
		return false;
	/* a client always knows, behind a flow that was made */
	if ((flow->client && flow->ok) || json_object_get(record, peer[0]))
		return take_moved(record, peer, flow, other, reason);
	return true;
}

static bool take_costs(const json_t *record, struct wt_stream_size *to, struct wt_reason *reason)
{
	struct wt_traffic *traffic = &to->traffic;

	return take(record, "cpu_ns", false, &to->cpu_ns, reason) &&
	       take(record, "bytes_out", true, &traffic->bytes_out, reason) &&
	       take(record, "bytes_in", true, &traffic->bytes_in, reason) &&
	       take(record, "sends", true, &traffic->sends, reason) &&
	       take(record, "receives", true, &traffic->receives, reason) &&
	       take(record, "record_bytes", false, &to->record_bytes, reason) &&
	       take(record, "reordered", false, &to->reordered, reason) &&
	       take(record, "duplicates", false, &to->duplicates, reason);
}

/* Sent = received + lost, and on streams nothing is lost. */
static bool account_closes(const json_t *record, const struct flow *flow, const struct wt_stream_size *one,
			   struct wt_reason *reason)
{
	uint64_t sent = 0, received = 0, lost = 0;

	if (!one->sent.writes || !one->received.writes)
		return true;
	if (!flow->datagram)
		return one->sent.bytes == one->received.bytes ||
		       wt_reason_set(reason, "the account does not close: %llu bytes were sent, but %llu received",
				     (unsigned long long)one->sent.bytes, (unsigned long long)one->received.bytes);
	if (!take(record, "sent", true, &sent, reason) || !take(record, "received", true, &received, reason) ||
	    !take(record, "lost", true, &lost, reason))
		return false;
	return (sent == received + lost && sent == one->sent.writes && received == one->received.writes) ||
	       wt_reason_set(
		       reason,
		       "the account does not close: %llu sent, %llu received and %llu lost, but the ends say %llu "
		       "and %llu",
		       (unsigned long long)sent, (unsigned long long)received, (unsigned long long)lost,
		       (unsigned long long)one->sent.writes, (unsigned long long)one->received.writes);
}

/* What a library may say beside its records, such as that keys are new. */
enum { SAID_BESIDE = 256 };

/*
 * A sender moves nothing but its writes. Each is so many records, of which the first of a flow tells how much longer than its
 * text one is (a fragment has up to 2^14 bytes, RFC 8446 5.1); of datagrams each is one.
 */
static bool records_fit(const struct flow *flow, const struct wt_stream_size *one, struct wt_reason *reason)
{
	uint64_t most = flow->datagram ? flow->size_bytes : 16384, records = (flow->size_bytes + most - 1) / most;
	uint64_t text = flow->size_bytes < most ? flow->size_bytes : most;
	uint64_t record = flow->secure ? one->record_bytes : text;
	uint64_t writes = one->sent.writes, wire;

	if (!flow->secure && one->record_bytes)
		return wt_reason_set(reason, "'record_bytes' is %llu; valid: of a secure flow alone",
				     (unsigned long long)one->record_bytes);
	if (record < text || record > 2 * UINT16_MAX)
		return wt_reason_set(reason, "'record_bytes' is %llu, but a record holds %llu bytes",
				     (unsigned long long)record, (unsigned long long)text);
	wire = writes * (flow->size_bytes + (record - text) * records);
	return (one->traffic.bytes_out >= wire && one->traffic.bytes_out <= wire + SAID_BESIDE) ||
	       wt_reason_set(
		       reason,
		       "'bytes_out' is %llu, but %llu writes of %u bytes in records of %llu ('record_bytes') make %llu",
		       (unsigned long long)one->traffic.bytes_out, (unsigned long long)writes, flow->size_bytes,
		       (unsigned long long)record, (unsigned long long)wire);
}

static bool between(const char *what, uint64_t told, uint64_t least, uint64_t most, struct wt_reason *reason)
{
	return (told >= least && told <= most) ||
	       wt_reason_set(reason, "'%s' is %llu; valid with what was moved: %llu to %llu", what,
			     (unsigned long long)told, (unsigned long long)least, (unsigned long long)most);
}

/* Each call moves a byte at least, and none more than its buffer holds or of more than one write; a datagram is one call. */
static bool calls_fit(const struct flow *flow, const struct wt_stream_size *one, struct wt_reason *reason)
{
	const struct wt_traffic *traffic = &one->traffic;
	uint64_t writes = flow->sender ? one->sent.writes : one->received.writes;

	if (flow->sender &&
	    !between("sends", traffic->sends, writes, flow->datagram ? writes : traffic->bytes_out, reason))
		return false;
	return flow->sender ||
	       between("receives", traffic->receives,
		       flow->datagram ? writes : traffic->bytes_in / WT_MESSAGE_MAX_BYTES, traffic->bytes_in, reason);
}

/* What can be known of one end alone: it moved no more than its socket did, and worked no longer than it lasted. */
static bool is_possible(const struct flow *flow, const struct wt_stream_size *one, struct wt_reason *reason)
{
	const struct wt_stream_moved *mine = flow->sender ? &one->sent : &one->received;
	uint64_t moved = flow->sender ? one->traffic.bytes_out : one->traffic.bytes_in;

	if (!one->received.ns && flow->client)
		return wt_reason_set(reason, "the receiver's time of flow is 0");
	if (moved < mine->bytes)
		return wt_reason_set(reason, "'bytes' is %llu, but its socket moved %llu",
				     (unsigned long long)mine->bytes, (unsigned long long)moved);
	/* one that was cut has a part of a write in it */
	if (flow->ok && ((flow->sender && !records_fit(flow, one, reason)) || !calls_fit(flow, one, reason)))
		return false;
	/* a tenth and 1 ms are the clocks' */
	return (double)one->cpu_ns <= 1.1 * (double)mine->ns + 1e6 ||
	       wt_reason_set(reason, "'cpu_ns' is %llu, but 'ns' %llu", (unsigned long long)one->cpu_ns,
			     (unsigned long long)mine->ns);
}

static bool find_flow(const struct wt_cell_expected *expected, const json_t *record, struct flow *flow,
		      struct wt_reason *reason)
{
	const struct wt_size_list *sizes = &expected->plan->sizes;
	int64_t size = 0, number = 0;
	char direction[8];

	if (!wt_record_number(record, "size", UINT32_MAX, &size, reason) ||
	    !wt_record_number(record, "flow", UINT32_MAX, &number, reason) ||
	    !wt_record_flag(record, "sender", &flow->sender, reason) ||
	    !wt_record_flag(record, "ok", &flow->ok, reason) || !wt_cell_check_session_axes(expected, record, reason))
		return false;
	while (flow->index < sizes->count && sizes->bytes[flow->index] != size)
		flow->index++;
	if (flow->index == sizes->count)
		return wt_reason_set(reason, "'size' is %lld, which is not in the plan", (long long)size);
	if (number < 1 || number > (int64_t)sizes->count)
		return wt_reason_set(reason, "'flow' is %lld; valid: 1 to %zu", (long long)number, sizes->count);
	wt_record_text(record, "direction", direction, sizeof direction);
	flow->size_bytes = (uint32_t)size;
	flow->client = !expected->server;
	flow->datagram = wt_row_is_datagram(&expected->series->row);
	flow->secure = wt_row_is_secure(&expected->series->row);
	return flow->sender == (flow->client == !strcmp(direction, "up")) ||
	       wt_reason_set(reason, "'sender' is %s, but 'direction' %s", flow->sender ? "true" : "false", direction);
}

/* One a size, behind a place for the cold one. */
static uint32_t place_of(const struct flow *flow)
{
	return (uint32_t)flow->index * 2 + 1;
}

/* Among the tries of its file: what its receiver got, in its own time, which a client alone always knows. */
static void count(struct wt_cell_file *file, const struct flow *flow, const struct wt_stream_size *one)
{
	struct wt_cost_sums *sums = &file->sums[flow->index];
	uint32_t place = place_of(flow);

	file->seen[place] = WT_SEEN_ANSWERED;
	sums->tries++;
	sums->cpu_ns += one->cpu_ns;
	sums->bytes_out += one->traffic.bytes_out;
	sums->bytes_in += one->traffic.bytes_in;
	sums->sends += one->traffic.sends;
	sums->receives += one->traffic.receives;
	sums->flow_bytes += flow->sender ? one->sent.bytes : one->received.bytes;
	file->tally[flow->index].answered++;
	if (flow->client)
		file->timed[file->answered] = (struct wt_sample){ .size_index = (uint32_t)flow->index,
								  .place = place,
								  .total_ns = one->received.ns,
								  .flow_bytes = one->received.bytes };
	file->answered++;
}

static bool take_flow(struct wt_cell_file *file, const struct wt_cell_expected *expected, const json_t *record,
		      struct wt_reason *reason)
{
	struct wt_stream_told *told = file->own;
	struct wt_stream_size *to;
	struct flow flow = { 0 };

	if (expected->tries != 1)
		return wt_reason_set(reason, "a flow in a round of %u tries; valid: one of each size", expected->tries);
	if (!find_flow(expected, record, &flow, reason))
		return false;
	to = &told->sizes[flow.index];
	if (file->seen[place_of(&flow)])
		return wt_reason_set(reason, "a second flow of %u bytes", flow.size_bytes);
	to->flows = 1;
	if (!take_both(record, &flow, to, reason) || !take_costs(record, to, reason))
		return false;
	if (!flow.ok) {
		file->seen[place_of(&flow)] = WT_SEEN_UNANSWERED;
		file->tally[flow.index].failed++;
		file->failed++;
		memset(to, 0, sizeof *to);
		return true;
	}
	told->flows++;
	if (!account_closes(record, &flow, to, reason) || !is_possible(&flow, to, reason))
		return false;
	count(file, &flow, to);
	return true;
}

void wt_stream_add(struct wt_stream_told *to, const struct wt_stream_told *from)
{
	to->flows += from->flows;
	for (size_t i = 0; i < WT_SIZES_MAX; i++) {
		struct wt_stream_size *a = &to->sizes[i];
		const struct wt_stream_size *b = &from->sizes[i];

		a->flows += b->flows;
		a->sent.bytes += b->sent.bytes;
		a->sent.writes += b->sent.writes;
		a->sent.ns += b->sent.ns;
		a->received.bytes += b->received.bytes;
		a->received.writes += b->received.writes;
		a->received.ns += b->received.ns;
		a->cpu_ns += b->cpu_ns;
		a->traffic.bytes_out += b->traffic.bytes_out;
		a->traffic.bytes_in += b->traffic.bytes_in;
		a->record_bytes = a->record_bytes > b->record_bytes ? a->record_bytes : b->record_bytes;
		a->reordered += b->reordered;
		a->duplicates += b->duplicates;
	}
}

/* The client was told what the plan says: how long a flow lasts, and what it offers. */
static bool settings_fit(const struct wt_cell_file *file, const struct wt_plan *plan, struct wt_reason *reason)
{
	const json_t *settings = json_object_get(file->record, "settings");
	double seconds = json_number_value(json_object_get(settings, "seconds"));
	json_int_t bitrate = json_integer_value(json_object_get(settings, "bitrate"));

	if (fabs(seconds * 1000.0 - (double)plan->flow_ms) > 0.5)
		return wt_reason_set(reason, "its flows last %.3g s, but the plan says %.3g", seconds,
				     (double)plan->flow_ms / 1000.0);
	return bitrate == (json_int_t)plan->bitrate ||
	       wt_reason_set(reason, "its flows offer %lld kbit/s, but the plan says %u", (long long)bitrate,
			     plan->bitrate);
}

/* All of it fell into the time that the end tells. */
static bool fit_flows(struct wt_cell_file *file, const struct wt_cell_expected *expected, struct wt_reason *reason)
{
	static const struct wt_stream_told none;
	const struct wt_stream_told *told = file->own ? file->own : &none;
	uint64_t ns = 0;

	if (told->flows != file->end_answered)
		return wt_reason_set(reason, "its end says that %llu flows were made, but its records %llu",
				     (unsigned long long)file->end_answered, (unsigned long long)told->flows);
	for (size_t i = 0; i < expected->plan->sizes.count; i++) {
		const struct wt_stream_size *one = &told->sizes[i];

		ns += one->traffic.bytes_out > one->traffic.bytes_in ? one->sent.ns : one->received.ns;
	}
	if (!wt_cell_time_fits(file, ns))
		return wt_reason_set(reason, "its flows took %llu ns together, but 'loop_ns' is %lld",
				     (unsigned long long)ns, (long long)file->machine.loop_ns);
	return expected->server || !file->has_run || settings_fit(file, expected->plan, reason);
}

static uint64_t flows_of(const void *own)
{
	return ((const struct wt_stream_told *)own)->flows;
}

/* What nobody told is no contradiction. */
static bool alike(const char *what, const struct wt_stream_moved *client, const struct wt_stream_moved *server,
		  struct wt_reason *reason)
{
	return !client->writes || !server->writes ||
	       (client->bytes == server->bytes && client->writes == server->writes && client->ns == server->ns) ||
	       wt_reason_set(
		       reason,
		       "the two ends do not fit: of a flow the client says that %llu bytes were %s in %llu ns, the "
		       "server %llu in %llu",
		       (unsigned long long)client->bytes, what, (unsigned long long)client->ns,
		       (unsigned long long)server->bytes, (unsigned long long)server->ns);
}

static bool fit_ends(const void *client, const void *server, bool stream, struct wt_reason *reason)
{
	const struct wt_stream_told *a = client, *b = server;

	for (size_t i = 0; i < WT_SIZES_MAX; i++) {
		const struct wt_stream_size *one = &a->sizes[i], *other = &b->sizes[i];

		if (!alike("sent", &one->sent, &other->sent, reason) ||
		    !alike("received", &one->received, &other->received, reason) ||
		    !wt_cell_bytes_fit("in a flow", "client", one->traffic.bytes_out, "server", other->traffic.bytes_in,
				       stream, reason) ||
		    !wt_cell_bytes_fit("in a flow", "server", other->traffic.bytes_out, "client", one->traffic.bytes_in,
				       stream, reason))
			return false;
	}
	return true;
}

const struct wt_record_kind wt_stream_records = {
	.name = "stream",
	.many = true,
	.bytes = sizeof(struct wt_stream_told),
	.take = take_flow,
	.fit = fit_flows,
	.messages = flows_of,
	.fit_ends = fit_ends,
};
