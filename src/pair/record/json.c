/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "json.h"

/* Room for one escaped character, the longest is "\u001f". */
enum { UNIT_BYTES = 8 };

void wt_json_start(struct wt_json *json, char *text, size_t room)
{
	json->text = text;
	json->room = room;
	json->length = 0;
	json->full = false;
	text[0] = '\0';
}

void wt_json_append(struct wt_json *json, const char *bytes, size_t count)
{
	if (json->full || count >= json->room - json->length) {
		json->full = true;
		return;
	}
	memcpy(json->text + json->length, bytes, count);
	json->length += count;
	json->text[json->length] = '\0';
}

/*
 * Appends a text that is known to be short and to need no escapes. A loop, since a record is of many such names:
 * strlen and memcpy of each would take more instructions than the bytes.
 */
static void append_text(struct wt_json *json, const char *text)
{
	size_t length = json->length;

	while (*text != '\0' && length + 1 < json->room)
		json->text[length++] = *text++;
	if (*text != '\0' || json->full) {
		json->full = true;
		length = json->length;
	}
	json->length = length;
	json->text[length] = '\0';
}

static void append_byte(struct wt_json *json, char byte)
{
	if (json->full || json->length + 1 >= json->room) {
		json->full = true;
		return;
	}
	json->text[json->length++] = byte;
	json->text[json->length] = '\0';
}

/* A comma belongs before all but the first thing of an object or array, or a named value. */
static void separate(struct wt_json *json)
{
	char last = json->length > 0 ? json->text[json->length - 1] : '{';

	if (last != '{' && last != '[' && last != ':')
		append_byte(json, ',');
}

void wt_json_begin(struct wt_json *json, char bracket)
{
	separate(json);
	append_byte(json, bracket);
}

void wt_json_end(struct wt_json *json, char bracket)
{
	append_byte(json, bracket);
}

void wt_json_name2(struct wt_json *json, const char *first, const char *second)
{
	separate(json);
	append_byte(json, '"');
	append_text(json, first);
	append_text(json, second);
	append_byte(json, '"');
	append_byte(json, ':');
}

void wt_json_name(struct wt_json *json, const char *name)
{
	wt_json_name2(json, name, "");
}

/* Bytes of the UTF-8 character at `at` (RFC 3629, section 4), 0 if it is none. */
static size_t utf8_bytes(const unsigned char *at)
{
	unsigned lowest = 0x80, highest = 0xbf;
	size_t count, i;

	if (at[0] >= 0xc2 && at[0] <= 0xdf)
		count = 2;
	else if (at[0] >= 0xe0 && at[0] <= 0xef)
		count = 3;
	else if (at[0] >= 0xf0 && at[0] <= 0xf4)
		count = 4;
	else
		return 0;
	/* No overlong forms, no surrogates, nothing above U+10FFFF. */
	if (at[0] == 0xe0)
		lowest = 0xa0;
	else if (at[0] == 0xed)
		highest = 0x9f;
	else if (at[0] == 0xf0)
		lowest = 0x90;
	else if (at[0] == 0xf4)
		highest = 0x8f;
	if (at[1] < lowest || at[1] > highest)
		return 0;
	for (i = 2; i < count; i++)
		if (at[i] < 0x80 || at[i] > 0xbf)
			return 0;
	return count;
}

static size_t escape_control(unsigned char byte, char unit[UNIT_BYTES])
{
	static const char hex[] = "0123456789abcdef";
	static const char shorts[] = "\bb\ff\nn\rr\tt\"\"\\\\";
	const char *found;

	for (found = shorts; *found != '\0'; found += 2) {
		if (*found == (char)byte) {
			unit[0] = '\\';
			unit[1] = found[1];
			return 2;
		}
	}
	memcpy(unit, "\\u00", 4);
	unit[4] = hex[byte >> 4];
	unit[5] = hex[byte & 0x0f];
	return 6;
}

/* Makes the JSON of the character at `at`; returns its length, and in `taken` the bytes used. */
static size_t escape(const unsigned char *at, char unit[UNIT_BYTES], size_t *taken)
{
	*taken = 1;
	if (*at < 0x20 || *at == 0x7f || *at == '"' || *at == '\\')
		return escape_control(*at, unit);
	if (*at < 0x80) {
		unit[0] = (char)*at;
		return 1;
	}
	*taken = utf8_bytes(at);
	if (*taken == 0) {
		*taken = 1;
		memcpy(unit, "\\ufffd", 6);
		return 6;
	}
	memcpy(unit, at, *taken);
	return *taken;
}

void wt_json_string(struct wt_json *json, const char *value, size_t limit_bytes)
{
	const unsigned char *at = (const unsigned char *)value;
	char unit[UNIT_BYTES];
	size_t used = 2, taken, length;

	if (value == NULL) {
		wt_json_null(json);
		return;
	}
	separate(json);
	wt_json_append(json, "\"", 1);
	for (; *at != '\0'; at += taken) {
		length = escape(at, unit, &taken);
		used += length;
		if (limit_bytes != 0 && used > limit_bytes)
			break;
		wt_json_append(json, unit, length);
	}
	wt_json_append(json, "\"", 1);
}

void wt_json_number(struct wt_json *json, uint64_t value)
{
	char digits[20]; /* 2^64 has 20 */
	size_t at = sizeof(digits);
	uint32_t rest;

	/* a division of 64 bits is a function of many instructions on cores of 32; few numbers need one */
	while (value > UINT32_MAX) {
		digits[--at] = (char)('0' + value % 10);
		value /= 10;
	}
	rest = (uint32_t)value;
	do {
		digits[--at] = (char)('0' + rest % 10);
		rest /= 10;
	} while (rest != 0);
	separate(json);
	wt_json_append(json, digits + at, sizeof(digits) - at);
}

void wt_json_raw(struct wt_json *json, const char *value)
{
	separate(json);
	wt_json_append(json, value, strlen(value));
}

void wt_json_bool(struct wt_json *json, bool value)
{
	wt_json_raw(json, value ? "true" : "false");
}

void wt_json_null(struct wt_json *json)
{
	wt_json_raw(json, "null");
}

void wt_json_string_of(struct wt_json *json, const char *name, const char *value)
{
	wt_json_name(json, name);
	wt_json_string(json, value, 0);
}

void wt_json_number_of(struct wt_json *json, const char *name, uint64_t value)
{
	wt_json_name(json, name);
	wt_json_number(json, value);
}

void wt_json_bool_of(struct wt_json *json, const char *name, bool value)
{
	wt_json_name(json, name);
	wt_json_bool(json, value);
}
