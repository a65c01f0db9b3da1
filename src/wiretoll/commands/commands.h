/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The commands of the desk tool. Each row's `run` reads its own command line. */
#ifndef WT_COMMANDS_H
#define WT_COMMANDS_H

#include <stdbool.h>

#include "arguments.h"

extern const struct wt_command wt_command_run;
extern const struct wt_command wt_command_report;
extern const struct wt_command wt_command_diff;
extern const struct wt_command wt_command_calibrate;
extern const struct wt_command wt_command_trace;
extern const struct wt_command wt_command_import;

/*
 * Parses a command's line and does what is common: --help, a wrong line.
 * True: go on. False: return `status`.
 */
bool wt_command_begin(const struct wt_command *command, int argc, char **argv, void *fields, uint64_t *given,
		      const char **operand, int *status);

/* Takes a second operand out of the line, where a command has two; NULL: there is none. */
const char *wt_command_second(const struct wt_command *command, int *argc, char **argv);

/* Prints one line "wiretoll <command>: <text>" to the error output; returns `status`. */
int wt_command_failed(const struct wt_command *command, const struct wt_reason *reason, int status);

#endif
