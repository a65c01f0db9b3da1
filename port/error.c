/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "error.h"

void wt_error_clear(struct wt_error *error)
{
	error->status = WT_OK;
	error->operation = NULL;
	error->source = NULL;
	error->code = 0;
	error->text[0] = '\0';
}

/* An error is one line, also when a name in it holds a line break. */
static void make_one_line(char *text)
{
	for (; *text != '\0'; text++) {
		unsigned char byte = (unsigned char)*text;

		if (byte < 0x20 || byte == 0x7f)
			*text = '?';
	}
}

enum wt_status wt_error_set(struct wt_error *error, enum wt_status status, const char *operation, const char *source,
			    long code, const char *format, ...)
{
	va_list arguments;

	if (error == NULL || error->status != WT_OK)
		return status;
	error->status = status;
	error->operation = operation;
	error->source = source;
	error->code = code;
	va_start(arguments, format);
	/* A text that is longer is cut: a cut reason is better than none. */
	(void)vsnprintf(error->text, sizeof(error->text), format, arguments);
	va_end(arguments);
	make_one_line(error->text);
	return status;
}

enum wt_status wt_error_system(struct wt_error *error, enum wt_status status, const char *operation, int system_errno)
{
	return wt_error_set(error, status, operation, "system", system_errno, "%s", strerror(system_errno));
}

const char *wt_status_name(enum wt_status status)
{
	switch (status) {
	case WT_OK:
		return "OK";
	case WT_WANT_READ:
		return "WANT_READ";
	case WT_WANT_WRITE:
		return "WANT_WRITE";
	case WT_EOF:
		return "EOF";
	case WT_TIMEOUT:
		return "TIMEOUT";
	case WT_REFUSED:
		return "REFUSED";
	case WT_UNSUPPORTED:
		return "UNSUPPORTED";
	case WT_ERROR:
		return "ERROR";
	}
	return "UNKNOWN";
}
