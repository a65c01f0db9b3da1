/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Whether a board can run what we have; before the first cell. Both block; false: `reason` says why not. */
#ifndef WT_REMOTE_TRY_H
#define WT_REMOTE_TRY_H

#include "remote_ask.h"

/* Before anything is brought: whether a program is of another architecture than the board's. */
bool wt_remote_runs(const struct wt_remote *remote, struct wt_reason *reason);

/* Runs a program of each variant once, which finds a core that lacks an instruction, and a port that cannot be had. */
bool wt_remote_try(struct wt_remote *remote, struct wt_reason *reason);

#endif
