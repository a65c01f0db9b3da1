/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What the results mean: the figures that every report prints, whatever its
 * form. NAN stands for a figure that cannot be had.
 */
#ifndef WT_JUDGE_H
#define WT_JUDGE_H

#include "results.h"

/* The median of `count` samples in µs, the mean of the middle two for an even count. NAN for 0. */
double wt_median_us(const struct wt_sample *samples, size_t count);

/* One series at one size. */
struct wt_judged_figure {
	size_t count;      /* samples */
	double median_us;
	double ratio;      /* over the same kind with the first variant */
	double over_us;    /* over the plain transport, same size */
	double over_times;
};

struct wt_judged_series {
	struct wt_judged_figure sizes[WT_SIZES_MAX];
	double cold_us; /* median of the first try of each process */
};

struct wt_judged {
	const struct wt_results *results; /* the caller's */
	struct wt_judged_series series[WT_SERIES_MAX];
	bool complete; /* every series that can be made is done */
};

/* Fills `judged`. A median that memory is too short for is NAN. */
void wt_judge(struct wt_judged *judged, const struct wt_results *results);

/* The series of a kind and variant (of a plain kind the only one), or -1. */
int wt_judged_find(const struct wt_plan *plan, const struct wt_kind *kind, const char *variant);

/* True for the version of an OpenSSL that is older than 3.5. */
bool wt_openssl_is_old(const char *version);

#endif
