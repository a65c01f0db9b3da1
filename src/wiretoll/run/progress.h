/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What a person sees while cells are made, on the error output: at a terminal
 * one live line, otherwise a line a round. Written between cells only.
 */
#ifndef WT_PROGRESS_H
#define WT_PROGRESS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "folder.h"
#include "plan.h"

struct wt_progress {
	bool quiet;
	bool live;    /* a person sees the error output */
	size_t cells; /* to be made */
	size_t done;
	uint64_t started_ns; /* of the run, of the round */
	uint64_t round_started_ns;
	size_t round_done, round_failed;
};

void wt_progress_begin(struct wt_progress *progress, size_t cells, bool quiet);
void wt_progress_plan(const struct wt_progress *progress, const struct wt_plan *plan, const struct wt_folder *folder);
/* A cell is about to be made, has been made; `round` may be that of an extra cell. */
void wt_progress_cell(struct wt_progress *progress, const struct wt_plan *plan, const struct wt_series *series,
		      uint32_t round);
void wt_progress_made(struct wt_progress *progress, const struct wt_series *series, uint32_t round,
		      const char *failure);
void wt_progress_round(struct wt_progress *progress, const struct wt_plan *plan, uint32_t round);
/* All extra cells of that kind have been made. */
void wt_progress_side_cells(const struct wt_progress *progress, const struct wt_plan *plan, uint32_t round);
/* A cell is about to be made again. */
void wt_progress_again(struct wt_progress *progress, const struct wt_series *series, uint32_t round, const char *why);
/* Takes the live line away. */
void wt_progress_end(struct wt_progress *progress);

#endif
