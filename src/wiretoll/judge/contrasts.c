/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "contrasts.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "open_loop.h"
#include "paired.h"
#include "parity.h"

/* Why a contrast cannot be compared, whatever its settings; false: it can. */
static bool no_partner(const struct wt_results *results, struct wt_contrast *contrast)
{
	const size_t sides[] = { contrast->base, contrast->series };
	uint32_t round;

	for (size_t i = 0; i < 2; i++) {
		const char *name = results->plan.series[sides[i]].name;
		enum wt_series_state state = results->series[sides[i]].state;

		if (state == WT_SERIES_UNSUPPORTED)
			snprintf(contrast->why, sizeof contrast->why, "%s is not supported", name);
		else if (state == WT_SERIES_FAILED)
			snprintf(contrast->why, sizeof contrast->why, "%s failed", name);
		else if (results->series[sides[i]].rounds_done < 2)
			snprintf(contrast->why, sizeof contrast->why,
				 "%s has %u whole round%s; two at least are needed", name,
				 results->series[sides[i]].rounds_done,
				 results->series[sides[i]].rounds_done == 1 ? "" : "s");
		if (*contrast->why) {
			contrast->bar = state == WT_SERIES_UNSUPPORTED || state == WT_SERIES_FAILED ? WT_BAR_SERIES
												    : WT_BAR_OTHER;
			return true;
		}
	}
	if (wt_target_is_emulated(&results->plan.target))
		snprintf(contrast->why, sizeof contrast->why, "times under emulation say nothing of the board");
	else if (!wt_results_paired(results, &round))
		snprintf(contrast->why, sizeof contrast->why, "not paired: the rounds were not made side by side");
	else
		return false;
	contrast->bar = WT_BAR_OTHER;
	return true;
}

/* Behind a queue that grows times say how long it lasted. */
static bool is_beyond(const struct wt_results *results, size_t series)
{
	struct wt_open_loop loop;

	for (size_t k = 0; k < results->plan.sizes.count; k++)
		if (wt_open_loop(results, series, k, &loop) && loop.beyond)
			return true;
	return false;
}

/* What was planned beyond what a series can do gets no ratio. */
static bool none_beyond(const struct wt_results *results, struct wt_contrast *contrast)
{
	size_t sides[2] = { contrast->series, contrast->base };

	for (size_t i = 0; i < 2; i++)
		if (is_beyond(results, sides[i])) {
			snprintf(contrast->why, sizeof contrast->why,
				 "%s is beyond capacity: its times say how long that lasted",
				 results->plan.series[sides[i]].name);
			contrast->bar = WT_BAR_OTHER;
			return false;
		}
	return true;
}

/* Of two secure series on a board the other end has to be the same. */
static void compare_peers(const struct wt_plan *plan, struct wt_contrast *contrast)
{
	const char *peer = plan->series[contrast->series].peer, *base = plan->series[contrast->base].peer;

	if (contrast->purpose != WT_PURPOSE_SECURITY && strcmp(peer, base) != 0)
		wt_text_add(contrast->unlike, sizeof contrast->unlike, "; ", "peer: %s and %s", base, peer);
}

/* Two libraries by their names, two builds of one by their variants'. */
static void compare_handshakes(const struct wt_results *results, struct wt_contrast *contrast)
{
	const struct wt_series *plan = results->plan.series;
	const struct wt_series_results *series = &results->series[contrast->series],
				       *base = &results->series[contrast->base];
	bool builds = !strcmp(series->run.library, base->run.library);

	wt_handshake_compare(
		&contrast->handshake, plan[contrast->series].row.name,
		&(struct wt_handshake_side){ series->handshake, series->run.library,
					     builds ? plan[contrast->series].variant : series->run.library },
		&(struct wt_handshake_side){ base->handshake, base->run.library,
					     builds ? plan[contrast->base].variant : base->run.library });
}

static bool judge_contrast(struct wt_judged *judged, struct wt_contrast *contrast)
{
	const struct wt_results *results = judged->results;
	const struct wt_plan *plan = &results->plan;
	const struct wt_by_round *series = judged->series[contrast->series].by_round;
	const struct wt_by_round *base = judged->series[contrast->base].by_round;
	bool good = true;

	for (size_t i = 0; i < WT_SIZES_MAX; i++)
		wt_compare_none(&contrast->sizes[i]);
	wt_compare_none(&contrast->all);
	if (contrast->purpose == WT_PURPOSE_LIBRARY)
		compare_handshakes(results, contrast);
	if (no_partner(results, contrast) || !none_beyond(results, contrast))
		return true;
	wt_parity(contrast->purpose, contrast->purpose == WT_PURPOSE_AXIS ? &wt_axes[contrast->axis] : NULL,
		  &results->series[contrast->series], &results->series[contrast->base], contrast->unlike);
	compare_peers(plan, contrast);
	wt_handshake_alike(&contrast->handshake, contrast->unlike, sizeof contrast->unlike);
	if (*contrast->unlike && !judged->allow_unlike) {
		contrast->bar = WT_BAR_UNLIKE;
		snprintf(contrast->why, sizeof contrast->why, "not alike: %s", contrast->unlike);
		*contrast->unlike = '\0';
		return true;
	}
	contrast->compared = true;
	for (size_t i = 0; good && i < plan->sizes.count; i++)
		good = wt_compare(&contrast->sizes[i], &series[i], &base[i], plan->rounds);
	return good && wt_compare_sizes(&contrast->all, series, base, plan->sizes.count, plan->rounds);
}

