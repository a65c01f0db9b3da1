/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "reason.h"

#include <stdarg.h>
#include <stdio.h>

bool wt_reason_set(struct wt_reason *reason, const char *format, ...)
{
	va_list arguments;

	va_start(arguments, format);
	vsnprintf(reason->text, sizeof reason->text, format, arguments);
	va_end(arguments);
	return false;
}

void wt_text_copy(char *to, size_t room, const char *from)
{
	size_t i = 0;

	for (; from[i] && i + 1 < room; i++) {
		unsigned char byte = (unsigned char)from[i];

		to[i] = byte < 0x20 || byte == 0x7f ? '?' : (char)byte;
	}
	to[i] = '\0';
}
