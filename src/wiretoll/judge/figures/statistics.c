/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "statistics.h"

#include <math.h>
#include <stdlib.h>

#include <gsl/gsl_cdf.h>
#include <gsl/gsl_sort.h>
#include <gsl/gsl_statistics.h>

const struct wt_estimate wt_no_estimate = { (double)NAN, (double)NAN, (double)NAN };

/* The share cut off on either side before the mean is taken. */
static const double trimmed = 0.2;

/*
 * Inverses by halving: those of GSL give up for some arguments that are in no
 * way odd (beta, 44 of 2000), and then end the program.
 */
enum { HALVINGS = 200 };

/* The x with P(X <= x) = p of a beta distribution. */
static double beta_quantile(double p, double a, double b)
{
	double low = 0.0, high = 1.0, middle = 0.5;

	for (int i = 0; i < HALVINGS && high - low > 1e-11 * high; i++) {
		if (gsl_cdf_beta_P(middle, a, b) < p)
			low = middle;
		else
			high = middle;
		middle = (low + high) / 2.0;
	}
	return middle;
}

/* The t > 0 with P(T > t) = q of Student's distribution, q in 0..0.5. */
static double t_quantile(double q, double freedom)
{
	double low = 0.0, high = 1.0, middle;

	while (gsl_cdf_tdist_Q(high, freedom) > q && high < 1e100)
		high *= 2.0;
	middle = high / 2.0;
	for (int i = 0; i < HALVINGS && high - low > 1e-11 * high; i++) {
		if (gsl_cdf_tdist_Q(middle, freedom) > q)
			low = middle;
		else
			high = middle;
		middle = (low + high) / 2.0;
	}
	return middle;
}

static int compare(const void *a, const void *b)
{
	const struct wt_observation *left = a, *right = b;

	return (left->value > right->value) - (left->value < right->value);
}

void wt_observations_sort(struct wt_observation *list, size_t count)
{
	qsort(list, count, sizeof *list, compare);
}

double wt_observations_median(const struct wt_observation *ascending, size_t count)
{
	if (!count)
		return (double)NAN;
	return (ascending[(count - 1) / 2].value + ascending[count / 2].value) / 2.0;
}

size_t wt_nearest_rank(double p, size_t count)
{
	/* 0.9 * 10 must be 9, whatever the last bit says. */
	double rank = ceil(p * (double)count - 1e-9);

	if (rank < 1.0)
		return 0;
	return rank > (double)count ? count - 1 : (size_t)rank - 1;
}

/* What one round adds to the variance of a share. */
struct cluster {
	double sum;
	bool used;
};

/* The variance of the share of values at or below ascending[at], rounds being independent. */
static double variance_by_round(const struct wt_observation *ascending, size_t count, size_t at,
				struct cluster *clusters, uint32_t rounds, size_t *used)
{
	double share = (double)(at + 1) / (double)count, sum = 0.0;

	for (size_t i = 0; i < count; i++) {
		clusters[ascending[i].round].sum += (i <= at ? 1.0 : 0.0) - share;
		clusters[ascending[i].round].used = true;
	}
	*used = 0;
	for (uint32_t i = 0; i < rounds; i++) {
		sum += clusters[i].sum * clusters[i].sum;
		*used += clusters[i].used;
	}
	return sum * (double)*used / (double)(*used - 1) / ((double)count * (double)count);
}

/* How many independent tries would tell as much about this share; never more than there are. */
static double effective_count(double share, double variance, size_t count, size_t used)
{
	double n = (double)count;
	double effective = variance > 0.0 ? share * (1.0 - share) / variance : n;
	double tail = (1.0 - WT_LEVEL) / 2.0;
	double t = t_quantile(tail, n - 1.0) / t_quantile(tail, (double)used - 1.0);

	effective *= t * t;
	return effective < n ? effective : n;
}

