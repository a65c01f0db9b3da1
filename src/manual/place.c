/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "place.h"

#include <errno.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

enum { PATH_BYTES = 4096 };

static _Noreturn void fail(const char *what)
{
	fprintf(stderr, "manual: %s: %s\n", what, strerror(errno));
	exit(EXIT_FAILURE);
}

static FILE *make(const char *folder, const char *below, const char *name, const char *end)
{
	char path[PATH_BYTES];
	FILE *stream;

	snprintf(path, sizeof(path), "%s/%s/%s%s", folder, below, name, end);
	stream = fopen(path, "we");
	if (!stream)
		fail(path);
	return stream;
}

FILE *wt_place_page(const char *folder, const char *name)
{
	return make(folder, "man1", name, ".1");
}

FILE *wt_place_completion(const char *folder, const char *name)
{
	return make(folder, "completions", name, "");
}

void wt_place_done(FILE *stream)
{
	bool failed = ferror(stream) != 0;

	if (fclose(stream) != 0 || failed)
		fail("writing");
}