static bool add_contrast(struct wt_judged *judged, enum wt_purpose purpose, size_t axis, size_t series, int base)
{
	struct wt_contrast *contrast = &judged->contrasts[judged->contrast_count];

	if (base < 0 || (size_t)base == series)
		return true;
	judged->contrast_count++;
	contrast->purpose = purpose;
	contrast->axis = axis;
	contrast->series = series;
	contrast->base = (size_t)base;
	return judge_contrast(judged, contrast);
}

/* A row over the same one with the first value of an axis: one for each axis in which it has another. */
static bool judge_axes(struct wt_judged *judged, size_t series)
{
	const struct wt_plan *plan = &judged->results->plan;
	const struct wt_series *one = &plan->series[series];
	struct wt_row base;

	for (size_t i = 0; wt_axes[i].option; i++)
		if (wt_row_base(&one->row, i, &base) &&
		    !add_contrast(judged, WT_PURPOSE_AXIS, i, series, wt_judged_find(plan, &base, one->variant)))
			return false;
	return true;
}

/* How many contrasts there can be. */
static size_t most_contrasts(const struct wt_plan *plan)
{
	size_t most = 2 * plan->series_count;
	struct wt_row base;

	for (size_t i = 0; i < plan->series_count; i++)
		for (size_t k = 0; wt_axes[k].option; k++)
			most += wt_row_base(&plan->series[i].row, k, &base);
	return most;
}

static bool make_contrasts(struct wt_judged *judged)
{
	const struct wt_plan *plan = &judged->results->plan;

	judged->contrasts = calloc(most_contrasts(plan) + 1, sizeof *judged->contrasts);
	if (!judged->contrasts)
		return false;
	for (size_t i = 0; i < plan->series_count; i++) {
		const struct wt_row *row = &plan->series[i].row;

		if (wt_row_is_secure(row) &&
		    (!add_contrast(judged, WT_PURPOSE_LIBRARY, 0, i,
				   wt_judged_find(plan, row, plan->variants.name[0])) ||
		     !add_contrast(judged, WT_PURPOSE_SECURITY, 0, i, wt_judged_plain(plan, row))))
			return false;
		if (!judge_axes(judged, i))
			return false;
	}
	return true;
}

/*
 * What a handshake differs in and nobody knows why: where it is but an offer the
 * ratio stands, since what was chosen and sent was compared as well.
 */
static void tell_unknown(struct wt_judged *judged)
{
	const struct wt_series *series = judged->results->plan.series;
	const struct wt_series_results *results = judged->results->series;

	for (size_t i = 0; i < judged->contrast_count; i++) {
		const struct wt_contrast *contrast = &judged->contrasts[i];
		const char *name = series[contrast->series].name, *base = series[contrast->base].name;

		if (contrast->handshake.one_sided && results[contrast->series].rounds_done &&
		    results[contrast->base].rounds_done)
			WT_WARN(&judged->validity, WT_NOTICE, "handshake",
				"%s over %s: one of them tells none, so they were not compared", name, base);
		for (size_t k = 0; k < contrast->handshake.count; k++)
			if (!contrast->handshake.list[k].known && !contrast->handshake.list[k].refuses)
				WT_WARN(&judged->validity, WT_NOTICE, "unlike handshakes",
					"%s over %s: %s; it is not among the known differences", name, base,
					contrast->handshake.list[k].text);
	}
}

/* All verdicts of the report stand together, so they are corrected together. */
static bool judge_verdicts(struct wt_judged *judged)
{
	size_t sizes = judged->results->plan.sizes.count, count = 0;
	struct wt_comparison **list = calloc(judged->contrast_count * (sizes + 1) + 1, sizeof(struct wt_comparison *));
	bool good;

	if (!list)
		return false;
	for (size_t i = 0; i < judged->contrast_count; i++) {
		struct wt_contrast *contrast = &judged->contrasts[i];

		for (size_t k = 0; contrast->compared && k < sizes; k++)
			list[count++] = &contrast->sizes[k];
		/* With one size, all sizes together are the same verdict, not another one. */
		if (contrast->compared && sizes > 1)
			list[count++] = &contrast->all;
	}
	good = wt_verdicts(wt_measure_of(&judged->results->plan), list, count);
	for (size_t i = 0; i < count; i++)
		judged->verdicts += isnan(list[i]->p) ? 0 : 1;
	for (size_t i = 0; sizes == 1 && i < judged->contrast_count; i++)
		judged->contrasts[i].all = judged->contrasts[i].sizes[0];
	free(list);
	return good;
}

bool wt_judge_contrasts(struct wt_judged *judged)
{
	if (!make_contrasts(judged))
		return false;
	tell_unknown(judged);
	return judge_verdicts(judged);
}
