/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "process.h"

static int open_file(const char *path, int flag)
{
	int descriptor;

	do {
		descriptor = open(path, O_WRONLY | O_CREAT | O_CLOEXEC | O_NOCTTY | flag, 0644);
	} while (descriptor < 0 && errno == EINTR && !wt_stop_requested());
	return descriptor;
}

/* In a folder of all, such as /tmp, another user may have laid a link to a file of ours. The system's own are root's.
 */
static bool is_planted(const char *path)
{
	struct stat facts;

	return lstat(path, &facts) == 0 && S_ISLNK(facts.st_mode) && facts.st_uid != 0 && facts.st_uid != geteuid();
}

/* A regular file must be empty, and nobody else's: two writers would spoil each other's records. */
static enum wt_file_found look_at(int descriptor, uint64_t *bytes, int *code)
{
	struct stat facts;

	if (fstat(descriptor, &facts) != 0) {
		*code = errno;
		return WT_FILE_FAILED;
	}
	if (!S_ISREG(facts.st_mode))
		return WT_FILE_NEW;
	*bytes = (uint64_t)facts.st_size;
	if (facts.st_size > 0)
		return WT_FILE_HOLDS;
	if (flock(descriptor, LOCK_EX | LOCK_NB) != 0 && errno == EWOULDBLOCK)
		return WT_FILE_BUSY;
	return WT_FILE_NEW;
}

enum wt_file_found wt_file_create(const char *path, int *descriptor, uint64_t *bytes, int *code)
{
	*descriptor = open_file(path, O_NOFOLLOW);
	if (*descriptor < 0 && errno == ELOOP) {
		if (is_planted(path))
			return WT_FILE_PLANTED;
		*descriptor = open_file(path, 0);
	}
	if (*descriptor < 0) {
		*code = errno;
		return WT_FILE_FAILED;
	}
	return look_at(*descriptor, bytes, code);
}

int wt_file_create_private(const char *path, int *descriptor)
{
	do {
		*descriptor = open(path, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC | O_NOCTTY, 0600);
	} while (*descriptor < 0 && errno == EINTR && !wt_stop_requested());
	if (*descriptor < 0)
		return errno;
	(void)flock(*descriptor, LOCK_EX | LOCK_NB); /* as wt_file_create: no other writer takes it for an empty one */
	return 0;
}

void wt_file_remove_empty(const char *path, int descriptor)
{
	struct stat open_one, named;

	if (fstat(descriptor, &open_one) == 0 && open_one.st_size == 0 && lstat(path, &named) == 0 &&
	    named.st_dev == open_one.st_dev && named.st_ino == open_one.st_ino)
		(void)unlink(path);
}

int wt_file_put(int descriptor, const void *data, size_t bytes, size_t *done)
{
	const char *from = data;
	ssize_t taken;

	*done = 0;
	while (*done < bytes) {
		taken = write(descriptor, from + *done, bytes - *done);
		if (taken > 0)
			*done += (size_t)taken;
		/* a pipe that nobody reads must not outlast a signal */
		else if (taken == 0 || errno != EINTR || wt_stop_requested())
			return taken < 0 ? errno : EIO;
	}
	return 0;
}

void wt_file_cut_back(int descriptor, size_t bytes)
{
	struct stat facts;
	off_t end;

	if (bytes == 0 || fstat(descriptor, &facts) != 0 || !S_ISREG(facts.st_mode))
		return;
	/* Standard output may be shared: what another wrote behind us is not ours to cut. */
	end = lseek(descriptor, 0, SEEK_CUR);
	if (end < 0 || end != facts.st_size)
		return;
	if (ftruncate(descriptor, end - (off_t)bytes) != 0)
		return; /* the failure that led here is reported already */
}

int wt_file_close(int descriptor)
{
	if (descriptor > WT_STANDARD_ERROR && close(descriptor) != 0 && errno != EINTR)
		return errno;
	return 0;
}
