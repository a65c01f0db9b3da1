/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "emulated.h"

#include <stdio.h>

#include "cell_command.h"
#include "helper.h"

enum { TRY_MS = 60000 };

static bool try_program(struct wt_runner *runner, const struct wt_plan *plan, const struct wt_series *series,
			struct wt_reason *reason)
{
	struct wt_cell_command command;
	char what[WT_PROGRAM_BYTES + 2 * WT_NAME_BYTES + 32];
	struct wt_helper helper = { .what = what, .limit_ms = TRY_MS };

	wt_cell_version_command(&command, plan, series);
	snprintf(what, sizeof what, "%s does not run under %s%s%s", command.program, plan->target.emulator,
		 *command.core ? ", core " : "", command.core);
	return wt_helper_run(&helper, runner, command.argv, reason);
}

bool wt_emulated_try(struct wt_runner *runner, const struct wt_plan *plan, struct wt_reason *reason)
{
	for (size_t i = 0; i < plan->series_count; i++)
		if (!*plan->series[i].unsupported && !try_program(runner, plan, &plan->series[i], reason))
			return false;
	return true;
}
