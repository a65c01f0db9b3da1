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

/* validity_vectors.c: what the probes of the libraries say against their figures. */

/* From this factor on a processor minds. */
extern const double wt_probe_limit;

/* "key agreement, verification": the operations that leave registers dirty. */
enum { WT_PROBE_NAMES_BYTES = 80 };
void wt_probe_names(const struct wt_probe_told *probe, char names[WT_PROBE_NAMES_BYTES]);

/* Warns of libraries that leave vector registers dirty: gravely where that costs their handshakes time,
 * and where a probe failed or its file cannot be taken. */
void wt_validity_vectors(struct wt_validity *to, const struct wt_results *results);

/* A machine that has such registers, and nobody was asked about them. */
bool wt_validity_vectors_untold(const struct wt_results *results);

#endif
