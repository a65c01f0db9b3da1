/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The kinds of options that commands of the desk tool have, and no program of the pairs. */
#include <stdio.h>
#include <string.h>

#include "take.h"
#include "words.h"

/* Whether the name stands first in one of these places. */
static bool holds(const void *first, size_t stride, size_t count, const char *name)
{
	return wt_take_has(first, stride, count, name, strlen(name) + 1);
}

/* False: it is no name. */
static bool take_name(const char *text, size_t bytes, char name[WT_NAME_BYTES])
{
	memset(name, 0, WT_NAME_BYTES);
	if (bytes < WT_NAME_BYTES)
		memcpy(name, text, bytes);
	return wt_name_valid(name);
}

bool wt_names_add(struct wt_names *list, const char *text)
{
	if (holds(list->name, sizeof(*list->name), list->count, text))
		return true;
	if (list->count == WT_NAMES_MAX)
		return false;
	(void)snprintf(list->name[list->count++], WT_NAME_BYTES, "%s", text);
	return true;
}

/* NULL: it is on the list now; else what is wrong with it. */
static const char *put_name(struct wt_names *list, const char *text, size_t bytes)
{
	char name[WT_NAME_BYTES];

	if (!take_name(text, bytes, name))
		return "not a name";
	if (holds(list->name, sizeof(*list->name), list->count, name))
		return "given twice";
	if (list->count == WT_NAMES_MAX)
		return "too many names";
	memcpy(list->name[list->count++], name, sizeof(name));
	return NULL;
}

static bool add_name(const struct wt_option *option, const char *text, size_t bytes, void *names,
		     struct wt_taken *taken)
{
	const char *what = put_name(names, text, bytes);

	return !what || wt_take_wrong(taken, option, text, bytes, what);
}

static bool take_names(const struct wt_option *option, const char *value, struct wt_names *list, struct wt_taken *taken)
{
	list->count = 0;
	return wt_take_items(option, value, "not a name", add_name, list, taken);
}

static bool add_list(const struct wt_option *option, const char *value, struct wt_named_lists *field,
		     struct wt_taken *taken)
{
	size_t bytes = strcspn(value, "=");
	struct wt_names *values;
	char name[WT_NAME_BYTES];

	if (value[bytes] == '\0' || !take_name(value, bytes, name))
		return wt_take_wrong(taken, option, value, strlen(value), "not a name with values");
	if (holds(field->list, sizeof(*field->list), field->count, name))
		return wt_take_wrong(taken, option, value, bytes, "given twice");
	if (field->count == WT_NAMES_MAX)
		return wt_take_wrong(taken, option, value, bytes, "too many");
	memcpy(field->list[field->count].name, name, sizeof(name));
	values = &field->list[field->count++].values;
	values->count = 0;
	for (const char *at = value + bytes + 1; at;) {
		const char *item = wt_list_item(&at, &bytes), *what = put_name(values, item, bytes);

		/* an item alone would not tell of which list it is, and one that is not there has no text */
		if (what)
			return wt_take_wrong(taken, option, value, strlen(value), what);
	}
	return true;
}

bool wt_take_lists(const struct wt_option *option, const char *value, void *field, struct wt_taken *taken)
{
	return option->kind == WT_OPTION_NAMES ? take_names(option, value, field, taken)
					       : add_list(option, value, field, taken);
}
