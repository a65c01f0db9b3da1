/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "forms.h"

#include <math.h>
#include <string.h>

#include "sections.h"
#include "builds.h"
#include "costs.h"
#include "judged.h"
#include "mode_section.h"
#include "crowd.h"
#include "open_loop.h"
#include "session_price.h"
#include "side_cells.h"
#include "probe_file.h"
#include "version.h"

enum { EXPORT_SCHEMA = 1 };

static json_t *number(double value)
{
	return isnan(value) || isinf(value) ? json_null() : json_real(value);
}

static json_t *estimate(const struct wt_estimate *of)
{
	return json_pack("{s:o, s:o, s:o}", "value", number(of->value), "low", number(of->low), "high",
			 number(of->high));
}

/* A figure of the plan's measure, whose unit ends its name. */
static void set_measured(json_t *to, const struct wt_plan *plan, const char *stem, json_t *value)
{
	char name[WT_MEASURE_FIELD_BYTES];

	json_object_set_new(to, wt_measure_field(wt_measure_of(plan), stem, name), value);
}

/* The costs of one end: those of a size, or those of whole processes with the reasons for what is missing. */
static json_t *costs(const struct wt_results *results, size_t series, enum wt_role role, size_t size, bool whole)
{
	json_t *json = json_object(), *missing = json_object();

	for (int i = 0; i < WT_COSTS; i++) {
		const char *why = "";
		double value = wt_cost_of(results, series, role, size, (enum wt_cost_id)i, &why);

		if (isnan(value))
			json_object_set_new(missing, wt_cost_rows[i].name, json_string(why));
		if (wt_cost_is_whole((enum wt_cost_id)i) == whole)
			json_object_set_new(json, wt_cost_rows[i].name, number(value));
	}
	if (whole)
		json_object_set(json, "not_available", missing);
	json_decref(missing);
	return json;
}

static json_t *figures_json(const struct wt_judged *judged, size_t index)
{
	static const char *const phases[] = { "connect", "handshake", "send", "ack", "close" };
	const struct wt_plan *plan = &judged->results->plan;
	const struct wt_measure_ends *ends = wt_measure_ends(wt_measure_of(plan));
	struct wt_open_loop loop;
	json_t *list = json_array();

	for (size_t k = 0; k < plan->sizes.count; k++) {
		const struct wt_judged_figure *figure = &judged->series[index].sizes[k];
		json_t *medians = json_object();
		json_t *json = json_pack("{s:I, s:I}", "size", (json_int_t)plan->sizes.bytes[k], "tries",
					 (json_int_t)figure->count);

		for (size_t phase = 0; phase < WT_PHASES_CLIENT; phase++)
			json_object_set_new(medians, phases[phase], number(figure->phases_us[phase]));
		set_measured(json, plan, "median", estimate(&figure->median));
		for (size_t t = 0; t < WT_TAILS; t++)
			set_measured(json, plan, ends->tail_stems[t], estimate(&figure->tails[t]));
		if (!wt_plan_mode(plan)->flow_ms)
			json_object_set(json, "phases_median_us", medians);
		json_decref(medians);
		json_object_set_new(json, "client", costs(judged->results, index, WT_CLIENT, k, false));
		json_object_set_new(json, "server", costs(judged->results, index, WT_SERVER, k, false));
		json_object_set_new(json, "repeated_handshakes", json_integer((json_int_t)figure->repeated));
		set_measured(json, plan, "repeated_median", number(figure->repeated_median));
		set_measured(json, plan, "clean_median", number(figure->clean_median));
		if (wt_open_loop(judged->results, index, k, &loop))
			json_object_set_new(json, "open_loop",
					    json_pack("{s:o, s:o, s:o, s:b}", "achieved", number(loop.achieved),
						      "waited_p50_us", number(loop.waited_p50_us), "waited_p99_us",
						      number(loop.waited_p99_us), "beyond_capacity", loop.beyond));
		if (plan->streams)
			json_object_set_new(json, "messages_per_second",
					    number(wt_session_pace(judged->results, index, k)));
		if (wt_plan_crowd(plan) > 1)
			json_object_set_new(json, "exchanges_per_second",
					    number(wt_crowd_rate(judged->results, index, k)));
		json_array_append_new(list, json);
	}
	return list;
}

