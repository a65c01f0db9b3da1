/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "commands.h"

#include "version.h"

const struct wt_command *const wt_commands[] = {
	&wt_command_run,   &wt_command_report, &wt_command_diff, &wt_command_calibrate,
	&wt_command_trace, &wt_command_import, &wt_command_pair, NULL,
};
const char wt_tool_purpose[] = "Tells what TLS and DTLS cost beside plain TCP and UDP, with each TLS library.";

enum wt_options_result wt_command_take(const struct wt_command *command, int argc, char **argv, void *fields,
				       struct wt_taken *taken, struct wt_reason *reason)
{
	enum wt_options_result result = wt_options_take(command->options, argc, argv, fields, wt_take_lists, taken);

	if (result == WT_OPTIONS_WRONG)
		wt_text_copy(reason->text, sizeof reason->text, taken->why);
	for (int i = 0; result == WT_OPTIONS_RUN && i < taken->operands; i++)
		if (i == command->operands_max || !*argv[i]) {
			wt_reason_set(reason, "'%s': not expected; valid: wiretoll %s %s%s[options]", argv[i],
				      command->name, command->operands ? command->operands : "",
				      command->operands ? " " : "");
			return WT_OPTIONS_WRONG;
		}
	return result;
}

bool wt_command_begin(const struct wt_command *command, int argc, char **argv, void *fields, struct wt_taken *taken,
		      int *status)
{
	struct wt_reason reason;

	switch (wt_command_take(command, argc, argv, fields, taken, &reason)) {
	case WT_OPTIONS_RUN:
		return true;
	case WT_OPTIONS_WRONG:
		*status = wt_command_failed(command, &reason, WT_EXIT_WRONG);
		return false;
	case WT_OPTIONS_HELP:
		wt_command_help(command, stdout);
		break;
	case WT_OPTIONS_VERSION:
		puts("wiretoll " WT_VERSION);
		break;
	}
	*status = WT_EXIT_DONE;
	return false;
}

void wt_command_help(const struct wt_command *command, FILE *stream)
{
	fprintf(stream, "usage: wiretoll %s %s%s[options]\n\n%s\n\n", command->name,
		command->operands ? command->operands : "", command->operands ? " " : "", command->purpose);
	wt_options_help(command->options, stream);
	if (command->notes)
		fprintf(stream, "\n%s\n", command->notes);
}

int wt_command_failed(const struct wt_command *command, const struct wt_reason *reason, int status)
{
	fprintf(stderr, "wiretoll %s: %s\n", command->name, reason->text);
	return status;
}
