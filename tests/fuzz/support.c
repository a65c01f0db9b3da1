/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "support.h"

#include <ctype.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { NAMES_MAX = 64, NAME_BYTES = 96, FOLDER_BYTES = 256, ROOM = FOLDER_BYTES + NAME_BYTES + 2 };

static char folder[FOLDER_BYTES];
static char written[NAMES_MAX][NAME_BYTES];
static char made[NAMES_MAX][NAME_BYTES]; /* folders, kept until the end: making them is slow */
static size_t written_count, made_count;

static void path_of(const char *name, char path[ROOM])
{
	snprintf(path, ROOM, "%s/%s", folder, name);
}

static void remove_all(void)
{
	char path[ROOM];

	fuzz_clean();
	for (size_t i = 0; i < made_count; i++) {
		path_of(made[i], path);
		rmdir(path);
	}
	rmdir(folder);
}

const char *fuzz_folder(void)
{
	const char *parent = getenv("TMPDIR");

	if (*folder)
		return folder;
	snprintf(folder, sizeof folder, "%s/wt-fuzz-XXXXXX", parent ? parent : "/tmp");
	if (!mkdtemp(folder)) {
		perror(folder);
		exit(1);
	}
	atexit(remove_all);
	return folder;
}

/* Makes the folder that is in the name. False: there are too many already. */
static bool make_folder(const char *name)
{
	const char *slash = strchr(name, '/');
	char path[ROOM];
	size_t i = 0;

	if (!slash)
		return true;
	while (i < made_count && (strncmp(made[i], name, (size_t)(slash - name)) != 0 || made[i][slash - name] != '\0'))
		i++;
	if (i < made_count)
		return true;
	if (made_count == NAMES_MAX)
		return false;
	snprintf(made[made_count], NAME_BYTES, "%.*s", (int)(slash - name), name);
	path_of(made[made_count], path);
	if (mkdir(path, 0755) != 0)
		return false;
	made_count++;
	return true;
}

bool fuzz_wrote(const char *name)
{
	for (size_t i = 0; i < written_count; i++)
		if (!strcmp(written[i], name))
			return true;
	return false;
}

void fuzz_write(const char *name, const void *bytes, size_t size)
{
	char path[ROOM];
	FILE *file;

	fuzz_folder();
	if (strlen(name) >= NAME_BYTES || !make_folder(name))
		return;
	if (!fuzz_wrote(name)) {
		if (written_count == NAMES_MAX)
			return;
		snprintf(written[written_count++], NAME_BYTES, "%s", name);
	}
	path_of(name, path);
	file = fopen(path, "we");
	if (!file) { /* the name of a folder */
		written_count--;
		return;
	}
	fwrite(bytes, 1, size, file);
	fclose(file);
}

void fuzz_clean(void)
{
	char path[ROOM];

	for (size_t i = 0; i < written_count; i++) {
		path_of(written[i], path);
		unlink(path);
	}
	written_count = 0;
}

/* Plain words with at most one folder: nothing outside of ours can be meant. */
static bool is_plain(const char *name)
{
	size_t slashes = 0;

	for (const char *at = name; *at; at++) {
		bool first = at == name || at[-1] == '/';

		slashes += *at == '/';
		if (!isalnum((unsigned char)*at) && !strchr("-_", *at) && !(strchr("./", *at) && !first))
			return false;
	}
	return slashes < 2 && *name && name[strlen(name) - 1] != '/';
}

/* The next line that begins with "@ ", or the end. */
static const uint8_t *next_mark(const uint8_t *at, const uint8_t *end)
{
	while (at < end) {
		const uint8_t *line = memchr(at, '\n', (size_t)(end - at));

		if (end - at > 2 && at[0] == '@' && at[1] == ' ')
			return at;
		at = line ? line + 1 : end;
	}
	return end;
}

void fuzz_unpack(const uint8_t *data, size_t size)
{
	const uint8_t *end = data + size, *mark = next_mark(data, end);

	fuzz_folder();
	while (mark < end) {
		const uint8_t *line = memchr(mark, '\n', (size_t)(end - mark));
		const uint8_t *body = line ? line + 1 : end, *next = next_mark(body, end);
		char name[NAME_BYTES];

		snprintf(name, sizeof name, "%.*s", (int)((line ? line : end) - mark - 2), (const char *)mark + 2);
		if (is_plain(name))
			fuzz_write(name, body, (size_t)(next - body));
		mark = next;
	}
}

bool fuzz_mentions(const uint8_t *data, size_t size, const char *words)
{
	return size && memmem(data, size, words, strlen(words)) != NULL;
}

void fuzz_check_printable(const char *text, size_t length)
{
	for (size_t i = 0; i < length; i++)
		FUZZ_HOLDS(((unsigned char)text[i] >= 0x20 && text[i] != 0x7f) || text[i] == '\n');
}

void fuzz_check_reason(const struct wt_reason *reason)
{
	size_t length = strlen(reason->text);

	FUZZ_HOLDS(length > 0);
	FUZZ_HOLDS(!memchr(reason->text, '\n', length));
	fuzz_check_printable(reason->text, length);
}