/* Of an emulated core: what there is in place of times. */
static json_t *guest_json(const struct wt_results *results, size_t index)
{
	const struct wt_guest_figures *guest = &results->series[index].guest;
	json_t *list = json_array();

	for (size_t k = 0; k < results->plan.sizes.count; k++)
		json_array_append_new(list, json_pack("{s:I, s:o}", "size", (json_int_t)results->plan.sizes.bytes[k],
						      "instructions", number(guest->exchange[k])));
	return json_pack("{s:o, s:o, s:I, s:I}", "exchanges", list, "handshake_instructions", number(guest->handshake),
			 "cells_left_out", (json_int_t)guest->left_out, "cells_not_made", (json_int_t)guest->not_made);
}

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
		json_array_append_new(
			points, json_pack("{s:I, s:I, s:o}", "sessions", (json_int_t)held->points[i].sessions,
					  "heap_bytes", (json_int_t)held->points[i].heap_bytes, "rss_bytes",
					  rss ? json_integer((json_int_t)held->points[i].rss_bytes) : json_null()));
	json_object_set_new(end, "points", points);
	return end;
}

/* NULL: nothing was asked of it, or memory is short. */
static json_t *hold_json(const struct wt_results *results, size_t series)
{
	const struct wt_hold_results *hold = &results->series[series].hold;
	const char *state = hold->cell.state == WT_EXTRA_DONE      ? "done"
			    : hold->cell.state == WT_EXTRA_MISSING ? "unfinished"
								   : "failed";

	if (hold->cell.state == WT_EXTRA_NONE)
		return NULL;
	return json_pack("{s:s, s:s?, s:I, s:o, s:o}", "state", state, "why",
			 hold->cell.state == WT_EXTRA_DONE ? NULL : hold->cell.why.text, "asked",
			 (json_int_t)results->plan.hold, "client", end_json(results, series, WT_CLIENT), "server",
			 end_json(results, series, WT_SERVER));
}

static json_t *one_series_json(const struct wt_judged *judged, size_t index)
{
	static const char *const states[] = { "done", "unfinished", "failed", "unsupported" };
	const struct wt_results *results = judged->results;
	const struct wt_series_results *one = &results->series[index];
	const struct wt_mode_section *mode = wt_mode_section(&results->plan);
	bool usable = wt_judged_usable(results, (int)index);
	char cold[WT_MEASURE_FIELD_BYTES];
	json_t *json = json_pack("{s:s, s:s, s:s, s:s, s:s?, s:I, s:I, s:I, s:I, s:I, s:o, s:o, s:O*, s:O*}", "name",
				 results->plan.series[index].name, "kind", results->plan.series[index].row.name,
				 "variant", results->plan.series[index].variant, "state", states[one->state], "why",
				 *one->why.text ? one->why.text : NULL, "planned", (json_int_t)one->planned, "answered",
				 (json_int_t)one->answered, "lost", (json_int_t)one->lost, "failed",
				 (json_int_t)one->failed, "not_made", (json_int_t)one->not_made,
				 wt_measure_field(wt_measure_of(&results->plan), "cold", cold),
				 usable ? number(judged->series[index].cold) : json_null(), "sizes",
				 usable ? figures_json(judged, index) : json_array(), "client_run", one->client_run,
				 "server_run", one->server_run);
	json_t *hold = hold_json(results, index);

	if (usable) {
		json_object_set_new(json, "client_costs", costs(results, index, WT_CLIENT, 0, true));
		json_object_set_new(json, "server_costs", costs(results, index, WT_SERVER, 0, true));
	}
	if (usable && results->plan.target.way == WT_WAY_QEMU_USER)
		json_object_set_new(json, "guest", guest_json(results, index));
	if (hold)
		json_object_set_new(json, "hold", hold);
	if (usable && mode->json)
		json_object_set_new(json, wt_plan_mode(&results->plan)->name, mode->json(judged, index));
	return json;
}

static json_t *series_json(const struct wt_judged *judged)
{
	json_t *list = json_array();

	for (size_t i = 0; i < judged->results->plan.series_count; i++)
		json_array_append_new(list, one_series_json(judged, i));
	return list;
}

