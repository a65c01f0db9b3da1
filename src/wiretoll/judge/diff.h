/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What changed between two folders of results. Rounds of different runs are
 * no pairs, so each run's rounds are a sample of their own.
 */
#ifndef WT_DIFF_H
#define WT_DIFF_H

#include <stdio.h>

#include "judged.h"

/* One series at one size, new over old. */
struct wt_change {
	size_t old_index, new_index;      /* series in each plan */
	uint32_t size;                    /* bytes */
	struct wt_paired median, quarter; /* differences of logs, new minus old */
	struct wt_estimate ratio;         /* of medians */
	struct wt_estimate quarter_ratio;
	double p, p_corrected;
	enum wt_verdict verdict; /* of the new over the old */
	bool regression;         /* worse beyond doubt, and by more than the threshold */
	bool suspect;            /* the same, but the machine may have done it */
};

struct wt_diff {
	const struct wt_measure *measure; /* of both */
	bool relative;                    /* as asked */
	double threshold;                 /* share from which on what is worse is a regression */
	struct wt_change *changes;
	size_t count, regressions, suspects; /* `suspects`: they would be regressions, were both runs trusted */
	bool plain_worse; /* of times: most plain series are worse as well, so the machine or its kernel is */
	size_t gone_count;
	char gone[1024];     /* series that were whole in the old one, and are not in the new one */
	char notes[1024];    /* settings that only one of them knows: not compared */
	char left_out[1024]; /* series that only one of them has, or that are not whole */
};

/*
 * Compares two judged folders; allocates: wt_diff_free in any case. `threshold`
 * is the share from which on a worse series is a regression; 0: 5 % of times, 0.5 % of
 * instructions of an emulated board. `relative` tells each secure series over the plain one
 * of the same round, so that most of what the machine did to both falls out; plain ones are
 * left out. A verdict on times is only suspect where a run is not trusted, or where the plain
 * series beside the secure ones are worse as well: the machine may have been slower. False:
 * boards or settings differ (`reason` names what), nothing is common, or memory is short.
 */
bool wt_diff_make(struct wt_diff *diff, const struct wt_judged *older, const struct wt_judged *newer, double threshold,
		  bool relative, struct wt_reason *reason);
void wt_diff_free(struct wt_diff *diff);

/*
 * diff_handshake.c: whether two runs shook hands alike. Libraries may do other work in a newer version: that is told, and
 * is no verdict. Writes a line for each difference of a series that both have; one line for those that only one of them tells.
 */
void wt_diff_handshakes(const struct wt_results *older, const struct wt_results *newer, FILE *stream);

#endif
