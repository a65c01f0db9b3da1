/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What stands on the wire of a flow, how its account is kept, and when the clock is read. */
#include <stdarg.h>
#include <setjmp.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "flow.h"

enum { SIZE = 40, WRITES = 3 };

static struct wt_error error;

static struct wt_flow flow_of(uint32_t number)
{
	return (struct wt_flow){ .number = number,
				 .size_bytes = SIZE,
				 .direction = WT_FLOW_DOWN,
				 .duration_ns = 3 * WT_NS_PER_S,
				 .kbit_s = 80 };
}

/* Reads what a client has written. */
static int read_control(struct wt_flow *to, const uint8_t *data)
{
	struct wt_message message;

	wt_error_clear(&error);
	assert_int_equal(wt_message_read_header(data, WT_FLOW_CONTROL_BYTES, WT_MESSAGE_MAX_BYTES, &message, &error),
			 WT_OK);
	return wt_flow_read_control(to, data, &message, &error);
}

static void a_begin_and_an_end_go_there(void **state)
{
	struct wt_flow flow = flow_of(7), read = { .own = { .bytes = 1 }, .reordered = 5 };
	uint8_t data[WT_FLOW_CONTROL_BYTES];

	(void)state;
	wt_flow_write_control(data, &flow, WT_FLOW_BEGIN, WT_MESSAGE_MORE);
	assert_int_equal(read_control(&read, data), WT_FLOW_BEGIN);
	assert_memory_equal(&read, &flow, sizeof(flow));
	flow.own = (struct wt_flow_totals){ 1ULL << 40 | 3, 1ULL << 33, 12 };
	wt_flow_write_control(data, &flow, WT_FLOW_END, WT_MESSAGE_LAST);
	assert_int_equal(read_control(&read, data), WT_FLOW_END);
	assert_true(read.peer_told);
	assert_memory_equal(&read.peer, &flow.own, sizeof(flow.own));
}

static void what_no_flow_can_be_is_refused(void **state)
{
	static const struct {
		size_t at;
		uint8_t byte;
		const char *words;
	} cases[] = {
		{ 16, 'A', "a message that begins and ends no flow" },
		{ 17, 2, "flow 7: writes, time or rate" },       /* direction */
		{ 20, 1, "flow 7: writes, time or rate" },       /* 16 MB a write */
		{ 23, 15, "flow 7: writes, time or rate" },      /* less than a header */
		{ 25, 1, "flow 7: writes, time or rate" },       /* years */
		{ 32 + 3, 255, "flow 7: writes, time or rate" }, /* more than 32 bits of kbit/s */
	};
	struct wt_flow flow = flow_of(7), read = { .number = 3 };
	uint8_t data[WT_FLOW_CONTROL_BYTES];

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		wt_flow_write_control(data, &flow, WT_FLOW_BEGIN, WT_MESSAGE_MORE);
		data[cases[i].at] = cases[i].byte;
		assert_int_equal(read_control(&read, data), 0);
		if (!strstr(error.text, cases[i].words))
			fail_msg("case %zu: %s", i, error.text);
		assert_int_equal(read.number, 3);
	}
	wt_flow_write_control(data, &flow, WT_FLOW_END, 0);
	assert_int_equal(read_control(&read, data), 0);
	assert_non_null(strstr(error.text, "its end is told, but another one was begun"));
}

static void an_answer_is_of_one_word_of_one_flow(void **state)
{
	struct wt_flow flow = flow_of(7), asked = flow_of(7);
	uint8_t answer[WT_FLOW_ANSWER_BYTES];

	(void)state;
	flow.own = (struct wt_flow_totals){ 5, 6, 7 };
	wt_flow_write_answer(answer, &flow, WT_FLOW_BEGIN);
	assert_false(wt_flow_read_answer(&asked, answer, WT_FLOW_END));
	assert_true(wt_flow_read_answer(&asked, answer, WT_FLOW_BEGIN));
	assert_false(asked.peer_told);
	wt_flow_write_answer(answer, &flow, WT_FLOW_END);
	assert_true(wt_flow_read_answer(&asked, answer, WT_FLOW_END));
	assert_memory_equal(&asked.peer, &flow.own, sizeof(flow.own));
	asked.number = 8;
	assert_false(wt_flow_read_answer(&asked, answer, WT_FLOW_END));
	assert_true(wt_flow_is_answer(answer, 1));
	assert_false(wt_flow_is_answer((const uint8_t *)"ack", 1));
}

