/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "terminal.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/ioctl.h>
#include <unistd.h>

enum { COLUMNS_LEAST = 40, COLUMNS_MOST = 400 };

static bool fits(long columns)
{
	return columns >= COLUMNS_LEAST && columns <= COLUMNS_MOST;
}

int wt_terminal_columns(void)
{
	const char *named = getenv("COLUMNS");
	struct winsize size;
	char *end = NULL;

	if (named && *named) {
		long columns = strtol(named, &end, 10);

		return !*end && fits(columns) ? (int)columns : WT_COLUMNS_USUAL;
	}
	if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && fits(size.ws_col))
		return size.ws_col;
	return WT_COLUMNS_USUAL;
}

int wt_terminal_live_columns(void)
{
	int columns = wt_terminal_columns();
	struct winsize size;

	if (ioctl(STDERR_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 0 && size.ws_col < columns)
		return size.ws_col;
	return columns;
}

bool wt_terminal_is_utf8(void)
{
	static const char *const names[] = { "LC_ALL", "LC_CTYPE", "LANG" };

	for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
		const char *value = getenv(names[i]);

		if (value && *value)
			return strcasestr(value, "utf-8") || strcasestr(value, "utf8");
	}
	return false;
}

bool wt_terminal_is_live(void)
{
	const char *term = getenv("TERM");

	return isatty(STDERR_FILENO) && term && *term && strcmp(term, "dumb") != 0;
}

/* The letters that our own texts have (UTF-8, RFC 3629), and one that stands for all others. */
static char ascii_of(const char *letter)
{
	static const struct {
		const char *letter;
		char ascii;
	} known[] = { { "µ", 'u' }, { "─", '-' }, { "×", 'x' }, { "–", '-' }, { "→", '>' } };

	for (size_t i = 0; i < sizeof known / sizeof *known; i++)
		if (!strncmp(letter, known[i].letter, strlen(known[i].letter)))
			return known[i].ascii;
	return '?';
}

void wt_terminal_ascii(char *text)
{
	char *to = text;

	for (const char *from = text; *from;) {
		if ((unsigned char)*from < 0x80) {
			*to++ = *from++;
			continue;
		}
		*to++ = ascii_of(from);
		for (from++; ((unsigned char)*from & 0xc0) == 0x80; from++)
			continue;
	}
	*to = '\0';
}
