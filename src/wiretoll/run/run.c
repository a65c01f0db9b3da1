/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "run.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cell.h"
#include "cell_state.h"
#include "progress.h"
#include "remote.h"
#include "results.h"
#include "shell.h"

struct run {
	const struct wt_plan *plan;
	const struct wt_folder *folder;
	struct wt_runner *runner;
	struct wt_progress *progress;
	bool *todo; /* rounds × series: the cell is to be made */
};

static bool *todo_of(const struct run *run, uint32_t round, size_t series)
{
	return &run->todo[(size_t)round * run->plan->series_count + series];
}

/* Whether an extra cell of a series is still to be made, or again: of a series that failed nothing is told. */
static bool is_wanting(const struct wt_results *results, size_t series, enum wt_cell_purpose purpose)
{
	const struct wt_series_results *one = &results->series[series];
	enum wt_extra_state state = purpose == WT_CELL_HEAP ? one->heap.state : one->hold.cell.state;

	return state == WT_EXTRA_MISSING || state == WT_EXTRA_FAILED;
}

/*
 * Looks at what is there, before anything is measured, as the report does: what that refuses is to be made again.
 * Tells how many cells are to be made, those behind the rounds among them.
 */
static bool look(struct run *run, size_t *count, struct wt_reason *reason)
{
	struct wt_results *results = wt_results_open(run->folder->path, reason);

	*count = 0;
	for (uint32_t round = 0; results && round < run->plan->rounds; round++)
		for (size_t i = 0; i < run->plan->series_count; i++) {
			if (*run->plan->series[i].unsupported)
				continue;
			*todo_of(run, round, i) = !results->series[i].round_done[round];
			*count += *todo_of(run, round, i);
		}
	for (size_t i = 0; results && i < run->plan->series_count; i++)
		*count += is_wanting(results, i, WT_CELL_HEAP) + is_wanting(results, i, WT_CELL_SESSIONS);
	wt_results_close(results);
	return results != NULL;
}

/* Removes what an earlier attempt left of a cell: its failure last, or whoever is ended in between leaves records that look whole. */
static void forget(const struct run *run, const struct wt_series *series, struct wt_cell_id id)
{
	static const char *const files[] = { "client.jsonl", "server.jsonl", "client.guest.jsonl", "server.guest.jsonl",
					     "failed" };
	char path[WT_FILE_BYTES];

	for (size_t i = 0; i < sizeof files / sizeof *files; i++) {
		wt_folder_cell(run->folder, series, id, files[i], path);
		unlink(path);
	}
}

static bool note_failure(const struct run *run, const struct wt_series *series, struct wt_cell_id id,
			 const struct wt_reason *why, struct wt_reason *reason)
{
	char path[WT_FILE_BYTES], line[WT_REASON_BYTES + 2];

	wt_folder_cell(run->folder, series, id, "failed", path);
	snprintf(line, sizeof line, "%s\n", why->text);
	return wt_file_write(path, line, strlen(line), reason);
}

/* Whoever booted a virtual board shuts it down after the run, and the way to it goes with it. */
static bool ended(const struct run *run, const char *why, struct wt_reason *reason)
{
	const struct wt_target *target = &run->plan->target;
	char command[WT_COMMAND_BYTES];

	if (target->way == WT_WAY_SSH && target->emulated)
		return wt_reason_set(reason,
				     "%.600s; what was made is in %.250s; the run of a virtual board that is shut down "
				     "begins anew",
				     why, run->folder->path);
	return wt_reason_hint(reason, why, "go on with",
			      wt_shell_command(command, "run --continue", run->folder->path));
}

static bool stopped(const struct run *run, struct wt_reason *reason)
{
	char why[96];

	snprintf(why, sizeof why, "stopped by signal %d (%s)", run->runner->stop_signal,
		 strsignal(run->runner->stop_signal));
	return ended(run, why, reason);
}

