/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "found.h"

#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "cell_data.h"
#include "json_clean.h"
#include "record.h"
#include "record_fields.h"
#include "whole_file.h"

/* Files: each run has a port of its own. A core, as a plan may tell it; µs by the wall clock that fit as ns. */
enum { FIRST_MAX_BYTES = 64 * 1024, FILES_MAX = 65536, CPU_MAX = 100000 };
static const int64_t started_max_us = INT64_MAX / 1000;

const char *wt_found_text(const struct wt_found *found, const char *object, const char *field)
{
	const char *text =
		json_string_value(json_object_get(object ? json_object_get(found->run, object) : found->run, field));

	return text ? text : "";
}

static bool no_value(const struct wt_found *found, const struct wt_axis *axis, const char *text,
		     struct wt_reason *reason)
{
	wt_reason_set(reason, "%.500s: its '%s' is %.40s, which no row of a report has; valid:", found->path,
		      axis->option, text);
	for (size_t i = 0; axis->values[i]; i++)
		wt_text_add(reason->text, sizeof reason->text, " ", "%s", axis->values[i]);
	return false;
}

/* The row whose axes have the values that the programs were started with. */
static bool row_of(struct wt_found *found, struct wt_reason *reason)
{
	const json_t *settings = json_object_get(found->run, "settings");
	struct wt_row *row = &found->row;

	if (!wt_row_begin(wt_found_text(found, NULL, "transport"), row))
		return wt_reason_set(reason,
				     "%s: of a transport that no row of a report has; valid: tcp, udp, tls, dtls, h2",
				     found->path);
	for (size_t i = 0; wt_axes[i].option; i++) {
		const json_t *told = json_object_get(settings, wt_axes[i].option);
		char text[WT_FACT_BYTES];
		int value;

		/* programs that do not know an option do what is usual; what another mode has does nothing here */
		if (!told || !wt_row_value(row, i) || wt_axes[i].mode)
			continue;
		wt_record_shown(told, text, sizeof text);
		value = wt_axis_value(&wt_axes[i], text);
		if (value < 0)
			return no_value(found, &wt_axes[i], text, reason);
		row->value[i] = (uint8_t)value;
	}
	return wt_row_make(row) ||
	       wt_reason_set(reason, "%s: of settings that go together in no row of a report", found->path);
}

/* The first line as JSON; NULL: `reason` says what it is. */
static json_t *first_record(const char *path, struct wt_reason *reason)
{
	FILE *stream = wt_file_open(path, reason);
	char *line = stream ? malloc(FIRST_MAX_BYTES) : NULL;
	json_t *record = NULL;
	json_error_t error;

	if (line && fgets(line, FIRST_MAX_BYTES, stream) && strchr(line, '\n'))
		record = wt_json_clean(json_loads(line, JSON_REJECT_DUPLICATES, &error));
	if (stream && !record)
		wt_reason_set(
			reason,
			"%s: its first line is no whole record; valid: what a program of a pair wrote with --json",
			path);
	free(line);
	if (stream)
		fclose(stream);
	return record;
}

/* What cannot be a cell of a plan, however well it was recorded. */
static bool is_exchange(const struct wt_found *found, struct wt_reason *reason)
{
	const json_t *settings = json_object_get(found->run, "settings");
	const char *mode = wt_found_text(found, "settings", "mode");
	char text[WT_FACT_BYTES];

	wt_text_copy(text, sizeof text, mode);
	if (json_is_true(json_object_get(settings, "trace")))
		return wt_reason_set(reason, "%s: a traced run, which does not count; valid: without --trace",
				     found->path);
	if (json_is_string(json_object_get(settings, "key-log")))
		return wt_reason_set(reason, "%s: its secrets were logged, which costs time; valid: without --key-log",
				     found->path);
	if (json_integer_value(json_object_get(settings, "hold")) > 0)
		return wt_reason_set(reason, "%s: its sessions were held; valid: without --hold", found->path);
	if (json_is_true(json_object_get(settings, "keep")))
		return wt_reason_set(reason,
				     "%s: a server that stayed for many runs; valid: without --keep, a file a run",
				     found->path);
	return !*mode || !strcmp(mode, "connect") ||
	       wt_reason_set(reason, "%s: of mode %s; valid: connect", found->path, text);
}

/* What the plan tells once for all, so that it can be read back; a core may be left to the machine. */
static bool fits_plan(const struct wt_found *found, enum wt_role role, struct wt_reason *reason)
{
	struct wt_reason why;
	int64_t unused;

	if (role == WT_CLIENT && !*wt_found_text(found, NULL, "address"))
		return wt_reason_set(reason, "%s: 'address' is missing; valid: the one that was called", found->path);
	return ((!json_is_integer(json_object_get(found->run, "cpu")) ||
		 wt_record_number(found->run, "cpu", CPU_MAX, &unused, &why)) &&
		(!json_is_integer(json_object_get(found->run, "started_us")) ||
		 wt_record_number(found->run, "started_us", started_max_us, &unused, &why))) ||
	       wt_reason_set(reason, "%.500s: %.400s", found->path, why.text);
}

