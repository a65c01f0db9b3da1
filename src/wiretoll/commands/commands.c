/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "commands.h"

#include <stdio.h>
#include <string.h>

bool wt_command_begin(const struct wt_command *command, int argc, char **argv, void *fields, uint64_t *given,
		      const char **operand, int *status)
{
	struct wt_reason reason;

	switch (wt_arguments_parse(command, argc, argv, fields, given, operand, &reason)) {
	case WT_PARSED_RUN:
		return true;
	case WT_PARSED_HELP:
		wt_arguments_help(command, stdout);
		*status = WT_EXIT_DONE;
		return false;
	case WT_PARSED_WRONG:
		break;
	}
	*status = wt_command_failed(command, &reason, WT_EXIT_WRONG);
	return false;
}

const char *wt_command_second(const struct wt_command *command, int *argc, char **argv)
{
	int operands = 0;

	for (int i = 0; i < *argc; i++) {
		char *second = argv[i];
		const struct wt_argument *row = *second == '-' ? wt_argument_named(command, second) : NULL;

		if (*second == '-') {
			i += row && row->value && !strchr(second, '=');
			continue;
		}
		if (++operands < 2)
			continue;
		memmove(&argv[i], &argv[i + 1], (size_t)(*argc - i - 1) * sizeof *argv);
		(*argc)--;
		return second;
	}
	return NULL;
}

int wt_command_failed(const struct wt_command *command, const struct wt_reason *reason, int status)
{
	fprintf(stderr, "wiretoll %s: %s\n", command->name, reason->text);
	return status;
}
