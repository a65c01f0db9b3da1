/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "reason.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

bool wt_reason_set(struct wt_reason *reason, const char *format, ...)
{
	va_list arguments;

	va_start(arguments, format);
	vsnprintf(reason->text, sizeof reason->text, format, arguments);
	va_end(arguments);
	return false;
}

/* Bytes of the UTF-8 character at `text` (RFC 3629 4), 0: none that may reach a terminal. */
static size_t character_bytes(const unsigned char *text)
{
	size_t bytes = text[0] < 0x80 ? 1 : text[0] < 0xe0 ? 2 : text[0] < 0xf0 ? 3 : 4;

	if (text[0] < 0x20 || text[0] == 0x7f || (text[0] >= 0x80 && text[0] < 0xc2) ||
	    text[0] > 0xf4)
		return 0;
	for (size_t i = 1; i < bytes; i++)
		if ((text[i] & 0xc0) != 0x80)
			return 0;
	if ((text[0] == 0xc2 && text[1] < 0xa0) || (text[0] == 0xe0 && text[1] < 0xa0) ||
	    (text[0] == 0xed && text[1] > 0x9f) || (text[0] == 0xf0 && text[1] < 0x90) ||
	    (text[0] == 0xf4 && text[1] > 0x8f))
		return 0;
	return bytes;
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