/*
 * Programs that ended well but left no whole records did not make their cell. Where the client did not, it is whole
 * only if its records say that every try was lost; else `why` keeps its words.
 */
static bool check_cell(const struct run *run, const struct wt_series *series, struct wt_cell_id id,
		       enum wt_cell_result result, struct wt_reason *why)
{
	char origin[WT_FOLDER_NAME_BYTES] = "";
	struct wt_cell_file client = { 0 }, server = { 0 };
	struct wt_reason refused = { "" };
	enum wt_cell_state state =
		wt_cell_judge(&client, &server, run->folder, run->plan, series, id, origin, &refused);
	bool made = state == WT_CELL_WHOLE && (result == WT_CELL_DONE || client.all_lost);

	wt_cell_file_free(&client);
	wt_cell_file_free(&server);
	if (state == WT_CELL_MISSING)
		wt_reason_set(&refused, "both programs ended well, but their records are not complete");
	if (!made && result == WT_CELL_DONE)
		*why = refused;
	return made;
}

/* A link that breaks in each attempt would else be mended for ever. */
enum { ATTEMPTS_MAX = 10 };

enum attempt { ATTEMPT_MADE, ATTEMPT_FAILED, ATTEMPT_STOPPED };

/* One attempt at a cell. ATTEMPT_FAILED: `why` says why. */
static enum attempt attempt_cell(struct run *run, const struct wt_series *series, struct wt_cell_id id,
				 struct wt_reason *why)
{
	enum wt_cell_result result;

	forget(run, series, id);
	result = wt_cell_run(run->runner, run->plan, run->folder, series, id, why);
	if (result == WT_CELL_STOPPED)
		return ATTEMPT_STOPPED;
	if (result == WT_CELL_FAILED || !check_cell(run, series, id, result, why))
		return ATTEMPT_FAILED;
	return ATTEMPT_MADE;
}

/*
 * A cell that failed on a board over SSH may have failed because of the link:
 * it is made again when the link had to be mended, some times at most, and once
 * when it is sound again by now. A board that stays away ends the run, since all else would
 * fail as well.
 */
static enum attempt attempt_remote(struct run *run, const struct wt_series *series, struct wt_cell_id id,
				   struct wt_reason *why, struct wt_reason *gone)
{
	enum attempt result = attempt_cell(run, series, id, why);
	bool again = true;

	for (int i = 1; i < ATTEMPTS_MAX && result == ATTEMPT_FAILED; i++) {
		enum wt_mended mended = wt_remote_mend(run->runner->remote, gone);

		if (mended == WT_MEND_GONE)
			return ATTEMPT_STOPPED;
		if (mended == WT_MEND_SOUND && !again)
			break;
		again = mended == WT_MEND_AGAIN;
		wt_progress_again(run->progress, series, id, why->text);
		result = attempt_cell(run, series, id, why);
	}
	return result;
}

/* Why a run ends early: a signal, or a board that is gone (`gone` is filled). */
static bool ended_early(const struct run *run, const struct wt_reason *gone, struct wt_reason *reason)
{
	if (run->runner->stop_signal || !*gone->text)
		return stopped(run, reason);
	return ended(run, gone->text, reason);
}

/* `*made`: it went well; else the failure is noted beside it. False: the run ends. */
static bool make_cell(struct run *run, struct wt_cell_id id, size_t index, bool *made, struct wt_reason *reason)
{
	const struct wt_series *series = &run->plan->series[index];
	struct wt_reason why = { "" }, gone = { "" };
	enum attempt result;

	if (wt_runner_stopped(run->runner))
		return stopped(run, reason);
	if (!wt_folder_series(run->folder, series, reason))
		return false;
	wt_progress_cell(run->progress, run->plan, series, id);
	result = run->runner->remote ? attempt_remote(run, series, id, &why, &gone)
				     : attempt_cell(run, series, id, &why);
	if (result == ATTEMPT_STOPPED)
		return ended_early(run, &gone, reason);
	wt_progress_made(run->progress, series, id, result == ATTEMPT_MADE ? NULL : why.text);
	*made = result == ATTEMPT_MADE;
	return *made || note_failure(run, series, id, &why, reason);
}

