/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The text of a pre-shared key's file, at its limits. */
#include <stdarg.h>
#include <setjmp.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "psk.h"

static const char *parse(struct wt_psk *psk, const char *text)
{
	memset(psk, 0xee, sizeof(*psk));
	return wt_psk_parse(psk, (const uint8_t *)text, strlen(text));
}

static void test_good(void **state)
{
	struct wt_psk psk;

	(void)state;
	assert_null(parse(&psk, "wiretoll:00ff0A0b0c0d0e0f1011121314151617\n"));
	assert_string_equal(psk.identity, "wiretoll");
	assert_int_equal(psk.key_bytes, 16);
	assert_memory_equal(psk.key, "\x00\xff\x0a\x0b\x0c\x0d\x0e\x0f\x10\x11\x12\x13\x14\x15\x16\x17", 16);
	assert_ptr_equal(psk.state[1].psk, &psk);
	assert_true(!psk.state[0].taken && psk.state[1].taken);
	/* without an end of the line, too */
	assert_null(parse(&psk, "a:00112233445566778899aabbccddeeff"));
	assert_string_equal(psk.identity, "a");
}

/* An identity and a key of so many characters and digits. */
static const char *parse_long(struct wt_psk *psk, size_t identity, size_t digits)
{
	char text[512];

	memset(text, 'i', identity);
	text[identity] = ':';
	memset(text + identity + 1, '7', digits);
	text[identity + 1 + digits] = '\0';
	return parse(psk, text);
}

static void test_limits(void **state)
{
	struct wt_psk psk;

	(void)state;
	assert_null(parse_long(&psk, WT_PSK_IDENTITY_MAX, 2 * WT_PSK_KEY_MAX));
	assert_int_equal(strlen(psk.identity), WT_PSK_IDENTITY_MAX);
	assert_int_equal(psk.key_bytes, WT_PSK_KEY_MAX);
	assert_string_equal(parse_long(&psk, WT_PSK_IDENTITY_MAX + 1, 64), "its identity is too long");
	assert_string_equal(parse_long(&psk, 0, 64), "it has no identity");
	assert_string_equal(parse_long(&psk, 1, 2 * WT_PSK_KEY_MAX + 2), "its key is too long");
	assert_string_equal(parse_long(&psk, 1, 2 * WT_PSK_KEY_LEAST - 2), "its key is too short");
	assert_string_equal(parse_long(&psk, 1, 0), "its key is too short");
	assert_string_equal(parse_long(&psk, 1, 63), "its key has an odd number of digits");
}

static void test_bad(void **state)
{
	static const struct {
		const char *text, *fault;
	} bad[] = {
		{ "", "it is empty" },
		{ "\n", "it has no colon" },
		{ "00112233445566778899aabbccddeeff\n", "it has no colon" },
		{ "a b:00112233445566778899aabbccddeeff", "its identity holds a blank, or what cannot be printed" },
		{ "\x7f:00112233445566778899aabbccddeeff", "its identity holds a blank, or what cannot be printed" },
		{ "a:0g112233445566778899aabbccddeeff", "its key holds something other than hexadecimal digits" },
		{ "a:00112233445566778899aabbccddeeff\r\n", "its key holds something other than hexadecimal digits" },
		{ "a:00112233445566778899aabbccddeeff\n\n", "it has more than one line" },
		{ "a:b:00112233445566778899aabbccddeeff", "its key holds something other than hexadecimal digits" },
	};
	struct wt_psk psk;

	(void)state;
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		assert_string_equal(parse(&psk, bad[i].text), bad[i].fault);
	/* a zero inside is no end of the text */
	assert_string_equal(wt_psk_parse(&psk, (const uint8_t *)"a\0b:00112233445566778899aabbccddeeff", 36),
			    "its identity holds a blank, or what cannot be printed");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_good),
		cmocka_unit_test(test_limits),
		cmocka_unit_test(test_bad),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
