/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "arguments.h"

#include <string.h>

#include "clock.h"
#include "nearest.h"
#include "parse.h"
#include "words.h"

enum { HELP_COLUMN = 24 };

bool wt_name_valid(const char *name)
{
	size_t length = strspn(name, "abcdefghijklmnopqrstuvwxyz0123456789._,-");

	return length > 0 && length < WT_NAME_BYTES && !name[length] && name[0] != '.' && name[0] != '-';
}

static bool parse_number(const struct wt_argument *row, const char *text, uint32_t *field, struct wt_reason *reason)
{
	if (wt_parse_number(text, strlen(text), row->minimum, row->maximum, field) != WT_PARSE_OK)
		return wt_reason_set(reason, "--%s %s: not valid; valid: %u to %u", row->name, text, row->minimum,
				     row->maximum);
	return true;
}

static bool parse_seconds(const struct wt_argument *row, const char *text, uint64_t *field, struct wt_reason *reason)
{
	uint64_t ns;

	if (wt_parse_seconds(text, row->minimum, row->maximum, &ns) != WT_PARSE_OK)
		return wt_reason_set(reason, "--%s %s: not valid; valid: %.3f to %.0f seconds", row->name, text,
				     row->minimum / 1000.0, row->maximum / 1000.0);
	*field = (ns + WT_NS_PER_MS / 2) / WT_NS_PER_MS;
	return true;
}

static bool parse_sizes(const struct wt_argument *row, const char *text, struct wt_size_list *field,
			struct wt_reason *reason)
{
	const char *at = text;

	field->count = 0;
	while (at) {
		size_t length;
		const char *item = wt_list_item(&at, &length);
		uint32_t value = 0;

		if (wt_parse_number(item, length, row->minimum, row->maximum, &value) != WT_PARSE_OK)
			return wt_reason_set(reason,
					     "--%s %s: '%.*s' is not valid; valid: sizes of %u to %u bytes "
					     "with commas between them",
					     row->name, text, (int)length, item, row->minimum, row->maximum);
		for (size_t i = 0; i < field->count; i++)
			if (field->bytes[i] == value)
				return wt_reason_set(reason, "--%s %s: %u is named twice", row->name, text,
						     field->bytes[i]);
		if (field->count == WT_SIZES_MAX)
			return wt_reason_set(reason, "--%s: too many sizes; valid: at most %d", row->name,
					     WT_SIZES_MAX);
		field->bytes[field->count++] = value;
	}
	return true;
}

static bool parse_names(const struct wt_argument *row, const char *text, struct wt_names *field,
			struct wt_reason *reason)
{
	const char *at = text;

	field->count = 0;
	while (at) {
		size_t length;
		const char *item = wt_list_item(&at, &length);
		char name[WT_NAME_BYTES] = "";

		if (length < sizeof name)
			memcpy(name, item, length);
		if (!wt_name_valid(name))
			return wt_reason_set(reason,
					     "--%s %s: '%.*s' is not a name; valid: names with commas "
					     "between them",
					     row->name, text, (int)length, item);
		for (size_t i = 0; i < field->count; i++)
			if (!strcmp(field->name[i], name))
				return wt_reason_set(reason, "--%s %s: %s is named twice", row->name, text, name);
		if (field->count == WT_NAMES_MAX)
			return wt_reason_set(reason, "--%s: too many names; valid: at most %d", row->name,
					     WT_NAMES_MAX);
		memcpy(field->name[field->count++], name, sizeof name);
	}
	return true;
}

static bool parse_list(const struct wt_argument *row, const char *text, struct wt_named_lists *field,
		       struct wt_reason *reason)
{
	size_t length = strcspn(text, "=");
	char name[WT_NAME_BYTES] = "";

	if (length < sizeof name)
		memcpy(name, text, length);
	if (!text[length] || !wt_name_valid(name))
		return wt_reason_set(reason, "--%s %s: not valid; valid: %s", row->name, text, row->value);
	for (size_t i = 0; i < field->count; i++)
		if (!strcmp(field->list[i].name, name))
			return wt_reason_set(reason, "--%s %s: %s is named twice", row->name, text, name);
	if (field->count == WT_NAMES_MAX)
		return wt_reason_set(reason, "--%s: given too often; valid: at most %d times", row->name, WT_NAMES_MAX);
	memcpy(field->list[field->count].name, name, sizeof name);
	return parse_names(row, text + length + 1, &field->list[field->count++].values, reason);
}

