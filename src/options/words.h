/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * How a command line is read, the same in the pairs and in the desk tool: what names an option,
 * where its value stands, how a list is parted. What a value may be is said by the tables of both.
 */
#ifndef WT_WORDS_H
#define WT_WORDS_H

#include <stdbool.h>
#include <stddef.h>

/* "--name" or "--name=value" */
struct wt_word {
	const char *name; /* without the dashes */
	size_t name_bytes;
	const char *value; /* behind the '=', NULL: there is none */
};

/* False: the argument does not begin with two dashes. */
bool wt_word_read(const char *argument, struct wt_word *word);

bool wt_word_names(const struct wt_word *word, const char *name);

/*
 * The value of the option at argv[*at]: its own, or the next argument, which *at is then moved to.
 * NULL: it is missing; what begins with two dashes is the next option and no value.
 */
const char *wt_word_value(const struct wt_word *word, int argc, char **argv, int *at);

/* True when --help or -h stands anywhere from argv[from] on: who asks gets it, whatever else is wrong. */
bool wt_words_ask_help(int from, int argc, char **argv);

/*
 * One item of a list, by commas or spaces or both ("16,64", "16 64", "16, 64"). *at is moved on,
 * NULL behind the last one. *bytes is 0 where nothing stands between two commas.
 */
const char *wt_list_item(const char **at, size_t *bytes);

/* True when `word` is one of `choices` ("on|off"). */
bool wt_choice_known(const char *choices, const char *word);

#endif
