/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The commands of the desk tool. Each row's `run` reads its own command line. */
#ifndef WT_COMMANDS_H
#define WT_COMMANDS_H

#include "option.h"
#include "reason.h"

/* All that there are, and what completion proposes: those that the build knows (mk/variants.mk). */
#define WT_TRANSPORTS "tcp,udp,tls1.2,tls1.3,dtls1.2,dtls1.3"
#define WT_VARIANTS   "wolfssl|wolfssl-lean|wolfssl-iot|wolfssl-size|wolfssl-shipped|openssl|openssl-3.5|own"

/* A command's whole command line. `options` ends with a row whose name is NULL. */
struct wt_command {
	const char *name;
	const char *purpose;
	const char *operands; /* as the help shows them, NULL: it takes none; folders, but for NAME.jsonl and ROW */
	int operands_max;
	const char *notes; /* what the help says at the end, NULL: nothing */
	const struct wt_option *options;
	int (*run)(const struct wt_command *command, int argc, char **argv);
};

extern const struct wt_command wt_command_run;
extern const struct wt_command wt_command_report;
extern const struct wt_command wt_command_diff;
extern const struct wt_command wt_command_calibrate;
extern const struct wt_command wt_command_trace;
extern const struct wt_command wt_command_import;
extern const struct wt_command wt_command_pair;

/* All of them, behind the last one NULL; and what the tool is for. */
extern const struct wt_command *const wt_commands[];
extern const char wt_tool_purpose[];

/* Reads a command's line as option.h says; its operands are the first of `argv` then. WT_OPTIONS_WRONG: `reason` says why. */
enum wt_options_result wt_command_take(const struct wt_command *command, int argc, char **argv, void *fields,
				       struct wt_taken *taken, struct wt_reason *reason);

/* The same, and does what is common: --help, --version, a wrong line. True: go on. False: return `status`. */
bool wt_command_begin(const struct wt_command *command, int argc, char **argv, void *fields, struct wt_taken *taken,
		      int *status);

/* Writes the help of one command. */
void wt_command_help(const struct wt_command *command, FILE *stream);

/* Prints one line "wiretoll <command>: <text>" to the error output; returns `status`. */
int wt_command_failed(const struct wt_command *command, const struct wt_reason *reason, int status);

#endif