static bool parse_cpu(const struct wt_argument *row, const char *text, int *field, struct wt_reason *reason)
{
	uint32_t cpu = 0;

	if (!strcmp(text, "auto")) {
		*field = WT_CPU_AUTO;
		return true;
	}
	if (!parse_number(row, text, &cpu, reason))
		return wt_reason_set(reason, "--%s %s: not valid; valid: auto, or %u to %u", row->name, text,
				     row->minimum, row->maximum);
	*field = (int)cpu;
	return true;
}

static bool parse_switch(const struct wt_argument *row, const char *text, bool *field, struct wt_reason *reason)
{
	*field = !strcmp(text, "on");
	return *field || !strcmp(text, "off") ||
	       wt_reason_set(reason, "--%s %s: not valid; valid: on, off", row->name, text);
}

static bool parse_choice(const struct wt_argument *row, const char *text, const char **field, struct wt_reason *reason)
{
	char valid[64];

	if (wt_choice_known(row->value, text)) {
		*field = text;
		return true;
	}
	snprintf(valid, sizeof valid, "%s", row->value);
	for (char *at = strchr(valid, '|'); at; at = strchr(at, '|'))
		*at = ' ';
	return wt_reason_set(reason, "--%s %s: not valid; valid: %s", row->name, text, valid);
}

static bool parse_value(const struct wt_argument *row, const char *text, void *fields, struct wt_reason *reason)
{
	void *field = (char *)fields + row->offset;

	switch (row->kind) {
	case WT_ARGUMENT_FLAG:
		*(bool *)field = true;
		return true;
	case WT_ARGUMENT_SWITCH:
		return parse_switch(row, text, field, reason);
	case WT_ARGUMENT_TEXT:
		if (!*text)
			return wt_reason_set(reason, "--%s: the value is empty; valid: %s", row->name, row->value);
		*(const char **)field = text;
		return true;
	case WT_ARGUMENT_NUMBER:
		return parse_number(row, text, field, reason);
	case WT_ARGUMENT_SECONDS:
		return parse_seconds(row, text, field, reason);
	case WT_ARGUMENT_SIZES:
		return parse_sizes(row, text, field, reason);
	case WT_ARGUMENT_NAMES:
		return parse_names(row, text, field, reason);
	case WT_ARGUMENT_LISTS:
		return parse_list(row, text, field, reason);
	case WT_ARGUMENT_CPU:
		return parse_cpu(row, text, field, reason);
	case WT_ARGUMENT_CHOICE:
		return parse_choice(row, text, field, reason);
	}
	return false;
}

const struct wt_argument *wt_argument_named(const struct wt_command *command, const char *option)
{
	struct wt_word word;

	if (!wt_word_read(option, &word))
		return NULL;
	for (const struct wt_argument *row = command->arguments; row->name; row++)
		if (wt_word_names(&word, row->name))
			return row;
	return NULL;
}

static void add(struct wt_reason *reason, const char *before, const char *name)
{
	size_t length = strlen(reason->text);

	snprintf(reason->text + length, sizeof reason->text - length, "%s--%s", before, name);
}

void wt_argument_unknown(const struct wt_command *command, const char *argument, struct wt_reason *reason)
{
	const char *name = argument + strspn(argument, "-");
	const char *before = "; nearest: ";

	wt_reason_set(reason, "%.200s: unknown option of '%s'", argument, command->name);
	for (const struct wt_argument *row = command->arguments; row->name; row++)
		if (wt_name_near(name, strcspn(name, "="), row->name)) {
			add(reason, before, row->name);
			before = " ";
		}
	before = "; valid: ";
	for (const struct wt_argument *row = command->arguments; row->name; row++) {
		add(reason, before, row->name);
		before = " ";
	}
	add(reason, before, "help");
}

