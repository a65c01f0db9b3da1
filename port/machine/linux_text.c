/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

#include "linux_text.h"

bool wt_text_read(const char *path, char *text, size_t text_bytes)
{
	size_t done = 0;
	ssize_t got;
	int file = open(path, O_RDONLY | O_CLOEXEC);

	text[0] = '\0';
	if (file < 0)
		return false;
	/* /proc gives a page at a time. */
	while (done < text_bytes - 1) {
		got = read(file, text + done, text_bytes - 1 - done);
		if (got < 0 && errno == EINTR)
			continue;
		if (got <= 0)
			break;
		done += (size_t)got;
	}
	(void)close(file);
	text[done] = '\0';
	return done > 0;
}