bool wt_quantile_estimate(struct wt_estimate *to, const struct wt_observation *ascending, size_t count, uint32_t rounds,
			  double p)
{
	const double tail = (1.0 - WT_LEVEL) / 2.0;
	struct cluster *clusters;
	double variance, effective, x;
	size_t at = wt_nearest_rank(p, count), used;

	*to = wt_no_estimate;
	if (!count || (double)count * (1.0 - p) < 1.0 - 1e-9)
		return true;
	to->value = p == 0.5 ? wt_observations_median(ascending, count) : ascending[at].value;
	clusters = calloc(rounds, sizeof *clusters);
	if (!clusters)
		return false;
	variance = variance_by_round(ascending, count, at, clusters, rounds, &used);
	free(clusters);
	if (used < 2)
		return true;
	effective = effective_count(p, variance, count, used);
	x = p * effective;
	/* Whether the quantile lies among the values at all: p^n is the chance that none exceeds it. */
	if (pow(1.0 - p, effective) <= tail)
		to->low = ascending[wt_nearest_rank(beta_quantile(tail, x, effective - x + 1.0), count)].value;
	if (pow(p, effective) <= tail)
		to->high = ascending[wt_nearest_rank(beta_quantile(1.0 - tail, x + 1.0, effective - x), count)].value;
	return true;
}

void wt_paired_none(struct wt_paired *to)
{
	*to = (struct wt_paired){ 0, (double)NAN, (double)NAN, (double)NAN, wt_no_estimate };
}

void wt_paired_conclude(struct wt_paired *to)
{
	double value = to->estimate.value;
	double reach = to->error * t_quantile((1.0 - WT_LEVEL) / 2.0, to->freedom);

	to->estimate.low = value - reach;
	to->estimate.high = value + reach;
	if (to->error > 0.0)
		to->p = 2.0 * gsl_cdf_tdist_Q(fabs(value) / to->error, to->freedom);
	else
		to->p = value == 0.0 ? 1.0 : 0.0;
}

void wt_paired_estimate(struct wt_paired *to, double *values, size_t count)
{
	size_t cut = (size_t)(trimmed * (double)count);
	size_t kept = count - 2 * cut;
	double squares = 0.0, mean, winsor_mean = 0.0;

	wt_paired_none(to);
	to->rounds = count;
	if (count < 2)
		return;
	gsl_sort(values, 1, count);
	mean = gsl_stats_mean(values + cut, 1, kept);
	for (size_t i = 0; i < cut; i++) {
		values[i] = values[cut];
		values[count - 1 - i] = values[count - 1 - cut];
	}
	winsor_mean = gsl_stats_mean(values, 1, count);
	squares = gsl_stats_tss_m(values, 1, count, winsor_mean);
	to->freedom = (double)kept - 1.0;
	to->error = sqrt(squares / ((double)kept * to->freedom));
	to->estimate.value = mean;
	wt_paired_conclude(to);
}

bool wt_holm(const double *p, double *adjusted, size_t count)
{
	size_t *order = calloc(count + 1, sizeof *order), verdicts = 0;
	double *copy = calloc(count + 1, sizeof *copy), highest = 0.0;
	bool good = order && copy;

	/* NAN is put behind all others. */
	for (size_t i = 0; good && i < count; i++) {
		copy[i] = isnan(p[i]) ? 2.0 : p[i];
		verdicts += isnan(p[i]) ? 0 : 1;
	}
	if (good)
		gsl_sort_index(order, copy, 1, count);
	for (size_t i = 0; good && i < count; i++) {
		double corrected = i < verdicts ? copy[order[i]] * (double)(verdicts - i) : 0.0;

		if (corrected > highest)
			highest = corrected;
		adjusted[order[i]] = i >= verdicts ? (double)NAN : highest > 1.0 ? 1.0 : highest;
	}
	free(order);
	free(copy);
	return good;
}

double wt_resolution(const struct wt_paired *paired, double alpha)
{
	if (isnan(paired->error))
		return (double)NAN;
	return paired->error * (t_quantile(alpha / 2.0, paired->freedom) + t_quantile(1.0 - 0.8, paired->freedom));
}

struct wt_estimate wt_share_estimate(size_t found, size_t count)
{
	const double tail = (1.0 - WT_LEVEL) / 2.0;
	double x = (double)found, n = (double)count;

	if (!count)
		return wt_no_estimate;
	return (struct wt_estimate){
		x / n,
		found == 0 ? 0.0 : beta_quantile(tail, x, n - x + 1.0),
		found == count ? 1.0 : beta_quantile(1.0 - tail, x + 1.0, n - x),
	};
}
