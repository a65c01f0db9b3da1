/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "export_hold.h"

#include "side_cells.h"
#include "hold_line.h"

static void set_line(json_t *to, const char *name, const struct wt_held_line *line)
{
	char field[40];

	snprintf(field, sizeof field, "%s_per_session_bytes", name);
	json_object_set_new(to, field, line ? json_real(line->slope_bytes) : json_null());
	snprintf(field, sizeof field, "%s_residual_bytes", name);
	json_object_set_new(to, field, line ? json_real(line->residual_bytes) : json_null());
	snprintf(field, sizeof field, "%s_r2", name);
	json_object_set_new(to, field, line ? json_real(line->r2) : json_null());
	snprintf(field, sizeof field, "%s_is_line", name);
	json_object_set_new(to, field, line ? json_boolean(wt_held_is_line(line)) : json_null());
}

static json_t *end_json(const struct wt_results *results, size_t series, enum wt_role role)
{
	const struct wt_hold_results *hold = &results->series[series].hold;
	const struct wt_held *held = role == WT_CLIENT ? &hold->client : &hold->server;
	const struct wt_held_line *rss = wt_hold_line(results, series, role, true);
	json_t *end = json_object(), *points = json_array();

	if (hold->cell.state != WT_EXTRA_DONE) {
		json_decref(end);
		json_decref(points);
		return json_null();
	}
	json_object_set_new(end, "held", json_integer((json_int_t)held->held));
	set_line(end, "heap", wt_hold_line(results, series, role, false));
	set_line(end, "rss", rss);
	for (size_t i = 0; i < held->count; i++)
		json_array_append_new(points, json_pack("{s:I, s:I, s:o}", "sessions",
							(json_int_t)held->points[i].sessions, "heap_bytes",
							(json_int_t)held->points[i].heap_bytes, "rss_bytes",
							rss ? json_integer((json_int_t)held->points[i].rss_bytes)
							    : json_null()));
	json_object_set_new(end, "points", points);
	return end;
}

json_t *wt_hold_json(const struct wt_results *results, size_t series)
{
	const struct wt_hold_results *hold = &results->series[series].hold;
	const char *state = hold->cell.state == WT_EXTRA_DONE      ? "done"
			    : hold->cell.state == WT_EXTRA_MISSING ? "unfinished"
							     : "failed";

	if (hold->cell.state == WT_EXTRA_NONE)
		return NULL;
	return json_pack("{s:s, s:s?, s:I, s:o, s:o}", "state", state, "why",
			 hold->cell.state == WT_EXTRA_DONE ? NULL : hold->cell.why.text, "asked",
			 (json_int_t)results->plan.hold, "client", end_json(results, series, WT_CLIENT),
			 "server", end_json(results, series, WT_SERVER));
}
