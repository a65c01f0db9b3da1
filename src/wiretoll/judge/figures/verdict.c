/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "verdict.h"

#include <math.h>
#include <stdlib.h>

const char *wt_verdict_words(const struct wt_measure *measure, enum wt_verdict verdict)
{
	switch (verdict) {
	case WT_VERDICT_NOTHING:
		return "no detectable difference";
	case WT_VERDICT_BETTER:
		return measure->words.better;
	case WT_VERDICT_WORSE:
		return measure->words.worse;
	case WT_VERDICT_MIXED:
		return "mixed";
	case WT_VERDICT_NONE:
		break;
	}
	return "no figure";
}

static struct wt_estimate exponential(const struct wt_estimate *of)
{
	return (struct wt_estimate){ exp(of->value), exp(of->low), exp(of->high) };
}

static double smaller(double a, double b)
{
	return a < b ? a : b;
}

/*
 * Two looks at the same difference: the middle of each round, and its quiet
 * quarter, which a busy machine disturbs least. The smaller p counts twice.
 */
static void conclude(struct wt_comparison *to)
{
	to->ratio = exponential(&to->median.estimate);
	to->quarter_ratio = exponential(&to->quarter.estimate);
	to->p = smaller(1.0, 2.0 * smaller(to->median.p, to->quarter.p));
	if (isnan(to->median.p) || isnan(to->quarter.p))
		to->p = (double)NAN;
	to->p_corrected = to->p;
	to->resolution =
		expm1(smaller(wt_resolution(&to->median, WT_ALPHA / 2.0), wt_resolution(&to->quarter, WT_ALPHA / 2.0)));
	to->resolution_corrected = to->resolution;
	to->verdict = WT_VERDICT_NONE;
}

void wt_compare_none(struct wt_comparison *to)
{
	wt_paired_estimate(&to->median, NULL, 0);
	to->quarter = to->median;
	to->difference = wt_no_estimate;
	conclude(to);
}

void wt_compare_estimates(struct wt_comparison *to, const struct wt_paired *median, const struct wt_paired *quarter)
{
	to->median = *median;
	to->quarter = *quarter;
	to->difference = wt_no_estimate;
	conclude(to);
}

/* Log ratios of one statistic, of rounds where both sides have one. */
static size_t log_ratios(double *to, const double *series, const double *base, uint32_t rounds)
{
	size_t count = 0;

	for (uint32_t i = 0; i < rounds; i++)
		if (!isnan(series[i]) && !isnan(base[i]))
			to[count++] = log(series[i] / base[i]);
	return count;
}

bool wt_compare(struct wt_comparison *to, const struct wt_by_round *series, const struct wt_by_round *base,
		uint32_t rounds)
{
	double *values = calloc(rounds, sizeof *values);
	struct wt_paired difference;
	size_t count = 0;

	if (!values)
		return false;
	for (uint32_t i = 0; i < rounds; i++)
		if (!isnan(series->median[i]) && !isnan(base->median[i]))
			values[count++] = series->median[i] - base->median[i];
	wt_paired_estimate(&difference, values, count);
	to->difference = difference.estimate;
	count = log_ratios(values, series->median, base->median, rounds);
	wt_paired_estimate(&to->median, values, count);
	count = log_ratios(values, series->quarter, base->quarter, rounds);
	wt_paired_estimate(&to->quarter, values, count);
	free(values);
	conclude(to);
	return true;
}

/* A round counts when every size of it is there on both sides. */
static size_t mean_log_ratios(double *to, const struct wt_by_round *series, const struct wt_by_round *base,
			      size_t sizes, uint32_t rounds, bool quarter)
{
	size_t count = 0;

	for (uint32_t i = 0; i < rounds; i++) {
		double sum = 0.0;

		for (size_t k = 0; k < sizes; k++)
			sum += quarter ? log(series[k].quarter[i] / base[k].quarter[i])
				       : log(series[k].median[i] / base[k].median[i]);
		if (!isnan(sum))
			to[count++] = sum / (double)sizes;
	}
	return count;
}

bool wt_compare_sizes(struct wt_comparison *to, const struct wt_by_round *series, const struct wt_by_round *base,
		      size_t sizes, uint32_t rounds)
{
	double *values = calloc(rounds, sizeof *values);

	if (!values)
		return false;
	wt_paired_estimate(&to->median, values, mean_log_ratios(values, series, base, sizes, rounds, false));
	wt_paired_estimate(&to->quarter, values, mean_log_ratios(values, series, base, sizes, rounds, true));
	free(values);
	to->difference = wt_no_estimate;
	conclude(to);
	return true;
}

static enum wt_verdict verdict_of(const struct wt_measure *measure, const struct wt_comparison *one)
{
	const double limit = WT_ALPHA / 2.0;
	const struct wt_paired *surer = one->median.p <= one->quarter.p ? &one->median : &one->quarter;
	bool lower;

	if (isnan(one->p))
		return WT_VERDICT_NONE;
	if (one->p_corrected > WT_ALPHA)
		return WT_VERDICT_NOTHING;
	if (one->median.p <= limit && one->quarter.p <= limit &&
	    one->median.estimate.value * one->quarter.estimate.value < 0.0)
		return WT_VERDICT_MIXED;
	lower = surer->estimate.value < 0.0;
	return lower == (measure->better == WT_LOWER_IS_BETTER) ? WT_VERDICT_BETTER : WT_VERDICT_WORSE;
}

bool wt_verdicts(const struct wt_measure *measure, struct wt_comparison **list, size_t count)
{
	double *p = calloc(count + 1, sizeof *p), alpha;
	size_t verdicts = 0;

	if (!p)
		return false;
	for (size_t i = 0; i < count; i++) {
		p[i] = list[i]->p;
		verdicts += isnan(p[i]) ? 0 : 1;
	}
	if (!wt_holm(p, p, count)) {
		free(p);
		return false;
	}
	alpha = WT_ALPHA / (2.0 * (double)(verdicts ? verdicts : 1));
	for (size_t i = 0; i < count; i++) {
		list[i]->p_corrected = p[i];
		list[i]->verdict = verdict_of(measure, list[i]);
		list[i]->resolution_corrected =
			expm1(smaller(wt_resolution(&list[i]->median, alpha), wt_resolution(&list[i]->quarter, alpha)));
	}
	free(p);
	return true;
}

bool wt_found(const struct wt_comparison *comparison, double alpha)
{
	return !isnan(comparison->p) && comparison->p <= alpha;
}
