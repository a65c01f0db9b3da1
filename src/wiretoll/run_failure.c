/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "run_failure.h"

void wt_run_failure(const struct wt_plan *plan, const struct wt_folder *folder,
		    struct wt_reason *reason)
{
	struct wt_reason first = { "" }, more;
	char path[WT_FILE_BYTES];
	const char *name = NULL;
	size_t count = 0;

	/* the rounds, then what comes behind them */
	for (uint32_t i = 0; i < plan->rounds + 2; i++) {
		uint32_t round = i < plan->rounds ? i : i == plan->rounds ? WT_ROUND_HEAP : WT_ROUND_HOLD;

		for (size_t s = 0; s < plan->series_count; s++) {
			wt_folder_cell(folder, &plan->series[s], round, "failed", path);
			if (!wt_file_failure(path, count ? &more : &first) || count++ > 0)
				continue;
			name = plan->series[s].name;
		}
	}
	if (!name)
		wt_reason_set(reason, "not complete; 'wiretoll report %.400s' tells what is missing", folder->path);
	else
		wt_reason_set(reason, "%zu cell%s failed, first %s: %.500s; 'wiretoll report %.300s' tells the rest",
			      count, count > 1 ? "s" : "", name, first.text, folder->path);
}
