/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "shell.h"

#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

bool wt_shell_quote(char *to, size_t room, const char *text)
{
	size_t at = 0;

	if (room < 3)
		return false;
	to[at++] = '\'';
	for (; *text; text++) {
		if (at + 6 > room)
			return false;
		if (*text == '\'') {
			to[at++] = '\'';
			to[at++] = '\\';
			to[at++] = '\'';
		}
		to[at++] = *text;
	}
	to[at++] = '\'';
	to[at] = '\0';
	return true;
}

/* A word that needs no quotes stays as people write it. */
static bool put_word(char *to, size_t room, const char *text)
{
	static const char plain[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789%+,-./:=@_";

	if (!*text || text[strspn(text, plain)])
		return wt_shell_quote(to, room, text);
	return snprintf(to, room, "%s", text) < (int)room;
}

const char *wt_shell_command(char to[WT_COMMAND_BYTES], const char *words, const char *path)
{
	char program[WT_COMMAND_BYTES / 2], folder[WT_COMMAND_BYTES], command[WT_COMMAND_BYTES];

	if (!put_word(program, sizeof program, program_invocation_name))
		snprintf(program, sizeof program, "wiretoll");
	if (!put_word(folder, sizeof folder, path) ||
	    snprintf(command, sizeof command, "%s %s %s", program, words, folder) >= (int)sizeof command)
		snprintf(command, sizeof command, "%s %s DIR", program, words);
	/* it goes to a terminal */
	wt_text_copy(to, WT_COMMAND_BYTES, command);
	return to;
}

bool wt_shell_finds(const char *program)
{
	const char *path = getenv("PATH");
	char file[PATH_MAX];

	while (path && *path) {
		size_t length = strcspn(path, ":");

		if (snprintf(file, sizeof file, "%.*s/%s", (int)length, path, program) < (int)sizeof file &&
		    access(file, X_OK) == 0)
			return true;
		path += length;
		path += *path == ':';
	}
	return false;
}

bool wt_reason_hint(struct wt_reason *reason, const char *why, const char *how, const char *command)
{
	size_t taken = strlen("; ") + strlen(how) + strlen(": ") + strlen(command) + 1;
	char cut[WT_REASON_BYTES];

	snprintf(cut, taken < sizeof cut ? sizeof cut - taken + 1 : 1, "%s", why);
	wt_text_whole(cut);
	return wt_reason_set(reason, "%s; %s: %s", cut, how, command);
}