static void fill(uint8_t data[WRITES * SIZE])
{
	struct wt_flow flow = flow_of(1);

	memset(data, 'A', WRITES * SIZE);
	for (uint32_t i = 0; i < WRITES; i++)
		wt_flow_write_header(data + i * SIZE, &flow, 0, i + 1 == WRITES);
}

/* However the bytes are cut: in two at each place, and one by one. */
static void a_stream_may_be_cut_anywhere(void **state)
{
	uint8_t data[WRITES * SIZE];

	(void)state;
	fill(data);
	for (size_t cut = 1; cut < sizeof(data); cut++) {
		struct wt_flow flow = flow_of(1);
		struct wt_flow_parser parser = { .at = 0 };

		assert_int_equal(wt_flow_take(&flow, &parser, data, cut, &error), WT_WANT_READ);
		assert_int_equal(wt_flow_take(&flow, &parser, data + cut, sizeof(data) - cut, &error), WT_OK);
		assert_int_equal(flow.own.bytes, sizeof(data));
		assert_int_equal(flow.own.writes, WRITES);
	}
	struct wt_flow flow = flow_of(1);
	struct wt_flow_parser parser = { .at = 0 };

	for (size_t i = 0; i < sizeof(data); i++)
		assert_int_equal(wt_flow_take(&flow, &parser, data + i, 1, &error),
				 i + 1 < sizeof(data) ? WT_WANT_READ : WT_OK);
	assert_int_equal(flow.own.writes, WRITES);
}

static void a_stream_that_lies(void **state)
{
	struct wt_flow flow = flow_of(1);
	struct wt_flow_parser parser = { .at = 0 };
	uint8_t data[WRITES * SIZE + 1];

	(void)state;
	fill(data);
	wt_error_clear(&error);
	assert_int_equal(wt_flow_take(&flow, &parser, data, sizeof(data), &error), WT_ERROR);
	assert_string_equal(error.text, "flow 1: 1 bytes came behind its end");
	data[SIZE + 8] = 'A';
	flow = flow_of(1);
	parser.at = 0;
	wt_error_clear(&error);
	assert_int_equal(wt_flow_take(&flow, &parser, data, sizeof(data), &error), WT_ERROR);
	assert_string_equal(error.text, "flow 1: no write begins behind 40 bytes, where one should");
}

static enum wt_status datagram(struct wt_flow *flow, uint64_t place, bool last)
{
	uint8_t data[SIZE] = { 0 };

	wt_flow_write_header(data, flow, place, last);
	return wt_flow_take_datagram(flow, data, sizeof(data));
}

static void datagrams_count_once(void **state)
{
	struct wt_flow flow = flow_of(1);

	(void)state;
	assert_int_equal(datagram(&flow, 0, false), WT_WANT_READ);
	(void)datagram(&flow, 2, false);
	(void)datagram(&flow, 1, false); /* behind its time */
	assert_int_equal(flow.reordered, 1);
	(void)datagram(&flow, 1, false); /* and again */
	(void)datagram(&flow, 2, false);
	assert_int_equal(flow.duplicates, 2);
	assert_int_equal(flow.own.writes, 3);
	assert_int_equal(flow.own.bytes, 3 * SIZE);
	/* the places between have not come, whatever came a window before */
	(void)datagram(&flow, WT_FLOW_WINDOW + 1, false);
	(void)datagram(&flow, WT_FLOW_WINDOW, false);
	assert_int_equal(flow.duplicates, 2);
	assert_int_equal(flow.reordered, 2);
	(void)datagram(&flow, 10 * WT_FLOW_WINDOW, false);
	(void)datagram(&flow, 10 * WT_FLOW_WINDOW - 1, false);
	(void)datagram(&flow, 9 * WT_FLOW_WINDOW, false); /* nobody knows any more */
	assert_int_equal(flow.duplicates, 2);
	assert_int_equal(flow.reordered, 4);
	assert_int_equal(flow.own.writes, 8);
	assert_int_equal(datagram(&flow, 10 * WT_FLOW_WINDOW + 1, true), WT_OK);
}

