/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "plan_field.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

bool wt_field_bad(struct wt_reason *reason, const char *field, const char *valid, ...)
{
	char text[WT_REASON_BYTES / 2];
	va_list arguments;

	va_start(arguments, valid);
	(void)vsnprintf(text, sizeof text, valid, arguments);
	va_end(arguments);
	return wt_reason_set(reason, "plan.json: '%s' is missing or not valid; valid: %s", field, text);
}

/* Of an option its name as a field, and what else is said of it; all others have the option's name. */
static const char *const renamed[][2] = {
	{ "--transports", "'series'" },
	{ "--axis ", "'series', axis " },
	{ "--seconds", "'flow_ms'" },
	{ "--run ", "'reach', way " },
};
enum { RENAMED = sizeof renamed / sizeof *renamed };

/* Adds the field of the option that a text begins with. Answers how long the option is. */
static size_t add_field(char *words, size_t room, const char *option)
{
	size_t length = strspn(option, "abcdefghijklmnopqrstuvwxyz-");

	for (size_t i = 0; i < RENAMED; i++)
		if (!strncmp(option, renamed[i][0], strlen(renamed[i][0]))) {
			wt_text_add(words, room, "", "%s", renamed[i][1]);
			return strlen(renamed[i][0]);
		}
	wt_text_add(words, room, "", "'%.*s'", (int)length - 2, option + 2);
	return length;
}

bool wt_field_words(struct wt_reason *reason)
{
	char text[WT_REASON_BYTES];
	const char *at = text, *option;

	wt_text_copy(text, sizeof text, reason->text);
	wt_reason_set(reason, "plan.json: ");
	while ((option = strstr(at, "--"))) {
		wt_text_add(reason->text, sizeof reason->text, "", "%.*s", (int)(option - at), at);
		at = option + add_field(reason->text, sizeof reason->text, option);
	}
	wt_text_add(reason->text, sizeof reason->text, "", "%s", at);
	return false;
}

bool wt_field_put(const struct wt_plan_io *io, const char *field, json_t *value)
{
	return json_object_set_new(io->json, field, value) == 0 ||
	       wt_reason_set(io->reason, "a setting is not UTF-8 text, or memory is short");
}

bool wt_field_lacks(const struct wt_plan_io *io, const char *field)
{
	return !io->writes && !json_object_get(io->json, field);
}

struct wt_plan_io wt_field_inner(const struct wt_plan_io *io, const char *field)
{
	json_t *json = io->writes ? json_object() : json_object_get(io->json, field);

	if (io->writes)
		json_object_set_new(io->json, field, json);
	return (struct wt_plan_io){ json, io->reason, io->writes };
}

bool wt_field_integer(const struct wt_plan_io *io, const char *field, json_int_t *at, json_int_t least, json_int_t most)
{
	const json_t *value = json_object_get(io->json, field);

	if (io->writes)
		return wt_field_put(io, field, json_integer(*at));
	*at = json_integer_value(value);
	return (json_is_integer(value) && *at >= least && *at <= most) ||
	       wt_field_bad(io->reason, field, "a whole number from %lld to %lld", (long long)least, (long long)most);
}

bool wt_field_number(const struct wt_plan_io *io, const char *field, uint32_t *at, uint32_t least, uint32_t most)
{
	json_int_t value = *at;
	bool good = wt_field_integer(io, field, &value, least, most);

	*at = (uint32_t)value;
	return good;
}

bool wt_field_large_number(const struct wt_plan_io *io, const char *field, uint64_t *at, json_int_t least,
			   json_int_t most)
{
	json_int_t value = (json_int_t)*at;
	bool good = wt_field_integer(io, field, &value, least, most);

	*at = (uint64_t)value;
	return good;
}

bool wt_field_core(const struct wt_plan_io *io, const char *field, int *at)
{
	json_int_t value = *at;
	bool good = wt_field_integer(io, field, &value, WT_CPU_AUTO, 100000);

	*at = (int)value;
	return good;
}

bool wt_field_flag(const struct wt_plan_io *io, const char *field, bool *at, bool usual)
{
	const json_t *value = json_object_get(io->json, field);

	if (io->writes)
		return wt_field_put(io, field, json_boolean(*at));
	*at = value ? json_is_true(value) : usual;
	return !value || json_is_boolean(value) || wt_field_bad(io->reason, field, "true or false");
}

bool wt_field_any_text(const struct wt_plan_io *io, const char *field, char *at, size_t room)
{
	const char *text = json_string_value(json_object_get(io->json, field));

	if (io->writes)
		return wt_field_put(io, field, json_string(at));
	if (!text || strlen(text) >= room)
		return wt_field_bad(io->reason, field, "a text of up to %zu bytes", room - 1);
	wt_text_copy(at, room, text);
	return true;
}

bool wt_field_text(const struct wt_plan_io *io, const char *field, char *at, size_t room)
{
	const char *text = json_string_value(json_object_get(io->json, field));

	return io->writes || (text && *text) ? wt_field_any_text(io, field, at, room)
					     : wt_field_bad(io->reason, field, "a text of 1 to %zu bytes", room - 1);
}

bool wt_field_texts(const struct wt_plan_io *io, const char *field, char *first, size_t room, size_t most,
		    size_t *count)
{
	json_t *list = io->writes ? json_array() : json_object_get(io->json, field);

	for (size_t i = 0; io->writes && i < *count; i++)
		json_array_append_new(list, json_string(first + i * room));
	if (io->writes)
		return wt_field_put(io, field, list);
	*count = json_array_size(list);
	if (!json_is_array(list) || *count > most)
		return wt_field_bad(io->reason, field, "a list of up to %zu texts", most);
	for (size_t i = 0; i < *count; i++) {
		const char *one = json_string_value(json_array_get(list, i));

		if (!one || !*one || strlen(one) >= room)
			return wt_field_bad(io->reason, field, "a list of texts, each of 1 to %zu bytes", room - 1);
		wt_text_copy(first + i * room, room, one);
	}
	return true;
}
