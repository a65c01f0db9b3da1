/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "words.h"

#include <string.h>

#include "option.h"

static bool has_dashes(const char *argument)
{
	return argument[0] == '-' && argument[1] == '-';
}

bool wt_word_read(const char *argument, struct wt_word *word)
{
	if (!has_dashes(argument))
		return false;
	word->name = argument + 2;
	word->name_bytes = strcspn(word->name, "=");
	word->value = word->name[word->name_bytes] == '=' ? word->name + word->name_bytes + 1 : NULL;
	return true;
}

bool wt_word_names(const struct wt_word *word, const char *name)
{
	return strlen(name) == word->name_bytes && memcmp(name, word->name, word->name_bytes) == 0;
}

const char *wt_word_value(const struct wt_word *word, int argc, char **argv, int *at)
{
	if (word->value != NULL)
		return word->value;
	if (*at + 1 >= argc || has_dashes(argv[*at + 1]))
		return NULL;
	return argv[++*at];
}

bool wt_words_ask_help(int from, int argc, char **argv)
{
	for (; from < argc; from++)
		if (strcmp(argv[from], "--help") == 0 || strcmp(argv[from], "-h") == 0)
			return true;
	return false;
}

const char *wt_list_item(const char **at, size_t *bytes)
{
	const char *item = *at + strspn(*at, " "), *rest;

	*bytes = strcspn(item, ", ");
	rest = item + *bytes;
	rest += strspn(rest, " ");
	*at = *rest == '\0' ? NULL : rest + (*rest == ',');
	return item;
}

bool wt_choice_known(const char *choices, const char *word)
{
	size_t length = strlen(word), bytes;

	for (;; choices += bytes + 1) {
		bytes = strcspn(choices, "|");
		if (bytes == length && memcmp(choices, word, bytes) == 0)
			return true;
		if (choices[bytes] == '\0')
			return false;
	}
}

bool wt_name_valid(const char *name)
{
	size_t length = strspn(name, "abcdefghijklmnopqrstuvwxyz0123456789._,-");

	return length > 0 && length < WT_NAME_BYTES && name[length] == '\0' && name[0] != '.' && name[0] != '-';
}
