/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The figures of one size: order statistics of the tries that were answered, cold ones excluded. */
#ifndef WT_SUMMARY_H
#define WT_SUMMARY_H

#include <stddef.h>
#include <stdint.h>

#include "try.h"

struct wt_figures {
	uint64_t min_ns, p50_ns, p90_ns, p99_ns, max_ns; /* nearest rank; all 0 without samples */
};

struct wt_summary {
	uint32_t size_bytes;
	uint64_t planned, answered, lost, failed;
	uint64_t elapsed_ns;     /* from the first one's begin to the last one's end, closing included */
	struct wt_figures total; /* from its planned time on, where it had one */
	struct wt_figures phases[WT_PHASES_CLIENT];
};

/* Room for the samples of one size; made before the run, used again for each size. */
struct wt_samples {
	uint32_t capacity; /* tries */
	uint32_t count;
	uint64_t *values; /* 6 columns of `capacity`: total, then the client phases */
};

/* Allocates. WT_ERROR when memory is short. */
enum wt_status wt_samples_make(struct wt_samples *samples, uint32_t capacity);
void wt_samples_free(struct wt_samples *samples);
/* Keeps an answered try that is not cold. Does not allocate. */
void wt_samples_add(struct wt_samples *samples, const struct wt_try *one);

/* Nearest-rank quantile of `count` ascending values: the smallest value with at least
 * `permille`/1000 of all values at or below it. 0 for count 0. */
uint64_t wt_quantile(const uint64_t *ascending, size_t count, unsigned permille);

/* Sorts the samples in place and fills `total` and `phases`; then empties the samples. */
void wt_samples_summarise(struct wt_samples *samples, struct wt_summary *summary);

#endif
