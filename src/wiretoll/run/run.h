/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Makes the cells of a plan, round after round. */
#ifndef WT_RUN_H
#define WT_RUN_H

#include "cell.h"
#include "folder.h"
#include "plan.h"
#include "progress.h"
#include "reason.h"

/*
 * Makes what is missing or failed of `plan` in `folder`. A series that fails is
 * not tried again; the others go on. False: stopped before the end (a signal, a
 * folder that cannot be written), `reason` says why; what was made stays.
 */
bool wt_run_cells(struct wt_runner *runner, const struct wt_plan *plan, const struct wt_folder *folder,
		  struct wt_progress *progress, struct wt_reason *reason);

/*
 * The same for the extra cells after the rounds, of the heap and then of sessions held, where the plan has them. One
 * that fails is noted, and the others go on. Sessions are held whatever became of the rounds of their series.
 */
bool wt_run_side_cells(struct wt_runner *runner, const struct wt_plan *plan, const struct wt_folder *folder,
		       struct wt_progress *progress, struct wt_reason *reason);

#endif
