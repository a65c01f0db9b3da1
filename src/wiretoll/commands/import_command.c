/* SPDX-License-Identifier: GPL-3.0-or-later */
/* `wiretoll import CLIENT-DIR [SERVER-DIR]`: a folder of results of what pairs left behind on two machines. */
#include <stdio.h>

#include "commands.h"
#include "import.h"
#include "paired.h"
#include "results.h"

#define FIELD(name) offsetof(struct wt_import_request, name)

static const struct wt_argument arguments[] = {
	{ "out", WT_ARGUMENT_TEXT, FIELD(out), "DIR", "results", "where the folder of results is made", 0, 0, false },
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
	const char *second = wt_command_second(command, &argc, argv);
	struct wt_results *results = NULL;
	struct wt_folder folder;
	struct wt_reason reason;
	uint64_t given;
	int status;

	if (!wt_command_begin(command, argc, argv, &request, &given, &request.clients, &status))
		return status;
	request.servers = second;
	if (!request.clients) {
		wt_reason_set(&reason, "a folder is needed; valid: wiretoll import CLIENT-DIR [SERVER-DIR]");
		return wt_command_failed(command, &reason, WT_EXIT_WRONG);
	}
	if (!wt_import(&request, &folder, &reason) || !(results = wt_results_open(folder.path, &reason)))
		return wt_command_failed(command, &reason, WT_EXIT_FAILED);
	tell(results);
	wt_results_close(results);
	return WT_EXIT_DONE;
}

const struct wt_command wt_command_import = {
	.name = "import",
	.purpose = "Makes a folder of results of what pairs left behind on two machines.",
	.operand = "CLIENT-DIR [SERVER-DIR]",
	.notes = "The folders are what batch_test.sh left on each machine, or files that clients and\n"
		 "servers wrote with --json, a file a run. A client's file is joined with that of its\n"
		 "server, which has the same transport, version and port; the next file of a series is\n"
		 "its next round. Without SERVER-DIR the report says what is not known. Files that are\n"
		 "cut, edited, of another run or without their other end are refused, and nothing is\n"
		 "made. The exit status is 0 when a folder was made, 1 when not, 2 when the command line\n"
		 "is wrong.",
	.arguments = arguments,
	.run = import_main,
};
