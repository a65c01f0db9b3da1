/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Finds out what the results mean: figures, comparisons, verdicts, and what makes them doubtful. */
#ifndef WT_JUDGE_H
#define WT_JUDGE_H

#include "judged.h"

/*
 * Fills `judged`; allocates: wt_judged_free in any case. `allow_unlike` compares
 * what the parity gate would refuse, and says so. False: memory is short.
 */
bool wt_judge(struct wt_judged *judged, const struct wt_results *results, bool allow_unlike);

/*
 * The median and the quiet quarter of each round, by nearest rank from the best value on. `ordered`: ascending, each as
 * wt_measure_order tells it. Allocates both lists, `rounds` values each: free. False: memory is short.
 */
bool wt_judge_rounds(struct wt_by_round *to, const struct wt_measure *measure, const struct wt_observation *ordered,
		     size_t count, uint32_t rounds);

/* The value than which p of all are better, and its interval (wt_quantile_estimate), of values `ordered` likewise. */
bool wt_judge_quantile(struct wt_estimate *to, const struct wt_measure *measure, const struct wt_observation *ordered,
		       size_t count, uint32_t rounds, double p);

/*
 * Handshakes in which a timer ran out, apart from the others: that costs a second where the work costs a millisecond, so
 * no one median tells both. Fills that part of the figure of one size: `timed` samples, the first ones, have a time. False: memory is short.
 */
bool wt_judge_repeated(struct wt_judged_figure *figure, const struct wt_measure *measure,
		       const struct wt_sample_list *all, size_t timed);

#endif
