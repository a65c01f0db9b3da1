/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "builds.h"

#include <math.h>
#include <string.h>

#include "costs.h"
#include "judged.h"

static const char shared_library[] = "the TLS library is a shared one, which is not in the program";
static const char emulated_time[] = "under emulation it says nothing of the board";

static struct wt_build_value known(double value)
{
	return (struct wt_build_value){ value, "", false };
}

static struct wt_build_value missing(const char *why)
{
	return (struct wt_build_value){ (double)NAN, why, false };
}

static const struct wt_row *row_of(const struct wt_plan *plan)
{
	const struct wt_row *first = NULL;

	for (size_t i = 0; i < plan->series_count; i++) {
		const struct wt_row *row = &plan->series[i].row;

		if (!strcmp(row->name, "tls1.3"))
			return row;
		if (wt_row_is_secure(row) && !first)
			first = row;
	}
	return first;
}

static struct wt_build_value flash_of(const struct wt_builds *builds, const struct wt_results *results, size_t series)
{
	const struct wt_plan *plan = &results->plan;
	int base = wt_judged_plain(plan, builds->row);
	const struct wt_program_file *secure =
		wt_programs_find(&results->programs, plan, &plan->series[series], builds->end);
	const struct wt_program_file *plain =
		base < 0 ? NULL : wt_programs_find(&results->programs, plan, &plan->series[base], builds->end);

	if (*results->programs_why.text)
		return missing(results->programs_why.text);
	if (!secure)
		return missing("the program's size was not noted");
	if (*secure->shared)
		return (struct wt_build_value){ (double)NAN, shared_library, true };
	if (!plain)
		return missing("no plain transport was measured beside it");
	return known((double)secure->sizes.text_bytes - (double)plain->sizes.text_bytes);
}

/* Instructions of a handshake, or of an exchange of that size where the end tells no handshakes. */
static struct wt_build_value instructions_of(const struct wt_builds *builds, const struct wt_results *results,
					     size_t series)
{
	const struct wt_guest_figures *guest = &results->series[series].guest;
	double value = builds->handshakes ? guest->handshake : guest->exchange[wt_cost_size(&results->plan)];

	return isnan(value) ? missing("no count of instructions fits to its records") : known(value);
}

static struct wt_build_value time_of(const struct wt_builds *builds, const struct wt_judged *judged, size_t series)
{
	const struct wt_plan *plan = &judged->results->plan;
	double value = judged->series[series].sizes[wt_cost_size(plan)].median.value;

	if (builds->counted)
		return instructions_of(builds, judged->results, series);
	if (wt_target_is_emulated(&plan->target))
		return missing(emulated_time);
	return isnan(value) ? missing("no try was answered") : known(value);
}

/* Over the plain transport, as the judge has it. */
static struct wt_build_value ratio_of(const struct wt_judged *judged, size_t series)
{
	const struct wt_contrast *contrast = wt_judged_contrast(judged, WT_PURPOSE_SECURITY, (int)series);
	double value;

	if (wt_target_is_emulated(&judged->results->plan.target))
		return missing(emulated_time);
	if (!contrast)
		return missing("no plain transport was measured beside it");
	if (!contrast->compared)
		return missing(contrast->why);
	value = contrast->sizes[wt_cost_size(&judged->results->plan)].ratio.value;
	return isnan(value) ? missing("fewer than two rounds are whole") : known(value);
}

static struct wt_build_value cost_of(const struct wt_builds *builds, const struct wt_results *results, size_t series,
				     enum wt_cost_id cost)
{
	const char *why = "";
	double value = wt_cost_shown(results, series, builds->end, cost, &why);

	return isnan(value) ? missing(why) : known(value);
}

/* Of sessions that were held, where that was asked for. */
static struct wt_build_value session_of(const struct wt_builds *builds, const struct wt_results *results, size_t series)
{
	const struct wt_held_line *line;

