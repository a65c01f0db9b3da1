/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The plan that runs by hand would have had, and which file is which cell of it. */
#ifndef WT_IMPORT_PLAN_H
#define WT_IMPORT_PLAN_H

#include "found.h"

/*
 * Finds each client's file its server's (the same row and port, in the order of time) and its round, and fills the plan
 * from them. `servers` is empty where there is the client's end alone. False: `reason` names the first file that has no
 * partner or other settings than the rest. Free the plan with wt_plan_free in any case.
 */
bool wt_import_plan(struct wt_plan *plan, struct wt_found_list *clients, struct wt_found_list *servers,
		    struct wt_reason *reason);

/* The series of the plan that a client's file is of. */
const struct wt_series *wt_import_series(const struct wt_plan *plan, const struct wt_found *client);

#endif
