/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "session_price.h"

#include <math.h>

#include "costs.h"

const char *const wt_session_cost_names[WT_SESSION_COSTS] = { "us", "cpu_us", "bytes" };
const char *const wt_session_cost_titles[WT_SESSION_COSTS] = { "time, µs", "CPU, µs", "bytes" };

const struct wt_session *wt_session_of(const struct wt_results *results, size_t series, enum wt_role role)
{
	const struct wt_session_results *session = &results->series[series].session;
	const struct wt_session *one = role == WT_CLIENT ? &session->client : &session->server;

	return one->count && wt_cost_is_told(&results->plan, role) ? one : NULL;
}

static double handshake_of(const struct wt_judged *judged, size_t series, const struct wt_session *session,
			   enum wt_session_cost cost)
{
	const struct wt_phase_cost *handshake = &session->handshake;
	double count = (double)session->count;

	switch (cost) {
	case WT_SESSION_TIME:
		return judged->series[series].opened_us[WT_PHASE_HANDSHAKE];
	case WT_SESSION_CPU:
		return (double)handshake->cpu_ns / 1000.0 / count;
	case WT_SESSION_BYTES:
		return (double)(handshake->traffic.bytes_out + handshake->traffic.bytes_in) / count;
	case WT_SESSION_COSTS:
		break;
	}
	return (double)NAN;
}

static double message_of(const struct wt_judged *judged, size_t series, enum wt_role role, size_t size,
			 enum wt_session_cost cost)
{
	const struct wt_results *results = judged->results;
	const char *why;

	switch (cost) {
	case WT_SESSION_TIME:
		return judged->series[series].sizes[size].median.value;
	case WT_SESSION_CPU:
		return wt_cost_of(results, series, role, size, WT_COST_THREAD_CPU, &why);
	case WT_SESSION_BYTES:
		return wt_cost_of(results, series, role, size, WT_COST_BYTES_OUT, &why) +
		       wt_cost_of(results, series, role, size, WT_COST_BYTES_IN, &why);
	case WT_SESSION_COSTS:
		break;
	}
	return (double)NAN;
}

struct wt_session_price wt_session_price(const struct wt_judged *judged, size_t series, enum wt_role role, size_t size,
					 enum wt_session_cost cost)
{
	struct wt_session_price price = { (double)NAN, (double)NAN, (double)NAN };
	const struct wt_session *session = wt_session_of(judged->results, series, role);

	/* the round trip of a message is the client's */
	if (!session || (cost == WT_SESSION_TIME && role != WT_CLIENT))
		return price;
	price.message = message_of(judged, series, role, size, cost);
	price.handshake = handshake_of(judged, series, session, cost);
	/* what was not read, and a transport that has none */
	if (!(price.handshake > 0.0))
		price.handshake = (double)NAN;
	if (price.message > 0.0)
		price.tenth_after = ceil(10.0 * price.handshake / price.message);
	return price;
}
