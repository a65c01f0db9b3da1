/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "probe_run.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "cell_command.h"
#include "probe_place.h"
#include "remote.h"
#include "results.h"
#include "helper.h"
#include "shell.h"

enum { PROBE_MS = 30000 };

/* Removes what an earlier attempt left. */
static void forget(const struct wt_folder *folder, const struct wt_probe_place *place)
{
	static const char *const files[] = { "jsonl", "failed" };
	char path[WT_FILE_BYTES];

	for (size_t i = 0; i < sizeof files / sizeof *files; i++) {
		wt_probe_path(folder, place, files[i], path);
		unlink(path);
	}
}

static bool make_folder(const struct wt_folder *folder, struct wt_reason *reason)
{
	char path[WT_FILE_BYTES];

	snprintf(path, sizeof path, "%s/probe", folder->path);
	return mkdir(path, 0755) == 0 || errno == EEXIST || wt_reason_set(reason, "%s: %s", path, strerror(errno));
}

/* Runs the program and brings its record. False: `why` says what went wrong. */
static bool probe(struct wt_runner *runner, const struct wt_plan *plan, const struct wt_folder *folder,
		  const struct wt_probe_place *place, struct wt_reason *why)
{
	struct wt_helper helper = { .what = "the probe", .limit_ms = PROBE_MS };
	struct wt_cell_command command;
	char path[WT_FILE_BYTES];

	if (wt_target_is_remote(&plan->target, place->role)) {
		wt_probe_path(folder, place, "jsonl", path);
		return wt_remote_probe(runner->remote, place->variant, path, why);
	}
	wt_cell_probe_command(&command, plan, folder, place);
	return wt_helper_run(&helper, runner, command.argv, why);
}

static bool note_failure(const struct wt_folder *folder, const struct wt_probe_place *place,
			 const struct wt_reason *why, struct wt_reason *reason)
{
	char path[WT_FILE_BYTES], line[WT_REASON_BYTES + 2];

	wt_probe_path(folder, place, "failed", path);
	snprintf(line, sizeof line, "%s\n", why->text);
	return wt_file_write(path, line, strlen(line), reason);
}

/* Which are there and of what the rounds are of, as the report sees it. */
static bool look(const struct wt_folder *folder, bool done[WT_PROBES_MAX], struct wt_reason *reason)
{
	struct wt_results *results = wt_results_open(folder->path, reason);

	for (size_t i = 0; results && i < results->probes.count; i++)
		done[i] = results->probes.list[i].state == WT_PROBE_DONE;
	wt_results_close(results);
	return results != NULL;
}

bool wt_probes_make(struct wt_runner *runner, const struct wt_plan *plan, const struct wt_folder *folder,
		    struct wt_reason *reason)
{
	struct wt_probe_place places[WT_PROBES_MAX];
	bool done[WT_PROBES_MAX] = { false };
	size_t count = wt_probe_places(plan, places);

	if (!look(folder, done, reason))
		return false;
	for (size_t i = 0; i < count; i++) {
		struct wt_reason why = { "" };
		char command[WT_COMMAND_BYTES];

		if (!wt_probe_has_program(plan, &places[i]) || done[i])
			continue;
		if (!make_folder(folder, reason))
			return false;
		forget(folder, &places[i]);
		if (probe(runner, plan, folder, &places[i], &why))
			continue;
		if (wt_runner_stopped(runner))
			return wt_reason_hint(reason, why.text, "go on with",
					      wt_shell_command(command, "run --continue", folder->path));
		if (!note_failure(folder, &places[i], &why, reason))
			return false;
	}
	return true;
}
