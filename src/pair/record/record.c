/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Where records go: the file, and lines that are written whole or not at all. */
#include <string.h>

#include "file.h"
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

static enum wt_status open_new(struct wt_records *records)
{
	char text[GROUPED_BYTES];
	uint64_t bytes = 0;
	int code = 0;

	switch (wt_file_create(records->path, &records->descriptor, &bytes, &code)) {
	case WT_FILE_NEW:
		return WT_OK;
	case WT_FILE_PLANTED:
		return wt_error_set(
			&records->error, WT_ERROR, "open", "wiretoll", 0,
			"--json %.*s: a symbolic link of another user; valid: a file, or a link of your own",
			SHOWN_BYTES, records->path);
	case WT_FILE_HOLDS:
		return wt_error_set(&records->error, WT_ERROR, "open", "wiretoll", 0,
				    "--json %.*s: holds %s bytes already; name a new file", SHOWN_BYTES, records->path,
				    grouped(bytes, text));
	case WT_FILE_BUSY:
		return wt_error_set(&records->error, WT_ERROR, "open", "wiretoll", 0,
				    "--json %.*s: another program writes it; name a new file", SHOWN_BYTES,
				    records->path);
	case WT_FILE_FAILED:
	default:
		return fail(records, "open", code);
	}
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
		records->descriptor = WT_STANDARD_OUTPUT;
		return WT_OK;
	}
	return open_new(records);
}

static enum wt_status write_line(struct wt_records *records)
{
	size_t done;
	int code = wt_file_put(records->descriptor, records->line, records->length, &done);

	if (code != 0) {
		(void)fail(records, "write", code);
		/* the beginning of a record that did not fit */
		wt_file_cut_back(records->descriptor, done);
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
	int code;

	if (records->path == NULL)
		return WT_OK;
	code = wt_file_close(records->descriptor);
	if (code != 0)
		(void)fail(records, "close", code);
	records->descriptor = -1;
	records->path = NULL;
	return records->error.status == WT_OK ? WT_OK : WT_ERROR;
}