static bool make_round_cell(struct run *run, uint32_t round, size_t index, struct wt_reason *reason)
{
	bool made = false;

	if (!make_cell(run, wt_cell_of_round(round), index, &made, reason))
		return false;
	if (made)
		return true;
	/* Later rounds of this series will not be made, so less is left to do. */
	for (uint32_t later = round + 1; later < run->plan->rounds; later++) {
		run->progress->cells -= *todo_of(run, later, index);
		*todo_of(run, later, index) = false;
	}
	return true;
}

static bool make_rounds(struct run *run, struct wt_reason *reason)
{
	const struct wt_plan *plan = run->plan;

	for (uint32_t round = 0; round < plan->rounds; round++) {
		for (size_t i = 0; i < plan->active_count; i++) {
			size_t index = plan->order[(size_t)round * plan->active_count + i];

			if (!*todo_of(run, round, index))
				continue;
			if (!make_round_cell(run, round, index, reason))
				return false;
		}
	}
	return true;
}

bool wt_run_cells(struct wt_runner *runner, const struct wt_plan *plan, const struct wt_folder *folder,
		  struct wt_progress *progress, struct wt_reason *reason)
{
	struct run run = { .runner = runner, .plan = plan, .folder = folder, .progress = progress };
	bool good = false;
	size_t count;

	run.todo = calloc((size_t)plan->rounds * plan->series_count, sizeof *run.todo);
	if (!run.todo)
		return wt_reason_set(reason, "memory is short");
	if (look(&run, &count, reason)) {
		wt_progress_expect(progress, count);
		good = make_rounds(&run, reason);
	}
	free(run.todo);
	return good;
}

/* Which series have their extra cell still to be made, or to be made again. */
static bool look_for_side_cells(const struct wt_plan *plan, const struct wt_folder *folder, bool *heaps, bool *holds,
				size_t *count, struct wt_reason *reason)
{
	struct wt_results *results = wt_results_open(folder->path, reason);

	*count = 0;
	for (size_t i = 0; results && i < plan->series_count; i++) {
		heaps[i] = is_wanting(results, i, WT_CELL_HEAP);
		holds[i] = is_wanting(results, i, WT_CELL_SESSIONS);
		*count += heaps[i] + holds[i];
	}
	wt_results_close(results);
	return results != NULL;
}

static bool make_side_cells(struct run *run, enum wt_cell_purpose purpose, const bool *todo, struct wt_reason *reason)
{
	bool made;

	for (size_t i = 0; i < run->plan->series_count; i++)
		if (todo[i] && !make_cell(run, (struct wt_cell_id){ purpose, 0 }, i, &made, reason))
			return false;
	return true;
}

bool wt_run_side_cells(struct wt_runner *runner, const struct wt_plan *plan, const struct wt_folder *folder,
		       struct wt_progress *progress, struct wt_reason *reason)
{
	struct run run = { .plan = plan, .folder = folder, .runner = runner, .progress = progress };
	bool *heaps, *holds, good;
	size_t count;

	if (!wt_plan_has_cells(plan, WT_CELL_HEAP) && !wt_plan_has_cells(plan, WT_CELL_SESSIONS))
		return true;
	heaps = calloc(2 * plan->series_count, sizeof *heaps);
	if (!heaps)
		return wt_reason_set(reason, "memory is short");
	holds = heaps + plan->series_count;
	good = look_for_side_cells(plan, folder, heaps, holds, &count, reason);
	if (good) {
		wt_progress_expect(progress, count);
		good = make_side_cells(&run, WT_CELL_HEAP, heaps, reason) &&
		       make_side_cells(&run, WT_CELL_SESSIONS, holds, reason);
	}
	free(heaps);
	return good;
}