/* Takes what the plan is made of. */
static bool take(struct wt_found *found, enum wt_role role, struct wt_reason *reason)
{
	const char *wanted = role == WT_CLIENT ? "client" : "server";
	const char *name = strrchr(found->path, '/');
	struct wt_reason why;
	int64_t started = 0, tries = 0;

	if (strcmp(wt_found_text(found, NULL, "record"), "run") != 0)
		return wt_reason_set(
			reason, "%s: its first record is no 'run'; valid: what a program of a pair wrote with --json",
			found->path);
	if (strcmp(wt_found_text(found, NULL, "role"), wanted) != 0)
		return wt_reason_set(
			reason, "%s: no records of a %s; valid: wiretoll import CLIENT-DIR SERVER-DIR, a folder an end",
			found->path, wanted);
	if (!row_of(found, reason))
		return false;
	if (!wt_name_valid(wt_found_text(found, NULL, "variant")) ||
	    !wt_name_valid(wt_found_text(found, NULL, "board")))
		return wt_reason_set(reason, "%s: 'variant' or 'board' is missing or no name", found->path);
	if (!wt_record_number(found->run, *wt_found_text(found, NULL, "boot") ? "started_ns" : "started_us", INT64_MAX,
			      &started, &why) ||
	    !wt_record_number(found->run, "port", UINT16_MAX, &found->port, &why) ||
	    (role == WT_CLIENT &&
	     !wt_record_number(json_object_get(found->run, "settings"), "tries", WT_TRIES_MAX, &tries, &why)))
		return wt_reason_set(reason, "%.500s: %.400s", found->path, why.text);
	found->started = (uint64_t)started;
	found->tries = (uint32_t)tries;
	found->heap = name && !strncmp(name, "/heap.", 6);
	return is_exchange(found, reason) && fits_plan(found, role, reason);
}

static bool add(struct wt_found_list *list, const char *path, enum wt_role role, struct wt_reason *reason)
{
	struct wt_found *found, *more;

	if (list->count == FILES_MAX)
		return wt_reason_set(reason, "%.600s: holds more files than an import takes; valid: up to %d",
				     list->folder, FILES_MAX);
	/* the room is the next power of two */
	if (!(list->count & (list->count - 1))) {
		more = realloc(list->file, (list->count ? 2 * list->count : 1) * sizeof *more);
		if (!more)
			return wt_reason_set(reason, "memory is short");
		list->file = more;
	}
	found = &list->file[list->count];
	memset(found, 0, sizeof *found);
	snprintf(found->path, sizeof found->path, "%s", path);
	found->run = first_record(path, reason);
	if (!found->run)
		return false;
	list->count++;
	return take(found, role, reason);
}

static bool is_records(const char *name)
{
	size_t length = strlen(name);

	return length > 6 && !strcmp(name + length - 6, ".jsonl");
}

/* Files by their names; of folders below only those of the first one. */
static bool scan(struct wt_found_list *list, const char *folder, bool first, enum wt_role role,
		 struct wt_reason *reason)
{
	struct dirent **names = NULL;
	int count = scandir(folder, &names, NULL, alphasort);
	bool good = count >= 0 ||
		    wt_reason_set(reason, "%.600s: %s; valid: a folder that pairs or batch_test.sh left behind", folder,
				  strerror(errno));

	for (int i = 0; i < count; i++) {
		const char *name = names[i]->d_name;
		char path[WT_FILE_BYTES];
		struct stat info;

		if (good && *name != '.') {
			if (!wt_text_is_clean(name) ||
			    snprintf(path, sizeof path, "%s/%s", folder, name) >= WT_PATH_BYTES)
				good = wt_reason_set(reason, "%.600s: a name in it is too long or no plain text",
						     folder);
			else if (is_records(name))
				good = add(list, path, role, reason);
			else if (first && stat(path, &info) == 0 && S_ISDIR(info.st_mode))
				good = scan(list, path, false, role, reason);
		}
		free(names[i]);
	}
	free(names);
	return good;
}

static int by_start(const void *a, const void *b)
{
	const struct wt_found *left = a, *right = b;

	if (left->started != right->started)
		return left->started < right->started ? -1 : 1;
	return strcmp(left->path, right->path);
}

bool wt_found_read(struct wt_found_list *list, const char *folder, enum wt_role role, struct wt_reason *reason)
{
	const char *boot;

	*list = (struct wt_found_list){ .folder = folder };
	if (!scan(list, folder, true, role, reason))
		return false;
	if (!list->count)
		return wt_reason_set(reason, "%.600s: holds no records; valid: a folder of what %s wrote with --json",
				     folder, role == WT_CLIENT ? "clients" : "servers");
	boot = wt_found_text(&list->file[0], NULL, "boot");
	for (size_t i = 1; i < list->count; i++)
		if (strcmp(wt_found_text(&list->file[i], NULL, "boot"), boot) != 0)
			return wt_reason_set(reason, "%s: of another machine or boot than %.400s", list->file[i].path,
					     list->file[0].path);
	qsort(list->file, list->count, sizeof *list->file, by_start);
	return true;
}

void wt_found_free(struct wt_found_list *list)
{
	for (size_t i = 0; i < list->count; i++)
		json_decref(list->file[i].run);
	free(list->file);
	*list = (struct wt_found_list){ .folder = NULL };
}
