/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which files that were found are both ends of one cell, and which cells are the rounds of one series. */
#ifndef WT_IMPORT_ROUNDS_H
#define WT_IMPORT_ROUNDS_H

#include "found.h"
#include "plan.h"

/* Gives each client its server, where there are any, and compares what a plan has once. False: `reason` names a file. */
bool wt_import_join(struct wt_found_list *clients, struct wt_found_list *servers, struct wt_reason *reason);

/* Numbers the files of each series, in the order of time, and fills rounds and tries of the plan; as above. */
bool wt_import_rounds(struct wt_plan *plan, struct wt_found_list *clients, struct wt_reason *reason);

#endif
