/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <stdio.h>
#include <string.h>

#include "option_rows.h"
#include "option_text.h"
#include "options.h"
#include "parse.h"
#include "words.h"

/* How much of an argument an error repeats, so that its end is not cut off. */
enum { SHOWN_BYTES = 48 };

static const struct wt_option *find(const struct wt_option *options, const struct wt_word *word)
{
	for (; options->name != NULL; options++)
		if (wt_word_names(word, options->name))
			return options;
	return NULL;
}

static void *field(const struct wt_option *option, struct wt_settings *settings)
{
	return (char *)settings + option->offset;
}

static enum wt_status wrong(struct wt_error *error, const struct wt_option *option, const char *value, const char *what)
{
	char valid[WT_OPTION_VALID_BYTES];

	return wt_error_set(error, WT_ERROR, "options", "wiretoll", 0, "--%s %.*s: %s; valid: %s", option->name,
			    SHOWN_BYTES, value, what, wt_option_valid(option, valid, sizeof(valid)));
}

static enum wt_status wrong_number(struct wt_error *error, const struct wt_option *option, const char *value,
				   enum wt_parse_result result)
{
	return wrong(error, option, value, result == WT_PARSE_NOT_A_NUMBER ? "not a number" : "out of range");
}

static enum wt_status set_number(const struct wt_option *option, struct wt_settings *settings, const char *value,
				 struct wt_error *error)
{
	enum wt_parse_result result;
	uint32_t number;

	result = wt_parse_number(value, strlen(value), option->minimum, option->maximum, &number);
	if (result != WT_PARSE_OK)
		return wrong_number(error, option, value, result);
	if (option->kind == WT_OPTION_PORT)
		*(uint16_t *)field(option, settings) = (uint16_t)number;
	else
		*(uint32_t *)field(option, settings) = number;
	return WT_OK;
}

static enum wt_status set_seconds(const struct wt_option *option, struct wt_settings *settings, const char *value,
				  struct wt_error *error)
{
	enum wt_parse_result result;

	result = wt_parse_seconds(value, option->minimum, option->maximum, field(option, settings));
	return result == WT_PARSE_OK ? WT_OK : wrong_number(error, option, value, result);
}

static enum wt_status set_cpu(const struct wt_option *option, struct wt_settings *settings, const char *value,
			      struct wt_error *error)
{
	enum wt_parse_result result;
	uint32_t number;
	int cpu;

	if (strcmp(value, "auto") == 0) {
		cpu = WT_CPU_AUTO;
	} else if (strcmp(value, "any") == 0) {
		cpu = WT_CPU_ANY;
	} else {
		result = wt_parse_number(value, strlen(value), option->minimum, option->maximum, &number);
		if (result != WT_PARSE_OK)
			return wrong_number(error, option, value, result);
		cpu = (int)number;
	}
	*(int *)field(option, settings) = cpu;
	return WT_OK;
}

static enum wt_status set_choice(const struct wt_option *option, struct wt_settings *settings, const char *value,
				 struct wt_error *error)
{
	if (!wt_choice_known(option->choices, value))
		return wrong(error, option, value, "unknown");
	*(const char **)field(option, settings) = value;
	return WT_OK;
}

/* Adds one size; the same one twice would make two tries of one size and number. */
static enum wt_status add_size(const struct wt_option *option, struct wt_size_list *list, const char *text,
			       size_t bytes, struct wt_error *error)
{
	char shown[SHOWN_BYTES + 1];
	enum wt_parse_result result;
	uint32_t size = 0;
	size_t i;

	(void)snprintf(shown, sizeof(shown), "%.*s", (int)(bytes < SHOWN_BYTES ? bytes : SHOWN_BYTES), text);
	result = wt_parse_number(text, bytes, option->minimum, option->maximum, &size);
	if (result != WT_PARSE_OK)
		return wrong_number(error, option, shown, result);
	for (i = 0; i < list->count; i++)
		if (list->bytes[i] == size)
			return wrong(error, option, shown, "given twice");
	if (list->count == WT_SIZES_MAX)
		return wrong(error, option, shown, "too many sizes");
	list->bytes[list->count++] = size;
	return WT_OK;
}

static enum wt_status set_sizes(const struct wt_option *option, struct wt_settings *settings, const char *value,
				struct wt_error *error)
{
	struct wt_size_list list = { .count = 0 };
	const char *at = value, *item;
	enum wt_status status;
	size_t bytes;

