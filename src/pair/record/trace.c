/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Keeping what passes: a copy, all else comes later. */
#include <string.h>

#include "trace.h"

static void passed(void *context, bool out, uint64_t ns, const uint8_t *data, size_t bytes)
{
	struct wt_trace *trace = context;
	struct wt_trace_call *call = &trace->calls[trace->call_count];

	if (trace->call_count == WT_TRACE_CALLS || bytes > WT_TRACE_BYTES - trace->stored[out]) {
		trace->full = true;
		return;
	}
	memcpy(trace->store[out] + trace->stored[out], data, bytes);
	trace->stored[out] += bytes;
	*call = (struct wt_trace_call){ .ns = ns, .end = trace->stored[out], .bytes = bytes, .out = out };
	trace->call_count++;
}

static void reported(void *context, bool out, int what, uint8_t handshake_type)
{
	struct wt_trace *trace = context;
	size_t record = trace->reported_records[out];
	uint8_t *count;

	if (what == WT_REPORTED_RECORD) {
		trace->reported_records[out]++;
		return;
	}
	if (record == 0 || record > WT_TRACE_RECORDS)
		return;
	count = &trace->reported_count[out][record - 1];
	if (*count < WT_TRACE_NAMES)
		trace->reported[out][record - 1][(*count)++] = handshake_type;
}

void wt_trace_clear(struct wt_trace *trace)
{
	trace->tap = (struct wt_tap){ .passed = passed, .reported = reported, .context = trace };
	trace->call_count = 0;
	memset(trace->stored, 0, sizeof(trace->stored));
	memset(trace->reported_records, 0, sizeof(trace->reported_records));
	memset(trace->reported_count, 0, sizeof(trace->reported_count));
	trace->full = false;
	trace->record_count = 0;
}

static void passed_by(void *context, bool out, uint64_t ns, const uint8_t *data, size_t bytes)
{
	(void)context;
	(void)out;
	(void)ns;
	(void)data;
	(void)bytes;
}

static void not_reported(void *context, bool out, int what, uint8_t handshake_type)
{
	(void)context;
	(void)out;
	(void)what;
	(void)handshake_type;
}

void wt_trace_stop(struct wt_trace *trace)
{
	trace->tap.passed = passed_by;
	trace->tap.reported = not_reported;
}