	if (!builds->held)
		return cost_of(builds, results, series, WT_COST_HEAP_SESSION);
	line = wt_hold_line(results, series, builds->end, false);
	if (!line)
		return missing("no sessions were held, or too few for a line");
	return wt_held_is_line(line) ? known(line->slope_bytes)
				     : missing("the memory of its sessions is no line, so one takes no certain share");
}

static void fill(const struct wt_builds *builds, struct wt_build *build, const struct wt_judged *judged)
{
	const struct wt_results *results = judged->results;
	int index = wt_judged_find(&results->plan, builds->row, build->variant);
	size_t series = (size_t)index;

	for (size_t i = 0; i < WT_BUILD_FIGURES; i++)
		build->figure[i] = missing(index < 0 ? "not in the plan" : results->series[series].why.text);
	build->unsupported = index >= 0 && results->series[series].state == WT_SERIES_UNSUPPORTED;
	build->failed = index >= 0 && results->series[series].state == WT_SERIES_FAILED;
	if (!wt_judged_usable(results, index))
		return;
	build->run = *results->series[series].run.library ? &results->series[series].run : NULL;
	build->figure[WT_BUILD_FLASH] = flash_of(builds, results, series);
	build->figure[WT_BUILD_TIME] = time_of(builds, judged, series);
	build->figure[WT_BUILD_RATIO] = ratio_of(judged, series);
	build->figure[WT_BUILD_HEAP] = cost_of(builds, results, series, WT_COST_HEAP);
	build->figure[WT_BUILD_STACK] = cost_of(builds, results, series, WT_COST_STACK);
	build->figure[WT_BUILD_SESSION] = session_of(builds, results, series);
}

/* Instructions have no rounds that drift, so the quotient of the medians says it. */
static void fill_ratios(struct wt_builds *builds)
{
	double base = builds->list[0].figure[WT_BUILD_TIME].value;

	for (size_t i = 0; i < builds->count; i++) {
		const struct wt_build_value *time = &builds->list[i].figure[WT_BUILD_TIME];

		builds->list[i].figure[WT_BUILD_RATIO] =
			isnan(time->value) ? *time
			: isnan(base)      ? missing("the first variant has no count of instructions")
					   : known(time->value / base);
	}
}

void wt_builds_make(struct wt_builds *builds, const struct wt_judged *judged)
{
	const struct wt_plan *plan = &judged->results->plan;
	int plain;

	memset(builds, 0, sizeof *builds);
	builds->row = row_of(plan);
	if (!builds->row)
		return;
	builds->end = plan->target.way == WT_WAY_LOCAL ? WT_CLIENT : plan->target.board_role;
	builds->bytes = plan->sizes.bytes[wt_cost_size(plan)];
	builds->held = plan->hold;
	builds->mode = wt_plan_mode(plan);
	builds->measure = wt_measure_told(plan);
	builds->counted = plan->target.way == WT_WAY_QEMU_USER;
	builds->handshakes = builds->counted && builds->end == WT_CLIENT;
	builds->first = plan->variants.name[0];
	plain = wt_judged_plain(plan, builds->row);
	builds->plain_of = plain < 0 ? NULL : plan->series[plain].variant;
	for (size_t v = 0; v < plan->variants.count; v++) {
		builds->list[v].variant = plan->variants.name[v];
		builds->list[v].measure = builds->measure;
		fill(builds, &builds->list[v], judged);
	}
	builds->count = plan->variants.count;
	if (builds->counted && builds->count)
		fill_ratios(builds);
}

const char *wt_build_name(const struct wt_builds *builds, enum wt_build_figure figure,
			  char text[WT_MEASURE_FIELD_BYTES])
{
	static const char *const names[WT_BUILD_FIGURES] = {
		"flash_over_plain_bytes", "", "over_plain", "heap_bytes", "stack_bytes", "session_bytes"
	};

	if (figure == WT_BUILD_TIME)
		return wt_measure_field(builds->measure, builds->handshakes ? "handshake" : builds->mode->word, text);
	return builds->counted && figure == WT_BUILD_RATIO ? "over_first" : names[figure];
}
