/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Records and messages out of bytes made by hand: pieces, several at once, lies. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "trace.h"

static struct wt_trace trace;
static uint64_t now;

static void pass(bool out, const void *data, size_t bytes)
{
	trace.tap.passed(trace.tap.context, out, ++now, data, bytes);
}

static int setup(void **state)
{
	(void)state;
	wt_trace_clear(&trace);
	now = 0;
	return 0;
}

static void is(size_t index, const char *names, uint32_t flight, uint32_t bytes)
{
	const struct wt_trace_record *record = &trace.records[index];
	char seen[256] = "";

	assert_true(index < trace.record_count);
	for (size_t i = 0; i < record->name_count; i++) {
		strcat(seen, i ? " " : "");
		strcat(seen, record->names[i]);
		strcat(seen, record->fragment[i] ? "+" : "");
	}
	assert_string_equal(seen, names);
	assert_int_equal(record->flight, flight);
	assert_int_equal(record->bytes, bytes);
}

/* A ServerHello of 2 bytes and a Certificate of 3 in one record; a ServerHelloDone in the next. */
static const uint8_t two_records[] = {
	22, 3, 3, 0, 13, 2, 0, 0, 2, 3, 3, 11, 0, 0, 3, 0, 0, 0, 22, 3, 3, 0, 4, 14, 0, 0, 0,
};

static void test_several_messages_in_a_record(void **state)
{
	(void)state;
	pass(true, two_records, sizeof(two_records));
	wt_trace_parse(&trace, false, 2);
	assert_int_equal(trace.record_count, 2);
	is(0, "ServerHello Certificate", 1, 18);
	is(1, "ServerHelloDone", 1, 9);
}

/* However the stream is cut into reads, the records are the same; each has the time of its last byte. */
static void test_a_stream_in_pieces(void **state)
{
	(void)state;
	for (size_t cut = 1; cut < sizeof(two_records); cut++) {
		setup(NULL);
		pass(false, two_records, cut);
		pass(false, two_records + cut, sizeof(two_records) - cut);
		wt_trace_parse(&trace, false, 3);
		assert_int_equal(trace.record_count, 2);
		is(0, "ServerHello Certificate", 1, 18);
		assert_int_equal(trace.records[0].ns, cut < 18 ? 2 : 1);
		assert_int_equal(trace.records[1].ns, 2);
	}
}

static void test_a_message_over_records(void **state)
{
	static const uint8_t bytes[] = {
		22, 3, 3, 0, 6, 11, 0,  0, 6, 1, 2, /* 2 of 6 bytes */
		22, 3, 3, 0, 3, 3,  4,  5,          /* 3 more */
		22, 3, 3, 0, 5, 6,  14, 0, 0, 0,    /* the last one, then a ServerHelloDone */
	};

	(void)state;
	pass(false, bytes, sizeof(bytes));
	wt_trace_parse(&trace, false, 2);
	assert_int_equal(trace.record_count, 3);
	is(0, "Certificate+", 1, 11);
	is(1, "Certificate+", 1, 8);
	is(2, "Certificate+ ServerHelloDone", 1, 10);
}

static void test_behind_change_cipher_spec_all_is_secret(void **state)
{
	static const uint8_t ccs_finished[] = { 20, 3, 3, 0, 1, 1, 22, 3, 3, 0, 4, 1, 0, 0, 0 };

	(void)state;
	pass(true, ccs_finished, sizeof(ccs_finished));
	pass(false, ccs_finished + 6, 9); /* the other way it is not */
	wt_trace_parse(&trace, false, 2);
	is(0, "", 1, 6);
	is(1, "Finished", 1, 9);
	assert_int_equal(trace.records[1].known_by, WT_KNOWN_ORDER);
	assert_true(trace.records[1].encrypted);
	is(2, "ClientHello", 2, 9);
	assert_int_equal(trace.records[2].known_by, WT_KNOWN_PLAIN);
	/* in 1.3 it stands for nothing */
	wt_trace_parse(&trace, false, 3);
	is(1, "ClientHello", 1, 9);
}

static void test_a_retry_is_told_from_a_server_hello(void **state)
{
	uint8_t bytes[5 + 4 + 34] = {
		22, 3, 3, 0, 38, 2, 0, 0, 34, 3, 3, 0xcf, 0x21, 0xad, 0x74, 0xe5, 0x9a, 0x61, 0x11
	};

	(void)state;
	pass(false, bytes, sizeof(bytes));
	bytes[18] ^= 1;
	pass(false, bytes, sizeof(bytes));
	wt_trace_parse(&trace, false, 3);
	is(0, "HelloRetryRequest", 1, sizeof(bytes));
	is(1, "ServerHello", 1, sizeof(bytes));
}

