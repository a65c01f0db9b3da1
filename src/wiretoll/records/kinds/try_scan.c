/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "try_scan.h"

#include <string.h>

/* One of 64 bits for a name. Names that share one cost a search; none is missed. */
static uint64_t mark_of(const char *name, size_t length)
{
	size_t first = length ? (unsigned char)name[0] : 0;
	size_t middle = length ? (unsigned char)name[length / 2] : 0;

	return UINT64_C(1) << ((first + 5 * middle + 11 * length) % 64);
}

/* A text of plain ASCII; *at stands behind the opening quote, and then behind the closing one. */
static bool scan_text(const char **at, const char *end, const char **text, size_t *length)
{
	const char *p = *at;

	*text = p;
	while (p < end && *p != '"') {
		if (*p == '\\' || (unsigned char)*p < 0x20 || (unsigned char)*p > 0x7e)
			return false;
		p++;
	}
	*length = (size_t)(p - *text);
	*at = p + 1;
	return p < end;
}

static bool scan_number(const char **at, const char *end, int64_t *number)
{
	const char *p = *at, *first;
	bool negative = p < end && *p == '-';
	int64_t value = 0;

	p += negative;
	first = p;
	for (; p < end && *p >= '0' && *p <= '9' && p - first < 18; p++)
		value = value * 10 + (*p - '0');
	if (p == first || (*first == '0' && p - first > 1))
		return false;
	*number = negative ? -value : value;
	*at = p;
	return true;
}

static bool scan_word(const char **at, const char *end, const char *word)
{
	size_t length = strlen(word);

	if ((size_t)(end - *at) < length || memcmp(*at, word, length) != 0)
		return false;
	*at += length;
	return true;
}

static bool scan_value(const char **at, const char *end, struct wt_try_scan_field *field)
{
	field->number = 0;
	field->text_length = 0;
	if (*at == end)
		return false;
	if (**at == '"') {
		(*at)++;
		field->kind = WT_TRY_SCAN_TEXT;
		return scan_text(at, end, &field->text, &field->text_length);
	}
	if (**at == 't' || **at == 'f') {
		field->kind = WT_TRY_SCAN_FLAG;
		field->number = **at == 't';
		return scan_word(at, end, field->number ? "true" : "false");
	}
	if (**at == 'n') {
		field->kind = WT_TRY_SCAN_OTHER;
		return scan_word(at, end, "null");
	}
	field->kind = WT_TRY_SCAN_NUMBER;
	return scan_number(at, end, &field->number);
}

static bool doubled(const struct wt_try_scan *scan, const struct wt_try_scan_field *field)
{
	for (size_t i = 0; i < scan->count; i++)
		if (scan->field[i].name_length == field->name_length &&
		    !memcmp(scan->field[i].name, field->name, field->name_length))
			return true;
	return false;
}

bool wt_try_scan_line(struct wt_try_scan *scan, const char *line, size_t length)
{
	const char *at = line, *end = line + length;

	scan->count = scan->next = 0;
	scan->marks = 0;
	if (!scan_word(&at, end, "{\""))
		return false;
	for (;;) {
		struct wt_try_scan_field *field = &scan->field[scan->count];

		if (scan->count == WT_TRY_SCAN_FIELDS || !scan_text(&at, end, &field->name, &field->name_length) ||
		    !scan_word(&at, end, ":") || !scan_value(&at, end, field) || doubled(scan, field))
			return false;
		scan->count++;
		scan->marks |= mark_of(field->name, field->name_length);
		if (at < end && *at == '}')
			return at + 1 == end;
		if (!scan_word(&at, end, ",\""))
			return false;
	}
}

bool wt_try_scan_from(struct wt_try_scan *scan, json_t *record)
{
	json_t *value;
	const char *name;

	scan->count = scan->next = 0;
	scan->marks = 0;
	json_object_foreach(record, name, value) {
		struct wt_try_scan_field *field = &scan->field[scan->count];

		if (scan->count == WT_TRY_SCAN_FIELDS)
			return false;
		scan->count++;
		*field = (struct wt_try_scan_field){ .name = name,
						     .name_length = strlen(name),
						     .kind = WT_TRY_SCAN_OTHER };
		scan->marks |= mark_of(field->name, field->name_length);
		if (json_is_integer(value)) {
			field->kind = WT_TRY_SCAN_NUMBER;
			field->number = json_integer_value(value);
		} else if (json_is_boolean(value)) {
			field->kind = WT_TRY_SCAN_FLAG;
			field->number = json_is_true(value);
		} else if (json_is_string(value)) {
			field->kind = WT_TRY_SCAN_TEXT;
			field->text = json_string_value(value);
			field->text_length = json_string_length(value);
		}
	}
	return true;
}

const struct wt_try_scan_field *wt_try_scan_find(struct wt_try_scan *scan, const char *name)
{
	size_t length = strlen(name);

	if (!(scan->marks & mark_of(name, length)))
		return NULL;
	for (size_t i = 0; i < scan->count; i++) {
		size_t at = scan->next + i < scan->count ? scan->next + i : scan->next + i - scan->count;

		if (scan->field[at].name_length != length || memcmp(scan->field[at].name, name, length) != 0)
			continue;
		scan->next = at + 1 < scan->count ? at + 1 : 0;
		return &scan->field[at];
	}
	return NULL;
}

bool wt_try_scan_number(struct wt_try_scan *scan, const char *name, int64_t maximum, int64_t *number,
			struct wt_reason *reason)
{
	const struct wt_try_scan_field *field = wt_try_scan_find(scan, name);

	if (!field || field->kind != WT_TRY_SCAN_NUMBER)
		return wt_reason_set(reason, "'%s' is missing or not a whole number", name);
	*number = field->number;
	if (*number < 0 || *number > maximum)
		return wt_reason_set(reason, "'%s' is %lld; valid: 0 to %lld", name, (long long)*number,
				     (long long)maximum);
	return true;
}

bool wt_try_scan_flag(struct wt_try_scan *scan, const char *name, bool *flag, struct wt_reason *reason)
{
	const struct wt_try_scan_field *field = wt_try_scan_find(scan, name);

	if (!field || field->kind != WT_TRY_SCAN_FLAG)
		return wt_reason_set(reason, "'%s' is missing or not true or false", name);
	*flag = field->number == 1;
	return true;
}

uint64_t wt_try_scan_count(struct wt_try_scan *scan, const char *name, int64_t maximum)
{
	const struct wt_try_scan_field *field = wt_try_scan_find(scan, name);

	if (!field || field->kind != WT_TRY_SCAN_NUMBER || field->number < 0)
		return 0;
	return (uint64_t)(field->number < maximum ? field->number : maximum);
}

bool wt_try_scan_is(struct wt_try_scan *scan, const char *name, const char *text)
{
	const struct wt_try_scan_field *field = wt_try_scan_find(scan, name);

	return field && field->kind == WT_TRY_SCAN_TEXT && field->text_length == strlen(text) &&
	       !memcmp(field->text, text, field->text_length);
}
