/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "judge.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "median.h"
#include "paired.h"
#include "validity.h"

bool wt_judge_rounds(struct wt_by_round *to, const struct wt_measure *measure, const struct wt_observation *ordered,
		     size_t count, uint32_t rounds)
{
	uint32_t *total = calloc(rounds, sizeof *total), *passed = calloc(rounds, sizeof *passed);

	to->median = calloc(rounds, sizeof *to->median);
	to->quarter = calloc(rounds, sizeof *to->quarter);
	if (!total || !passed || !to->median || !to->quarter) {
		free(total);
		free(passed);
		return false;
	}
	for (uint32_t i = 0; i < rounds; i++)
		to->median[i] = to->quarter[i] = (double)NAN;
	for (size_t i = 0; i < count; i++)
		total[ordered[i].round]++;
	for (size_t i = 0; i < count; i++) {
		uint32_t round = ordered[i].round, rank = ++passed[round];
		double value = wt_measure_order(measure, ordered[i].value);

		if (rank == (total[round] + 3) / 4)
			to->quarter[round] = value;
		if (rank == (total[round] + 1) / 2)
			to->median[round] = value;
	}
	free(total);
	free(passed);
	return true;
}

static bool judge_phases(struct wt_judged_figure *to, const struct wt_sample_list *from)
{
	double *values = calloc(from->count + 1, sizeof *values);

	if (!values)
		return false;
	for (size_t phase = 0; phase < WT_PHASES_CLIENT; phase++) {
		for (size_t i = 0; i < from->count; i++)
			values[i] = (double)from->sample[i].phase_ns[phase] / 1000.0;
		to->phases_us[phase] = wt_median(values, from->count);
	}
	free(values);
	return true;
}

bool wt_judge_repeated(struct wt_judged_figure *figure, const struct wt_measure *measure,
		       const struct wt_sample_list *all, size_t timed)
{
	double *values[2] = { calloc(timed + 1, sizeof(double)), calloc(timed + 1, sizeof(double)) };
	size_t count[2] = { 0, 0 };
	bool good = values[0] && values[1];

	figure->repeated = 0;
	for (size_t i = 0; i < all->count; i++)
		figure->repeated += all->sample[i].repeated;
	for (size_t i = 0; good && i < timed; i++) {
		bool which = all->sample[i].repeated;

		values[which][count[which]++] = measure->value_of(&all->sample[i]);
	}
	figure->clean_median = good ? wt_median(values[false], count[false]) : (double)NAN;
	figure->repeated_median = good ? wt_median(values[true], count[true]) : (double)NAN;
	free(values[0]);
	free(values[1]);
	return good;
}

bool wt_judge_quantile(struct wt_estimate *to, const struct wt_measure *measure, const struct wt_observation *ordered,
		       size_t count, uint32_t rounds, double p)
{
	struct wt_estimate of;

	if (!wt_quantile_estimate(&of, ordered, count, rounds, p))
		return false;
	*to = (struct wt_estimate){ wt_measure_order(measure, of.value), wt_measure_order(measure, of.low),
				    wt_measure_order(measure, of.high) };
	if (measure->better == WT_HIGHER_IS_BETTER)
		*to = (struct wt_estimate){ to->value, to->high, to->low };
	return true;
}

/* `timed` is how many of the samples have a time that means something: all, or under emulation none. */
static bool judge_size(struct wt_judged_series *to, size_t size, const struct wt_measure *measure,
		       const struct wt_sample_list *all, size_t timed, uint32_t rounds)
{
	static const double shares[WT_TAILS] = { 0.9, 0.99, 0.999 };
	struct wt_sample_list some = { .sample = all->sample, .count = timed }, *from = &some;
	struct wt_judged_figure *figure = &to->sizes[size];
	struct wt_observation *list = calloc(from->count + 1, sizeof *list);
	bool good = list != NULL;

	figure->count = all->count;
	for (size_t i = 0; good && i < from->count; i++)
		list[i] = (struct wt_observation){ wt_measure_order(measure, measure->value_of(&from->sample[i])),
						   from->sample[i].round };
	if (good)
		wt_observations_sort(list, from->count);
	good = good && wt_judge_quantile(&figure->median, measure, list, from->count, rounds, 0.5);
	for (size_t t = 0; good && t < WT_TAILS; t++)
		good = wt_judge_quantile(&figure->tails[t], measure, list, from->count, rounds, shares[t]);
	good = good && wt_judge_rounds(&to->by_round[size], measure, list, from->count, rounds) &&
	       judge_phases(figure, from) && wt_judge_repeated(figure, measure, all, timed);
	free(list);
	return good;
}

static bool judge_series(struct wt_judged *judged, size_t index)
{
	const struct wt_results *results = judged->results;
	const struct wt_series_results *from = &results->series[index];
	struct wt_judged_series *to = &judged->series[index];
	/* An emulated core has no times: C beats assembly there. */
	bool timed = results->plan.target.way != WT_WAY_QEMU_USER;
	const struct wt_measure *measure = wt_measure_of(&results->plan);
	size_t count = timed ? from->cold.count : 0;
	double *cold = wt_measure_values(measure, &from->cold, count);

	if (!cold)
		return false;
	to->cold = wt_median(cold, count);
	free(cold);
	for (size_t i = 0; i < results->plan.sizes.count; i++)
		if (!judge_size(to, i, measure, &from->sizes[i], timed ? from->sizes[i].count : 0,
				results->plan.rounds))
			return false;
	return true;
}

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
	if (no_partner(results, contrast))
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

static bool judge_contrasts(struct wt_judged *judged)
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

/* The smallest median of all, and how far the rounds of one series lie apart. */
static struct wt_judged_times look_at_times(const struct wt_judged *judged)
{
	const struct wt_plan *plan = &judged->results->plan;
	struct wt_judged_times times = { (double)NAN, 1.0, NULL };

	for (size_t i = 0; i < plan->series_count; i++)
		for (size_t k = 0; k < plan->sizes.count; k++) {
			const double *median = judged->series[i].by_round[k].median;
			double middle = judged->series[i].sizes[k].median.value;
			double low = (double)NAN, high = (double)NAN;

			if (!median || isnan(middle))
				continue;
			times.smallest = fmin(times.smallest, middle);
			for (uint32_t r = 0; r < plan->rounds; r++) {
				low = fmin(low, median[r]);
				high = fmax(high, median[r]);
			}
			if (!(high / low > times.drift))
				continue;
			times.drift = high / low;
			times.drifted = plan->series[i].name;
		}
	return times;
}

bool wt_judge(struct wt_judged *judged, const struct wt_results *results, bool allow_unlike)
{
	struct wt_judged_times times;

	memset(judged, 0, sizeof *judged);
	judged->results = results;
	judged->allow_unlike = allow_unlike;
	judged->complete = true;
	judged->series = calloc(results->plan.series_count, sizeof *judged->series);
	if (!judged->series)
		return false;
	for (size_t i = 0; i < results->plan.series_count; i++) {
		enum wt_series_state state = results->series[i].state;

		if (wt_judged_usable(results, (int)i) && !judge_series(judged, i))
			return false;
		if (state != WT_SERIES_DONE && state != WT_SERIES_UNSUPPORTED)
			judged->complete = false;
	}
	times = look_at_times(judged);
	wt_validity_check(&judged->validity, results, &times);
	if (!judge_contrasts(judged))
		return false;
	tell_unknown(judged);
	return judge_verdicts(judged);
}