static json_t *comparison_json(const struct wt_measure *measure, const struct wt_comparison *one, json_int_t size)
{
	char difference[WT_MEASURE_FIELD_BYTES];

	return json_pack(
		"{s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:s}", "size", size ? json_integer(size) : json_string("all"),
		"ratio", estimate(&one->ratio), wt_measure_ends(measure)->quarters_ratio, estimate(&one->quarter_ratio),
		wt_measure_field(measure, "difference", difference), estimate(&one->difference), "p", number(one->p),
		"p_corrected", number(one->p_corrected), "resolution", number(one->resolution), "resolution_corrected",
		number(one->resolution_corrected), "verdict", wt_verdict_words(measure, one->verdict));
}

/* Null where they were not compared. */
static json_t *handshake_json(const struct wt_handshake_parity *handshake)
{
	json_t *list = handshake->compared ? json_array() : json_null();

	for (size_t i = 0; i < handshake->count; i++)
		json_array_append_new(list, json_pack("{s:s, s:s?, s:b}", "difference", handshake->list[i].text, "why",
						      handshake->list[i].known, "refuses",
						      handshake->list[i].refuses && !handshake->list[i].known));
	return list;
}

static void set_axis(json_t *to, const struct wt_axis *axis, size_t value)
{
	json_object_set_new(to, "axis", json_string(axis->option));
	json_object_set_new(to, "value", json_string(axis->values[value]));
	json_object_set_new(to, "base_value", json_string(axis->values[0]));
}

static json_t *contrasts_json(const struct wt_judged *judged)
{
	const struct wt_plan *plan = &judged->results->plan;
	const struct wt_measure *measure = wt_measure_of(plan);
	json_t *list = json_array();

	for (size_t i = 0; i < judged->contrast_count; i++) {
		const struct wt_contrast *contrast = &judged->contrasts[i];
		json_t *sizes = json_array(), *one;

		for (size_t k = 0; contrast->compared && k < plan->sizes.count; k++)
			json_array_append_new(
				sizes, comparison_json(measure, &contrast->sizes[k], (json_int_t)plan->sizes.bytes[k]));
		if (contrast->compared && plan->sizes.count > 1)
			json_array_append_new(sizes, comparison_json(measure, &contrast->all, 0));
		one = json_pack("{s:s, s:s, s:s, s:b, s:s?, s:s?, s:o, s:o}", "kind",
				wt_purpose_names[contrast->purpose], "series", plan->series[contrast->series].name,
				"base", plan->series[contrast->base].name, "compared", contrast->compared, "why",
				*contrast->why ? contrast->why : NULL, "unlike",
				*contrast->unlike ? contrast->unlike : NULL, "handshake",
				handshake_json(&contrast->handshake), "comparisons", sizes);
		if (contrast->purpose == WT_PURPOSE_AXIS)
			set_axis(one, &wt_axes[contrast->axis],
				 plan->series[contrast->series].row.value[contrast->axis]);
		json_array_append_new(list, one);
	}
	return list;
}

static json_t *validity_json(const struct wt_validity *validity)
{
	json_t *list = json_array();

	for (size_t i = 0; i < validity->count; i++)
		json_array_append_new(list,
				      json_pack("{s:s, s:b, s:s, s:s?}", "name", validity->warnings[i].name, "grave",
						validity->warnings[i].gravity == WT_GRAVE, "text",
						validity->warnings[i].text, "variant", validity->warnings[i].variant));
	return json_pack("{s:b, s:s, s:o}", "trusted", !validity->grave, "summary", validity->summary, "warnings",
			 list);
}

static json_t *factor(double value)
{
	return value > 0.0 ? json_real(value) : json_null();
}

