/* SPDX-License-Identifier: GPL-3.0-or-later */
/* `wiretoll report`: reads a folder of results, judges it, prints the table. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "commands.h"
#include "report_text.h"

static bool print_judged(const struct wt_results *results, bool allow_unlike, FILE *stream, bool keep,
			 bool *complete, struct wt_reason *reason)
{
	struct wt_judged *judged = calloc(1, sizeof *judged);
	char path[WT_FILE_BYTES], *text = NULL;
	size_t length = 0;
	FILE *memory = open_memstream(&text, &length);
	bool good = false;

	if (!judged || !memory) {
		if (memory)
			fclose(memory);
		wt_reason_set(reason, "memory is short");
		goto out;
	}
	if (!wt_judge(judged, results, allow_unlike)) {
		fclose(memory);
		wt_reason_set(reason, "memory is short");
		goto out;
	}
	*complete = judged->complete;
	wt_report_text(judged, memory);
	if (fclose(memory) != 0) {
		wt_reason_set(reason, "memory is short");
		goto out;
	}
	snprintf(path, sizeof path, "%s/report.txt", results->folder.path);
	if (keep && !wt_file_write(path, text, length, reason))
		goto out;
	if (stream && (fwrite(text, 1, length, stream) != length || fflush(stream) != 0)) {
		wt_reason_set(reason, "the report cannot be written: %s", strerror(errno));
		goto out;
	}
	good = true;
out:
	free(text);
	if (judged)
		wt_judged_free(judged);
	free(judged);
	return good;
}

bool wt_report_folder(const char *path, FILE *stream, bool keep, bool *complete,
		      struct wt_reason *reason)
{
	struct wt_results *results = malloc(sizeof *results);
	bool good;

	if (!results)
		return wt_reason_set(reason, "memory is short");
	good = wt_results_read(results, path, reason) &&
	       print_judged(results, false, stream, keep, complete, reason);
	wt_results_free(results);
	free(results);
	return good;
}

static int report_main(const struct wt_command *command, int argc, char **argv)
{
	struct wt_reason reason;
	const char *path = NULL;
	uint64_t given;
	bool complete = false;
	int status;

	if (!wt_command_begin(command, argc, argv, NULL, &given, &path, &status))
		return status;
	if (!wt_report_folder(path ? path : "results/latest", stdout, false, &complete, &reason))
		return wt_command_failed(command, &reason, WT_EXIT_FAILED);
	return complete ? WT_EXIT_DONE : WT_EXIT_FAILED;
}

static const struct wt_argument arguments[] = { { .name = NULL } };

const struct wt_command wt_command_report = {
	.name = "report",
	.purpose = "Reads a folder of results and prints what security costs.",
	.operand = "DIR",
	.notes = "DIR is a folder that 'wiretoll run' made (default results/latest). The exit status\n"
		 "is 0 when every series is whole, 1 when one failed or is unfinished, 2 when the\n"
		 "command line is wrong.",
	.arguments = arguments,
	.run = report_main,
};
