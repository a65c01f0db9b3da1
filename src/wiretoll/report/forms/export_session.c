/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Of a mode with one connection: what its handshake costs beside the messages, in JSON and CSV. */
#include "forms.h"

#include <math.h>

#include "session_price.h"

static const char *const ends[] = { "client", "server" };

static json_t *number(double value)
{
	return isnan(value) ? json_null() : json_real(value);
}

static json_t *handshake_json(const struct wt_judged *judged, size_t series, enum wt_role role)
{
	json_t *json = json_object();

	for (int cost = 0; cost < WT_SESSION_COSTS; cost++)
		json_object_set_new(
			json, wt_session_cost_names[cost],
			number(wt_session_price(judged, series, role, 0, (enum wt_session_cost)cost).handshake));
	return json;
}

static json_t *sizes_json(const struct wt_judged *judged, size_t series, enum wt_role role)
{
	const struct wt_plan *plan = &judged->results->plan;
	json_t *list = json_array();

	for (size_t k = 0; k < plan->sizes.count; k++) {
		json_t *after = json_object();

		for (int cost = 0; cost < WT_SESSION_COSTS; cost++)
			json_object_set_new(after, wt_session_cost_names[cost],
					    number(wt_session_price(judged, series, role, k, (enum wt_session_cost)cost)
							   .tenth_after));
		json_array_append_new(
			list, json_pack("{s:I, s:I, s:o}", "size", (json_int_t)plan->sizes.bytes[k], "messages",
					(json_int_t)wt_session_of(judged->results, series, role)->sizes[k].messages,
					"tenth_after", after));
	}
	return list;
}

static json_t *end_json(const struct wt_judged *judged, size_t series, enum wt_role role)
{
	const struct wt_session *session = wt_session_of(judged->results, series, role);

	if (!session)
		return json_null();
	return json_pack("{s:I, s:o, s:o, s:I, s:I, s:o}", "sessions", (json_int_t)session->count, "connect_us",
			 role == WT_CLIENT ? number(judged->series[series].opened_us[WT_PHASE_CONNECT]) : json_null(),
			 "handshake", handshake_json(judged, series, role), "late", (json_int_t)session->late,
			 "duplicates", (json_int_t)session->duplicates, "sizes", sizes_json(judged, series, role));
}

json_t *wt_session_json(const struct wt_judged *judged, size_t series)
{
	return json_pack("{s:I, s:o, s:o}", "unseen", (json_int_t)judged->results->series[series].session.unseen,
			 "client", end_json(judged, series, WT_CLIENT), "server", end_json(judged, series, WT_SERVER));
}

void wt_session_csv_heads(FILE *stream)
{
	for (size_t i = 0; i < 2 * WT_SESSION_COSTS; i++) {
		const char *end = ends[i / WT_SESSION_COSTS], *name = wt_session_cost_names[i % WT_SESSION_COSTS];

		fprintf(stream, ",%1$s_handshake_%2$s,%1$s_tenth_after_%2$s", end, name);
	}
}

static void put_number(double value, FILE *stream)
{
	if (isnan(value))
		fputc(',', stream);
	else
		fprintf(stream, ",%.6g", value);
}

void wt_session_csv(const struct wt_judged *judged, size_t series, int size, FILE *stream)
{
	for (int i = 0; i < 2 * WT_SESSION_COSTS; i++) {
		enum wt_role role = i < WT_SESSION_COSTS ? WT_CLIENT : WT_SERVER;
		struct wt_session_price price = wt_session_price(judged, series, role, size < 0 ? 0 : (size_t)size,
								 (enum wt_session_cost)(i % WT_SESSION_COSTS));

		put_number(price.handshake, stream);
		put_number(size < 0 ? (double)NAN : price.tenth_after, stream);
	}
}
