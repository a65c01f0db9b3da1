/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The statistics of repeated measurements that come in rounds. Tries of one
 * round share what the machine did in that round, so a round, not a try, is
 * what counts as independent. NAN stands for a figure that cannot be had.
 * Nothing here draws random numbers: equal data give equal figures.
 */
#ifndef WT_STATISTICS_H
#define WT_STATISTICS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Level of every interval, and the error that all verdicts of a report share. */
#define WT_LEVEL 0.95
#define WT_ALPHA 0.05

/* A figure with its 95 % interval. */
struct wt_estimate {
	double value, low, high;
};

extern const struct wt_estimate wt_no_estimate; /* all NAN */

/* One value and the round that it is of. */
struct wt_observation {
	double value;
	uint32_t round;
};

/* Sorts by value, ascending. */
void wt_observations_sort(struct wt_observation *list, size_t count);

/* The median: the mean of the middle two for an even count. NAN for 0. */
double wt_observations_median(const struct wt_observation *ascending, size_t count);

/* The place of the nearest rank: the smallest index with at least p of all `count` values at or below it. */
size_t wt_nearest_rank(double p, size_t count);

/*
 * The p-quantile (nearest rank; for p = 0.5 the median) of `count` ascending
 * values of rounds 0..rounds-1, with its interval: that of Woodruff (1952), its
 * limits after Korn and Graubard (1998), so tries of one round count as the
 * fewer the more alike they are. A limit that so few tries cannot give is NAN;
 * fewer than 1/(1-p) tries, or values of one round only, give no figure or no
 * interval. Allocates `rounds` doubles; false: memory is short.
 */
bool wt_quantile_estimate(struct wt_estimate *to, const struct wt_observation *ascending, size_t count, uint32_t rounds,
			  double p);

/* The location of paired differences, one a round. */
struct wt_paired {
	size_t rounds;
	double freedom; /* degrees of freedom */
	double error;   /* standard error of the value */
	double p;       /* two-sided, that the true value is 0 */
	struct wt_estimate estimate;
};

/*
 * Takes one difference a round (log ratios, or µs): the mean of the middle 60 %
 * with Yuen's (1974) error and Student's t. The lowest and the highest fifth
 * do not move it, so a round in which the machine did something else does
 * not either. Sorts `values`. Fewer than two rounds: all NAN.
 */
void wt_paired_estimate(struct wt_paired *to, double *values, size_t count);

/* All NAN, of no round. */
void wt_paired_none(struct wt_paired *to);

/* Fills interval and p from value, error and degrees of freedom. */
void wt_paired_conclude(struct wt_paired *to);

/*
 * Corrects p-values for their number (Holm 1979): the chance that any of the
 * true nulls is rejected at `adjusted <= a` is at most a. A p that is NAN is no
 * verdict: it does not count. `adjusted` may be `p`. False: memory is short.
 */
bool wt_holm(const double *p, double *adjusted, size_t count);

/*
 * The smallest true difference of logarithms that a test at `alpha` with this
 * error finds 4 times in 5.
 */
double wt_resolution(const struct wt_paired *paired, double alpha);

/* The exact interval (Clopper and Pearson 1934) of a share of `found` in `count`. */
struct wt_estimate wt_share_estimate(size_t found, size_t count);

#endif
