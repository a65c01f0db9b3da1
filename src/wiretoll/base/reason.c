/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "reason.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

enum { MORE_BYTES = 24 }; /* " and 4096 more", and the end */

void wt_text_whole(char *text)
{
	size_t end = strlen(text), begin = end;
	unsigned char first;

	/* back to the byte that begins the last character */
	while (begin > 0 && end - begin < 4 && ((unsigned char)text[begin - 1] & 0xc0) == 0x80)
		begin--;
	if (begin == 0 || (unsigned char)text[begin - 1] < 0xc2)
		return;
	first = (unsigned char)text[--begin];
	if (end - begin < (first < 0xe0 ? 2U : first < 0xf0 ? 3U : 4U))
		text[begin] = '\0';
}

void wt_text_add(char *to, size_t room, const char *separator, const char *format, ...)
{
	size_t length = strlen(to);
	va_list arguments;

	if (length)
		snprintf(to + length, room - length, "%s", separator);
	length = strlen(to);
	va_start(arguments, format);
	vsnprintf(to + length, room - length, format, arguments);
	va_end(arguments);
}

void wt_text_list(char *to, size_t room, size_t *more, const char *name)
{
	if (*more || strlen(to) + strlen(", ") + strlen(name) + MORE_BYTES > room)
		(*more)++;
	else
		wt_text_add(to, room, ", ", "%s", name);
}

void wt_text_list_end(char *to, size_t room, size_t more)
{
	if (more)
		wt_text_add(to, room, " and ", "%zu more", more);
}

bool wt_reason_set(struct wt_reason *reason, const char *format, ...)
{
	va_list arguments;

	va_start(arguments, format);
	vsnprintf(reason->text, sizeof reason->text, format, arguments);
	va_end(arguments);
	wt_text_whole(reason->text);
	return false;
}

/*
 * Marks that turn the direction of what follows, or end a line (Unicode 3.3, "Bidirectional Class"; UAX 9):
 * U+061C, U+200E, U+200F, U+2028 to U+202E, U+2066 to U+2069; and U+FEFF, which nobody sees.
 */
static bool is_mark(const unsigned char *text)
{
	if (text[0] == 0xd8)
		return text[1] == 0x9c;
	if (text[0] == 0xef)
		return text[1] == 0xbb && text[2] == 0xbf;
	if (text[0] != 0xe2)
		return false;
	return (text[1] == 0x80 && (text[2] == 0x8e || text[2] == 0x8f || (text[2] >= 0xa8 && text[2] <= 0xae))) ||
	       (text[1] == 0x81 && text[2] >= 0xa6 && text[2] <= 0xa9);
}

/* Bytes of the UTF-8 character at `text` (RFC 3629 4), 0: none that may reach a terminal. */
static size_t character_bytes(const unsigned char *text)
{
	size_t bytes = text[0] < 0x80 ? 1 : text[0] < 0xe0 ? 2 : text[0] < 0xf0 ? 3 : 4;

	if (text[0] < 0x20 || text[0] == 0x7f || (text[0] >= 0x80 && text[0] < 0xc2) || text[0] > 0xf4)
		return 0;
	for (size_t i = 1; i < bytes; i++)
		if ((text[i] & 0xc0) != 0x80)
			return 0;
	if ((text[0] == 0xc2 && text[1] < 0xa0) || (text[0] == 0xe0 && text[1] < 0xa0) ||
	    (text[0] == 0xed && text[1] > 0x9f) || (text[0] == 0xf0 && text[1] < 0x90) ||
	    (text[0] == 0xf4 && text[1] > 0x8f))
		return 0;
	return is_mark(text) ? 0 : bytes;
}

bool wt_text_is_clean(const char *text)
{
	while (*text) {
		size_t bytes = character_bytes((const unsigned char *)text);

		if (!bytes)
			return false;
		text += bytes;
	}
	return true;
}

void wt_text_copy(char *to, size_t room, const char *from)
{
	size_t at = 0;

	while (*from) {
		size_t bytes = character_bytes((const unsigned char *)from);

		if (at + (bytes ? bytes : 1) >= room)
			break;
		if (!bytes) {
			to[at++] = '?';
			from++;
			continue;
		}
		memcpy(to + at, from, bytes);
		at += bytes;
		from += bytes;
	}
	to[at] = '\0';
}
