/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Why a run is not complete, for whoever saw nothing of it (`wiretoll run --quiet`). */
#ifndef WT_RUN_FAILURE_H
#define WT_RUN_FAILURE_H

#include "folder.h"

/*
 * The first cell of the folder that failed, with its reason and how many more there are, in one line; where none
 * did, the first thing that the report refuses.
 */
void wt_run_failure(const struct wt_plan *plan, const struct wt_folder *folder, struct wt_reason *reason);

#endif
