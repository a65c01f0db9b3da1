/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the secure programs keep of what passes: a trace, and the first handshake. */
#include <string.h>

#include "connection.h"
#include "flights.h"
#include "pair.h"
#include "program.h"
#include "trace.h"

static struct wt_trace trace;
static struct wt_flights flights;

static int minor_of(const struct wt_run *run)
{
	return strcmp(run->settings.tls_version, "1.3") == 0 ? 3 : 2;
}

static void trace_start(struct wt_run *run)
{
	wt_trace_clear(&trace);
	trace.cid_bytes = run->settings.cid_bytes;
	wt_endpoint_set_tap(run->endpoint, &trace.tap);
}

static void trace_end(struct wt_run *run, const struct wt_try *one, uint64_t origin_ns, bool person)
{
	wt_endpoint_set_tap(run->endpoint, NULL);
	wt_trace_parse(&trace, run->transport->datagram, minor_of(run));
	if (origin_ns == 0 && trace.call_count)
		origin_ns = trace.calls[0].ns;
	wt_run_record(run);
	wt_trace_records(&trace, run->role, one, origin_ns, &run->records);
	if (person)
		wt_trace_print(&trace, run->role, one, origin_ns, stdout);
}

/* It is read at the run's end, where that costs no try anything. */
static void flights_take(struct wt_run *run, const struct wt_try *one)
{
	wt_endpoint_set_tap(run->endpoint, NULL);
	wt_trace_stop(&trace);
	if (one->ok)
		wt_flights_take(&flights, run->role, one);
}

static void flights_record(struct wt_run *run)
{
	if (!flights.taken)
		return;
	wt_trace_parse(&trace, run->transport->datagram, minor_of(run));
	wt_flights_record(&flights, &trace, run->role, run->transport->datagram, &run->records);
}

const struct wt_watch wt_secure_watch = {
	.trace_start = trace_start,
	.trace_end = trace_end,
	.flights_take = flights_take,
	.flights_record = flights_record,
};
