/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "axes.h"

#include <string.h>

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

const char *wt_axis_shown(const struct wt_axis *axis, size_t value)
{
	return axis->shows[value] ? axis->shows[value] : axis->values[value];
}

bool wt_axis_changes(const struct wt_axis *axis, const char *name)
{
	return axis &&
	       (!strcmp(axis->option, name) || !strcmp(axis->fact.name, name) || wt_words_hold(axis->changes, name));
}