/* RFC 6347 4.2.2: a fragment of 2 of 5 bytes, then a whole HelloVerifyRequest in the same datagram */
static void test_datagrams(void **state)
{
	static const uint8_t datagram[] = {
		22, 0xfe, 0xfd, 0,    0, 0, 0, 0, 0, 0, 7, 0, 14, 11, 0, 0, 5, 0, 1, 0, 0, 0, 0, 0, 2, 9,
		9,  22,   0xfe, 0xfd, 0, 1, 0, 0, 0, 0, 0, 8, 0,  12, 3, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
	};

	(void)state;
	pass(false, datagram, sizeof(datagram));
	wt_trace_parse(&trace, true, 2);
	assert_int_equal(trace.record_count, 2);
	is(0, "Certificate+", 1, 27);
	assert_int_equal(trace.records[0].sequence, 7);
	assert_false(trace.records[0].encrypted);
	/* epoch 1: what looks like a HelloVerifyRequest is ciphertext, and a handshake's only one */
	is(1, "Finished", 1, 25);
	assert_int_equal(trace.records[1].epoch, 1);
}

/* RFC 9147 4: 001CSLEE */
static void test_unified_headers(void **state)
{
	static const uint8_t with_length[] = { 0x2e, 0, 1, 0, 3, 1, 2, 3, 0x2f, 0, 2, 0, 1, 9 };
	static const uint8_t without[] = { 0x22, 5, 1, 2, 3, 4 };

	(void)state;
	pass(true, with_length, sizeof(with_length));
	pass(true, without, sizeof(without));
	wt_trace_parse(&trace, true, 3);
	assert_int_equal(trace.record_count, 3);
	is(0, "", 1, 8);
	is(1, "", 1, 6);
	is(2, "", 1, 6);
	assert_true(trace.records[0].encrypted && !trace.records[0].numbered);
	assert_string_equal(wt_content_name(trace.records[2].content), "dtls13_ciphertext");
}

/* Lengths that lie, and anything at all: no record beyond its bytes, no crash. */
static void test_garbage(void **state)
{
	uint8_t bytes[600];
	size_t length;

	(void)state;
	srand(1);
	for (int round = 0; round < 20000; round++) {
		uint32_t sum = 0;

		wt_trace_clear(&trace);
		length = 1 + (size_t)rand() % sizeof(bytes);
		for (size_t i = 0; i < length; i++)
			bytes[i] = (uint8_t)(rand() % 4 ? rand() % 32 : rand());
		pass(round % 2, bytes, length);
		wt_trace_parse(&trace, round % 4 < 2, 2 + round % 2);
		for (size_t i = 0; i < trace.record_count; i++)
			sum += trace.records[i].bytes;
		assert_true(sum <= length);
	}
}

/* More than there is room for is said, not written. */
static void test_a_full_trace(void **state)
{
	static uint8_t much[40000];

	(void)state;
	for (int i = 0; i < 5; i++)
		pass(true, much, sizeof(much));
	assert_true(trace.full);
	setup(NULL);
	for (int i = 0; i < WT_TRACE_CALLS + 5; i++)
		pass(false, two_records + 18, 9);
	assert_true(trace.full);
	wt_trace_parse(&trace, false, 2);
	assert_int_equal(trace.record_count, WT_TRACE_RECORDS);
}

static void test_flights_turn_with_the_direction(void **state)
{
	(void)state;
	for (int i = 0; i < 6; i++)
		pass(i % 3 == 0, two_records + 18, 9);
	wt_trace_parse(&trace, false, 2);
	is(0, "ServerHelloDone", 1, 9);
	is(1, "ServerHelloDone", 2, 9);
	is(2, "ServerHelloDone", 2, 9);
	is(3, "ServerHelloDone", 3, 9);
	is(5, "ServerHelloDone", 4, 9);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(test_several_messages_in_a_record, setup),
		cmocka_unit_test_setup(test_a_stream_in_pieces, setup),
		cmocka_unit_test_setup(test_a_message_over_records, setup),
		cmocka_unit_test_setup(test_behind_change_cipher_spec_all_is_secret, setup),
		cmocka_unit_test_setup(test_a_retry_is_told_from_a_server_hello, setup),
		cmocka_unit_test_setup(test_datagrams, setup),
		cmocka_unit_test_setup(test_unified_headers, setup),
		cmocka_unit_test_setup(test_garbage, setup),
		cmocka_unit_test_setup(test_a_full_trace, setup),
		cmocka_unit_test_setup(test_flights_turn_with_the_direction, setup),
	};

	return cmocka_run_group_tests_name("trace", tests, NULL, NULL);
}