/* Reads one option at argv[*at]; moves *at over a value of its own. */
static bool parse_option(const struct wt_command *command, int argc, char **argv, int *at, void *fields,
			 uint64_t *given, struct wt_reason *reason)
{
	const struct wt_argument *row = wt_argument_named(command, argv[*at]);
	struct wt_word word;
	const char *value = NULL;

	if (!row || !wt_word_read(argv[*at], &word)) {
		wt_argument_unknown(command, argv[*at], reason);
		return false;
	}
	if (row->kind == WT_ARGUMENT_FLAG && word.value)
		return wt_reason_set(reason, "--%s: takes no value", row->name);
	if (row->kind != WT_ARGUMENT_FLAG) {
		value = wt_word_value(&word, argc, argv, at);
		if (!value)
			return wt_reason_set(reason, "--%s: needs a value (%s)", row->name, row->value);
	}
	*given |= UINT64_C(1) << (row - command->arguments);
	return parse_value(row, value, fields, reason);
}

enum wt_parsed wt_arguments_parse(const struct wt_command *command, int argc, char **argv, void *fields,
				  uint64_t *given, const char **operand, struct wt_reason *reason)
{
	*given = 0;
	*operand = NULL;
	for (const struct wt_argument *row = command->arguments; row->name; row++)
		if (row->initial && !parse_value(row, row->initial, fields, reason))
			return WT_PARSED_WRONG;
	if (wt_words_ask_help(0, argc, argv))
		return WT_PARSED_HELP;
	for (int i = 0; i < argc; i++) {
		if (!strncmp(argv[i], "--", 2) && argv[i][2]) {
			if (!parse_option(command, argc, argv, &i, fields, given, reason))
				return WT_PARSED_WRONG;
		} else if (argv[i][0] == '-' && argv[i][1]) {
			wt_argument_unknown(command, argv[i], reason);
			return WT_PARSED_WRONG;
		} else if (!command->operand || *operand || !*argv[i]) {
			wt_reason_set(reason, "'%s': not expected; valid: wiretoll %s %s%s[options]", argv[i],
				      command->name, command->operand ? command->operand : "",
				      command->operand ? " " : "");
			return WT_PARSED_WRONG;
		} else {
			*operand = argv[i];
		}
	}
	return WT_PARSED_RUN;
}

/* "default 100; 1 to 1000", either half or none of it: what a person cannot guess. */
static void tell_values(const struct wt_argument *row, char *text, size_t room)
{
	char range[64] = "";

	if (row->kind == WT_ARGUMENT_NUMBER)
		snprintf(range, sizeof range, "%u to %u", row->minimum, row->maximum);
	else if (row->kind == WT_ARGUMENT_SECONDS)
		snprintf(range, sizeof range, "%.3f to %.0f", row->minimum / 1000.0, row->maximum / 1000.0);
	else if (row->kind == WT_ARGUMENT_SIZES)
		snprintf(range, sizeof range, "each %u to %u", row->minimum, row->maximum);
	else if (row->kind == WT_ARGUMENT_CPU)
		snprintf(range, sizeof range, "or %u to %u", row->minimum, row->maximum);
	snprintf(text, room, "%s%s%s%s", row->initial ? "default " : "", row->initial ? row->initial : "",
		 row->initial && *range ? "; " : "", range);
}

static void help_row(FILE *stream, const struct wt_argument *row)
{
	char head[64], values[160];
	const char *line = row->help;
	size_t length = strcspn(line, "\n");

	snprintf(head, sizeof head, "--%s%s%s", row->name, row->value ? " " : "", row->value ? row->value : "");
	fprintf(stream, "  %-*s %.*s", HELP_COLUMN - 3, head, (int)length, line);
	while (line[length]) {
		line += length + 1;
		length = strcspn(line, "\n");
		fprintf(stream, "\n%*s%.*s", HELP_COLUMN, "", (int)length, line);
	}
	tell_values(row, values, sizeof values);
	if (*values && length + strlen(values) + HELP_COLUMN < 76)
		fprintf(stream, " (%s)", values);
	else if (*values)
		fprintf(stream, "\n%*s(%s)", HELP_COLUMN, "", values);
	fputc('\n', stream);
}

void wt_arguments_help(const struct wt_command *command, FILE *stream)
{
	fprintf(stream, "usage: wiretoll %s %s%s%s[options]\n\n%s\n\n", command->name, command->operand ? "[" : "",
		command->operand ? command->operand : "", command->operand ? "] " : "", command->purpose);
	for (const struct wt_argument *row = command->arguments; row->name; row++)
		help_row(stream, row);
	fprintf(stream, "  %-*s this text\n", HELP_COLUMN - 3, "--help");
	if (command->notes)
		fprintf(stream, "\n%s\n", command->notes);
}
