/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "stream.h"

#include <inttypes.h>

#include "record_line.h"

static const char *const ways[] = { "up", "down" };

static void put_totals(struct wt_json *json, const char *whose, const struct wt_flow_totals *totals)
{
	wt_json_name2(json, whose, "bytes");
	wt_json_number(json, totals->bytes);
	wt_json_name2(json, whose, "writes");
	wt_json_number(json, totals->writes);
	wt_json_name2(json, whose, "ns");
	wt_json_number(json, totals->ns);
}

/* Sent = received + lost: only of a flow whose two ends are both known. */
static void put_loss(struct wt_json *json, const struct wt_flow *flow, bool client)
{
	uint64_t sent = wt_flow_sent(flow, client)->writes, received = wt_flow_received(flow, client)->writes;

	wt_json_number_of(json, "sent", sent);
	wt_json_number_of(json, "received", received);
	wt_json_number_of(json, "lost", sent - received);
}

enum wt_status wt_stream_record(const struct wt_flow *flow, enum wt_role role, bool datagram, enum wt_status status,
				const char *reason, struct wt_records *records)
{
	bool client = role == WT_CLIENT;
	struct wt_json json;

	if (!wt_record_wanted(records))
		return records->error.status;
	wt_record_begin(records, &json, "stream", role);
	wt_json_number_of(&json, "flow", flow->number);
	wt_json_number_of(&json, "size", flow->size_bytes);
	wt_json_string_of(&json, "direction", ways[flow->direction]);
	wt_json_bool_of(&json, "sender", client == (flow->direction == WT_FLOW_UP));
	wt_json_bool_of(&json, "ok", status == WT_OK);
	if (status != WT_OK) {
		wt_json_string_of(&json, "status", wt_status_name(status));
		wt_json_string_of(&json, "reason", reason);
	}
	put_totals(&json, "", &flow->own);
	wt_record_count(&json, "cpu_ns", "", flow->cpu_ns);
	wt_json_number_of(&json, "bytes_out", flow->traffic.bytes_out);
	wt_json_number_of(&json, "bytes_in", flow->traffic.bytes_in);
	wt_json_number_of(&json, "sends", flow->traffic.sends);
	wt_json_number_of(&json, "receives", flow->traffic.receives);
	wt_record_count(&json, "record_bytes", "", flow->record_bytes);
	if (flow->peer_told)
		put_totals(&json, "peer_", &flow->peer);
	if (datagram && flow->peer_told && status == WT_OK)
		put_loss(&json, flow, client);
	wt_record_count(&json, "reordered", "", flow->reordered);
	wt_record_count(&json, "duplicates", "", flow->duplicates);
	return wt_record_finish(records, &json);
}

void wt_stream_print(const struct wt_flow *flow, const char *program, enum wt_role role, bool datagram, FILE *stream)
{
	bool client = role == WT_CLIENT;
	const struct wt_flow_totals *sent = wt_flow_sent(flow, client), *received = wt_flow_received(flow, client);
	/* what was received counts, in the receiver's time; a server that has sent a stream is not told that */
	const struct wt_flow_totals *told = received->ns ? received : sent;
	double mb_s = told->ns ? (double)told->bytes * 1000.0 / (double)told->ns : 0.0;

	fprintf(stream, "%s: %s, writes of %" PRIu32 " bytes: %.1f MB/s in %.3g s", program, ways[flow->direction],
		flow->size_bytes, mb_s, (double)told->ns / (double)WT_NS_PER_S);
	if (flow->cpu_ns)
		fprintf(stream, ", CPU of the %s %.3g s", client ? "client" : "server",
			(double)flow->cpu_ns / (double)WT_NS_PER_S);
	if (datagram)
		fprintf(stream, "; %" PRIu64 " datagrams sent, %" PRIu64 " lost", sent->writes,
			sent->writes - received->writes);
	if (flow->reordered || flow->duplicates)
		fprintf(stream, ", %" PRIu64 " late, %" PRIu64 " twice", flow->reordered, flow->duplicates);
	fputc('\n', stream);
}
