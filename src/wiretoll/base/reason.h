/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Why the desk tool could not do something: one line that names the thing and says what is valid. */
#ifndef WT_REASON_H
#define WT_REASON_H

#include <stdbool.h>
#include <stddef.h>

/* Exit statuses of every command. */
enum {
	WT_EXIT_DONE = 0,
	WT_EXIT_FAILED = 1,
	WT_EXIT_WRONG = 2,    /* the command line */
	WT_EXIT_OUTPUT = 4,   /* the standard output cannot be written, so what it says is no result; 3 is diff's */
	WT_EXIT_SIGNAL = 128, /* and its number */
};

enum { WT_REASON_BYTES = 1024 };

struct wt_reason {
	char text[WT_REASON_BYTES];
};

/* Writes the line; a longer one is cut behind a whole character. Returns false, so that a caller can fail in one line. */
bool wt_reason_set(struct wt_reason *reason, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* Adds to text of a list, behind the separator where something stands there already; what does not fit is cut. */
void wt_text_add(char *to, size_t room, const char *separator, const char *format, ...)
	__attribute__((format(printf, 4, 5)));

/*
 * Adds a name to a list. Those for which `to` has no room beside "and 12 more" are counted in `more`, 0 before the first
 * one; wt_text_list_end says how many they are.
 */
void wt_text_list(char *to, size_t room, size_t *more, const char *name);
void wt_text_list_end(char *to, size_t room, size_t more);

/* Takes off what a cut has left of a character (RFC 3629 3) at the end of UTF-8 text. */
void wt_text_whole(char *text);

/*
 * Copies text of a foreign source (a file, a child's error output) so that it is
 * safe on a terminal: control characters and bytes that are not UTF-8 become
 * '?'. Always terminated, cut to fit.
 */
void wt_text_copy(char *to, size_t room, const char *from);

/* wt_text_copy would change nothing. */
bool wt_text_is_clean(const char *text);

#endif
