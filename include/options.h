/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * One table of options per program. It drives the parser, --help and the echo
 * of all settings into the results.
 */
#ifndef WT_OPTIONS_H
#define WT_OPTIONS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include "error.h"
#include "settings.h"

enum wt_option_kind {
	WT_OPTION_FLAG,    /* bool */
	WT_OPTION_TEXT,    /* const char * */
	WT_OPTION_CHOICE,  /* const char *, one of `choices` (separated by '|') */
	WT_OPTION_PORT,    /* uint16_t, minimum..maximum */
	WT_OPTION_NUMBER,  /* uint32_t, minimum..maximum */
	WT_OPTION_SECONDS, /* uint64_t ns, given in seconds with decimals; limits in ms */
	WT_OPTION_SIZES,   /* struct wt_size_list, each minimum..maximum, in bytes */
	WT_OPTION_CPU      /* int: a number, "auto" or "any" */
};

struct wt_option {
	const char *name; /* without the dashes */
	enum wt_option_kind kind;
	size_t offset;       /* of the field in struct wt_settings */
	const char *value;   /* name of the value in --help, NULL for flags */
	const char *initial; /* the default as text, parsed as if given; NULL: zero or false */
	const char *help;    /* one line, with the unit */
	const char *choices;
	uint32_t minimum;
	uint32_t maximum;
};

struct wt_mode;
struct wt_watch;

/* A program's whole command line. `options` ends with a row whose name is NULL. */
struct wt_program {
	const char *name;    /* "tls_client" */
	const char *purpose; /* one line for --help */
	const struct wt_option *options;
	const struct wt_mode *modes;  /* the ways to use a connection (pair.h), ended by a row without a name */
	const struct wt_watch *watch; /* what --trace and the handshake's record keep (pair.h); NULL: not offered */
};

enum wt_options_result {
	WT_OPTIONS_RUN,     /* settings are filled */
	WT_OPTIONS_HELP,    /* --help was asked */
	WT_OPTIONS_VERSION, /* --version was asked */
	WT_OPTIONS_WRONG    /* `error` names the argument and what is valid */
};

/*
 * Fills `settings` with the defaults, then with what argv says. Accepts
 * "--name value" and "--name=value", and -h for --help, which counts wherever it
 * stands; there are no other arguments. The strings of argv must outlive the
 * settings. Does not print or exit.
 */
enum wt_options_result wt_options_parse(const struct wt_program *program, int argc, char **argv,
					struct wt_settings *settings, struct wt_error *error);

/* Writes the help text to `stream`. */
void wt_options_help(const struct wt_program *program, FILE *stream);

/*
 * Writes the value of one option as JSON ("1443", "\"connect\"", "[16,64]",
 * "null") into `text`, always terminated. Returns the length that it has.
 */
size_t wt_options_value(const struct wt_option *option, const struct wt_settings *settings, char *text,
			size_t text_bytes);

#endif
