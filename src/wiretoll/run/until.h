/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Goes on in rounds until the ratios are known well enough, or time is up. */
#ifndef WT_UNTIL_H
#define WT_UNTIL_H

#include "run.h"

/* "2%", "0.5%" or "2": a share of 0.001..1. False: `reason` names the option and what is valid. */
bool wt_share_parse(const char *option, const char *text, double *share, struct wt_reason *reason);

/*
 * Whether there can be a ratio to wait for, and more rounds of the same size. False: `reason` says what stands in the
 * way and what is valid; to be asked before anything is measured.
 */
bool wt_until_possible(const struct wt_plan *plan, struct wt_reason *reason);

/* How many rounds are added at once: a quarter, 5 at least, and no more than one plan holds. 0: it is full. */
uint32_t wt_until_more_rounds(const struct wt_plan *plan);

/*
 * Adds rounds to a plan that was run, and for which that is possible, runs them, and looks again, until each
 * ratio of every pair is known within `share` of itself (the narrower of its two
 * intervals), or `limit_ms` have passed since `started_ns`. What was made keeps
 * its place: rounds are added behind, in an order drawn on from the same seed.
 * Tells on the error output why it ended, of a quiet run only that the goal was
 * missed, and leaves it in the folder (until_file.h). False: as wt_run_cells.
 */
bool wt_run_until(struct wt_runner *runner, struct wt_plan *plan, const struct wt_folder *folder, double share,
		  uint64_t started_ns, uint64_t limit_ms, struct wt_progress *progress, struct wt_reason *reason);

#endif
