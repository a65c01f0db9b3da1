/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a peer without a certificate may make a DTLS server's session keep: datagrams made by hand. */
#include <stdarg.h>
#include <setjmp.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "dtls_bounds.h"
#include "dtls_datagram.h"

enum { RECORD_HEADER = 13, HANDSHAKE_HEADER = 12 };

static uint8_t datagram[65536];
static size_t filled;
static struct wt_dtls_bounds bounds;

static void begin(void)
{
	filled = 0;
}

static void put(uint64_t number, unsigned bytes)
{
	while (bytes-- > 0)
		datagram[filled++] = (uint8_t)(number >> 8 * bytes);
}

static void record(uint8_t content, uint16_t epoch, size_t bytes)
{
	put(content, 1);
	put(0xfefd, 2);
	put(epoch, 2);
	put(0, 6);
	put(bytes, 2);
}

/* A piece of one byte of a message that has so many. */
static void piece(uint16_t message, uint32_t whole)
{
	put(11, 1);
	put(whole, 3);
	put(message, 2);
	put(0, 3);
	put(1, 3);
	put(0, 1);
}

static void piece_record(uint16_t message, uint32_t whole)
{
	record(22, 0, HANDSHAKE_HEADER + 1);
	piece(message, whole);
}

static bool admitted(bool keeps_early)
{
	return wt_dtls_bounds_admit(&bounds, datagram, filled, keeps_early);
}

static bool admits(uint16_t message, uint32_t whole)
{
	begin();
	piece_record(message, whole);
	return admitted(true);
}

/* Behind a hello of this number. */
static void start(uint16_t hello)
{
	begin();
	record(22, 0, HANDSHAKE_HEADER + 1);
	piece(hello, 1);
	wt_dtls_bounds_start(&bounds, datagram, filled, 0);
}

static void test_messages_are_counted_by_what_they_announce(void **state)
{
	(void)state;
	start(1);
	assert_false(admits(2, WT_BOUNDS_ANNOUNCED_BYTES + 1));
	assert_true(admits(2, WT_BOUNDS_ANNOUNCED_BYTES - 200));
	/* sent again it costs nothing more, however often */
	for (int i = 0; i < 1000; i++)
		assert_true(admits(2, WT_BOUNDS_ANNOUNCED_BYTES - 200));
	assert_true(admits(3, 100));
	assert_false(admits(4, 101));
	/* what was refused has not been counted */
	assert_true(admits(4, 100));
	assert_false(admits(5, 1));
}

static void test_a_window_of_messages_behind_the_hello(void **state)
{
	(void)state;
	start(1);
	assert_true(admits(0, 98304)); /* old ones */
	assert_true(admits(1, 98304));
	assert_true(admits(1 + WT_BOUNDS_MESSAGES, 1));
	assert_false(admits(2 + WT_BOUNDS_MESSAGES, 1));
	assert_false(admits(30000, 1));
	start(65535); /* numbers wrap */
	assert_true(admits(0, 1));
	assert_false(admits(0, 98304));
	assert_false(admits(WT_BOUNDS_MESSAGES, 1));
}

static void test_no_piece_hides_behind_another(void **state)
{
	(void)state;
	start(1);
	begin(); /* in a record */
	record(22, 0, 2 * (HANDSHAKE_HEADER + 1));
	piece(1, 1);
	piece(2, 98304);
	assert_false(admitted(true));
	begin(); /* in a datagram, behind an alert */
	record(21, 0, 2);
	put(0, 2);
	piece_record(2, 98304);
	assert_false(admitted(true));
	begin(); /* the last of several that were counted on the way */
	piece_record(2, 20000);
	piece_record(3, 20000);
	assert_false(admitted(true));
	assert_true(admits(3, 20000));
	begin(); /* what does not end within its datagram, both libraries drop */
	record(22, 0, 500);
	piece(4, 98304);
	assert_true(admitted(true));
}

