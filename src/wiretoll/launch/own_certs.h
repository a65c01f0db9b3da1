/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef WT_OWN_CERTS_H
#define WT_OWN_CERTS_H

#include "plan.h"
#include "runner.h"

/*
 * Makes the certificates of an installed wiretoll for its user, or renews those that end soon, where the plan measures
 * with them. False: `reason` says why it cannot be.
 */
bool wt_own_certs(struct wt_runner *runner, const struct wt_plan *plan, struct wt_reason *reason);

#endif