	while (at != NULL) {
		item = wt_list_item(&at, &bytes);
		if (bytes == 0)
			return wrong_number(error, option, value, WT_PARSE_NOT_A_NUMBER);
		status = add_size(option, &list, item, bytes, error);
		if (status != WT_OK)
			return status;
	}
	*(struct wt_size_list *)field(option, settings) = list;
	return WT_OK;
}

static enum wt_status set_value(const struct wt_option *option, struct wt_settings *settings, const char *value,
				struct wt_error *error)
{
	if (*value == '\0')
		return wrong(error, option, "\"\"", "is empty");
	switch (option->kind) {
	case WT_OPTION_FLAG:
		break;
	case WT_OPTION_TEXT:
		*(const char **)field(option, settings) = value;
		break;
	case WT_OPTION_CHOICE:
		return set_choice(option, settings, value, error);
	case WT_OPTION_PORT:
	case WT_OPTION_NUMBER:
		return set_number(option, settings, value, error);
	case WT_OPTION_SECONDS:
		return set_seconds(option, settings, value, error);
	case WT_OPTION_SIZES:
		return set_sizes(option, settings, value, error);
	case WT_OPTION_CPU:
		return set_cpu(option, settings, value, error);
	}
	return WT_OK;
}

static enum wt_status set_defaults(const struct wt_option *option, struct wt_settings *settings, struct wt_error *error)
{
	enum wt_status status;

	memset(settings, 0, sizeof(*settings));
	for (; option->name != NULL; option++) {
		if (option->initial == NULL)
			continue;
		status = set_value(option, settings, option->initial, error);
		if (status != WT_OK)
			return status;
	}
	return WT_OK;
}

static enum wt_options_result unknown(const struct wt_program *program, const char *argument, struct wt_error *error)
{
	char names[WT_ERROR_TEXT_BYTES];
	bool dashes = strncmp(argument, "--", 2) == 0;

	wt_option_names(program->options, names, sizeof(names));
	wt_error_set(error, WT_ERROR, "options", "wiretoll", 0, "%.*s: %s; valid: %s", SHOWN_BYTES, argument,
		     dashes ? "unknown option" : "not an option", names);
	return WT_OPTIONS_WRONG;
}

/* Sets the option of argv[*at]; moves *at on when its value stands in the next argument. */
static enum wt_options_result set_argument(const struct wt_option *option, const struct wt_word *word, int argc,
					   char **argv, int *at, struct wt_settings *settings, struct wt_error *error)
{
	char valid[WT_OPTION_VALID_BYTES];
	const char *value;

	if (option->kind == WT_OPTION_FLAG && word->value != NULL) {
		wt_error_set(error, WT_ERROR, "options", "wiretoll", 0, "--%s: takes no value", option->name);
		return WT_OPTIONS_WRONG;
	}
	/* --help was looked for before. */
	if (option->offset == WT_OPTION_NO_FIELD)
		return WT_OPTIONS_VERSION;
	if (option->kind == WT_OPTION_FLAG) {
		*(bool *)field(option, settings) = true;
		return WT_OPTIONS_RUN;
	}
	value = wt_word_value(word, argc, argv, at);
	if (value == NULL) {
		wt_error_set(error, WT_ERROR, "options", "wiretoll", 0, "--%s: needs a value (%s)", option->name,
			     wt_option_valid(option, valid, sizeof(valid)));
		return WT_OPTIONS_WRONG;
	}
	return set_value(option, settings, value, error) == WT_OK ? WT_OPTIONS_RUN : WT_OPTIONS_WRONG;
}

enum wt_options_result wt_options_parse(const struct wt_program *program, int argc, char **argv,
					struct wt_settings *settings, struct wt_error *error)
{
	const struct wt_option *option;
	enum wt_options_result result;
	struct wt_word word;
	int at;

	if (set_defaults(program->options, settings, error) != WT_OK)
		return WT_OPTIONS_WRONG;
	if (wt_words_ask_help(1, argc, argv))
		return WT_OPTIONS_HELP;
	for (at = 1; at < argc; at++) {
		option = wt_word_read(argv[at], &word) ? find(program->options, &word) : NULL;
		if (option == NULL)
			return unknown(program, argv[at], error);
		result = set_argument(option, &word, argc, argv, &at, settings, error);
		if (result != WT_OPTIONS_RUN)
			return result;
	}
	return WT_OPTIONS_RUN;
}
