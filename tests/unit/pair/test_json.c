/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <stdarg.h>
#include <setjmp.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>
#include <jansson.h>

#include "json.h"

enum { ROOM = 2048, CHARACTERS_MAX = 40 };

static uint32_t next_random(uint32_t *state)
{
	*state ^= *state << 13;
	*state ^= *state >> 17;
	*state ^= *state << 5;
	return *state;
}

static const char *string_json(const char *value, size_t limit_bytes)
{
	static char text[ROOM];
	struct wt_json json;

	wt_json_start(&json, text, sizeof(text));
	wt_json_string(&json, value, limit_bytes);
	assert_false(json.full);
	assert_int_equal(json.length, strlen(text));
	return text;
}

static void test_escapes(void **state)
{
	(void)state;
	assert_string_equal(string_json("plain", 0), "\"plain\"");
	assert_string_equal(string_json("", 0), "\"\"");
	assert_string_equal(string_json(NULL, 0), "null");
	assert_string_equal(string_json("a\"b\\c", 0), "\"a\\\"b\\\\c\"");
	assert_string_equal(string_json("\b\f\n\r\t", 0), "\"\\b\\f\\n\\r\\t\"");
	assert_string_equal(string_json("\x01\x1f\x7f", 0), "\"\\u0001\\u001f\\u007f\"");
	assert_string_equal(string_json("µs €", 0), "\"µs €\"");
}

static void test_bytes_that_are_no_utf8(void **state)
{
	static const char *const bad[] = {
		"\x80",
		"\xff",
		"\xc0\xaf",         /* continuation alone, no lead, overlong */
		"\xe2\x82",         /* cut off */
		"\xed\xa0\x80",     /* surrogate */
		"\xf4\x90\x80\x80", /* above U+10FFFF */
		"\xe0\x80\x80",
		"\xf0\x80\x80\x80",
		"\xf8\x88\x80\x80\x80",
	};
	char expected[64];
	size_t i, at;

	(void)state;
	for (i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		strcpy(expected, "\"");
		for (at = 0; at < strlen(bad[i]); at++)
			strcat(expected, "\\ufffd");
		strcat(expected, "\"");
		assert_string_equal(string_json(bad[i], 0), expected);
	}
	assert_string_equal(string_json("a\xffz", 0), "\"a\\ufffdz\"");
}

static size_t encode(uint32_t point, char *at)
{
	if (point < 0x80) {
		at[0] = (char)point;
		return 1;
	}
	if (point < 0x800) {
		at[0] = (char)(0xc0 | point >> 6);
		at[1] = (char)(0x80 | (point & 0x3f));
		return 2;
	}
	if (point < 0x10000) {
		at[0] = (char)(0xe0 | point >> 12);
		at[1] = (char)(0x80 | (point >> 6 & 0x3f));
		at[2] = (char)(0x80 | (point & 0x3f));
		return 3;
	}
	at[0] = (char)(0xf0 | point >> 18);
	at[1] = (char)(0x80 | (point >> 12 & 0x3f));
	at[2] = (char)(0x80 | (point >> 6 & 0x3f));
	at[3] = (char)(0x80 | (point & 0x3f));
	return 4;
}

/* Any text in UTF-8 comes back from another's reader as it was. */
static void test_text_comes_back(void **state)
{
	static const uint32_t limits[] = { 0x80, 0x800, 0x10000, 0x110000 };
	char text[CHARACTERS_MAX * 4 + 1];
	uint32_t seed = 1, point, count, i;
	json_t *parsed;
	size_t length;
	int round;

	(void)state;
	for (round = 0; round < 20000; round++) {
		length = 0;
		count = next_random(&seed) % CHARACTERS_MAX;
		for (i = 0; i < count; i++) {
			point = 1 + next_random(&seed) % (limits[next_random(&seed) % 4] - 1);
			if (point < 0xd800 || point > 0xdfff)
				length += encode(point, text + length);
		}
		text[length] = '\0';
		parsed = json_loads(string_json(text, 0), JSON_DECODE_ANY, NULL);
		assert_non_null(parsed);
		assert_string_equal(json_string_value(parsed), text);
		json_decref(parsed);
	}
}

/* Any bytes give JSON of one line, and what is cut stays inside its limit. */
static void test_any_bytes_are_json(void **state)
{
	char text[CHARACTERS_MAX + 1];
	uint32_t seed = 2, i;
	const char *written;
	json_t *parsed;
	size_t limit;
	int round;

	(void)state;
	for (round = 0; round < 50000; round++) {
		for (i = 0; i < CHARACTERS_MAX; i++)
			text[i] = (char)(next_random(&seed) & 0xff);
		text[next_random(&seed) % CHARACTERS_MAX] = '\0';
		text[CHARACTERS_MAX] = '\0';
		limit = round % 2 == 0 ? 0 : 2 + next_random(&seed) % 60;
		written = string_json(text, limit);
		parsed = json_loads(written, JSON_DECODE_ANY, NULL);
		assert_non_null(parsed);
		assert_null(strchr(written, '\n'));
		if (limit != 0)
			assert_true(strlen(written) <= limit);
		json_decref(parsed);
	}
}

static void test_commas(void **state)
{
	struct wt_json json;
	char text[256];

	(void)state;
	wt_json_start(&json, text, sizeof(text));
	wt_json_begin(&json, '{');
	wt_json_number_of(&json, "a", 0);
	wt_json_number_of(&json, "b", UINT64_MAX);
	wt_json_name(&json, "c");
	wt_json_begin(&json, '[');
	wt_json_number(&json, 10);
	wt_json_number(&json, 20);
	wt_json_end(&json, ']');
	wt_json_name(&json, "d");
	wt_json_begin(&json, '{');
	wt_json_end(&json, '}');
	wt_json_string_of(&json, "e", "{[:,"); /* no structure of ours */
	wt_json_bool_of(&json, "f", false);
	wt_json_name2(&json, "g", "_ns");
	wt_json_null(&json);
	wt_json_end(&json, '}');
	assert_string_equal(text, "{\"a\":0,\"b\":18446744073709551615,\"c\":[10,20],\"d\":{},"
				  "\"e\":\"{[:,\",\"f\":false,\"g_ns\":null}");
}

static void test_full(void **state)
{
	char text[16 + 8];
	struct wt_json json;
	size_t room;

	(void)state;
	for (room = 1; room <= 16; room++) {
		memset(text, '#', sizeof(text));
		wt_json_start(&json, text, room);
		wt_json_string(&json, "0123456789", 0); /* 12 bytes and the terminator */
		assert_int_equal(json.full, room < 13);
		assert_non_null(memchr(text, '\0', room));
		assert_memory_equal(text + room, "########", 8);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_escapes),         cmocka_unit_test(test_bytes_that_are_no_utf8),
		cmocka_unit_test(test_text_comes_back), cmocka_unit_test(test_any_bytes_are_json),
		cmocka_unit_test(test_commas),          cmocka_unit_test(test_full),
	};

	return cmocka_run_group_tests_name("json", tests, NULL, NULL);
}
