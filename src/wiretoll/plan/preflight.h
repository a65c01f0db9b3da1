/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What can be known to fail is found before anything starts. */
#ifndef WT_PREFLIGHT_H
#define WT_PREFLIGHT_H

#include "plan.h"

/* What makes the plan impossible on this machine: programs, certificates, address, cores. Returns the exit status; 0:
 * nothing. */
int wt_plan_preflight(struct wt_plan *plan, struct wt_reason *reason);

/* Whether the address under test can be served by the end that serves it. */
bool wt_plan_check_host(const struct wt_plan *plan, struct wt_reason *reason);

#endif
