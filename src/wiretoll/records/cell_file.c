/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cell_file.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cell_axes.h"
#include "cell_check.h"
#include "cell_record.h"
#include "record_kind.h"
#include "whole_file.h"
#include "plan.h"

enum { LINE_MAX_BYTES = 64 * 1024 };

enum line { LINE_WHOLE, LINE_CUT, LINE_TOO_LONG, LINE_NONE };

/* One line without its end. LINE_CUT: the file ends before the line does. */
static enum line read_line(FILE *stream, char *line, size_t *length)
{
	int byte;

	*length = 0;
	while ((byte = getc_unlocked(stream)) != EOF) {
		if (byte == '\n')
			return LINE_WHOLE;
		if (*length == LINE_MAX_BYTES)
			return LINE_TOO_LONG;
		line[(*length)++] = (char)byte;
	}
	return *length ? LINE_CUT : LINE_NONE;
}

static bool read_lines(struct wt_cell_file *file, FILE *stream, const char *path,
		       const struct wt_cell_expected *expected, char *line, struct wt_reason *reason)
{
	struct wt_reason why;

	for (unsigned long number = 1;; number++) {
		size_t length;

		switch (read_line(stream, line, &length)) {
		case LINE_NONE:
			if (ferror(stream))
				return wt_reason_set(reason, "%s: %s", path, strerror(errno));
			return true;
		case LINE_CUT:
			file->truncated = true;
			return true;
		case LINE_TOO_LONG:
			return wt_reason_set(reason, "%s line %lu: longer than %d bytes", path, number, LINE_MAX_BYTES);
		case LINE_WHOLE:
			break;
		}
		if (!wt_cell_file_record(file, expected, line, length, &why))
			return wt_reason_set(reason, "%.500s line %lu: %.400s", path, number, why.text);
	}
}

static bool make_room(struct wt_cell_file *file, const struct wt_cell_expected *expected)
{
	size_t sizes = expected->plan->sizes.count;

	file->seen_count = sizes * ((size_t)expected->tries + 1);
	file->seen = calloc(file->seen_count, sizeof *file->seen);
	if (!expected->server)
		file->timed = calloc(sizes * expected->tries, sizeof *file->timed);
	return file->seen && (expected->server || file->timed);
}

/* A client's tries, its end and the plan must say the same. */
static bool check_sums(const struct wt_cell_file *file, const char *path, const struct wt_cell_expected *expected,
		       struct wt_reason *reason)
{
	uint64_t planned = (uint64_t)expected->plan->sizes.count * expected->tries;
	uint64_t made = file->answered + file->lost + file->failed;

	if (file->answered != file->end_answered || file->lost != file->end_lost || file->failed != file->end_failed)
		return wt_reason_set(reason,
				     "%s: the records do not add up: %llu answered, %llu lost, %llu "
				     "failed, but its end says %llu, %llu, %llu",
				     path, (unsigned long long)file->answered, (unsigned long long)file->lost,
				     (unsigned long long)file->failed, (unsigned long long)file->end_answered,
				     (unsigned long long)file->end_lost, (unsigned long long)file->end_failed);
	if (file->all_lost && (made != planned || file->lost != planned))
		return wt_reason_set(reason,
				     "%s: the records do not add up: its end says 'all_lost', but %llu of the plan's "
				     "%llu tries are lost",
				     path, (unsigned long long)file->lost, (unsigned long long)planned);
	if (file->end_ok && made != planned)
		return wt_reason_set(reason,
				     "%s: the records do not add up: its end says that all is well, but "
				     "%llu of the plan's %llu tries are there",
				     path, (unsigned long long)made, (unsigned long long)planned);
	return true;
}

/* What the end tells of the whole must be what the records before it tell. */
static bool adds_up(struct wt_cell_file *file, const char *path, const struct wt_cell_expected *expected,
		    struct wt_reason *reason)
{
	const struct wt_record_kind *kind = wt_record_kind(expected);
	struct wt_reason why;

	if (!file->has_end)
		return true;
	if (!wt_flights_fit(file->handshake, &file->cold_bytes, &why))
		return wt_reason_set(reason, "%.500s: %.400s", path, why.text);
	if (!wt_cell_check_told(file, expected, &why))
		return wt_reason_set(reason, "%.500s: %.400s", path, why.text);
	if (!kind->alone && !expected->server && !check_sums(file, path, expected, reason))
		return false;
	return ((!kind->name || kind->fit(file, expected, &why)) &&
		(kind->alone || wt_cell_check_heap(file, expected, &why))) ||
	       wt_reason_set(reason, "%.500s: %.400s", path, why.text);
}

bool wt_cell_file_read(struct wt_cell_file *file, const char *path, const struct wt_cell_expected *expected,
		       struct wt_reason *reason)
{
	struct wt_reason why;
	FILE *stream = wt_file_open(path, &why);
	char *line = NULL;
	bool good;

	memset(file, 0, sizeof *file);
	if (!stream && errno == ENOENT)
		return true;
	if (!stream)
		return wt_reason_set(reason, "%s", why.text);
	file->present = true;
	line = malloc(LINE_MAX_BYTES);
	if (line && make_room(file, expected))
		good = read_lines(file, stream, path, expected, line, reason);
	else
		good = wt_reason_set(reason, "%s: memory is short", path);
	good = good && adds_up(file, path, expected, reason);
	free(line);
	fclose(stream);
	return good;
}
