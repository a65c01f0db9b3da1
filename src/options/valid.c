/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "valid.h"

#include <string.h>

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
	int length;

	switch (option->kind) {
	case WT_OPTION_CHOICE:
		choices_text(option->choices, text, text_bytes);
		break;
	case WT_OPTION_PORT:
	case WT_OPTION_NUMBER:
		(void)snprintf(text, text_bytes, "%u to %u", low, high);
		break;
	case WT_OPTION_SECONDS:
		(void)snprintf(text, text_bytes, "%u.%03u to %u seconds", low / 1000, low % 1000, high / 1000);
		break;
	case WT_OPTION_SIZES:
		(void)snprintf(text, text_bytes, "%u to %u, by commas or spaces, each once, at most %d", low, high,
			       WT_SIZES_MAX);
		break;
	case WT_OPTION_CPU:
		length = snprintf(text, text_bytes, "%u to %u, ", low, high);
		choices_text(option->choices, text + length, text_bytes - (size_t)length);
		break;
	case WT_OPTION_NAMES:
		(void)snprintf(text, text_bytes, "names, by commas or spaces, each once, at most %d", WT_NAMES_MAX);
		break;
	case WT_OPTION_LISTS:
	case WT_OPTION_TEXT:
	case WT_OPTION_FLAG:
		(void)snprintf(text, text_bytes, "%s", option->value != NULL ? option->value : "");
		break;
	}
	return text;
}

void wt_option_names(const struct wt_option *options, char *text, size_t text_bytes)
{
	const struct wt_option *option, *next;
	const char *last = "";
	size_t length;

	for (;;) {
		next = NULL;
		for (option = options; option->name != NULL; option++)
			if (strcmp(option->name, last) > 0 && (next == NULL || strcmp(option->name, next->name) < 0))
				next = option;
		if (next == NULL)
			return;
		length = strlen(text);
		(void)snprintf(text + length, text_bytes - length, " --%s", next->name);
		last = next->name;
	}
}
