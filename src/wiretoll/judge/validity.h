/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What about the machine or the run makes its figures doubtful: each a named warning. */
#ifndef WT_VALIDITY_H
#define WT_VALIDITY_H

#include "results_data.h"
#include "warnings.h"

/* What only the judge can know. */
struct wt_judged_times {
	double smallest;     /* the smallest median of all series and sizes; NAN: none */
	double drift;        /* highest over lowest median of a round, the most of all series */
	const char *drifted; /* the series of that, NULL: none */
};

/* Looks at everything that the records tell. */
void wt_validity_check(struct wt_validity *validity, const struct wt_results *results,
		       const struct wt_judged_times *times);

#endif
