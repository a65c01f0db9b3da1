/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A run from what was asked for to a folder with all that its plan says. */
#ifndef WT_WHOLE_RUN_H
#define WT_WHOLE_RUN_H

#include "folder.h"
#include "plan_make.h"
#include "runner.h"

/* Large: in memory of its own, all zero at first. */
struct wt_run {
	struct wt_plan plan;
	struct wt_folder folder; /* its path is empty until the run has one */
	struct wt_runner runner;
	int lock; /* of the folder */
};

/*
 * Makes the plan, or reads that of `request->resume`, then all that is missing in the folder but its report; tells
 * how it goes on the error output. Returns the exit status: WT_EXIT_DONE also when cells failed, which the report
 * tells. Else `reason` says why, WT_EXIT_SIGNAL and the signal where one ended it; what was made stays. The folder
 * stays locked until wt_run_close, which is to follow in any case. Signals wait from then on: say at once how they
 * end what comes next (last_words.h).
 */
int wt_run(struct wt_run *run, const struct wt_request *request, struct wt_reason *reason);
void wt_run_close(struct wt_run *run);

#endif
