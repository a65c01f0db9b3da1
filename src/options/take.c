/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "nearest.h"
#include "option.h"
#include "parse.h"
#include "take.h"
#include "valid.h"
#include "words.h"

/* How much of an argument an error repeats, so that its end is not cut off. */
enum { SHOWN_BYTES = 48, EDITS_MAX = 2 };

/* Writes `why`, one line whatever is in an argument. Returns false, so that a caller can fail in one line. */
static bool say(struct wt_taken *taken, const char *format, ...) __attribute__((cold, format(printf, 2, 3)));
static bool say(struct wt_taken *taken, const char *format, ...)
{
	va_list arguments;
	char *at;

	va_start(arguments, format);
	(void)vsnprintf(taken->why, sizeof(taken->why), format, arguments);
	va_end(arguments);
	for (at = taken->why; *at != '\0'; at++)
		if ((unsigned char)*at < 0x20 || *at == 0x7f)
			*at = '?';
	return false;
}

bool wt_take_wrong(struct wt_taken *taken, const struct wt_option *option, const char *value, size_t bytes,
		   const char *what)
{
	char valid[WT_OPTION_VALID_BYTES];

	return say(taken, "--%s %.*s: %s; valid: %s", option->name, (int)(bytes < SHOWN_BYTES ? bytes : SHOWN_BYTES),
		   value, what, wt_option_valid(option, valid, sizeof(valid)));
}

static bool number_is(enum wt_parse_result result, struct wt_taken *taken, const struct wt_option *option,
		      const char *value, size_t bytes)
{
	return result == WT_PARSE_OK ||
	       wt_take_wrong(taken, option, value, bytes,
			     result == WT_PARSE_NOT_A_NUMBER ? "not a number" : "out of range");
}

static bool take_number(const struct wt_option *option, const char *value, size_t bytes, uint32_t *number,
			struct wt_taken *taken)
{
	return number_is(wt_parse_number(value, bytes, option->minimum, option->maximum, number), taken, option, value,
			 bytes);
}

static bool take_cpu(const struct wt_option *option, const char *value, int *field, struct wt_taken *taken)
{
	uint32_t number;

	if (wt_choice_known(option->choices, value)) {
		*field = strcmp(value, "any") == 0 ? WT_CPU_ANY : WT_CPU_AUTO;
		return true;
	}
	if (!take_number(option, value, strlen(value), &number, taken))
		return false;
	*field = (int)number;
	return true;
}

bool wt_take_items(const struct wt_option *option, const char *value, const char *nothing, wt_item_taker *add,
		   void *list, struct wt_taken *taken)
{
	const char *at = value, *item;
	size_t bytes;

	while (at != NULL) {
		item = wt_list_item(&at, &bytes);
		if (bytes == 0)
			return wt_take_wrong(taken, option, value, strlen(value), nothing);
		if (!add(option, item, bytes, list, taken))
			return false;
	}
	return true;
}

bool wt_take_has(const void *first, size_t stride, size_t count, const void *item, size_t bytes)
{
	const char *at = first;

	for (; count > 0; count--, at += stride)
		if (memcmp(at, item, bytes) == 0)
			return true;
	return false;
}

/* The same size twice would make two tries of one size and number. */
static bool add_size(const struct wt_option *option, const char *text, size_t bytes, void *sizes,
		     struct wt_taken *taken)
{
	struct wt_size_list *list = sizes;
	uint32_t size = 0;

	if (!take_number(option, text, bytes, &size, taken))
		return false;
	if (wt_take_has(list->bytes, sizeof(size), list->count, &size, sizeof(size)))
		return wt_take_wrong(taken, option, text, bytes, "given twice");
	if (list->count == WT_SIZES_MAX)
		return wt_take_wrong(taken, option, text, bytes, "too many sizes");
	list->bytes[list->count++] = size;
	return true;
}

static bool take_sizes(const struct wt_option *option, const char *value, struct wt_size_list *list,
		       struct wt_taken *taken)
{
	list->count = 0;
	return wt_take_items(option, value, "not a number", add_size, list, taken);
}

static bool take_value(const struct wt_option *option, const char *value, void *fields, wt_option_taker *more,
		       struct wt_taken *taken)
{
	void *field = (char *)fields + option->offset;
	size_t bytes = strlen(value);
	uint32_t number;

	if (bytes == 0)
		return wt_take_wrong(taken, option, "\"\"", 2, "is empty");
	switch (option->kind) {
	case WT_OPTION_FLAG:
		break;
	case WT_OPTION_CHOICE:
		if (!wt_choice_known(option->choices, value))
			return wt_take_wrong(taken, option, value, bytes, "unknown");
		*(const char **)field = value;
		break;
	case WT_OPTION_TEXT:
		*(const char **)field = value;
		break;
	case WT_OPTION_PORT:
		if (!take_number(option, value, bytes, &number, taken))
			return false;
		*(uint16_t *)field = (uint16_t)number;
		break;
	case WT_OPTION_NUMBER:
		return take_number(option, value, bytes, field, taken);
	case WT_OPTION_SECONDS:
		return number_is(wt_parse_seconds(value, option->minimum, option->maximum, field), taken, option, value,
				 bytes);
	case WT_OPTION_SIZES:
		return take_sizes(option, value, field, taken);
	case WT_OPTION_CPU:
		return take_cpu(option, value, field, taken);
	case WT_OPTION_NAMES:
	case WT_OPTION_LISTS:
		return more(option, value, field, taken);
	}
	return true;
}

