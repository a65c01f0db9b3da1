/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef WT_SAMPLE_H
#define WT_SAMPLE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "try.h"

#define WT_SAMPLE_COUNT(type, name) uint64_t name;

/* An answered try, and what it told: a measure reads its value here (judge/figures/measure.h). */
struct wt_sample {
	uint64_t total_ns;
	uint64_t phase_ns[WT_PHASES_CLIENT];
	uint64_t flow_bytes; /* of a flow: what its receiver got in total_ns; 0: it is none */
	WT_TRY_COUNTS(WT_SAMPLE_COUNT)
	uint32_t size_index; /* into the sizes of the plan */
	uint32_t place;      /* into `seen` of either end's file */
	/* filled by results/, when the round is whole */
	uint32_t round;
	bool repeated; /* a flight of its handshake was sent again, by either end */
};

struct wt_sample_list {
	struct wt_sample *sample;
	size_t count, room;
};

#endif
