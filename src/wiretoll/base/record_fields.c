/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "record_fields.h"

#include <stdlib.h>

bool wt_record_number(const json_t *record, const char *field, int64_t maximum, int64_t *number,
		      struct wt_reason *reason)
{
	const json_t *value = json_object_get(record, field);

	if (!json_is_integer(value))
		return wt_reason_set(reason, "'%s' is missing or not a whole number", field);
	*number = json_integer_value(value);
	if (*number < 0 || *number > maximum)
		return wt_reason_set(reason, "'%s' is %lld; valid: 0 to %lld", field, (long long)*number,
				     (long long)maximum);
	return true;
}

bool wt_record_flag(const json_t *record, const char *field, bool *flag, struct wt_reason *reason)
{
	const json_t *value = json_object_get(record, field);

	if (!json_is_boolean(value))
		return wt_reason_set(reason, "'%s' is missing or not true or false", field);
	*flag = json_is_true(value);
	return true;
}

void wt_record_text(const json_t *record, const char *field, char *text, size_t room)
{
	const char *value = json_string_value(json_object_get(record, field));

	wt_text_copy(text, room, value ? value : "");
}

void wt_record_shown(const json_t *value, char *text, size_t room)
{
	char *dumped = json_is_string(value) ? NULL : json_dumps(value, JSON_ENCODE_ANY | JSON_COMPACT);

	wt_text_copy(text, room, json_is_string(value) ? json_string_value(value) : dumped ? dumped : "nothing");
	free(dumped);
}
