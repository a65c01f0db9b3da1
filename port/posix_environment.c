/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "environment.h"

#include <stdlib.h>
#include <string.h>

/* The next name of a list with blanks between; false at its end. */
static bool next_name(const char **at, char name[WT_ENVIRONMENT_NAME_BYTES])
{
	size_t length;

	*at += strspn(*at, " ");
	length = strcspn(*at, " ");
	if (length == 0 || length >= WT_ENVIRONMENT_NAME_BYTES)
		return false;
	memcpy(name, *at, length);
	name[length] = '\0';
	*at += length;
	return true;
}

bool wt_environment_next(const char **at, char name[WT_ENVIRONMENT_NAME_BYTES], const char **value)
{
	if (!*at)
		*at = WT_ENVIRONMENT_CLEARED " " WT_ENVIRONMENT_KEPT;
	while (next_name(at, name)) {
		*value = getenv(name);
		if (*value)
			return true;
	}
	return false;
}

void wt_environment_clear(void)
{
	const char *at = WT_ENVIRONMENT_CLEARED;
	char name[WT_ENVIRONMENT_NAME_BYTES];

	while (next_name(&at, name))
		unsetenv(name);
}
