/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "folder.h"

#include <errno.h>
#include <ftw.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

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

bool wt_folder_parents(const char *path, struct wt_reason *reason)
{
	char part[WT_PATH_BYTES];
	struct stat info;

	snprintf(part, sizeof part, "%s", path);
	for (char *at = part + 1; *at; at++) {
		if (*at != '/')
			continue;
		*at = '\0';
		if (mkdir(part, 0755) != 0 && errno != EEXIST)
			return wt_reason_set(reason, "%s: %s; name another folder with --out", part, strerror(errno));
		*at = '/';
	}
	if (mkdir(part, 0755) == 0)
		return true;
	if (errno == EEXIST && stat(part, &info) == 0 && !S_ISDIR(info.st_mode))
		errno = ENOTDIR;
	if (errno == EEXIST)
		return true;
	return wt_reason_set(reason, "%s: %s; name another folder with --out", part, strerror(errno));
}

/* A folder of our own: mkdir tells whether another run took the name in this second. */
static bool make_own(struct wt_folder *folder, const char *parent, const char *board, const char **name,
		     struct wt_reason *reason)
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
		if (snprintf(folder->path, sizeof folder->path, "%s/%s-%s%s", parent, text, board, suffix) >=
		    (int)sizeof folder->path)
			return wt_reason_set(reason, "--out: the path is too long");
		*name = folder->path + strlen(parent) + 1;
		if (mkdir(folder->path, 0755) == 0)
			return true;
		if (errno != EEXIST)
			break;
	}
	return wt_reason_set(reason, "%s: %s; name another folder with --out", folder->path, strerror(errno));
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

bool wt_folder_note_name(const struct wt_folder *folder, struct wt_plan *plan, struct wt_reason *reason)
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

/* Whatever lies there: it is a folder of our own making. */
static int remove_any(const char *path, const struct stat *info, int type, struct FTW *place)
{
	(void)info;
	(void)type;
	(void)place;
	return remove(path);
}

bool wt_folder_make(struct wt_folder *folder, const char *parent, struct wt_plan *plan, struct wt_reason *reason)
{
	return wt_folder_make_filled(folder, parent, plan, NULL, NULL, reason);
}

bool wt_folder_make_filled(struct wt_folder *folder, const char *parent, struct wt_plan *plan, wt_folder_fill fill,
			   void *context, struct wt_reason *reason)
{
	const char *name = "";

	if (strlen(parent) + 64 >= sizeof folder->path)
		return wt_reason_set(reason, "--out: the path is too long; valid: under %d bytes", WT_PATH_BYTES - 64);
	if (!wt_folder_parents(parent, reason) || !make_own(folder, parent, plan->board, &name, reason))
		return false;
	if (wt_folder_note_name(folder, plan, reason) && wt_plan_write(plan, folder, reason) &&
	    (!fill || fill(folder, plan, context, reason)) && point_latest(parent, name, reason))
		return true;
	nftw(folder->path, remove_any, 8, FTW_DEPTH | FTW_PHYS);
	return false;
}

bool wt_folder_open(struct wt_folder *folder, const char *path, struct wt_reason *reason)
{
	struct stat info;

	if (strlen(path) >= sizeof folder->path)
		return wt_reason_set(reason, "the folder's path is too long");
	if (stat(path, &info) != 0)
		return wt_reason_set(reason, "%s: %s; valid: a folder that 'wiretoll run' made", path, strerror(errno));
	if (!S_ISDIR(info.st_mode))
		return wt_reason_set(reason, "%s: not a folder; valid: one that 'wiretoll run' made", path);
	snprintf(folder->path, sizeof folder->path, "%s", path);
	return true;
}

bool wt_folder_series(const struct wt_folder *folder, const struct wt_series *series, struct wt_reason *reason)
{
	char path[WT_FILE_BYTES];

	snprintf(path, sizeof path, "%s/%s", folder->path, series->name);
	if (mkdir(path, 0755) == 0 || errno == EEXIST)
		return true;
	return wt_reason_set(reason, "%s: %s", path, strerror(errno));
}

void wt_folder_cell(const struct wt_folder *folder, const struct wt_series *series, struct wt_cell_id id,
		    const char *what, char path[WT_FILE_BYTES])
{
	if (id.purpose != WT_CELL_TIMING)
		snprintf(path, WT_FILE_BYTES, "%s/%s/%s.%s", folder->path, series->name,
			 id.purpose == WT_CELL_HEAP ? "heap" : "hold", what);
	else
		snprintf(path, WT_FILE_BYTES, "%s/%s/round-%02u.%s", folder->path, series->name, id.round + 1, what);
}
