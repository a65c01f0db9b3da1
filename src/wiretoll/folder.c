/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "folder.h"

#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
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

/* A device or a pipe is written to, as everybody expects of /dev/stdout; a folder or a pipe without a reader is refused. */
static int write_special(const char *path, const char *text, size_t length)
{
	int descriptor = open(path, O_WRONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);

	if (descriptor < 0)
		return errno;
	(void)fcntl(descriptor, F_SETFL, 0);
	return write_and_close(descriptor, text, length);
}

/* A file of the folder, or of one of a series in it. */
static int remove_part(const char *path, const struct stat *info, int type, struct FTW *place)
{
	static const char suffix[] = ".part";
	size_t length = strlen(path);

	(void)info;
	if (type == FTW_F && place->level <= 2 && length > strlen(suffix) &&
	    strcmp(path + length - strlen(suffix), suffix) == 0)
		unlink(path);
	return 0;
}

void wt_folder_sweep(const struct wt_folder *folder)
{
	nftw(folder->path, remove_part, 8, FTW_PHYS);
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

/* Makes a folder and those above it. */
static bool make_parents(const char *path, struct wt_reason *reason)
{
	char part[WT_PATH_BYTES];
	struct stat info;

	snprintf(part, sizeof part, "%s", path);
	for (char *at = part + 1; *at; at++) {
		if (*at != '/')
			continue;
		*at = '\0';
		if (mkdir(part, 0755) != 0 && errno != EEXIST)
			return wt_reason_set(reason, "%s: %s; name another folder with --out", part,
					     strerror(errno));
		*at = '/';
	}
	if (mkdir(part, 0755) == 0)
		return true;
	if (errno == EEXIST && stat(part, &info) == 0 && !S_ISDIR(info.st_mode))
		errno = ENOTDIR;
	if (errno == EEXIST)
		return true;
	return wt_reason_set(reason, "%s: %s; name another folder with --out", part,
			     strerror(errno));
}

/* A folder of our own: mkdir tells whether another run took the name in this second. */
static bool make_own(struct wt_folder *folder, const char *parent, const char *board,
		     const char **name, struct wt_reason *reason)
{
	time_t now = time(NULL);
	struct tm utc;
	char text[32];

	gmtime_r(&now, &utc);
	strftime(text, sizeof text, "%Y%m%dT%H%M%SZ", &utc);
	for (int i = 1; i < 100; i++) {
		char suffix[8] = "";

		if (i > 1)
			snprintf(suffix, sizeof suffix, "-%d", i);
		if (snprintf(folder->path, sizeof folder->path, "%s/%s-%s%s", parent, text, board,
			     suffix) >= (int)sizeof folder->path)
			return wt_reason_set(reason, "--out: the path is too long");
		*name = folder->path + strlen(parent) + 1;
		if (mkdir(folder->path, 0755) == 0)
			return true;
		if (errno != EEXIST)
			break;
	}
	return wt_reason_set(reason, "%s: %s; name another folder with --out", folder->path,
			     strerror(errno));
}

/* A link of another name put over the old one: `latest` is never missing. */
static bool point_latest(const char *parent, const char *name, struct wt_reason *reason)
{
	char temporary[WT_FILE_BYTES], latest[WT_FILE_BYTES];

	snprintf(temporary, sizeof temporary, "%s/.latest.%ld", parent, (long)getpid());
	snprintf(latest, sizeof latest, "%s/latest", parent);
	unlink(temporary);
	if (symlink(name, temporary) == 0 && rename(temporary, latest) == 0)
		return true;
	wt_reason_set(reason, "%s: %s", latest, strerror(errno));
	unlink(temporary);
	return false;
}

void wt_folder_name(const char *path, char name[WT_FOLDER_NAME_BYTES])
{
	const char *last = strrchr(path, '/');

	wt_text_copy(name, WT_FOLDER_NAME_BYTES, last ? last + 1 : path);
	if (!strcmp(name, "latest") || !strcmp(name, ".") || !strcmp(name, ".."))
		*name = '\0';
}

bool wt_folder_has_name(const struct wt_plan *plan, const char *name)
{
	for (size_t i = 0; i < plan->names.count; i++)
		if (!strcmp(plan->names.name[i], name))
			return true;
	return false;
}

bool wt_folder_note_name(const struct wt_folder *folder, struct wt_plan *plan,
			 struct wt_reason *reason)
{
	char name[WT_FOLDER_NAME_BYTES];

	wt_folder_name(folder->path, name);
	if (!*name || wt_folder_has_name(plan, name))
		return true;
	if (plan->names.count == WT_FOLDER_NAMES_MAX)
		return wt_reason_set(reason, "%.400s: the folder has had %d names; valid: give it one of them back",
				     folder->path, WT_FOLDER_NAMES_MAX);
	memcpy(plan->names.name[plan->names.count++], name, sizeof name);
	return true;
}

bool wt_folder_make(struct wt_folder *folder, const char *parent, struct wt_plan *plan,
		    struct wt_reason *reason)
{
	const char *name = "";
	char file[WT_FILE_BYTES];

	if (strlen(parent) + 64 >= sizeof folder->path)
		return wt_reason_set(reason, "--out: the path is too long; valid: under %d bytes",
				     WT_PATH_BYTES - 64);
	if (!make_parents(parent, reason) ||
	    !make_own(folder, parent, plan->board, &name, reason))
		return false;
	if (wt_folder_note_name(folder, plan, reason) && wt_plan_write(plan, folder, reason) && point_latest(parent, name, reason))
		return true;
	snprintf(file, sizeof file, "%s/plan.json", folder->path);
	unlink(file);
	rmdir(folder->path);
	return false;
}

bool wt_folder_open(struct wt_folder *folder, const char *path, struct wt_reason *reason)
{
	struct stat info;

	if (strlen(path) >= sizeof folder->path)
		return wt_reason_set(reason, "the folder's path is too long");
	if (stat(path, &info) != 0)
		return wt_reason_set(reason, "%s: %s; valid: a folder that 'wiretoll run' made", path,
				     strerror(errno));
	if (!S_ISDIR(info.st_mode))
		return wt_reason_set(reason, "%s: not a folder; valid: one that 'wiretoll run' made",
				     path);
	snprintf(folder->path, sizeof folder->path, "%s", path);
	return true;
}

bool wt_folder_series(const struct wt_folder *folder, const struct wt_series *series,
		      struct wt_reason *reason)
{
	char path[WT_FILE_BYTES];

	snprintf(path, sizeof path, "%s/%s", folder->path, series->name);
	if (mkdir(path, 0755) == 0 || errno == EEXIST)
		return true;
	return wt_reason_set(reason, "%s: %s", path, strerror(errno));
}

void wt_folder_cell(const struct wt_folder *folder, const struct wt_series *series, uint32_t round,
		    const char *what, char path[WT_FILE_BYTES])
{
	if (wt_round_is_extra(round))
		snprintf(path, WT_FILE_BYTES, "%s/%s/%s.%s", folder->path, series->name,
			 round == WT_ROUND_HEAP ? "heap" : "hold", what);
	else
		snprintf(path, WT_FILE_BYTES, "%s/%s/round-%02u.%s", folder->path, series->name, round + 1,
			 what);
}