static json_t *probes_json(const struct wt_results *results)
{
	static const char *const states[] = { "missing", "done", "failed" };
	static const char *const registers[] = { "untold", "clean", "dirty", "unknown", "not applicable" };
	json_t *list = json_array();

	for (size_t i = 0; i < results->probes.count; i++) {
		const struct wt_probe_told *probe = &results->probes.list[i];
		bool done = probe->state == WT_PROBE_DONE;

		json_array_append_new(
			list, json_pack("{s:s, s:s, s:s, s:s?, s:s?, s:s?, s:o, s:o, s:o, s:O?}", "variant",
					probe->variant, "end", probe->role == WT_CLIENT ? "client" : "server", "state",
					states[probe->state], "why", done ? NULL : probe->why.text, "registers",
					done ? registers[probe->registers] : NULL, "reason",
					done && *probe->reason ? probe->reason : NULL, "straight_factor",
					factor(done ? probe->straight : 0.0), "factor",
					factor(done ? probe->behind_copy : 0.0), "soiled_factor",
					factor(done ? probe->soiled : 0.0), "record", done ? probe->record : NULL));
	}
	return list;
}

static json_t *build_json(const struct wt_builds *builds, const struct wt_build *build)
{
	json_t *missing = json_object();
	json_t *json = json_pack("{s:s, s:s?, s:s?}", "variant", build->variant, "library",
				 build->run ? build->run->library : NULL, "library_version",
				 build->run ? build->run->library_version : NULL);

	for (int f = 0; f < WT_BUILD_FIGURES; f++) {
		const struct wt_build_value *figure = &build->figure[f];
		char text[WT_MEASURE_FIELD_BYTES];
		const char *name = wt_build_name(builds, (enum wt_build_figure)f, text);

		json_object_set_new(json, name, isnan(figure->value) ? json_null() : json_real(figure->value));
		if (isnan(figure->value))
			json_object_set_new(missing, name, json_string(*figure->why ? figure->why : "not measured"));
	}
	json_object_set_new(json, "not_available", missing);
	return json;
}

json_t *wt_builds_json(const struct wt_judged *judged)
{
	struct wt_builds builds;
	json_t *list;

	wt_builds_make(&builds, judged);
	if (!builds.row)
		return json_null();
	list = json_array();
	for (size_t i = 0; i < builds.count; i++)
		json_array_append_new(list, build_json(&builds, &builds.list[i]));
	return json_pack("{s:s, s:s, s:I, s:s?, s:I, s:o}", "kind", builds.row->name, "end",
			 builds.end == WT_CLIENT ? "client" : "server", "bytes", (json_int_t)builds.bytes, "flash_base",
			 builds.plain_of, "held", (json_int_t)builds.held, "variants", list);
}

json_t *wt_export_json(const struct wt_judged *judged)
{
	const struct wt_plan *plan = &judged->results->plan;
	char answer[WT_ANSWER_TEXT_BYTES];
	json_t *json;

	wt_answer(judged, answer);
	json = json_pack(
		"{s:i, s:s, s:s, s:s, s:I, s:I, s:I, s:I, s:I, s:b, s:b, s:I, s:o, s:o, s:o, s:s, s:o?, s:o, s:o}",
		"schema", EXPORT_SCHEMA, "record", "report", "version", WT_VERSION, "board", plan->board, "created_us",
		(json_int_t)plan->created_us, "seed", (json_int_t)plan->seed, "tries", (json_int_t)plan->tries,
		"rounds", (json_int_t)plan->rounds, "hold", (json_int_t)plan->hold, "complete",
		judged->complete && wt_side_cells_complete(judged->results) && wt_probes_sound(judged->results),
		"allow_unlike", judged->allow_unlike, "verdicts", (json_int_t)judged->verdicts, "validity",
		validity_json(&judged->validity), "series", series_json(judged), "pairs", contrasts_json(judged),
		"answer", answer, "until", judged->results->depends ? wt_until_json(&judged->results->until) : NULL,
		"probes", probes_json(judged->results), "builds", wt_builds_json(judged));
	if (strcmp(wt_plan_mode(plan)->name, WT_MODE_USUAL) != 0)
		json_object_set_new(json, "mode", json_string(wt_plan_mode(plan)->name));
	if (plan->rate)
		json_object_set_new(json, "rate", json_integer(plan->rate));
	if (plan->streams)
		json_object_set_new(json, "streams", json_integer(plan->streams));
	if (plan->flow_ms) {
		json_object_set_new(json, "flow_ms", json_integer((json_int_t)plan->flow_ms));
		json_object_set_new(json, "bitrate", json_integer((json_int_t)plan->bitrate));
	}
	return json;
}
