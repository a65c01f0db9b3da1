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

/* A command line apart: folders, and options with their values. */
struct line {
	char **folders, **options;
	int folder_count, option_count;
};

static bool split(const struct wt_command *command, int argc, char **argv, struct line *line)
{
	line->folders = calloc(2 * (size_t)argc + 1, sizeof *line->folders);
	line->options = line->folders + argc;
	for (int i = 0; line->folders && i < argc; i++) {
		const struct wt_argument *row;

		if (argv[i][0] && (argv[i][0] != '-' || !argv[i][1])) {
			line->folders[line->folder_count++] = argv[i];
			continue;
		}
		row = wt_argument_named(command, argv[i]);
		line->options[line->option_count++] = argv[i];
		/* Its value is no folder. */
		if (row && row->value && !strchr(argv[i], '=') && i + 1 < argc)
			line->options[line->option_count++] = argv[++i];
	}
	return line->folders != NULL;
}

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

/* The exit status of what the line asks for. */
static int report_line(const struct wt_command *command, const struct line *line)
{
	struct wt_report_wish wish = { .html = NULL };
	struct wt_reason reason = { "" };
	const char *none;
	uint64_t given;
	bool complete = false, many = line->folder_count > 1, good;
	int status;

	if (!wt_command_begin(command, line->option_count, line->options, &wish, &given, &none, &status))
		return status;
	if (!wt_report_wish_valid(&wish, &reason) || (many && !fit_boards(&wish, &reason)))
		return wt_command_failed(command, &reason, WT_EXIT_WRONG);
	good = many ? report_boards(line->folder_count, line->folders, &wish, &complete, &reason)
		    : wt_report_wished(line->folder_count ? line->folders[0] : "results/latest", &wish,
				       wt_report_to_output(&wish) ? NULL : stdout, &complete, &reason);
	if (!good)
		return wt_command_failed(command, &reason, WT_EXIT_FAILED);
	return complete ? WT_EXIT_DONE : WT_EXIT_FAILED;
}

static int report_main(const struct wt_command *command, int argc, char **argv)
{
	struct line line = { .folders = NULL };
	int status = WT_EXIT_FAILED;

	if (split(command, argc, argv, &line))
		status = report_line(command, &line);
	free(line.folders);
	return status;
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
	.notes = "DIR is a folder that 'wiretoll run' made (default results/latest). Several of them\n"
		 "give one table, board by board, as text, page or Markdown. The exit status is 0\n"
		 "when every series is whole, 1 when one failed or is unfinished, 2 when the\n"
		 "command line is wrong.",
	.arguments = arguments,
	.run = report_main,
};
