/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef WT_SAMPLE_H
#define WT_SAMPLE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "try.h"

/* What one answered try told, with the round that it was measured in. */
struct wt_sample {
	uint64_t total_ns;
	uint32_t round;
	bool repeated; /* a flight of its handshake was sent again */
	uint64_t phase_ns[WT_PHASES_CLIENT];
};

struct wt_sample_list {
	struct wt_sample *sample;
	size_t count, room;
};

#endif
