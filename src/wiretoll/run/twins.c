/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "twins.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "folder.h"
#include "installed.h"

const char wt_twin_names[2][8] = { "same-a", "same-b" };

int wt_twins_make(const char *from_build, const char *board, const char *variant, const char *out,
		  char build[WT_PATH_BYTES], struct wt_reason *reason)
{
	char target[WT_PATH_BYTES], path[WT_FILE_BYTES], advice[WT_ADVICE_BYTES], *real;
	bool good;

	snprintf(target, sizeof target, "%s/%s/%s", from_build, board, variant);
	real = realpath(target, NULL);
	if (!real) {
		int cause = errno;

		wt_reason_set(reason, "%s: %s; %s", target, strerror(cause),
			      wt_installed_advice(from_build, board, variant, advice));
		return WT_EXIT_WRONG;
	}
	if (!wt_folder_parents(out, reason)) {
		free(real);
		return WT_EXIT_FAILED;
	}
	snprintf(build, WT_PATH_BYTES, "%s/twins-XXXXXX", out);
	good = mkdtemp(build) != NULL;
	snprintf(path, sizeof path, "%s/%s", build, board);
	good = good && mkdir(path, 0700) == 0;
	for (size_t i = 0; good && i < 2; i++) {
		snprintf(path, sizeof path, "%s/%s/%s", build, board, wt_twin_names[i]);
		good = symlink(real, path) == 0;
	}
	free(real);
	if (good)
		return WT_EXIT_DONE;
	wt_reason_set(reason, "%s: %s", build, strerror(errno));
	wt_twins_remove(build, board);
	return WT_EXIT_FAILED;
}

void wt_twins_remove(const char *build, const char *board)
{
	char path[WT_FILE_BYTES];

	for (size_t i = 0; i < 2; i++) {
		snprintf(path, sizeof path, "%s/%s/%s", build, board, wt_twin_names[i]);
		unlink(path);
	}
	snprintf(path, sizeof path, "%s/%s", build, board);
	rmdir(path);
	rmdir(build);
}

void wt_twins_tidy(const struct wt_plan *plan)
{
	const char *name = strrchr(plan->build, '/');

	if (name && !strncmp(name, "/twins-", 7))
		wt_twins_remove(plan->build, plan->board);
}
