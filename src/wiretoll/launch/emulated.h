/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Whether the emulator can run the board's programs: found before anything is made. */
#ifndef WT_EMULATED_H
#define WT_EMULATED_H

#include "plan.h"
#include "runner.h"

/*
 * Runs the board's program of every series once, under the emulator. False: `reason` names the first one that does
 * not run, with what the emulator said: a core that it lacks, an instruction that the core lacks, no loader.
 */
bool wt_emulated_try(struct wt_runner *runner, const struct wt_plan *plan, struct wt_reason *reason);

#endif
