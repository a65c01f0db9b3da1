/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "run_failure.h"

#include "side_cells.h"
#include "results.h"
#include "shell.h"

/* "what: why" of the first thing that a report refuses, though no cell noted a failure. False: there is none. */
static bool first_refused(const struct wt_results *results, struct wt_reason *first)
{
	for (size_t i = 0; i < results->plan.series_count; i++) {
		const struct wt_series_results *one = &results->series[i];
		const struct wt_extra *extra = *wt_extra_word(&one->heap) ? &one->heap : &one->hold.cell;
		const char *name = results->plan.series[i].name;

		if (one->state == WT_SERIES_FAILED)
			return !wt_reason_set(first, "%s: %.500s", name, one->why.text);
		if (one->state == WT_SERIES_UNFINISHED)
			return !wt_reason_set(first, "%s: rounds are missing", name);
		if (*wt_extra_word(extra))
			return !wt_reason_set(first, "%s of %s: %.500s", extra == &one->heap ? "heap" : "hold", name,
					      extra->why.text);
	}
	for (size_t i = 0; i < results->probes.count; i++)
		if (results->probes.list[i].state == WT_PROBE_FAILED)
			return !wt_reason_set(first, "probe of %s: %.500s", results->probes.list[i].variant,
					      results->probes.list[i].why.text);
	return false;
}

static void tell_refused(const struct wt_folder *folder, struct wt_reason *reason)
{
	struct wt_reason first = { "" }, why = { "" };
	char command[WT_COMMAND_BYTES];
	struct wt_results *results = wt_results_open(folder->path, &first);

	if (results && !first_refused(results, &first))
		wt_reason_set(&first, "a reason that is not known");
	wt_results_close(results);
	wt_reason_set(&why, "not complete, first %s", first.text);
	wt_reason_hint(reason, why.text, "see what is missing with", wt_shell_command(command, "report", folder->path));
}

void wt_run_failure(const struct wt_plan *plan, const struct wt_folder *folder, struct wt_reason *reason)
{
	struct wt_reason first = { "" }, more;
	char path[WT_FILE_BYTES], command[WT_COMMAND_BYTES];
	const char *name = NULL;
	size_t count = 0;

	/* the rounds, then what comes behind them */
	for (uint32_t i = 0; i < plan->rounds + 2; i++) {
		struct wt_cell_id id = i < plan->rounds    ? wt_cell_of_round(i)
				       : i == plan->rounds ? wt_heap_cell
							   : wt_sessions_cell;

		for (size_t s = 0; s < plan->series_count; s++) {
			wt_folder_cell(folder, &plan->series[s], id, "failed", path);
			if (!wt_file_failure(path, count ? &more : &first) || count++ > 0)
				continue;
			name = plan->series[s].name;
		}
	}
	if (!name) {
		tell_refused(folder, reason);
		return;
	}
	wt_reason_set(&more, "%zu cell%s failed, first %s: %s", count, count > 1 ? "s" : "", name, first.text);
	wt_reason_hint(reason, more.text, "see the rest with", wt_shell_command(command, "report", folder->path));
}
