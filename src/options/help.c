/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <stdio.h>
#include <string.h>

#include "option.h"
#include "valid.h"

enum { HELP_COLUMN = 26, HELP_WIDTH = 80 };

/* Appends to a text that is cut when it is full. */
static void append(char *text, size_t text_bytes, const char *more)
{
	size_t length = strlen(text);

	(void)snprintf(text + length, text_bytes - length, "%s", more);
}

/* Columns that a text takes: bytes of UTF-8 that continue a character take none. */
static int columns(const char *text, size_t bytes)
{
	int count = 0;
	size_t i;

	for (i = 0; i < bytes; i++)
		if (((unsigned char)text[i] & 0xc0) != 0x80)
			count++;
	return count;
}

/* Prints words from HELP_COLUMN to HELP_WIDTH; the cursor is at HELP_COLUMN. */
static void print_wrapped(const char *words, FILE *stream)
{
	int column = HELP_COLUMN;

	while (*words != '\0') {
		size_t bytes = strcspn(words, " ");
		int width = columns(words, bytes);

		if (column > HELP_COLUMN && column + 1 + width > HELP_WIDTH) {
			fprintf(stream, "\n%*s", HELP_COLUMN, "");
			column = HELP_COLUMN;
		} else if (column > HELP_COLUMN) {
			fputc(' ', stream);
			column++;
		}
		fprintf(stream, "%.*s", (int)bytes, words);
		column += width;
		words += bytes;
		words += strspn(words, " ");
	}
	fputc('\n', stream);
}

bool wt_option_is_offered(const struct wt_option *option)
{
	return option->kind != WT_OPTION_CHOICE || strchr(option->choices, '|') != NULL;
}

void wt_option_sentence(const struct wt_option *option, char *text, size_t text_bytes)
{
	char valid[WT_OPTION_VALID_BYTES] = "";
	bool limited = option->kind != WT_OPTION_TEXT && option->kind != WT_OPTION_FLAG &&
		       option->kind != WT_OPTION_NAMES && option->kind != WT_OPTION_LISTS;

	if (limited)
		wt_option_valid(option, valid, sizeof(valid));
	(void)snprintf(text, text_bytes, "%s", option->help);
	if (!limited && option->initial == NULL)
		return;
	append(text, text_bytes, " (");
	append(text, text_bytes, valid);
	if (option->initial != NULL) {
		append(text, text_bytes, limited ? "; default " : "default ");
		append(text, text_bytes, option->initial);
	}
	append(text, text_bytes, ")");
}

void wt_options_help(const struct wt_option *options, FILE *stream)
{
	char sentence[WT_OPTION_SENTENCE_BYTES], head[HELP_COLUMN + 1];

	for (; options->name != NULL; options++) {
		bool lettered = options->kind == WT_OPTION_FLAG && options->choices != NULL;

		if (!wt_option_is_offered(options))
			continue;
		(void)snprintf(head, sizeof(head), "  %s%s%s--%s %s", lettered ? "-" : "",
			       lettered ? options->choices : "", lettered ? ", " : "", options->name,
			       options->value != NULL ? options->value : "");
		wt_option_sentence(options, sentence, sizeof(sentence));
		fprintf(stream, "%-*s", HELP_COLUMN, head);
		print_wrapped(sentence, stream);
	}
}
