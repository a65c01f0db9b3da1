/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "folder_lock.h"

#include <ctype.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <unistd.h>

enum { HOLDER_BYTES = 96 };

/* What the holder wrote of itself, in characters that a terminal can be shown. */
static void read_holder(int lock, char holder[HOLDER_BYTES])
{
	ssize_t length = pread(lock, holder, HOLDER_BYTES - 1, 0);

	holder[length > 0 ? length : 0] = '\0';
	for (char *at = holder; *at; at++)
		if (!isprint((unsigned char)*at))
			*at = '?';
	if (!*holder)
		snprintf(holder, HOLDER_BYTES, "another process");
}

/* For whoever comes while we are at work; without it the lock holds all the same. */
static void write_holder(int lock)
{
	char host[64] = "", holder[HOLDER_BYTES];
	int length;

	if (gethostname(host, sizeof host - 1) != 0)
		snprintf(host, sizeof host, "this machine");
	length = snprintf(holder, sizeof holder, "process %ld on %s", (long)getpid(), host);
	if (ftruncate(lock, 0) != 0 || pwrite(lock, holder, (size_t)length, 0) != length)
		if (ftruncate(lock, 0) != 0) /* half a name helps nobody; if that fails, so be it */
			return;
}

bool wt_folder_lock(const struct wt_folder *folder, int *lock, struct wt_reason *reason)
{
	char path[WT_FILE_BYTES], holder[HOLDER_BYTES];

	snprintf(path, sizeof path, "%s/run.lock", folder->path);
	*lock = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK, 0644);
	if (*lock < 0)
		return wt_reason_set(reason, "%s: %s", path, strerror(errno));
	if (flock(*lock, LOCK_EX | LOCK_NB) == 0) {
		write_holder(*lock);
		return true;
	}
	if (errno == EWOULDBLOCK) {
		read_holder(*lock, holder);
		wt_reason_set(reason, "%.700s: %s is at work in this folder; valid: to wait until it has ended",
			      folder->path, holder);
	} else {
		wt_reason_set(reason, "%s: %s", path, strerror(errno));
	}
	wt_folder_unlock(*lock);
	*lock = -1;
	return false;
}

void wt_folder_unlock(int lock)
{
	if (lock >= 0)
		close(lock);
}
