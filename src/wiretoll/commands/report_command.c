/* SPDX-License-Identifier: GPL-3.0-or-later */
/* `wiretoll report`: reads a folder of results, judges it, prints the table. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "commands.h"
#include "report_boards.h"
#include "report_folder.h"
#include "results.h"
#include "forms.h"

/* More than one folder and no option: one table, board by board. */
static bool are_folders(int argc, char **argv)
{
	for (int i = 0; i < argc; i++)
		if (argv[i][0] == '-' || !argv[i][0])
			return false;
	return argc > 1;
}

static int report_boards(const struct wt_command *command, int count, char **paths)
{
	struct wt_results **all = calloc((size_t)count, sizeof *all);
	struct wt_reason *why = calloc((size_t)count, sizeof *why), reason;
	struct wt_document document = { .failed = false };
	bool complete = false, good = all && why;

	for (int i = 0; good && i < count; i++)
		all[i] = wt_results_open(paths[i], &why[i]);
	good = good ? wt_report_boards(all, why, count, &document, &complete, &reason)
		    : wt_reason_set(&reason, "memory is short");
	if (good)
		wt_text(&document, stdout);
	wt_document_free(&document);
	for (int i = 0; all && i < count; i++)
		wt_results_close(all[i]);
	free(all);
	free(why);
	if (!good)
		return wt_command_failed(command, &reason, WT_EXIT_FAILED);
	return fflush(stdout) == 0 && complete ? WT_EXIT_DONE : WT_EXIT_FAILED;
}

/* False when an option is unknown, or stands beside several folders: then `reason` names it. */
static bool options_fit(const struct wt_command *command, int argc, char **argv, struct wt_reason *reason)
{
	const char *option = NULL;
	int folders = 0;

	for (int i = 0; i < argc; i++) {
		const struct wt_argument *row;

		if (strncmp(argv[i], "--", 2) != 0) {
			folders++;
			continue;
		}
		if (!strcmp(argv[i], "--help"))
			return true;
		row = wt_argument_named(command, argv[i]);
		if (!row) {
			wt_argument_unknown(command, argv[i], reason);
			return false;
		}
		option = option ? option : argv[i];
		/* Its value is no folder. */
		i += row->value && !strchr(argv[i], '=');
	}
	if (folders <= 1 || !option)
		return true;
	return wt_reason_set(reason,
			     "%.100s: not together with several folders; valid: wiretoll report DIR DIR..., or "
			     "one DIR with options",
			     option);
}

static int report_main(const struct wt_command *command, int argc, char **argv)
{
	struct wt_report_wish wish = { .html = NULL };
	struct wt_reason reason = { "" };
	const char *path = NULL;
	uint64_t given;
	bool complete = false;
	int status;

	if (are_folders(argc, argv))
		return report_boards(command, argc, argv);
	if (!options_fit(command, argc, argv, &reason))
		return wt_command_failed(command, &reason, WT_EXIT_WRONG);
	if (!wt_command_begin(command, argc, argv, &wish, &given, &path, &status))
		return status;
	if (!wt_report_wish_valid(&wish, &reason))
		return wt_command_failed(command, &reason, WT_EXIT_WRONG);
	if (!wt_report_wished(path ? path : "results/latest", &wish, wt_report_to_output(&wish) ? NULL : stdout, false,
			      &complete, &reason))
		return wt_command_failed(command, &reason, WT_EXIT_FAILED);
	return complete ? WT_EXIT_DONE : WT_EXIT_FAILED;
}

#define FIELD(name) offsetof(struct wt_report_wish, name)

static const struct wt_argument arguments[] = {
	{ "html", WT_ARGUMENT_TEXT, FIELD(html), "FILE", NULL, "the page with plots: one file that loads nothing", 0, 0,
	  false },
	{ "csv", WT_ARGUMENT_TEXT, FIELD(csv), "FILE", NULL, "a line a series and size, and one for all sizes", 0, 0,
	  false },
	{ "markdown", WT_ARGUMENT_TEXT, FIELD(markdown), "FILE", NULL, "answer, tables, lists", 0, 0, false },
	{ "json", WT_ARGUMENT_TEXT, FIELD(json), "FILE", NULL,
	  "everything that was judged; - is the standard\noutput, for each of these", 0, 0, false },
	{ "allow-unlike", WT_ARGUMENT_FLAG, FIELD(allow_unlike), NULL, NULL,
	  "compare also series that did not do the same work;\nthe report says so", 0, 0, false },
	{ .name = NULL },
};

const struct wt_command wt_command_report = {
	.name = "report",
	.purpose = "Reads a folder of results and prints what security costs.",
	.operand = "DIR",
	.notes = "DIR is a folder that 'wiretoll run' made (default results/latest). Several of them,\n"
		 "without an option, give one table, board by board. The exit status\n"
		 "is 0 when every series is whole, 1 when one failed or is unfinished, 2 when the\n"
		 "command line is wrong.",
	.arguments = arguments,
	.run = report_main,
};
