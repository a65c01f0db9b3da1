/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "report_lines.h"

#include <string.h>

/* A terminal's width. */
enum { NOTE_COLUMNS = 80 };

/* Columns of `length` bytes of text: those that begin a character (RFC 3629). */
static int columns_of(const char *text, int length)
{
	int columns = 0;

	for (int i = 0; i < length; i++)
		columns += ((unsigned char)text[i] & 0xc0) != 0x80;
	return columns;
}

void wt_report_wrapped(FILE *stream, int indent, const char *text)
{
	int column = indent;

	while (*text) {
		int length = (int)strcspn(text, " ");
		int width = columns_of(text, length);

		if (column > indent && column + 1 + width > NOTE_COLUMNS) {
			fprintf(stream, "\n%*s", indent, "");
			column = indent;
		} else if (column > indent) {
			fputc(' ', stream);
			column++;
		}
		fprintf(stream, "%.*s", length, text);
		column += width;
		text += length;
		text += strspn(text, " ");
	}
	fputc('\n', stream);
}

void wt_report_rule(int width, FILE *stream)
{
	for (int i = 0; i < width; i++)
		fputs("─", stream);
	fputc('\n', stream);
}

/* What a cell of so many columns leaves blank beside its text. */
static int blank(int width, const char *text)
{
	int columns = columns_of(text, (int)strlen(text));

	return columns < width ? width - columns : 0;
}

void wt_report_left(FILE *stream, int width, const char *text)
{
	fprintf(stream, "%s%*s", text, blank(width, text), "");
}

void wt_report_right(FILE *stream, int width, const char *text)
{
	fprintf(stream, "%*s%s", blank(width, text), "", text);
}
