/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <stdarg.h>
#include <setjmp.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "message.h"

/* A generator of our own: the same cases on every machine. */
static uint32_t next_random(uint32_t *state)
{
	*state ^= *state << 13;
	*state ^= *state >> 17;
	*state ^= *state << 5;
	return *state;
}

static void test_layout(void **state)
{
	static const uint8_t expected[WT_MESSAGE_HEADER_BYTES] = {
		0x01, 0x02, 0x03, 0x04, 0x05, 0x06, 0x07, 0x08, /* time */
		0x15,                                           /* format 1, last and repeat */
		0x00, 0x03, 0xe7,                               /* 999 */
		0xaa, 0xbb, 0xcc, 0xdd                          /* number */
	};
	const struct wt_message message = { .sent_us = 0x0102030405060708u,
					    .flags = WT_MESSAGE_LAST | WT_MESSAGE_REPEAT,
					    .size_bytes = 999,
					    .number = 0xaabbccddu };
	uint8_t buffer[WT_MESSAGE_HEADER_BYTES];

	(void)state;
	wt_message_write_header(buffer, &message);
	assert_memory_equal(buffer, expected, sizeof(expected));
}

static void test_largest_size_fits(void **state)
{
	const struct wt_message message = { .size_bytes = WT_MESSAGE_MAX_BYTES };
	struct wt_error error = { .status = WT_OK };
	uint8_t buffer[WT_MESSAGE_HEADER_BYTES];
	struct wt_message read;

	(void)state;
	wt_message_write_header(buffer, &message);
	assert_int_equal(wt_message_read_header(buffer, sizeof(buffer), WT_MESSAGE_MAX_BYTES, &read, &error), WT_OK);
	assert_int_equal(read.size_bytes, WT_MESSAGE_MAX_BYTES);
}

static void test_fill(void **state)
{
	uint8_t buffer[64];
	size_t i;

	(void)state;
	memset(buffer, '.', sizeof(buffer));
	wt_message_fill(buffer, 40);
	for (i = 0; i < sizeof(buffer); i++)
		assert_int_equal(buffer[i], i >= 16 && i < 40 ? 'A' : '.');
	memset(buffer, '.', sizeof(buffer));
	wt_message_fill(buffer, 16);
	for (i = 0; i < sizeof(buffer); i++)
		assert_int_equal(buffer[i], '.');
}

static void test_answer(void **state)
{
	(void)state;
	assert_memory_equal(wt_answer, "ack", 3);
	assert_int_equal(sizeof(wt_answer), 3);
}

static void test_too_few_bytes(void **state)
{
	struct wt_error error = { .status = WT_OK };
	uint8_t buffer[WT_MESSAGE_HEADER_BYTES] = { 0 }; /* not even a valid beginning */
	struct wt_message message;
	size_t bytes;

	(void)state;
	for (bytes = 0; bytes < WT_MESSAGE_HEADER_BYTES; bytes++)
		assert_int_equal(wt_message_read_header(buffer, bytes, 1024, &message, &error), WT_WANT_READ);
	assert_int_equal(error.status, WT_OK);
}

/* A header with one byte changed; the message it gives. */
static const char *refusal(size_t at, uint8_t value, uint32_t size_bytes, uint32_t limit_bytes)
{
	static struct wt_error error;
	const struct wt_message good = { .size_bytes = size_bytes };
	struct wt_message untouched = { .number = 4711 };
	uint8_t buffer[WT_MESSAGE_HEADER_BYTES];

	wt_error_clear(&error);
	wt_message_write_header(buffer, &good);
	buffer[at] = value;
	assert_int_equal(wt_message_read_header(buffer, sizeof(buffer), limit_bytes, &untouched, &error), WT_ERROR);
	assert_int_equal(error.status, WT_ERROR);
	assert_int_equal(untouched.number, 4711);
	return error.text;
}

