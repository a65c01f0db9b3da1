/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "output.h"

#include <errno.h>
#include <stdbool.h>
#include <stdio.h>

static int cause;

void wt_output(const char *text, size_t length)
{
	if ((fwrite(text, 1, length, stdout) != length || fflush(stdout) != 0) && !cause)
		cause = errno;
}

int wt_output_end(void)
{
	/* where it failed before, a later write may have gone well, and errno is that of others */
	bool failed = ferror(stdout);

	if (fclose(stdout) != 0 && !cause)
		cause = errno;
	return !cause && failed ? EIO : cause;
}
