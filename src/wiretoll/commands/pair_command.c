/* SPDX-License-Identifier: GPL-3.0-or-later */
/* `wiretoll pair ROW`: what the two programs of a row are told, for whoever starts them by hand or in a script. */
#include <stdio.h>
#include <string.h>

#include "commands.h"
#include "plan_make.h"

static const struct wt_option options[] = { WT_QUESTION_OPTIONS("print the version"), { .name = NULL } };

/* No word of it has a blank or anything else that a shell would read as more than a word. */
static void print_end(const struct wt_row *row, const char *end)
{
	printf("%s_%s", row->protocol->transport, end);
	for (size_t i = 0; wt_axes[i].option; i++) {
		const char *value = wt_row_told(row, i);

		if (value && wt_axes[i].mode)
			printf(" --mode %s", wt_axes[i].mode);
		/* what a mode alone has, its clients are told */
		if (value && (!wt_axes[i].is_client_alone || !strcmp(end, "client")))
			printf(" --%s %s", wt_axes[i].option, value);
	}
	putchar('\n');
}

static int pair_main(const struct wt_command *command, int argc, char **argv)
{
	struct wt_reason reason = { .text = "" };
	struct wt_taken taken;
	struct wt_row row;
	int status;

	if (!wt_command_begin(command, argc, argv, NULL, &taken, &status))
		return status;
	if (taken.operands != 1) {
		wt_reason_set(&reason, "a row is needed; valid: wiretoll pair ROW, such as tls1.3 or tls1.3_x25519");
		return wt_command_failed(command, &reason, WT_EXIT_WRONG);
	}
	if (!wt_plan_row("", argv[0], &row, &reason))
		return wt_command_failed(command, &reason, WT_EXIT_WRONG);
	print_end(&row, "server");
	print_end(&row, "client");
	return WT_EXIT_DONE;
}

const struct wt_command wt_command_pair = {
	.name = "pair",
	.purpose = "Prints what server and client of a row are told, to start them by hand.",
	.operands = "ROW",
	.operands_max = 1,
	.notes = "ROW is a name of --transports of `wiretoll run`, or one that its report prints, such\n"
		 "as tls1.3_x25519_ticket. Two lines: the server's program with the options that make\n"
		 "the row, and the client's. The exit status is 0, or 2 when the command line is\n"
		 "wrong.",
	.options = options,
	.run = pair_main,
};