static void test_lying_headers(void **state)
{
	(void)state;
	assert_string_equal(refusal(8, 0x20, 100, 1024), "message header: format version 2; valid: 1");
	assert_string_equal(refusal(8, 0x00, 100, 1024), "message header: format version 0; valid: 1");
	assert_string_equal(refusal(8, 0x18, 100, 1024), "message header: flags 8; valid: 0 to 7");
	assert_string_equal(refusal(11, 15, 16, 1024), "message header: size 15; valid: 16 to 1024");
	assert_string_equal(refusal(11, 0, 16, 1024), "message header: size 0; valid: 16 to 1024");
	assert_string_equal(refusal(11, 1, 1024, 1024), "message header: size 1025; valid: 16 to 1024");
	assert_string_equal(refusal(9, 0xff, 16, WT_MESSAGE_MAX_BYTES),
			    "message header: size 16711696; valid: 16 to 1048576");
}

static void test_limits_are_inside(void **state)
{
	static const uint32_t sizes[] = { 16, 17, 1023, 1024 };
	struct wt_error error = { .status = WT_OK };
	uint8_t buffer[WT_MESSAGE_HEADER_BYTES];
	struct wt_message read;
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(sizes) / sizeof(sizes[0]); i++) {
		const struct wt_message message = { .size_bytes = sizes[i] };

		wt_message_write_header(buffer, &message);
		assert_int_equal(wt_message_read_header(buffer, sizeof(buffer), 1024, &read, &error), WT_OK);
		assert_int_equal(read.size_bytes, sizes[i]);
	}
}

static void test_round_trip(void **state)
{
	struct wt_error error = { .status = WT_OK };
	uint8_t buffer[WT_MESSAGE_HEADER_BYTES];
	struct wt_message in, out;
	uint32_t seed = 20260101;
	int i;

	(void)state;
	for (i = 0; i < 100000; i++) {
		in.sent_us = (uint64_t)next_random(&seed) << 32 | next_random(&seed);
		in.flags = next_random(&seed) & 7;
		in.size_bytes = 16 + next_random(&seed) % (WT_MESSAGE_MAX_BYTES - 15);
		in.number = next_random(&seed);
		wt_message_write_header(buffer, &in);
		assert_int_equal(wt_message_read_header(buffer, sizeof(buffer), WT_MESSAGE_MAX_BYTES, &out, &error),
				 WT_OK);
		assert_true(in.sent_us == out.sent_us);
		assert_int_equal(in.flags, out.flags);
		assert_int_equal(in.size_bytes, out.size_bytes);
		assert_int_equal(in.number, out.number);
	}
}

/* Whatever 16 bytes come: what is taken is within the limits and is what a writer would write. */
static void test_garbage(void **state)
{
	uint8_t buffer[WT_MESSAGE_HEADER_BYTES], again[WT_MESSAGE_HEADER_BYTES];
	struct wt_message message;
	uint32_t seed = 4242, taken = 0;
	struct wt_error error;
	size_t at;
	int i;

	(void)state;
	for (i = 0; i < 300000; i++) {
		wt_error_clear(&error);
		for (at = 0; at < sizeof(buffer); at++)
			buffer[at] = (uint8_t)next_random(&seed);
		if (i % 2 == 0)
			buffer[8] = (uint8_t)(0x10 | (buffer[8] & 0x07)); /* go deeper */
		if (wt_message_read_header(buffer, sizeof(buffer), WT_MESSAGE_MAX_BYTES, &message, &error) != WT_OK) {
			assert_int_equal(error.status, WT_ERROR);
			assert_true(strstr(error.text, "valid: ") != NULL);
			continue;
		}
		taken++;
		assert_in_range(message.size_bytes, 16, WT_MESSAGE_MAX_BYTES);
		wt_message_write_header(again, &message);
		assert_memory_equal(again, buffer, sizeof(buffer));
	}
	assert_true(taken > 1000);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_layout),
		cmocka_unit_test(test_largest_size_fits),
		cmocka_unit_test(test_fill),
		cmocka_unit_test(test_answer),
		cmocka_unit_test(test_too_few_bytes),
		cmocka_unit_test(test_lying_headers),
		cmocka_unit_test(test_limits_are_inside),
		cmocka_unit_test(test_round_trip),
		cmocka_unit_test(test_garbage),
	};

	return cmocka_run_group_tests_name("message", tests, NULL, NULL);
}
