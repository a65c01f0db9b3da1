/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Calibration of the verdicts: a series that was measured beside itself is
 * compared with itself many times, and again with a delay added to one side.
 */
#ifndef WT_CALIBRATE_H
#define WT_CALIBRATE_H

#include "results_data.h"
#include "verdict.h"

/* How the tries of one comparison lie in rounds, and what is done with them. */
struct wt_design {
	const char *name;
	uint32_t rounds;
	uint32_t tries; /* a round */
	bool unpaired;  /* the other side is of another round: what pairing is worth */
	bool median_only;
};

struct wt_calibrated {
	size_t comparisons, found; /* of a thing with itself; at 5 %, each verdict alone */
	struct wt_estimate found_share;
	double resolution; /* smallest true difference found 4 times in 5; NAN: none below 100 % */
	double expected;   /* what a report of such data would name: the median one */
};

/* The two series that are the same thing, and a size. */
struct wt_twins {
	const struct wt_measure *measure;
	const struct wt_sample_list *a, *b;
};

/*
 * Makes `comparisons` comparisons: each takes a stretch of successive rounds and
 * of successive tries in them, of twins in turn; in each round a coin says which
 * of the two is called the first, as the order of a run is drawn. `tries_by_round`
 * is how many tries the recorded rounds have. Equal data and seed give equal
 * figures. False: memory is short, or the recording is too short for the design.
 */
bool wt_calibrate(struct wt_calibrated *to, const struct wt_design *design, const struct wt_twins *twins,
		  size_t twin_count, uint32_t rounds, uint32_t tries_by_round, size_t comparisons, uint32_t seed);

#endif
