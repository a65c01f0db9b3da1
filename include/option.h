/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * An option of a command line: a row of a table. A table drives the reader, the help, and what errors say is valid;
 * each program of the pairs has one, and each command of the desk tool.
 */
#ifndef WT_OPTION_H
#define WT_OPTION_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include "settings.h"

enum { WT_NAMES_MAX = 16, WT_NAME_BYTES = 32, WT_OPTIONS_WHY_BYTES = 1024 };

/* A list of short names (wt_name_valid), as given with commas or blanks between them. */
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

enum wt_option_kind {
	WT_OPTION_FLAG,    /* bool */
	WT_OPTION_TEXT,    /* const char * */
	WT_OPTION_CHOICE,  /* const char *, one of `choices` */
	WT_OPTION_PORT,    /* uint16_t, minimum..maximum */
	WT_OPTION_NUMBER,  /* uint32_t, minimum..maximum */
	WT_OPTION_SECONDS, /* uint64_t ns, given in seconds with decimals; limits in ms */
	WT_OPTION_SIZES,   /* struct wt_size_list, each minimum..maximum, in bytes */
	WT_OPTION_CPU,   /* int: minimum..maximum, or one of `choices`: WT_CPU_AUTO for "auto", WT_CPU_ANY for "any" */
	WT_OPTION_NAMES, /* struct wt_names; this one and the next: of the desk tool alone */
	WT_OPTION_LISTS  /* struct wt_named_lists; may be given again with another name */
};

/* The offset of a row that asks (--help, --version) and sets nothing. */
#define WT_OPTION_NO_FIELD UINT16_MAX

struct wt_option {
	const char *name; /* without the dashes */
	enum wt_option_kind kind;
	uint16_t offset;     /* of the field, in the structure that the table is for */
	const char *value;   /* name of the value in the help, NULL for flags */
	const char *initial; /* the default as text, taken as if given; NULL: the field is left as it is */
	const char *help;    /* with the unit; the help breaks it into lines */
	/*
	 * Words, '|' between them: all that a choice may be; of texts, numbers and names those that completion proposes (of names
	 * those of `initial`, where it is NULL; commas part them, too). Of a flag its short form, a letter.
	 */
	const char *choices;
	uint32_t minimum;
	uint32_t maximum;
};

/* The rows that end every table, before the one without a name. */
#define WT_QUESTION_OPTIONS(version_help)                                                                              \
	{ .name = "help",                                                                                              \
	  .kind = WT_OPTION_FLAG,                                                                                      \
	  .offset = WT_OPTION_NO_FIELD,                                                                                \
	  .help = "print this text",                                                                                   \
	  .choices = "h" },                                                                                            \
	{                                                                                                              \
		.name = "version", .kind = WT_OPTION_FLAG, .offset = WT_OPTION_NO_FIELD, .help = (version_help),       \
		.choices = "V"                                                                                         \
	}

enum wt_options_result {
	WT_OPTIONS_RUN,     /* the fields are filled */
	WT_OPTIONS_HELP,    /* --help was asked */
	WT_OPTIONS_VERSION, /* --version was asked */
	WT_OPTIONS_WRONG    /* `why` names the argument and what is valid */
};

/* What was found in a command line, beside the fields. */
struct wt_taken {
	uint64_t given; /* bit n: row n stood there */
	int operands;   /* words that are neither options nor their values */
	bool list;      /* --list was asked, which only some programs have */
	char why[WT_OPTIONS_WHY_BYTES];
};

/* Reads a value of an option into its field. False: `why` says what is wrong. */
typedef bool wt_option_taker(const struct wt_option *option, const char *value, void *field, struct wt_taken *taken);

/* Reads WT_OPTION_NAMES and WT_OPTION_LISTS. */
wt_option_taker wt_take_lists __attribute__((cold));

/*
 * Fills `fields` with the defaults of the table, which ends with a row without a name, then with what `argv`, the
 * program's name not among it, says: "--name value" or "--name=value"; of an option that stands there twice the
 * last one counts. --help counts wherever it stands. Operands are moved to the front of `argv`, in their order. The
 * strings of argv must outlive the fields. `more` reads lists (wt_take_lists); NULL: the table has none. Does not
 * print, block or allocate.
 */
enum wt_options_result wt_options_take(const struct wt_option *options, int argc, char **argv, void *fields,
				       wt_option_taker *more, struct wt_taken *taken) __attribute__((cold));

/* For who takes no operands: says in `why` that this word is none of the options, and which there are. */
enum wt_options_result wt_options_refuse(const struct wt_option *options, const char *argument, struct wt_taken *taken)
	__attribute__((cold));

/* False: there is one value only, so that nobody needs to see the option. It is taken all the same. */
bool wt_option_is_offered(const struct wt_option *option) __attribute__((cold));

/* Writes what the help says of each option that is offered. */
void wt_options_help(const struct wt_option *options, FILE *stream) __attribute__((cold));

/* Adds a name unless it is there already. False: there is no room for it. */
bool wt_names_add(struct wt_names *list, const char *name);

/* True for 1..31 of [a-z0-9._,-] that do not begin with a dot or a dash: fit for a folder's name. */
bool wt_name_valid(const char *name);

#endif
