/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "escape.h"

#include <string.h>

void wt_html_text(const char *text, FILE *stream)
{
	for (; *text; text++) {
		switch (*text) {
		case '<':
			fputs("&lt;", stream);
			break;
		case '>':
			fputs("&gt;", stream);
			break;
		case '&':
			fputs("&amp;", stream);
			break;
		case '"':
			fputs("&quot;", stream);
			break;
		case '\'':
			fputs("&#39;", stream);
			break;
		default:
			fputc(*text, stream);
		}
	}
}

void wt_markdown_text(const char *text, FILE *stream)
{
	for (; *text; text++) {
		if (strchr("|\\`*_[]", *text))
			fputc('\\', stream);
		if (*text == '<')
			fputs("&lt;", stream);
		else
			fputc(*text == '\n' ? ' ' : *text, stream);
	}
}
