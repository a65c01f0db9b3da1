/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What is said of a pair of series: how large the difference is, how sure that
 * is, and in a word which one is better. docs/method.md tells why it is done so.
 */
#ifndef WT_VERDICT_H
#define WT_VERDICT_H

#include "measure.h"
#include "statistics.h"

enum wt_verdict {
	WT_VERDICT_NONE,    /* no figure: `why` of the pair says it */
	WT_VERDICT_NOTHING, /* no detectable difference */
	WT_VERDICT_BETTER,
	WT_VERDICT_WORSE,
	WT_VERDICT_MIXED /* the middle is worse and the quarter better, or the other way round */
};

/* "faster", "slower", "no detectable difference", ... */
const char *wt_verdict_words(const struct wt_measure *measure, enum wt_verdict verdict);

/* What the rounds of one series give at one size: a value a round, NAN where there is none. */
struct wt_by_round {
	double *median;  /* nearest rank */
	double *quarter; /* the quartile towards the better values, which a busy machine disturbs least; nearest rank */
};

/* One comparison: a series over its base, round by round. */
struct wt_comparison {
	struct wt_paired median;  /* of log ratios of medians */
	struct wt_paired quarter; /* of log ratios of these quartiles */
	struct wt_estimate ratio; /* of medians: exp of the first */
	struct wt_estimate quarter_ratio;
	struct wt_estimate difference; /* of medians */
	double p;                      /* of both tests together */
	double p_corrected;            /* for the number of verdicts in the report */
	double resolution;             /* ratio - 1 that would be found 4 times in 5, this verdict alone */
	double resolution_corrected;   /* the same with every verdict of the report */
	enum wt_verdict verdict;
};

/* A comparison without any figure. */
void wt_compare_none(struct wt_comparison *to);

/*
 * Fills all but the verdict and what is corrected. `series` and `base` have
 * `rounds` values each; only rounds that both have count, and with fewer than
 * two of these there is no figure. False: memory is short.
 */
bool wt_compare(struct wt_comparison *to, const struct wt_by_round *series, const struct wt_by_round *base,
		uint32_t rounds);

/* Several sizes as one: the mean of the log ratios of each round. */
bool wt_compare_sizes(struct wt_comparison *to, const struct wt_by_round *series, const struct wt_by_round *base,
		      size_t sizes, uint32_t rounds);

/* The same from what was estimated elsewhere: differences of logs, of medians and of quiet quarters. */
void wt_compare_estimates(struct wt_comparison *to, const struct wt_paired *median, const struct wt_paired *quarter);

/* Corrects all `count` comparisons for their number, and says the verdicts. False: memory is short. */
bool wt_verdicts(const struct wt_measure *measure, struct wt_comparison **list, size_t count);

/* Whether the comparison alone, at `alpha`, finds a difference. */
bool wt_found(const struct wt_comparison *comparison, double alpha);

#endif
