/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <stdio.h>
#include <string.h>

#include "clock.h"
#include "json.h"
#include "option_rows.h"
#include "option_text.h"

enum { HELP_COLUMN = 26, HELP_WIDTH = 80, SENTENCE_BYTES = 256 };

/* Appends to a text that is cut when it is full. */
static void append(char *text, size_t text_bytes, const char *more)
{
	size_t length = strlen(text);

	(void)snprintf(text + length, text_bytes - length, "%s", more);
}

/* "1|2|3" as "1, 2, 3" */
static void choices_text(const char *choices, char *text, size_t text_bytes)
{
	size_t at = 0;

	for (; *choices != '\0' && at + 2 < text_bytes; choices++) {
		if (*choices == '|') {
			text[at++] = ',';
			text[at++] = ' ';
		} else {
			text[at++] = *choices;
		}
	}
	text[at] = '\0';
}

const char *wt_option_valid(const struct wt_option *option, char *text, size_t text_bytes)
{
	unsigned low = option->minimum, high = option->maximum;

	switch (option->kind) {
	case WT_OPTION_CHOICE:
		choices_text(option->choices, text, text_bytes);
		break;
	case WT_OPTION_PORT:
	case WT_OPTION_NUMBER:
		(void)snprintf(text, text_bytes, "%u to %u", low, high);
		break;
	case WT_OPTION_SECONDS:
		(void)snprintf(text, text_bytes, "%u.%03u to %u", low / 1000, low % 1000, high / 1000);
		break;
	case WT_OPTION_SIZES:
		(void)snprintf(text, text_bytes, "%u to %u, by commas or spaces, each once, at most %d", low, high,
			       WT_SIZES_MAX);
		break;
	case WT_OPTION_CPU:
		(void)snprintf(text, text_bytes, "%u to %u, auto, any", low, high);
		break;
	case WT_OPTION_TEXT:
	case WT_OPTION_FLAG:
		(void)snprintf(text, text_bytes, "%s", option->value != NULL ? option->value : "");
		break;
	}
	return text;
}

const char *wt_option_names(const struct wt_option *options, char *text, size_t text_bytes)
{
	const struct wt_option *option, *next;
	const char *last = "";

	text[0] = '\0';
	for (;;) {
		next = NULL;
		for (option = options; option->name != NULL; option++)
			if (strcmp(option->name, last) > 0 && (next == NULL || strcmp(option->name, next->name) < 0))
				next = option;
		if (next == NULL)
			return text;
		append(text, text_bytes, *last == '\0' ? "--" : " --");
		append(text, text_bytes, next->name);
		last = next->name;
	}
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

/* The help of an option with what is valid and its default in brackets. */
static void help_sentence(const struct wt_option *option, char *text, size_t text_bytes)
{
	char valid[WT_OPTION_VALID_BYTES] = "";
	bool limited = option->kind != WT_OPTION_TEXT && option->kind != WT_OPTION_FLAG;

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

void wt_options_help(const struct wt_program *program, FILE *stream)
{
	char sentence[SENTENCE_BYTES], head[HELP_COLUMN + 1];
	const struct wt_option *option;

	fprintf(stream, "%s: %s\n\nusage: %s [--option [value]]...\n\n", program->name, program->purpose,
		program->name);
	for (option = program->options; option->name != NULL; option++) {
		(void)snprintf(head, sizeof(head), "  --%s %s", option->name,
			       option->value != NULL ? option->value : "");
		help_sentence(option, sentence, sizeof(sentence));
		fprintf(stream, "%-*s", HELP_COLUMN, head);
		print_wrapped(sentence, stream);
	}
}

static void seconds_json(struct wt_json *json, uint64_t ns)
{
	char text[24];
	size_t length;

	(void)snprintf(text, sizeof(text), "%u.%09u", (unsigned)(ns / WT_NS_PER_S), (unsigned)(ns % WT_NS_PER_S));
	/* Zeros at the end tell nothing, nor does the point of a whole number. */
	for (length = strlen(text); text[length - 1] == '0'; length--)
		;
	if (text[length - 1] == '.')
		length--;
	text[length] = '\0';
	wt_json_raw(json, text);
}

static void sizes_json(struct wt_json *json, const struct wt_size_list *list)
{
	size_t i;

	wt_json_begin(json, '[');
	for (i = 0; i < list->count; i++)
		wt_json_number(json, list->bytes[i]);
	wt_json_end(json, ']');
}

static void cpu_json(struct wt_json *json, int cpu)
{
	if (cpu == WT_CPU_AUTO)
		wt_json_string(json, "auto", 0);
	else if (cpu == WT_CPU_ANY)
		wt_json_string(json, "any", 0);
	else
		wt_json_number(json, (uint64_t)cpu);
}

size_t wt_options_value(const struct wt_option *option, const struct wt_settings *settings, char *text,
			size_t text_bytes)
{
	const void *field = (const char *)settings + option->offset;
	struct wt_json json;

	wt_json_start(&json, text, text_bytes);
	if (option->offset == WT_OPTION_NO_FIELD)
		return 0;
	switch (option->kind) {
	case WT_OPTION_FLAG:
		wt_json_bool(&json, *(const bool *)field);
		break;
	case WT_OPTION_TEXT:
	case WT_OPTION_CHOICE:
		wt_json_string(&json, *(const char *const *)field, text_bytes - 1);
		break;
	case WT_OPTION_PORT:
		wt_json_number(&json, *(const uint16_t *)field);
		break;
	case WT_OPTION_NUMBER:
		wt_json_number(&json, *(const uint32_t *)field);
		break;
	case WT_OPTION_SECONDS:
		seconds_json(&json, *(const uint64_t *)field);
		break;
	case WT_OPTION_SIZES:
		sizes_json(&json, field);
		break;
	case WT_OPTION_CPU:
		cpu_json(&json, *(const int *)field);
		break;
	}
	return json.length;
}
