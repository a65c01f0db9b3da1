/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "whole_file.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "json_clean.h"

static bool write_all(int descriptor, const char *text, size_t length)
{
	while (length > 0) {
		ssize_t written = write(descriptor, text, length);

		if (written < 0 && errno == EINTR)
			continue;
		if (written < 0)
			return false;
		text += written;
		length -= (size_t)written;
	}
	return fsync(descriptor) == 0 || errno == EINVAL;
}

/* Writes what it was given to an open descriptor and closes it. Returns 0, or what went wrong. */
static int write_and_close(int descriptor, const char *text, size_t length)
{
	int cause = write_all(descriptor, text, length) ? 0 : errno;

	if (close(descriptor) != 0 && !cause)
		cause = errno;
	return cause;
}

/* Whether there is something of that name that is no file: a rename would take its place. */
static bool is_special(const char *path)
{
	struct stat info;

	return stat(path, &info) == 0 && !S_ISREG(info.st_mode);
}

/* A device or a pipe is written to, as everybody expects of /dev/stdout; a folder or a pipe without a reader is
 * refused. */
static int write_special(const char *path, const char *text, size_t length)
{
	int descriptor = open(path, O_WRONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);

	if (descriptor < 0)
		return errno;
	(void)fcntl(descriptor, F_SETFL, 0);
	return write_and_close(descriptor, text, length);
}

static int write_whole(const char *path, const char *text, size_t length)
{
	char temporary[WT_FILE_BYTES + 32];
	int descriptor, cause;

	if (snprintf(temporary, sizeof temporary, "%s.%ld.part", path, (long)getpid()) >= (int)sizeof temporary)
		return ENAMETOOLONG;
	/* What is left of an older process of that number, or a link that somebody laid there, is not written to. */
	unlink(temporary);
	descriptor = open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0644);
	if (descriptor < 0)
		return errno;
	cause = write_and_close(descriptor, text, length);
	if (!cause && rename(temporary, path) != 0)
		cause = errno;
	if (cause)
		unlink(temporary);
	return cause;
}

bool wt_file_write(const char *path, const char *text, size_t length, struct wt_reason *reason)
{
	char real[PATH_MAX];
	/* A link stays a link: what it points to is written. */
	const char *to = realpath(path, real) && strlen(real) < WT_FILE_BYTES ? real : path;
	int cause = is_special(to) ? write_special(to, text, length) : write_whole(to, text, length);

	return !cause || wt_reason_set(reason, "%s: %s", path, strerror(cause));
}

FILE *wt_file_open(const char *path, struct wt_reason *reason)
{
	int descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
	struct stat info;
	FILE *file = NULL;

	if (descriptor >= 0 && fstat(descriptor, &info) == 0 && !S_ISREG(info.st_mode)) {
		wt_reason_set(reason, "%s: not a file; valid: one that 'wiretoll run' made", path);
		close(descriptor);
		errno = EINVAL;
		return NULL;
	}
	if (descriptor >= 0)
		file = fdopen(descriptor, "r");
	if (file)
		return file;
	wt_reason_set(reason, "%s: %s", path, strerror(errno));
	if (descriptor >= 0)
		close(descriptor);
	return NULL;
}

bool wt_file_failure(const char *path, struct wt_reason *reason)
{
	char line[WT_REASON_BYTES];
	struct wt_reason unused;
	FILE *file = wt_file_open(path, &unused);

	if (!file)
		return false;
	if (!fgets(line, sizeof line, file) || !*line)
		snprintf(line, sizeof line, "no reason is noted");
	fclose(file);
	line[strcspn(line, "\n")] = '\0';
	wt_text_copy(reason->text, sizeof reason->text, line);
	return true;
}

json_t *wt_file_json(const char *path, json_error_t *error)
{
	struct wt_reason unused;
	FILE *file = wt_file_open(path, &unused);
	json_t *json;

	error->line = -1;
	if (!file)
		return NULL;
	json = wt_json_clean(json_loadf(file, JSON_REJECT_DUPLICATES, error));
	fclose(file);
	return json;
}
