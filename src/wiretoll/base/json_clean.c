/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "json_clean.h"

#include <stdlib.h>

#include "reason.h"

/* A text holds no NUL (jansson refuses it), and cleaning makes it no longer. */
static void clean_text(json_t *json)
{
	const char *text = json_string_value(json);
	size_t room = json_string_length(json) + 1;
	char *clean;

	if (wt_text_is_clean(text))
		return;
	clean = malloc(room);
	if (clean) {
		wt_text_copy(clean, room, text);
		json_string_set(json, clean);
	} else {
		json_string_set(json, "?");
	}
	free(clean);
}

/* The depth is bounded by jansson's own limit of nesting. */
json_t *wt_json_clean(json_t *json)
{
	const char *key;
	json_t *value;
	void *next;
	size_t index;

	if (json_is_string(json))
		clean_text(json);
	/* none of our fields has such a name: there is nothing to keep of it */
	json_object_foreach_safe(json, next, key, value) {
		if (wt_text_is_clean(key))
			wt_json_clean(value);
		else
			json_object_del(json, key);
	}
	json_array_foreach(json, index, value)
		wt_json_clean(value);
	return json;
}
