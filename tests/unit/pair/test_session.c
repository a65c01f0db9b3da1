/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The numbers of a session: what comes late, twice, or from the size before. */
#include <stdarg.h>
#include <setjmp.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "endpoint.h"
#include "message.h"
#include "numbered.h"
#include "session.h"

static void the_cold_answer_has_no_number(void **state)
{
	struct wt_numbered numbered = { .on = true };

	(void)state;
	assert_false(wt_numbered_is(&numbered, 0));
	assert_true(wt_numbered_is(&numbered, 1));
	numbered.on = false;
	assert_false(wt_numbered_is(&numbered, 1));
}

static void a_number_goes_there_and_back(void **state)
{
	static const uint8_t expected[WT_ANSWER_NUMBERED_BYTES] = { 'a', 'c', 'k', 0x02, 0x00, 0x01, 0x00 };
	struct wt_numbered numbered = { .on = true, .size_index = 2 };
	uint8_t answer[WT_ANSWER_NUMBERED_BYTES];
	uint32_t number;

	(void)state;
	wt_answer_write(answer, wt_numbered_on_wire(&numbered, 256));
	assert_memory_equal(answer, expected, sizeof(expected));
	assert_true(wt_answer_read(answer, &number));
	assert_int_equal(number, 2u << 24 | 256);
	answer[1] = 'q';
	assert_false(wt_answer_read(answer, &number));
}

static void a_lost_answer_comes_late_once(void **state)
{
	struct wt_numbered numbered = { .on = true, .size_index = 1 };

	(void)state;
	wt_numbered_lose(&numbered, 7);
	wt_numbered_earlier(&numbered, 1u << 24 | 7);
	assert_int_equal(numbered.late, 1);
	wt_numbered_earlier(&numbered, 1u << 24 | 7);
	assert_int_equal(numbered.late, 1);
	assert_int_equal(numbered.duplicates, 1);
	/* the same try of the size before */
	wt_numbered_lose(&numbered, 8);
	wt_numbered_earlier(&numbered, 8);
	assert_int_equal(numbered.duplicates, 2);
}

/* The server's side. `traffic`: of the connection, so far. */
static bool answered(struct wt_session *session, uint32_t number, uint32_t size_bytes, uint64_t bytes_in)
{
	static struct wt_connection connection;
	struct wt_message message = { .number = number, .size_bytes = size_bytes };

	connection.wire.socket.traffic = (struct wt_traffic){ .bytes_in = bytes_in, .receives = 2 };
	return wt_session_answered(session, &message, &connection);
}

static void a_server_counts_each_message_once(void **state)
{
	static struct wt_session session;

	(void)state;
	assert_true(answered(&session, 1, 16, 16));
	assert_true(answered(&session, 3, 16, 32));
	assert_false(answered(&session, 3, 16, 48)); /* twice: no message more, and no bytes of one */
	assert_true(answered(&session, 2, 16, 64));  /* behind its time */
	assert_true(answered(&session, 1u << 24 | 1, 99, 163));
	assert_int_equal(session.duplicates, 1);
	assert_int_equal(session.late, 1);
	assert_int_equal(session.count, 2);
	assert_int_equal(session.sizes[0].messages, 3);
	assert_int_equal(session.sizes[0].traffic.bytes_in, 48);
	assert_int_equal(session.sizes[1].messages, 1);
	assert_int_equal(session.sizes[1].traffic.bytes_in, 99);
}

static void more_sizes_than_there_is_room_for(void **state)
{
	static struct wt_session session;

	(void)state;
	for (uint32_t i = 0; i < WT_SIZES_MAX; i++)
		assert_non_null(wt_session_size_of(&session, 16 + i));
	assert_ptr_equal(wt_session_size_of(&session, 17), &session.sizes[1]);
	assert_null(wt_session_size_of(&session, 4));
	assert_true(answered(&session, 1, 4, 4)); /* answered all the same */
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_cold_answer_has_no_number),
		cmocka_unit_test(a_number_goes_there_and_back),
		cmocka_unit_test(a_lost_answer_comes_late_once),
		cmocka_unit_test(a_server_counts_each_message_once),
		cmocka_unit_test(more_sizes_than_there_is_room_for),
	};

	return cmocka_run_group_tests_name("session", tests, NULL, NULL);
}