static void datagrams_of_others_are_left(void **state)
{
	struct wt_flow flow = flow_of(1), other = flow_of(2);
	uint8_t data[SIZE] = { 0 };

	(void)state;
	wt_flow_write_header(data, &other, 0, false);
	assert_int_equal(wt_flow_take_datagram(&flow, data, sizeof(data)), WT_ERROR);
	wt_flow_write_header(data, &flow, 0, false);
	assert_int_equal(wt_flow_take_datagram(&flow, data, sizeof(data) - 1), WT_ERROR);
	assert_int_equal(wt_flow_take_datagram(&flow, data, 8), WT_ERROR);
	assert_int_equal(flow.own.bytes, 0);
}

static void the_account_closes(void **state)
{
	struct wt_flow flow = flow_of(1);

	(void)state;
	/* down: the client receives */
	flow.own = (struct wt_flow_totals){ 3 * SIZE, 3, 1 };
	flow.peer = (struct wt_flow_totals){ 4 * SIZE, 4, 1 };
	assert_ptr_equal(wt_flow_received(&flow, true), &flow.own);
	assert_ptr_equal(wt_flow_sent(&flow, true), &flow.peer);
	assert_ptr_equal(wt_flow_sent(&flow, false), &flow.own);
	assert_true(wt_flow_closes(&flow, true, true)); /* one is lost */
	assert_false(wt_flow_closes(&flow, true, false));
	assert_false(wt_flow_closes(&flow, false, true)); /* more came than was sent */
	flow.peer = flow.own;
	assert_true(wt_flow_closes(&flow, true, false));
	flow.peer.bytes--;
	assert_false(wt_flow_closes(&flow, true, true));
	assert_false(wt_flow_closes(&flow, true, false));
}

static void the_clock_is_read_at_bounded_intervals(void **state)
{
	struct wt_flow flow = { .size_bytes = 1024 };
	struct wt_pace pace;
	uint64_t due_ns, now_ns = 1000;

	(void)state;
	wt_pace_start(&pace, &flow, now_ns);
	assert_int_equal(wt_pace_next(&pace, now_ns, 0, &due_ns), 2);
	for (int i = 0; i < 20; i++)
		(void)wt_pace_next(&pace, now_ns += 100, 0, &due_ns);
	assert_int_equal(wt_pace_next(&pace, now_ns, 0, &due_ns), 64); /* 64 KB */
	assert_int_equal(wt_pace_next(&pace, now_ns += 500000, 0, &due_ns), 64);
	assert_int_equal(wt_pace_next(&pace, now_ns += 2000000, 0, &due_ns), 32);
	for (int i = 0; i < 20; i++)
		assert_true(wt_pace_next(&pace, now_ns += 2000000, 0, &due_ns) >= 1);
	assert_int_equal(wt_pace_next(&pace, now_ns, 0, &due_ns), 2);
	flow.size_bytes = 1000000;
	wt_pace_start(&pace, &flow, now_ns);
	for (int i = 0; i < 20; i++)
		assert_int_equal(wt_pace_next(&pace, now_ns, 0, &due_ns), 1);
}

static void no_more_is_sent_than_is_due(void **state)
{
	struct wt_flow flow = { .size_bytes = 100, .kbit_s = 800 }; /* a write each ms */
	struct wt_pace pace;
	uint64_t due_ns;

	(void)state;
	wt_pace_start(&pace, &flow, 5);
	assert_int_equal(wt_pace_next(&pace, 5, 0, &due_ns), 1);
	assert_int_equal(wt_pace_next(&pace, 5, 1, &due_ns), 0);
	assert_in_range(due_ns, 5 + 1000000, 5 + 1000001);
	assert_int_equal(wt_pace_next(&pace, due_ns, 1, &due_ns), 1);
	/* who was kept from it makes up for it */
	pace.every = 512;
	assert_int_equal(wt_pace_next(&pace, 5 + 10500000, 2, &due_ns), 9);
	pace.every = 4;
	assert_int_equal(wt_pace_next(&pace, 5 + 100500000, 2, &due_ns), 2);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_begin_and_an_end_go_there),
		cmocka_unit_test(what_no_flow_can_be_is_refused),
		cmocka_unit_test(an_answer_is_of_one_word_of_one_flow),
		cmocka_unit_test(a_stream_may_be_cut_anywhere),
		cmocka_unit_test(a_stream_that_lies),
		cmocka_unit_test(datagrams_count_once),
		cmocka_unit_test(datagrams_of_others_are_left),
		cmocka_unit_test(the_account_closes),
		cmocka_unit_test(the_clock_is_read_at_bounded_intervals),
		cmocka_unit_test(no_more_is_sent_than_is_due),
	};

	return cmocka_run_group_tests_name("flow", tests, NULL, NULL);
}