static void early(void)
{
	begin();
	record(22, 1, 40);
	filled += 40;
}

static void test_records_whose_keys_are_not_there_yet(void **state)
{
	(void)state;
	start(1);
	for (int i = 0; i < WT_BOUNDS_EARLY_RECORDS; i++) {
		early();
		assert_true(admitted(true));
	}
	early();
	assert_false(admitted(true));
	assert_true(admits(2, 100)); /* the handshake goes on, and once it reads them, they pass */
	for (int i = 0; i < 1000; i++) {
		early();
		assert_true(admitted(false));
	}
}

static void test_encrypted_messages(void **state)
{
	uint32_t sent = 0;

	(void)state;
	start(1);
	memset(datagram, 0x2e, 1400);
	filled = 1400;
	for (; sent + 1400 <= WT_BOUNDS_ENCRYPTED_BYTES; sent += 1400)
		assert_true(admitted(false));
	assert_false(admitted(false));
	/* behind a record in plain text, too */
	begin();
	piece_record(2, 100);
	memset(datagram + filled, 0x2e, 1400);
	filled += 1400;
	assert_false(admitted(false));
}

/* A record with a connection ID is longer by it, and what stands behind it is counted. */
static void test_no_piece_hides_behind_a_connection_id(void **state)
{
	(void)state;
	for (int with_id = 0; with_id < 2; with_id++) {
		start(1);
		bounds.cid_bytes = with_id ? 4 : 0;
		begin();
		put(25, 1);
		put(0xfefd, 2);
		put(1, 2);
		put(0, 6);
		if (with_id)
			put(0xffffffff, 4);
		put(1, 2);
		put(0, 1);
		piece_record(2, WT_BOUNDS_ANNOUNCED_BYTES + 1);
		assert_false(admitted(false));
		/* and it is looked at no further than it goes */
		for (size_t bytes = 0; bytes < 20; bytes++)
			assert_true(wt_dtls_bounds_admit(&bounds, datagram, bytes, false));
	}
}

static void test_connection_ids_are_found(void **state)
{
	static const uint8_t old[] = { 25, 0xfe, 0xfd, 0, 1, 0, 0, 0, 0, 0, 1, 'i', 'd', 0, 0 };
	static const uint8_t unified[] = { 0x3f, 'i', 'd', 0 };

	(void)state;
	assert_ptr_equal(wt_datagram_cid(old, sizeof(old), 2), old + 11);
	assert_null(wt_datagram_cid(old, sizeof(old) - 1, 2));
	assert_ptr_equal(wt_datagram_cid(unified, 3, 2), unified + 1);
	assert_null(wt_datagram_cid(unified, 2, 2));
	assert_null(wt_datagram_cid((const uint8_t[]){ 0x2f, 'i', 'd', 0 }, 4, 2));
	assert_null(
		wt_datagram_cid((const uint8_t[]){ 23, 0xfe, 0xfd, 0, 1, 0, 0, 0, 0, 0, 1, 'i', 'd', 0, 0 }, 15, 2));
}

static void test_short_ends(void **state)
{
	(void)state;
	start(1);
	piece_record(2, 100);
	for (size_t bytes = 0; bytes <= filled; bytes++)
		assert_true(wt_dtls_bounds_admit(&bounds, datagram, bytes, true));
	wt_dtls_bounds_start(&bounds, datagram, 3, 0);
	assert_int_equal(bounds.hello, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_messages_are_counted_by_what_they_announce),
		cmocka_unit_test(test_a_window_of_messages_behind_the_hello),
		cmocka_unit_test(test_no_piece_hides_behind_another),
		cmocka_unit_test(test_records_whose_keys_are_not_there_yet),
		cmocka_unit_test(test_encrypted_messages),
		cmocka_unit_test(test_no_piece_hides_behind_a_connection_id),
		cmocka_unit_test(test_connection_ids_are_found),
		cmocka_unit_test(test_short_ends),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
