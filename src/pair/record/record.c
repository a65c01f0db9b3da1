/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Where records go: the file, and lines that are written whole or not at all. */
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "process.h"
#include "record_line.h"

/* How much of a path an error shows, so that the reason behind it is not cut off. */
enum { SHOWN_BYTES = 140, GROUPED_BYTES = 32 };

/* 12345 as "12,345" */
static const char *grouped(uint64_t value, char text[GROUPED_BYTES])
{
	size_t at = GROUPED_BYTES - 1;
	unsigned digits = 0;

	text[at] = '\0';
	do {
		if (digits > 0 && digits % 3 == 0)
			text[--at] = ',';
		text[--at] = (char)('0' + value % 10);
		value /= 10;
		digits++;
	} while (value != 0);
	return text + at;
}

static enum wt_status fail(struct wt_records *records, const char *operation, int code)
{
	if (strcmp(records->path, "-") == 0)
		return wt_error_set(&records->error, WT_ERROR, operation, "system", code,
				    "results on standard output: %s", strerror(code));
	return wt_error_set(&records->error, WT_ERROR, operation, "system", code, "results file %.*s: %s", SHOWN_BYTES,
			    records->path, strerror(code));
}

/* A regular file must be empty, and nobody else's: two writers would spoil each other's records. */
static enum wt_status check_new(struct wt_records *records)
{
	char text[GROUPED_BYTES];
	struct stat facts;

	if (fstat(records->descriptor, &facts) != 0)
		return fail(records, "open", errno);
	if (!S_ISREG(facts.st_mode))
		return WT_OK;
	if (facts.st_size > 0)
		return wt_error_set(&records->error, WT_ERROR, "open", "wiretoll", 0,
				    "--json %.*s: holds %s bytes already; name a new file", SHOWN_BYTES, records->path,
				    grouped((uint64_t)facts.st_size, text));
	if (flock(records->descriptor, LOCK_EX | LOCK_NB) != 0 && errno == EWOULDBLOCK)
		return wt_error_set(&records->error, WT_ERROR, "open", "wiretoll", 0,
				    "--json %.*s: another program writes it; name a new file", SHOWN_BYTES,
				    records->path);
	return WT_OK;
}

static int open_file(const char *path, int flag)
{
	int descriptor;

	do {
		descriptor = open(path, O_WRONLY | O_CREAT | O_CLOEXEC | O_NOCTTY | flag, 0644);
	} while (descriptor < 0 && errno == EINTR);
	return descriptor;
}

/* In a folder of all, such as /tmp, another user may have laid a link to a file of ours. The system's own are root's. */
static bool is_planted(const char *path)
{
	struct stat facts;

	return lstat(path, &facts) == 0 && S_ISLNK(facts.st_mode) && facts.st_uid != 0 && facts.st_uid != geteuid();
}

enum wt_status wt_records_open(struct wt_records *records, const char *path)
{
	records->path = NULL;
	records->descriptor = -1;
	records->whole_bytes = 0;
	records->length = 0;
	wt_error_clear(&records->error);
	if (path == NULL)
		return WT_OK;
	records->path = path;
	if (strcmp(path, "-") == 0) {
		records->descriptor = STDOUT_FILENO;
		return WT_OK;
	}
	records->descriptor = open_file(path, O_NOFOLLOW);
	if (records->descriptor < 0 && errno == ELOOP) {
		if (is_planted(path))
			return wt_error_set(
				&records->error, WT_ERROR, "open", "wiretoll", 0,
				"--json %.*s: a symbolic link of another user; valid: a file, or a link of your own",
				SHOWN_BYTES, path);
		records->descriptor = open_file(path, 0);
	}
	if (records->descriptor < 0)
		return fail(records, "open", errno);
	return check_new(records);
}

/* Takes the beginning of a record that did not fit out of the file again. */
static void cut_back(const struct wt_records *records, size_t partial_bytes)
{
	struct stat facts;
	off_t end;

	if (partial_bytes == 0 || fstat(records->descriptor, &facts) != 0 || !S_ISREG(facts.st_mode))
		return;
	/* Standard output may be shared: what another wrote behind us is not ours to cut. */
	end = lseek(records->descriptor, 0, SEEK_CUR);
	if (end < 0 || end != facts.st_size)
		return;
	if (ftruncate(records->descriptor, end - (off_t)partial_bytes) != 0)
		return; /* the failure that led here is reported already */
}

/* One system call unless the system takes less than the whole line. */
static enum wt_status write_line(struct wt_records *records)
{
	size_t done = 0;
	ssize_t taken;

	while (done < records->length) {
		taken = write(records->descriptor, records->line + done, records->length - done);
		if (taken > 0) {
			done += (size_t)taken;
			continue;
		}
		/* a pipe that nobody reads must not outlast a signal */
		if (taken < 0 && errno == EINTR && !wt_stop_requested())
			continue;
		(void)fail(records, "write", taken < 0 ? errno : EIO);
		cut_back(records, done);
		return WT_ERROR;
	}
	records->whole_bytes += done;
	return WT_OK;
}

bool wt_record_wanted(const struct wt_records *records)
{
	return records->path != NULL && records->error.status == WT_OK;
}

void wt_record_begin_plain(struct wt_records *records, struct wt_json *json, const char *kind)
{
	wt_json_start(json, records->line, sizeof(records->line));
	wt_json_begin(json, '{');
	wt_json_number_of(json, "schema", WT_RECORD_SCHEMA);
	wt_json_string_of(json, "record", kind);
}

void wt_record_begin(struct wt_records *records, struct wt_json *json, const char *kind, enum wt_role role)
{
	wt_record_begin_plain(records, json, kind);
	wt_json_string_of(json, "role", role == WT_CLIENT ? "client" : "server");
}

enum wt_status wt_record_finish(struct wt_records *records, struct wt_json *json)
{
	wt_json_end(json, '}');
	wt_json_append(json, "\n", 1);
	if (json->full)
		return wt_error_set(&records->error, WT_ERROR, "write", "wiretoll", 0,
				    "results file %.*s: a record is longer than %d bytes", SHOWN_BYTES, records->path,
				    WT_RECORD_BYTES);
	records->length = json->length;
	return write_line(records);
}

enum wt_status wt_records_close(struct wt_records *records)
{
	if (records->path == NULL)
		return WT_OK;
	/* Some file systems tell of a full disk only here. */
	if (records->descriptor > STDERR_FILENO && close(records->descriptor) != 0 && errno != EINTR)
		(void)fail(records, "close", errno);
	records->descriptor = -1;
	records->path = NULL;
	return records->error.status == WT_OK ? WT_OK : WT_ERROR;
}
