/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Folders as pairs leave them behind: files whose first record is a usual one, with what a test says otherwise. */
#ifndef WT_IMPORT_FIXTURE_H
#define WT_IMPORT_FIXTURE_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "found.h"

enum { FIXTURE_PATH = 512 };

static char root[] = "/tmp/wt-import-XXXXXX";
static struct wt_reason reason;

static int make_root(void **state)
{
	(void)state;
	return mkdtemp(root) ? 0 : 1;
}

static int remove_root(void **state)
{
	char command[64];

	(void)state;
	snprintf(command, sizeof command, "rm -rf '%s'", root);
	return system(command); /* NOLINT */
}

/* Each test begins with the two ends' folders, empty. */
static int make_folders(void **state)
{
	char path[FIXTURE_PATH];

	memset(&reason, 0, sizeof reason);
	if (remove_root(state) != 0 || mkdir(root, 0700) != 0)
		return 1;
	snprintf(path, sizeof path, "%s/client", root);
	if (mkdir(path, 0700) != 0)
		return 1;
	snprintf(path, sizeof path, "%s/server", root);
	return mkdir(path, 0700);
}

static void write_text(const char *name, const char *text)
{
	char path[FIXTURE_PATH];
	FILE *file;

	snprintf(path, sizeof path, "%s/%s", root, name);
	file = fopen(path, "w");
	assert_non_null(file);
	assert_true(fputs(text, file) >= 0);
	assert_int_equal(fclose(file), 0);
}

/* `otherwise` is a JSON object; "gone" as a value takes that field away. */
static void put_otherwise(json_t *record, json_t *otherwise)
{
	const char *field;
	json_t *value;

	json_object_foreach(otherwise, field, value) {
		if (json_is_object(value) && json_is_object(json_object_get(record, field)))
			put_otherwise(json_object_get(record, field), value);
		else if (json_is_string(value) && !strcmp(json_string_value(value), "gone"))
			json_object_del(record, field);
		else
			json_object_set(record, field, value);
	}
}

/* A file "client/..." or "server/...", of TLS 1.3 with wolfSSL. */
static void put(const char *name, const char *otherwise)
{
	static const char usual[] =
		"{\"record\":\"run\",\"transport\":\"tls\",\"variant\":\"wolfssl\",\"board\":\"host\","
		"\"address\":\"192.0.2.1\",\"boot\":\"b\",\"started_ns\":1,\"started_us\":1,\"port\":1443,\"cpu\":1,"
		"\"settings\":{\"tries\":4,\"sizes\":[64,16],\"timeout\":5,\"tls-version\":\"1.3\",\"counters\":\"off\"}}";
	json_t *record = json_loads(usual, 0, NULL), *other = json_loads(otherwise, 0, NULL);
	char *line;

	assert_non_null(record);
	assert_non_null(other);
	json_object_set_new(record, "role", json_string(*name == 'c' ? "client" : "server"));
	put_otherwise(record, other);
	line = json_dumps(record, 0);
	assert_non_null(line);
	line = realloc(line, strlen(line) + 2);
	assert_non_null(line);
	strcat(line, "\n");
	write_text(name, line);
	free(line);
	json_decref(record);
	json_decref(other);
}

static bool read_end(struct wt_found_list *list, const char *end)
{
	static char path[2][FIXTURE_PATH];
	char *mine = path[*end == 's'];

	snprintf(mine, FIXTURE_PATH, "%s/%s", root, end);
	return wt_found_read(list, mine, *end == 's' ? WT_SERVER : WT_CLIENT, &reason);
}

/* The reason names a file or a folder of the root, and says so. */
static void said(const char *name, const char *words)
{
	char wanted[FIXTURE_PATH];

	snprintf(wanted, sizeof wanted, "%s/%s%s", root, name, words);
	if (strncmp(reason.text, wanted, strlen(wanted)) != 0)
		fail_msg("wanted: %s\ngot: %s", wanted, reason.text);
}

#endif