/* Adds to `why`. */
static void add(struct wt_taken *taken, const char *before, const char *name)
{
	size_t length = strlen(taken->why);

	(void)snprintf(taken->why + length, sizeof(taken->why) - length, "%s%s", before, name);
}

/* The only option that begins with what was written, or else those that differ least from it: in two letters at most. */
static void suggest(const struct wt_option *options, const char *argument, struct wt_taken *taken)
{
	const char *name = argument + strspn(argument, "-"), *before = " did you mean --";
	size_t length = strcspn(name, "=");
	const struct wt_option *option, *begun = NULL;
	unsigned begin = 0, edits;

	if (length == 0)
		return;
	for (option = options; option->name != NULL; option++)
		if (strncmp(option->name, name, length) == 0) {
			begun = option;
			begin++;
		}
	for (edits = 0; edits <= EDITS_MAX && before[1] == 'd'; edits++)
		for (option = options; option->name != NULL; option++)
			if (begin == 1 ? option == begun
				       : edits * 2 < strlen(option->name) &&
						 wt_name_near(name, length, option->name, edits)) {
				add(taken, before, option->name);
				before = " or --";
			}
	if (before[1] == 'o')
		add(taken, "?", "");
}

enum wt_options_result wt_options_refuse(const struct wt_option *options, const char *argument, struct wt_taken *taken)
{
	bool dashed = argument[0] == '-' && argument[1] != '\0';

	say(taken, "%.*s: %s;", SHOWN_BYTES, argument, dashed ? "unknown option" : "not an option");
	if (dashed)
		suggest(options, argument, taken);
	add(taken, " valid:", "");
	wt_option_names(options, taken->why, sizeof(taken->why));
	return WT_OPTIONS_WRONG;
}

/* By its name, or a flag by its letter. */
static const struct wt_option *find(const struct wt_option *options, const char *argument, struct wt_word *word)
{
	bool named = wt_word_read(argument, word);

	for (; options->name != NULL; options++)
		if (named ? wt_word_names(word, options->name)
			  : options->kind == WT_OPTION_FLAG && options->choices != NULL &&
				    strcmp(argument + 1, options->choices) == 0)
			return options;
	return NULL;
}

/* Takes the option at argv[*at]; moves *at on when its value stands in the next argument. */
static enum wt_options_result take_option(const struct wt_option *options, int argc, char **argv, int *at, void *fields,
					  wt_option_taker *more, struct wt_taken *taken)
{
	struct wt_word word = { .value = NULL };
	const struct wt_option *option = find(options, argv[*at], &word);
	char valid[WT_OPTION_VALID_BYTES];
	const char *value;

	if (option == NULL)
		return wt_options_refuse(options, argv[*at], taken);
	if (option->kind == WT_OPTION_FLAG && word.value != NULL) {
		say(taken, "--%s: takes no value", option->name);
		return WT_OPTIONS_WRONG;
	}
	if (option->offset == WT_OPTION_NO_FIELD && strcmp(option->name, "list") == 0) {
		taken->list = true;
		return WT_OPTIONS_RUN;
	}
	/* --help was looked for before. */
	if (option->offset == WT_OPTION_NO_FIELD)
		return WT_OPTIONS_VERSION;
	taken->given |= UINT64_C(1) << (option - options);
	if (option->kind == WT_OPTION_FLAG) {
		*(bool *)((char *)fields + option->offset) = true;
		return WT_OPTIONS_RUN;
	}
	value = wt_word_value(&word, argc, argv, at);
	if (value == NULL) {
		say(taken, "--%s: needs a value (%s)", option->name, wt_option_valid(option, valid, sizeof(valid)));
		return WT_OPTIONS_WRONG;
	}
	return take_value(option, value, fields, more, taken) ? WT_OPTIONS_RUN : WT_OPTIONS_WRONG;
}

enum wt_options_result wt_options_take(const struct wt_option *options, int argc, char **argv, void *fields,
				       wt_option_taker *more, struct wt_taken *taken)
{
	const struct wt_option *option;
	enum wt_options_result result;
	int at;

	memset(taken, 0, sizeof(*taken));
	for (option = options; option->name != NULL; option++)
		if (option->initial != NULL && !take_value(option, option->initial, fields, more, taken))
			return WT_OPTIONS_WRONG;
	if (wt_words_ask_help(0, argc, argv))
		return WT_OPTIONS_HELP;
	for (at = 0; at < argc; at++) {
		/* "-" alone is a word as any other. */
		if (argv[at][0] != '-' || argv[at][1] == '\0') {
			argv[taken->operands++] = argv[at];
			continue;
		}
		result = take_option(options, argc, argv, &at, fields, more, taken);
		if (result != WT_OPTIONS_RUN)
			return result;
	}
	return WT_OPTIONS_RUN;
}
