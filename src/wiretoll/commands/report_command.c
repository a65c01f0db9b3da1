/* SPDX-License-Identifier: GPL-3.0-or-later */
/* `wiretoll report`: reads a folder of results, judges it, prints the table. */
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>

#include "commands.h"
#include "report_boards.h"
#include "report_folder.h"
#include "results.h"
#include "forms.h"

/* A row of CSV and an object of JSON are of one run. */
static bool fit_boards(const struct wt_report_wish *wish, struct wt_reason *reason)
{
	const char *name = wish->csv ? "csv" : wish->json ? "json" : wish->allow_unlike ? "allow-unlike" : NULL;

	return !name ||
	       wt_reason_set(reason,
			     "--%s: not together with several folders; valid: --html and --markdown, or one DIR", name);
}

static bool report_boards(int count, char **paths, const struct wt_report_wish *wish, bool *complete,
			  struct wt_reason *reason)
{
	struct wt_results **all = calloc((size_t)count, sizeof *all);
	struct wt_reason *why = calloc((size_t)count, sizeof *why);
	struct wt_document document = { .failed = false };
	bool good = all && why;

	for (int i = 0; good && i < count; i++)
		all[i] = wt_results_open(paths[i], &why[i]);
	good = good ? wt_report_boards(all, why, count, WT_FORM_ALL, &document, complete, reason)
		    : wt_reason_set(reason, "memory is short");
	good = good && wt_report_write(&document, wish, wt_report_to_output(wish) ? NULL : stdout, reason);
	wt_document_free(&document);
	for (int i = 0; all && i < count; i++)
		wt_results_close(all[i]);
	free(all);
	free(why);
	return good;
}

static int report_main(const struct wt_command *command, int argc, char **argv)
{
	struct wt_report_wish wish = { .html = NULL };
	struct wt_reason reason = { "" };
	struct wt_taken taken;
	bool complete = false, many, good;
	int status;

	if (!wt_command_begin(command, argc, argv, &wish, &taken, &status))
		return status;
	many = taken.operands > 1;
	if (!wt_report_wish_valid(&wish, &reason) || (many && !fit_boards(&wish, &reason)))
		return wt_command_failed(command, &reason, WT_EXIT_WRONG);
	good = many ? report_boards(taken.operands, argv, &wish, &complete, &reason)
		    : wt_report_wished(taken.operands ? argv[0] : "results/latest", &wish,
				       wt_report_to_output(&wish) ? NULL : stdout, &complete, &reason);
	if (!good)
		return wt_command_failed(command, &reason, WT_EXIT_FAILED);
	return complete ? WT_EXIT_DONE : WT_EXIT_FAILED;
}

#define FIELD(name) offsetof(struct wt_report_wish, name)

static const struct wt_option options[] = {
	{ "html", WT_OPTION_TEXT, FIELD(html), "FILE", NULL, "the page with plots: one file that loads nothing", NULL,
	  0, 0 },
	{ "csv", WT_OPTION_TEXT, FIELD(csv), "FILE", NULL, "a line a series and size, and one for all sizes", NULL, 0,
	  0 },
	{ "markdown", WT_OPTION_TEXT, FIELD(markdown), "FILE", NULL, "answer, tables, lists", NULL, 0, 0 },
	{ "json", WT_OPTION_TEXT, FIELD(json), "FILE", NULL,
	  "everything that was judged; - is the standard output, for each of these", NULL, 0, 0 },
	{ "allow-unlike", WT_OPTION_FLAG, FIELD(allow_unlike), NULL, NULL,
	  "compare also series that did not do the same work; the report says so", NULL, 0, 0 },
	WT_QUESTION_OPTIONS("print the version"),
	{ .name = NULL },
};

const struct wt_command wt_command_report = {
	.name = "report",
	.purpose = "Reads a folder of results and prints what security costs.",
	.operands = "[DIR...]",
	.operands_max = INT_MAX,
	.notes = "DIR is a folder that 'wiretoll run' made (default results/latest). Several of them\n"
		 "give one table, board by board, as text, page or Markdown. The exit status is 0\n"
		 "when every series is whole, 1 when one failed or is unfinished, 2 when the\n"
		 "command line is wrong.",
	.options = options,
	.run = report_main,
};
