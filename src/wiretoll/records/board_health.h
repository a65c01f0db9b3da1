/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What the programs' records tell of their board before and after: frequency,
 * heat, throttling, random numbers (docs/results.md: `facts`, `board_after`).
 */
#ifndef WT_BOARD_HEALTH_H
#define WT_BOARD_HEALTH_H

#include <jansson.h>
#include <stdbool.h>
#include <stdint.h>

/* Of the programs of one end, all rounds together; zeros: nothing is told. */
struct wt_board_health {
	int64_t lowest_khz, highest_khz; /* of processor 0; 0: not told */
	int64_t hottest_mc;              /* 1/1000 °C; 0: not told */
	uint32_t programs;               /* whose records were looked at */
	uint32_t throttled_told, throttled_before, throttled_after, entropy_unready, governor_changed;
	char governor_from[24], governor_to[24]; /* of the first change */
};

/* Adds one program: its `run` and its `end` record; either may be NULL, or lack what is not told. */
void wt_board_health_add(struct wt_board_health *to, const json_t *run, const json_t *end);

/* Adds what another sum holds. */
void wt_board_health_join(struct wt_board_health *to, const struct wt_board_health *from);

#endif
