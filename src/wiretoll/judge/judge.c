/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "judge.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "contrasts.h"
#include "median.h"
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
	return wt_judge_contrasts(judged);
}
