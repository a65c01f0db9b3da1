/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "axes.h"

#include <ctype.h>
#include <string.h>
#include <strings.h>

bool wt_words_hold(const char *words, const char *word)
{
	size_t length = strlen(word);

	if (!length)
		return false;
	for (const char *at = words; at && (at = strstr(at, word)); at += length)
		if ((at == words || at[-1] == ' ') && (!at[length] || at[length] == ' '))
			return true;
	return false;
}

bool wt_axis_is_of(const struct wt_axis *axis, const char *transport)
{
	return wt_words_hold(axis->transports, transport);
}

/* Whether the text ends with one of the words, in either case; a word of its own, so "10" does not end with "0". */
static bool ends_with(const char *text, const char *words)
{
	size_t length = strlen(text);

	while (*words) {
		size_t tail = strcspn(words, " ");
		const char *at = text + (length >= tail ? length - tail : 0);

		if (tail && length >= tail && !strncasecmp(at, words, tail) &&
		    (at == text || !isalnum((unsigned char)at[-1])))
			return true;
		words += tail + (words[tail] == ' ');
	}
	return false;
}

bool wt_axis_shows(const struct wt_axis *axis, size_t value, const char *text)
{
	return ends_with(text, axis->shows[value] ? axis->shows[value] : axis->values[value]);
}

const char *wt_axis_named(const struct wt_axis *axis, size_t value)
{
	return axis->named[value] ? axis->named[value] : axis->values[value];
}

int wt_axis_value(const struct wt_axis *axis, const char *text)
{
	for (int i = 0; axis->values[i]; i++)
		if (!strcasecmp(text, axis->values[i]) || wt_axis_shows(axis, (size_t)i, text))
			return i;
	return axis->is_older ? 0 : -1;
}

bool wt_axis_changes(const struct wt_axis *axis, const char *name)
{
	return axis &&
	       (!strcmp(axis->option, name) || !strcmp(axis->fact.name, name) || wt_words_hold(axis->changes, name));
}
