/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "page.h"

#include <ctype.h>
#include <string.h>

#include "valid.h"
#include "version.h"

enum { LINE_COLUMNS = 76 };

static void put_upper(FILE *page, const char *text)
{
	for (; *text; text++)
		fputc(toupper((unsigned char)*text), page);
}

/* A word that a roff would not take as one of its own; dashes of options can be copied from the page. */
static void put_word(FILE *page, const char *word, size_t bytes)
{
	bool option = *word == '-' || memmem(word, bytes, "--", 2);

	if (*word == '.' || *word == '\'')
		fputs("\\&", page);
	for (size_t i = 0; i < bytes; i++)
		if (word[i] == '\\')
			fputs("\\e", page);
		else
			fprintf(page, "%s%c", word[i] == '-' && option ? "\\" : "", word[i]);
}

void wt_page_text(FILE *page, const char *text)
{
	size_t column = 0, bytes;

	for (text += strspn(text, " \n"); *text; text += strspn(text, " \n")) {
		bytes = strcspn(text, " \n");
		if (column && column + bytes > LINE_COLUMNS) {
			fputc('\n', page);
			column = 0;
		}
		if (column)
			fputc(' ', page);
		put_word(page, text, bytes);
		/* a sentence ends with the line */
		column = strchr(".!?", text[bytes - 1]) ? LINE_COLUMNS : column + bytes + 1;
		text += bytes;
	}
	fputc('\n', page);
}

void wt_page_begin(FILE *page, const char *name, const char *purpose)
{
	size_t length = strlen(purpose);

	fputs(".\\\" Made from the tables of options of wiretoll " WT_VERSION "; edit those.\n.Dd " WT_RELEASED
	      "\n.Dt ",
	      page);
	put_upper(page, name);
	fprintf(page, " 1\n.Os\n.Sh NAME\n.Nm %s\n.Nd %c%.*s\n", name, tolower((unsigned char)*purpose),
		(int)(length - 1 - (purpose[length - 1] == '.')), purpose + 1);
}

/* "[DIR...]" may be left out, "DIR" not. */
static void put_operands(FILE *page, const char *operands)
{
	for (operands += strspn(operands, " "); *operands; operands += strspn(operands, " ")) {
		size_t bytes = strcspn(operands, " ");
		bool optional = *operands == '[';

		fprintf(page, optional ? ".Op Ar %.*s\n" : ".Ar %.*s\n", (int)(bytes - (optional ? 2 : 0)),
			operands + optional);
		operands += bytes;
	}
}

void wt_page_synopsis(FILE *page, const char *program, const char *command, const char *operands)
{
	fprintf(page, ".Sh SYNOPSIS\n.Nm %s\n", program);
	if (command)
		fprintf(page, ".Cm %s\n", command);
	put_operands(page, operands ? operands : "");
	fputs(".Op Ar options\n.Sh DESCRIPTION\n", page);
}

void wt_page_options(FILE *page, const struct wt_option *options)
{
	char sentence[WT_OPTION_SENTENCE_BYTES];

	fputs(".Pp\nThe options are:\n.Bl -tag -width Ds\n", page);
	for (; options->name; options++) {
		if (!wt_option_is_offered(options))
			continue;
		fputs(".It ", page);
		if (options->kind == WT_OPTION_FLAG && options->choices)
			fprintf(page, "Fl %s , ", options->choices);
		fprintf(page, "Fl -%s", options->name);
		if (options->value)
			fprintf(page, " Ar %s", options->value);
		fputc('\n', page);
		wt_option_sentence(options, sentence, sizeof(sentence));
		wt_page_text(page, sentence);
	}
	fputs(".El\n", page);
}
