/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "run_failure.h"

#include <stdio.h>
#include <string.h>

/* The line that a failed cell left; false: it has not failed. */
static bool failure_of(const struct wt_folder *folder, const struct wt_series *series,
		       uint32_t round, char line[WT_REASON_BYTES])
{
	struct wt_reason unused;
	char path[WT_FILE_BYTES];
	FILE *file;

	wt_folder_cell(folder, series, round, "failed", path);
	file = wt_file_open(path, &unused);
	if (!file)
		return false;
	if (!fgets(line, WT_REASON_BYTES, file))
		*line = '\0';
	line[strcspn(line, "\n")] = '\0';
	fclose(file);
	return true;
}

void wt_run_failure(const struct wt_plan *plan, const struct wt_folder *folder,
		    struct wt_reason *reason)
{
	char first[WT_REASON_BYTES] = "", line[WT_REASON_BYTES];
	const char *name = NULL;
	size_t count = 0;

	/* the rounds, then what comes behind them */
	for (uint32_t i = 0; i < plan->rounds + 2; i++) {
		uint32_t round = i < plan->rounds ? i : i == plan->rounds ? WT_ROUND_HEAP : WT_ROUND_HOLD;

		for (size_t s = 0; s < plan->series_count; s++) {
			if (!failure_of(folder, &plan->series[s], round, line) || count++ > 0)
				continue;
			name = plan->series[s].name;
			memcpy(first, line, sizeof first);
		}
	}
	if (!name)
		wt_reason_set(reason, "not complete; 'wiretoll report %.400s' tells what is missing", folder->path);
	else
		wt_reason_set(reason, "%zu cell%s failed, first %s: %.500s; 'wiretoll report %.300s' tells the rest",
			      count, count > 1 ? "s" : "", name, first, folder->path);
}
