/* SPDX-License-Identifier: GPL-3.0-or-later */
/* `wiretoll import CLIENT-DIR [SERVER-DIR]`: a folder of results of what pairs left behind on two machines. */
#include <stdio.h>

#include "commands.h"
#include "import.h"
#include "paired.h"
#include "results.h"
#include "shared_rows.h"

#define FIELD(name) offsetof(struct wt_import_request, name)

static const struct wt_option options[] = {
	WT_OUT_ROW(FIELD, "results"),
	WT_QUESTION_OPTIONS("print the version"),
	{ .name = NULL },
};

/* What the reader of a report will find there as well. */
static void tell(const struct wt_results *results)
{
	const struct wt_plan *plan = &results->plan;
	uint32_t round;

	printf("%zu series in %u round%s, %s\n", plan->active_count, plan->rounds, plan->rounds == 1 ? "" : "s",
	       plan->target.one_end ? "the client's end alone: what only the server tells is missing" : "both ends");
	if (!wt_results_paired(results, &round))
		printf("not paired: round %u was not over when round %u began, so there is no ratio and no verdict\n",
		       round + 1, round + 2);
	printf("Results: %s\n", results->folder.path);
}

static int import_main(const struct wt_command *command, int argc, char **argv)
{
	struct wt_import_request request = { NULL, NULL, NULL };
	struct wt_results *results = NULL;
	struct wt_folder folder;
	struct wt_reason reason = { .text = "" };
	struct wt_taken taken;
	int status;

	if (!wt_command_begin(command, argc, argv, &request, &taken, &status))
		return status;
	if (!taken.operands) {
		wt_reason_set(&reason, "a folder is needed; valid: wiretoll import CLIENT-DIR [SERVER-DIR]");
		return wt_command_failed(command, &reason, WT_EXIT_WRONG);
	}
	request.clients = argv[0];
	request.servers = taken.operands > 1 ? argv[1] : NULL;
	if (!wt_import(&request, &folder, &reason) || !(results = wt_results_open(folder.path, &reason)))
		return wt_command_failed(command, &reason, WT_EXIT_FAILED);
	tell(results);
	wt_results_close(results);
	return WT_EXIT_DONE;
}

const struct wt_command wt_command_import = {
	.name = "import",
	.purpose = "Makes a folder of results of what pairs left behind on two machines.",
	.operands = "CLIENT-DIR [SERVER-DIR]",
	.operands_max = 2,
	.notes = "The folders are what batch_test.sh left on each machine, or files that clients and\n"
		 "servers wrote with --json, a file a run. A client's file is joined with that of its\n"
		 "server, which has the same transport, version and port; the next file of a series is\n"
		 "its next round. Without SERVER-DIR the report says what is not known. Files that are\n"
		 "cut, edited, of another run or without their other end are refused, and nothing is\n"
		 "made. The exit status is 0 when a folder was made, 1 when not, 2 when the command line\n"
		 "is wrong.",
	.options = options,
	.run = import_main,
};
