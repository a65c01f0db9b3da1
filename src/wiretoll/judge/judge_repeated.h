/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Handshakes in which a timer ran out, apart from the others: that costs a second where the work costs a millisecond,
 * so no one median tells both.
 */
#ifndef WT_JUDGE_REPEATED_H
#define WT_JUDGE_REPEATED_H

#include "judged.h"

/* Fills its part of the figure of one size: `timed` samples, the first ones, have a time. False: memory is short. */
bool wt_judge_repeated(struct wt_judged_figure *figure, const struct wt_measure *measure,
		       const struct wt_sample_list *all, size_t timed);

#endif
