/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "session_price.h"

#include <math.h>
#include <string.h>

#include "costs.h"
#include "median.h"

const char *const wt_session_cost_names[WT_SESSION_COSTS] = { "us", "cpu_us", "bytes" };
const char *const wt_session_cost_titles[WT_SESSION_COSTS] = { "time, µs", "CPU, µs", "bytes" };

/* NULL: the round is not whole, or has none. */
static const struct wt_session *of_round(const struct wt_results *results, size_t series, enum wt_role role,
					 uint32_t round)
{
	const struct wt_own_told *own = results->series[series].own;

	return !own ? NULL : role == WT_CLIENT ? own[round].client : own[round].server;
}

bool wt_session_sum(struct wt_session *sum, const struct wt_results *results, size_t series, enum wt_role role)
{
	memset(sum, 0, sizeof *sum);
	for (uint32_t round = 0; round < results->plan.rounds; round++) {
		const struct wt_session *one = of_round(results, series, role, round);

		if (one)
			wt_session_add(sum, one);
	}
	return sum->count && wt_cost_is_told(&results->plan, role);
}

double wt_session_pace(const struct wt_results *results, size_t series, size_t size)
{
	struct wt_session sum;
	const struct wt_session_size *of = &sum.sizes[size];

	return wt_session_sum(&sum, results, series, WT_CLIENT) && of->ns ? (double)of->messages * 1e9 / (double)of->ns
									  : (double)NAN;
}

double wt_session_opened_us(const struct wt_results *results, size_t series, enum wt_phase phase)
{
	double us[WT_ROUNDS_MAX];
	size_t count = 0;

	for (uint32_t round = 0; round < results->plan.rounds; round++) {
		const struct wt_session *one = of_round(results, series, WT_CLIENT, round);

		if (one)
			us[count++] = (double)(phase == WT_PHASE_CONNECT ? one->open.ns : one->handshake.ns) / 1000.0;
	}
	return wt_median(us, count);
}

static double handshake_of(const struct wt_results *results, size_t series, const struct wt_session *session,
			   enum wt_session_cost cost)
{
	const struct wt_phase_cost *handshake = &session->handshake;
	double count = (double)session->count;

	switch (cost) {
	case WT_SESSION_TIME:
		return wt_session_opened_us(results, series, WT_PHASE_HANDSHAKE);
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
		/* of an open loop there is waiting in it, of several at once others, which is no price of a message */
		if (results->plan.rate || results->plan.streams)
			return (double)NAN;
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
	struct wt_session session;

	/* the round trip of a message is the client's */
	if (!wt_session_sum(&session, judged->results, series, role) || (cost == WT_SESSION_TIME && role != WT_CLIENT))
		return price;
	price.message = message_of(judged, series, role, size, cost);
	price.handshake = handshake_of(judged->results, series, &session, cost);
	/* what was not read, and a transport that has none */
	if (!(price.handshake > 0.0))
		price.handshake = (double)NAN;
	if (price.message > 0.0)
		price.tenth_after = ceil(10.0 * price.handshake / price.message);
	return price;
}
