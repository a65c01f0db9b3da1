/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "whole_run.h"

#include <stdio.h>
#include <string.h>

#include "clock.h"
#include "emulated.h"
#include "folder_lock.h"
#include "last_words.h"
#include "own_certs.h"
#include "preflight.h"
#include "probe_run.h"
#include "programs.h"
#include "remote.h"
#include "results.h"
#include "run.h"
#include "shell.h"
#include "until.h"

/*
 * A folder that was renamed goes on under its new name, and its records tell both.
 * A plan of an older version knows no names: its records do.
 */
static bool note_name(const struct wt_folder *folder, struct wt_plan *plan, struct wt_reason *reason)
{
	struct wt_results *results = plan->names.count ? NULL : wt_results_open(folder->path, reason);
	size_t known = plan->names.count;

	if (results && *results->origin)
		memcpy(plan->names.name[plan->names.count++], results->origin, sizeof results->origin);
	wt_results_close(results);
	return wt_folder_note_name(folder, plan, reason) &&
	       (plan->names.count == known || wt_plan_write(plan, folder, reason));
}

/* Makes or reads the plan. Returns the exit status; 0: go on. */
static int make_plan(struct wt_run *run, const struct wt_request *request, struct wt_reason *reason)
{
	if (!request->resume) {
		if (!wt_plan_make(&run->plan, request, reason) ||
		    (request->until && !wt_until_possible(&run->plan, reason)))
			return WT_EXIT_WRONG;
		if (!wt_own_certs(&run->runner, &run->plan, reason))
			return WT_EXIT_FAILED;
		return wt_plan_preflight(&run->plan, reason);
	}
	/* before anything of it is read: what another run is still writing is not ours to judge */
	if (!wt_folder_open(&run->folder, request->resume, reason) ||
	    !wt_folder_lock(&run->folder, &run->lock, reason) || !wt_plan_read(&run->plan, &run->folder, reason))
		return WT_EXIT_FAILED;
	if (run->plan.target.way == WT_WAY_HAND) {
		wt_reason_set(reason,
			      "%.600s: imported, so there is nothing to go on with; valid: a folder that 'wiretoll "
			      "run' made",
			      run->folder.path);
		return WT_EXIT_FAILED;
	}
	if (request->until && !wt_until_possible(&run->plan, reason))
		return WT_EXIT_WRONG;
	wt_folder_sweep(&run->folder);
	return wt_own_certs(&run->runner, &run->plan, reason) &&
			       wt_plan_preflight(&run->plan, reason) == WT_EXIT_DONE &&
			       wt_programs_unchanged(&run->plan, &run->folder, reason)
		       ? WT_EXIT_DONE
		       : WT_EXIT_FAILED;
}

/*
 * Reaches the board, or tries its programs where it is emulated, then makes the folder: what cannot be reached leaves
 * none behind.
 */
static bool prepare(struct wt_run *run, const struct wt_request *request, struct wt_reason *reason)
{
	struct wt_runner *runner = &run->runner;
	struct wt_plan *plan = &run->plan;

	if (wt_runner_stopped(runner))
		return wt_reason_set(reason, "stopped by signal %d (%s)", runner->stop_signal,
				     strsignal(runner->stop_signal));
	if (plan->target.way == WT_WAY_SSH &&
	    (!wt_remote_open(&runner->remote, runner, plan, reason) || !wt_plan_check_host(plan, reason)))
		return false;
	if (plan->target.way == WT_WAY_QEMU_USER && !wt_emulated_try(runner, plan, reason))
		return false;
	if (request->resume ? !note_name(&run->folder, plan, reason)
			    : !wt_folder_make(&run->folder, request->out, plan, reason) ||
				      !wt_folder_lock(&run->folder, &run->lock, reason))
		return false;
	return wt_programs_write(plan, &run->folder, reason);
}

/* What is missing, with `progress` told of it. */
static bool make_cells(struct wt_run *run, const struct wt_request *request, struct wt_progress *progress,
		       uint64_t started_ns, struct wt_reason *reason)
{
	double share;

	return wt_run_cells(&run->runner, &run->plan, &run->folder, progress, reason) &&
	       (!request->until || (wt_share_parse("until", request->until, &share, reason) &&
				    wt_run_until(&run->runner, &run->plan, &run->folder, share, started_ns,
						 request->limit_ns / WT_NS_PER_MS, progress, reason))) &&
	       wt_run_side_cells(&run->runner, &run->plan, &run->folder, progress, reason);
}

static bool make(struct wt_run *run, const struct wt_request *request, struct wt_reason *reason)
{
	uint64_t started_ns = wt_clock_ns();
	struct wt_progress progress;
	bool good;

	if (!wt_probes_make(&run->runner, &run->plan, &run->folder, reason))
		return false;
	wt_progress_begin(&progress, request->quiet);
	wt_progress_plan(&progress, &run->plan, &run->folder);
	good = make_cells(run, request, &progress, started_ns, reason);
	wt_progress_clear(&progress);
	if (good)
		wt_progress_end(&progress, &run->plan);
	return good;
}

/*
 * Nothing is left that a signal would have to end in order. Returns the status: one that has just come is heard, too;
 * then all was measured, and the report alone is missing.
 */
static int let_go(struct wt_run *run, int status, struct wt_reason *reason)
{
	struct wt_runner *runner = &run->runner;
	char command[WT_COMMAND_BYTES], why[96];

	wt_signals_hold();
	if (wt_runner_stopped(runner) && status == WT_EXIT_DONE) {
		snprintf(why, sizeof why, "stopped by signal %d (%s)", runner->stop_signal,
			 strsignal(runner->stop_signal));
		wt_reason_hint(reason, why, "go on with", wt_shell_command(command, "report", run->folder.path));
	}
	wt_runner_close(runner);
	return runner->stop_signal && status != WT_EXIT_WRONG ? WT_EXIT_SIGNAL + runner->stop_signal : status;
}

int wt_run(struct wt_run *run, const struct wt_request *request, struct wt_reason *reason)
{
	int status;

	run->lock = -1;
	if (!wt_runner_open(&run->runner, reason))
		return WT_EXIT_FAILED;
	status = make_plan(run, request, reason);
	if (status == WT_EXIT_DONE && (!prepare(run, request, reason) || !make(run, request, reason)))
		status = WT_EXIT_FAILED;
	/* The board is done with before the report is made: nobody is to wait for that. */
	wt_remote_close(run->runner.remote);
	run->runner.remote = NULL;
	return let_go(run, status, reason);
}

void wt_run_close(struct wt_run *run)
{
	wt_folder_unlock(run->lock);
	wt_plan_free(&run->plan);
}
