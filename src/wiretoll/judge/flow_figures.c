/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "flow_figures.h"

#include <math.h>
#include <string.h>

#include "costs.h"

const struct wt_flow_row wt_flow_rows[WT_FLOW_FIGURES] = {
	[WT_FLOW_CLIENT_CPU] = { "client_cpu_ns_per_byte", "client CPU, ns a byte", 3, 1.0, false },
	[WT_FLOW_SERVER_CPU] = { "server_cpu_ns_per_byte", "server CPU, ns a byte", 3, 1.0, false },
	[WT_FLOW_WIRE] = { "wire_bytes_per_byte", "wire, bytes a byte", 4, 1.0, false },
	[WT_FLOW_RECORD] = { "record_bytes", "record, bytes", 0, 1.0, false },
	[WT_FLOW_OFFERED] = { "offered_mb_s", "offered, MB/s", 1, 1.0, true },
	[WT_FLOW_LOST] = { "lost_share", "lost, %", 2, 100.0, true },
	[WT_FLOW_LATE] = { "reordered", "late", 0, 1.0, true },
	[WT_FLOW_TWICE] = { "duplicates", "twice", 0, 1.0, true },
};

bool wt_flow_sum(struct wt_stream_told *sum, const struct wt_results *results, size_t series, enum wt_role role)
{
	const struct wt_own_told *own = results->series[series].own;

	memset(sum, 0, sizeof *sum);
	for (uint32_t round = 0; own && round < results->plan.rounds; round++) {
		const struct wt_stream_told *one = role == WT_CLIENT ? own[round].client : own[round].server;

		if (one)
			wt_stream_add(sum, one);
	}
	return sum->flows > 0;
}

/* By the client's records, which tell both ends. */
static double of_client(const struct wt_stream_size *flows, enum wt_flow_figure figure)
{
	const struct wt_stream_moved *sent = &flows->sent, *received = &flows->received;
	bool up = flows->traffic.bytes_out > flows->traffic.bytes_in;

	if (!flows->flows)
		return (double)NAN;
	if (figure == WT_FLOW_WIRE)
		return up ? (double)flows->traffic.bytes_out / (double)sent->bytes
			  : (double)flows->traffic.bytes_in / (double)received->bytes;
	if (figure == WT_FLOW_OFFERED)
		return (double)sent->bytes * 1000.0 / (double)sent->ns;
	return ((double)sent->writes - (double)received->writes) / (double)sent->writes;
}

/* What one of the ends tells alone. */
static double of_either(const struct wt_stream_size *client, const struct wt_stream_size *server,
			enum wt_flow_figure figure)
{
	uint64_t longest = client->record_bytes > server->record_bytes ? client->record_bytes : server->record_bytes;

	if (figure == WT_FLOW_RECORD)
		return longest ? (double)longest : (double)NAN;
	return figure == WT_FLOW_LATE ? (double)(client->reordered + server->reordered)
				      : (double)(client->duplicates + server->duplicates);
}

/* µs of a MB are thousandths of ns a byte. */
static double cpu_of(const struct wt_results *results, size_t series, enum wt_role role, size_t size)
{
	const char *why;

	return wt_cost_of(results, series, role, size, WT_COST_THREAD_CPU, &why) / 1000.0;
}

double wt_flow_figure(const struct wt_results *results, size_t series, size_t size, enum wt_flow_figure figure)
{
	struct wt_stream_told client, server;

	if (wt_flow_rows[figure].datagrams && !wt_row_is_datagram(&results->plan.series[series].row))
		return (double)NAN;
	if (figure == WT_FLOW_CLIENT_CPU || figure == WT_FLOW_SERVER_CPU)
		return cpu_of(results, series, figure == WT_FLOW_CLIENT_CPU ? WT_CLIENT : WT_SERVER, size);
	if (!wt_flow_sum(&client, results, series, WT_CLIENT))
		return (double)NAN;
	(void)wt_flow_sum(&server, results, series, WT_SERVER);
	if (figure == WT_FLOW_WIRE || figure == WT_FLOW_OFFERED || figure == WT_FLOW_LOST)
		return of_client(&client.sizes[size], figure);
	return of_either(&client.sizes[size], &server.sizes[size], figure);
}
