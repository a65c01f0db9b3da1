/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <stdio.h>
#include <string.h>

#include "clock.h"
#include "json.h"
#include "options.h"

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
	case WT_OPTION_LISTS:
	case WT_OPTION_NAMES: /* none of a program's */
		break;
	case WT_OPTION_CPU:
		cpu_json(&json, *(const int *)field);
		break;
	}
	return json.length;
}
