/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * One table of options per command of the desk tool: it drives the parser and
 * the help text. Offsets point into a structure of the command's own.
 */
#ifndef WT_ARGUMENTS_H
#define WT_ARGUMENTS_H

#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include "reason.h"
#include "settings.h"

enum { WT_NAMES_MAX = 16, WT_NAME_BYTES = 32 };

/* A list of short names, as given with commas between them. */
struct wt_names {
	char name[WT_NAMES_MAX][WT_NAME_BYTES];
	size_t count;
};

/* Lists that have names, each list given by an option of its own: "NAME=a,b". */
struct wt_named_lists {
	struct {
		char name[WT_NAME_BYTES];
		struct wt_names values;
	} list[WT_NAMES_MAX];
	size_t count;
};

enum wt_argument_kind {
	WT_ARGUMENT_FLAG,    /* bool */
	WT_ARGUMENT_SWITCH,  /* bool: "on" or "off" */
	WT_ARGUMENT_TEXT,    /* const char * */
	WT_ARGUMENT_NUMBER,  /* uint32_t, minimum..maximum */
	WT_ARGUMENT_SECONDS, /* uint64_t ms, given in seconds with decimals; limits in ms */
	WT_ARGUMENT_SIZES,   /* struct wt_size_list, each minimum..maximum */
	WT_ARGUMENT_NAMES,   /* struct wt_names; [a-z0-9._-], none twice */
	WT_ARGUMENT_LISTS,   /* struct wt_named_lists; may be given again with another name */
	WT_ARGUMENT_CPU,     /* int: a number, or WT_CPU_AUTO for "auto" */
	WT_ARGUMENT_CHOICE   /* const char *: one of the words of `value`, '|' between them */
};

struct wt_argument {
	const char *name; /* without the dashes */
	enum wt_argument_kind kind;
	size_t offset;
	const char *value;   /* name of the value in the help, NULL for flags */
	const char *initial; /* the default as text, parsed as if given; NULL: none */
	const char *help;    /* one line; a '\n' starts another */
	uint32_t minimum;
	uint32_t maximum;
	bool planned; /* part of the plan: void together with --continue */
};

/* A command's whole command line. `arguments` ends with a row whose name is NULL. */
struct wt_command {
	const char *name;
	const char *purpose;
	const char *operand; /* name of its one optional operand, NULL: it takes none */
	const char *notes;   /* what the help says at the end, NULL: nothing */
	const struct wt_argument *arguments;
	int (*run)(const struct wt_command *command, int argc, char **argv);
};

enum wt_parsed {
	WT_PARSED_RUN,  /* `fields` is filled */
	WT_PARSED_HELP, /* --help was asked */
	WT_PARSED_WRONG /* `reason` names the argument and what is valid */
};

/*
 * Fills `fields` with the defaults, then with what argv says ("--name value" or
 * "--name=value"). Bit n of `given` tells whether row n was given; `operand` is
 * the operand or NULL. Strings of argv must outlive the fields.
 */
enum wt_parsed wt_arguments_parse(const struct wt_command *command, int argc, char **argv, void *fields,
				  uint64_t *given, const char **operand, struct wt_reason *reason);

/* The row of "--name" or "--name=value"; NULL: the command has no such option. */
const struct wt_argument *wt_argument_named(const struct wt_command *command, const char *option);

/* Says that this option is unknown, which come nearest to it, and which there are. */
void wt_argument_unknown(const struct wt_command *command, const char *argument, struct wt_reason *reason);

/* Writes the help of one command. */
void wt_arguments_help(const struct wt_command *command, FILE *stream);

/* True for 1..31 of [a-z0-9._,-] that do not begin with a dot or a dash: fit for a folder's name. */
bool wt_name_valid(const char *name);

#endif
