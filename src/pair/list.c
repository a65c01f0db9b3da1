/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "list.h"

#include <stdio.h>
#include <string.h>

#include "parse.h"

enum { WORD_BYTES = 32 };

struct list {
	const struct wt_option *options;
	const struct wt_transport *transport;
	const struct wt_settings *settings;
	bool server;
};

/* The next of the words of a choice ("1.2|1.3"); false: no more. */
static bool next_word(const char **at, char word[WORD_BYTES])
{
	size_t length = *at ? strcspn(*at, "|") : 0;

	if (!length)
		return false;
	snprintf(word, WORD_BYTES, "%.*s", (int)length, *at);
	*at += length + ((*at)[length] == '|');
	return true;
}

static void set(struct wt_settings *settings, const struct wt_option *option, const char *word)
{
	char *field = (char *)settings + option->offset;
	uint32_t number;

	if (option->kind != WT_OPTION_NUMBER)
		memcpy(field, &word, sizeof(word));
	else if (wt_parse_number(word, strlen(word), option->minimum, option->maximum, &number) == WT_PARSE_OK)
		memcpy(field, &number, sizeof(number));
}

static const struct wt_option *find(const struct wt_option *options, const char *name)
{
	while (options->name && strcmp(options->name, name) != 0)
		options++;
	return options;
}

/* With the other settings as they are, or where it needs that with another --resume. */
static bool can(const struct list *list, const struct wt_option *option, const char *word, const char *version)
{
	struct wt_settings settings = *list->settings;
	struct wt_error error = { .status = WT_OK };
	const char *ways = find(list->options, "resume")->choices;
	char way[WORD_BYTES];

	settings.tls_version = version;
	set(&settings, option, word);
	if (list->transport->can(&settings, list->server, &error) == WT_OK)
		return true;
	while (strcmp(option->name, "resume") != 0 && next_word(&ways, way)) {
		settings.resume = way;
		if (list->transport->can(&settings, list->server, &error) == WT_OK)
			return true;
	}
	return false;
}

static bool is_version(const struct wt_option *option)
{
	return strcmp(option->name, "tls-version") == 0;
}

/* "group x25519 1.2 1.3": of a choice the versions that have it; none: no line. */
static void say(const struct list *list, const struct wt_option *option, const char *word, const char *versions)
{
	char version[WORD_BYTES];
	bool any = false;

	while (next_word(&versions, version)) {
		if ((is_version(option) && strcmp(word, version) != 0) || !can(list, option, word, version))
			continue;
		if (!any)
			printf("%s %s", option->name, word);
		any = true;
		if (!is_version(option))
			printf(" %s", version);
	}
	if (any)
		putchar('\n');
}

void wt_list(const struct wt_option *options, const struct wt_transport *transport, const struct wt_settings *settings,
	     bool server)
{
	const struct list list = { options, transport, settings, server };
	const struct wt_option *option = find(options, "certs");
	const char *versions = find(options, "tls-version")->choices;
	char word[WORD_BYTES];

	for (; option->name; option++) {
		const char *words = option->choices;

		if (option->kind != WT_OPTION_CHOICE && option->kind != WT_OPTION_TEXT &&
		    option->kind != WT_OPTION_NUMBER)
			continue;
		while (next_word(&words, word))
			say(&list, option, word, versions);
	}
}
