/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What a person sees while cells are made, on the error output: at a terminal one live line, in a log a line every
 * few seconds at most. One progress is of a whole run. Written between cells only, so that nothing measured waits
 * for a terminal.
 */
#ifndef WT_PROGRESS_H
#define WT_PROGRESS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <time.h>

#include "folder.h"
#include "plan.h"

struct wt_progress {
	bool quiet;
	bool live;           /* a person sees the error output, and its line can be written again */
	size_t cells;        /* of the run, as far as known */
	size_t done, failed; /* failed ones are done, too */
	size_t heaps, holds; /* of those behind the rounds: done, and not failed */
	uint64_t started_ns;
	uint64_t told_ns; /* when the last line was written */
};

void wt_progress_begin(struct wt_progress *progress, bool quiet);
/* What was planned, before anything is made. */
void wt_progress_plan(const struct wt_progress *progress, const struct wt_plan *plan, const struct wt_folder *folder);
/* So many cells are still to be made. */
void wt_progress_expect(struct wt_progress *progress, size_t cells);
/* A cell is about to be made, is made again, has been made; */
void wt_progress_cell(struct wt_progress *progress, const struct wt_plan *plan, const struct wt_series *series,
		      struct wt_cell_id id);
void wt_progress_again(const struct wt_progress *progress, const struct wt_series *series, struct wt_cell_id id,
		       const char *why);
void wt_progress_made(struct wt_progress *progress, const struct wt_series *series, struct wt_cell_id id,
		      const char *failure);
/* Takes the live line away; in any case, and before anything else is said. */
void wt_progress_clear(const struct wt_progress *progress);
/* All is made: a log is told how much, and in which time. */
void wt_progress_end(const struct wt_progress *progress, const struct wt_plan *plan);

/* "30 of 156 cells, about 12 min left (until 22:14)"; the end is told by the time zone of the caller. */
enum { WT_PROGRESS_TEXT_BYTES = 160 };
void wt_progress_words(const struct wt_progress *progress, uint64_t now_ns, time_t now,
		       char text[WT_PROGRESS_TEXT_BYTES]);
/* Whether a log is told again. */
bool wt_progress_is_due(const struct wt_progress *progress, uint64_t now_ns);

#endif
