/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Makes the probes of a folder: once a library and machine, before anything is measured. */
#ifndef WT_PROBE_RUN_H
#define WT_PROBE_RUN_H

#include "folder.h"
#include "plan.h"
#include "runner.h"

/*
 * Makes those that are missing, damaged or failed, where their program is there and of a machine that has anything to
 * tell; some 20 ms each. One that fails leaves its reason in the folder and ends nothing. False: the run is to end,
 * since somebody asked for it or the folder cannot be written.
 */
bool wt_probes_make(struct wt_runner *runner, const struct wt_plan *plan, const struct wt_folder *folder,
		    struct wt_reason *reason);

#endif
