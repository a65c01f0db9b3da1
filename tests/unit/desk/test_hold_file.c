/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The reader of sessions held: what it takes, what it names, and that its line is made from the points. */
#include <math.h>

#include "fixtures/cell_fixture.h"
#include "held_told.h"

#define HELD ((const struct wt_held *)file.own)

#define HEAD "{\"schema\":1,\"record\":"
#define RUN                                                                                                            \
	HEAD "\"run\",\"role\":\"server\",\"transport\":\"tls\",\"library\":{\"name\":\"wolfSSL\","                    \
	     "\"version\":\"5.9.2\"},\"negotiated\":{\"version_name\":\"TLS 1.3\"},\"facts\":{}}\n"
#define COLD                       HEAD "\"try\",\"role\":\"server\",\"size\":16,\"try\":0,\"cold\":true,\"ok\":true}\n"
#define POINT(sessions, heap, rss) "{\"sessions\":" #sessions ",\"heap_bytes\":" #heap ",\"rss_bytes\":" #rss "}"
#define POINTS                                                                                                         \
	POINT(0, 4232, 4628480)                                                                                        \
	"," POINT(1, 17200, 4628480) "," POINT(2, 30101, 4689920) "," POINT(4, 56000, 4689920) "," POINT(7, 94777,     \
													 4751360)
/* Of these points, by other means than ours. */
#define HEAP(slope, residual, r2)                                                                                      \
	",\"heap_per_session_bytes\":" #slope ",\"heap_residual_bytes\":" #residual ",\"heap_r2_ppm\":" #r2
#define RSS(slope, residual, r2)                                                                                       \
	",\"rss_per_session_bytes\":" #slope ",\"rss_residual_bytes\":" #residual ",\"rss_r2_ppm\":" #r2
#define GOOD_HEAP HEAP(12934, 20, 1000000)
#define GOOD_RSS  RSS(17554, 26331, 897959)
#define HOLD(asked, held, ok, points, lines)                                                                           \
	HEAD "\"hold\",\"role\":\"server\",\"asked\":" #asked ",\"held\":" #held ",\"ok\":" #ok ",\"points\":[" points \
	     "]" lines "}\n"
#define GOOD_HOLD HOLD(7, 7, true, POINTS, GOOD_HEAP GOOD_RSS)
#define END(ok, answered)                                                                                              \
	HEAD "\"end\",\"role\":\"server\",\"ok\":" #ok ",\"answered\":" #answered                                      \
	     ",\"lost\":0,\"failed\":0,\"not_made\":0}\n"
#define GOOD RUN COLD GOOD_HOLD END(true, 7)

static int set_up(void **state)
{
	(void)state;
	plan.hold = 7;
	expected.server = true;
	expected.purpose = WT_CELL_SESSIONS;
	return make_cell_file();
}

static void takes_a_whole_file(void **state)
{
	(void)state;
	assert_true(read_bytes(GOOD, strlen(GOOD)));
	assert_true(file.has_run && file.has_end && file.end_ok && HELD && HELD->ok);
	assert_int_equal(HELD->asked, 7);
	assert_int_equal(HELD->held, 7);
	assert_int_equal(HELD->count, 5);
	assert_int_equal(HELD->points[3].sessions, 4);
	assert_int_equal(HELD->points[3].heap_bytes, 56000);
	assert_int_equal(HELD->points[3].rss_bytes, 4689920);
	wt_cell_file_free(&file);
}

/* Against figures that another program made of the same points. */
static void makes_the_line_from_the_points(void **state)
{
	(void)state;
	assert_true(read_bytes(GOOD, strlen(GOOD)));
	assert_true(HELD->heap.known && HELD->rss.known);
	assert_true(fabs(HELD->heap.slope_bytes - 12934.188311688311) < 1e-6);
	assert_true(fabs(HELD->heap.residual_bytes - 19.538961038953857) < 1e-6);
	assert_true(fabs(HELD->heap.r2 - 0.9999997799750352) < 1e-9);
	assert_true(fabs(HELD->rss.slope_bytes - 17554.285714285714) < 1e-6);
	assert_true(fabs(HELD->rss.residual_bytes - 26331.428571428572) < 1e-6);
	assert_true(fabs(HELD->rss.r2 - 0.8979591836734694) < 1e-9);
	assert_true(wt_held_is_line(&HELD->heap));
	assert_false(wt_held_is_line(&HELD->rss));
	wt_cell_file_free(&file);
}

static void a_line_needs_r2_and_points(void **state)
{
	struct wt_held_line line = { .known = true, .r2 = 0.999 };

	(void)state;
	assert_true(wt_held_is_line(&line));
	line.r2 = 0.99899;
	assert_false(wt_held_is_line(&line));
	line.r2 = 1.0;
	line.known = false;
	assert_false(wt_held_is_line(&line));
}

static void two_points_are_no_line(void **state)
{
	static const char text[] = RUN HOLD(7, 7, true, POINT(0, 1, 2) "," POINT(7, 8, 9), "") END(true, 7);

	(void)state;
	assert_true(read_bytes(text, strlen(text)));
	assert_non_null(HELD);
	assert_false(HELD->heap.known || HELD->rss.known);
	wt_cell_file_free(&file);
}

/* Older programs said 0 where the system did not tell. */
static void rss_that_is_not_told_is_not_known(void **state)
{
	static const char text[] = RUN HOLD(7, 7, true, POINT(0, 1, 0) "," POINT(1, 2, 0) "," POINT(7, 8, 0),
					    HEAP(1, 0, 1000000) RSS(0, 0, 1000000)) END(true, 7);

	(void)state;
	if (!read_bytes(text, strlen(text)))
		fail_msg("%s", reason.text);
	assert_true(HELD->heap.known);
	assert_false(HELD->rss.known);
	wt_cell_file_free(&file);
}

#define UNTOLD "{\"sessions\":1,\"heap_bytes\":2}"

/* A descriptor that was short at one point: the heap stands, and no figure rests on the other points' RSS. */
static void a_point_without_rss_has_none(void **state)
{
	static const char text[] = RUN COLD HOLD(7, 7, true, POINT(0, 1, 9) "," UNTOLD "," POINT(7, 8, 9),
						 HEAP(1, 0, 1000000)) END(true, 7);

	(void)state;
	if (!read_bytes(text, strlen(text)))
		fail_msg("%s", reason.text);
	assert_true(HELD->heap.known);
	assert_false(HELD->rss.known);
	wt_cell_file_free(&file);
	check_bad(RUN COLD HOLD(7, 7, true, POINT(0, 1, 9) "," UNTOLD "," POINT(7, 8, 9),
				HEAP(1, 0, 1000000) RSS(0, 0, 1000000)),
		  "'rss_per_session_bytes' with a point that tells no RSS");
}

/* What was not reached is no error of the file: its reason stands in it. */
static void takes_a_hold_that_failed(void **state)
{
	static const char text[] =
		RUN HOLD(7, 1, false, POINT(0, 1, 2) "," POINT(1, 8, 9), ",\"reason\":\"x\"") END(false, 1);

	(void)state;
	if (!read_bytes(text, strlen(text)))
		fail_msg("%s", reason.text);
	assert_true(HELD && !HELD->ok);
	assert_int_equal(HELD->held, 1);
	wt_cell_file_free(&file);
}

static void check_cut(size_t lines)
{
	assert_int_equal(HELD != NULL, lines >= 3);
}

static void every_cut_is_read_up_to_its_last_whole_line(void **state)
{
	(void)state;
	cut_everywhere(GOOD, check_cut);
}

static void names_what_is_wrong_with_counts_and_points(void **state)
{
	(void)state;
	check_bad(RUN COLD HOLD(8, 8, true, POINTS, GOOD_HEAP GOOD_RSS), "line 3: 'asked' is 8, but the plan holds 7");
	check_bad(RUN COLD HOLD(7, 8, true, POINTS, GOOD_HEAP GOOD_RSS), "line 3: 'held' is 8; valid: 0 to 7");
	check_bad(RUN COLD HOLD(7, 6, true, POINTS, GOOD_HEAP GOOD_RSS), "line 3: 'ok' is true with 6 of 7 held");
	check_bad(RUN COLD HOLD(7, 7, 1, POINTS, GOOD_HEAP GOOD_RSS), "line 3: 'ok' is missing or not true");
	check_bad(RUN COLD HOLD(7, 7, true, "", ""), "line 3: 'points' is missing or not a list of 1 to 24");
	check_bad(RUN COLD HOLD(7, 7, true, "5", ""), "line 3: a point that is not an object");
	check_bad(RUN COLD HOLD(7, 7, true, POINT(1, 5, 5), ""), "line 3: the first point has 1 sessions; valid: 0");
	check_bad(RUN COLD HOLD(7, 7, true, POINT(0, 5, 5) "," POINT(0, 5, 5), ""),
		  "line 3: 'sessions' 0 behind 0: they must ascend");
	check_bad(RUN COLD HOLD(7, 7, true, POINT(0, 5, 5) "," POINT(6, 5, 5), ""),
		  "line 3: the last point has 6 sessions, but 7 were held");
	check_bad(RUN COLD HOLD(7, 7, true, POINT(0, 5, 5) "," POINT(9, 5, 5), ""), "'sessions' is 9; valid: 0 to 7");
	check_bad(RUN COLD HOLD(7, 7, true, POINT(0, -5, 5), ""), "'heap_bytes' is -5");
	check_bad(RUN COLD HOLD(7, 7, true, POINT(0, 5, 1.5), ""), "'rss_bytes' is missing or not a whole number");
	check_bad(RUN COLD GOOD_HOLD GOOD_HOLD, "line 4: a second 'hold' record");
}

static void names_figures_that_the_points_do_not_give(void **state)
{
	(void)state;
	check_bad(RUN COLD HOLD(7, 7, true, POINTS, HEAP(12834, 20, 1000000) GOOD_RSS),
		  "line 3: 'heap_per_session_bytes' is 12834, but its points give 12934");
	check_bad(RUN COLD HOLD(7, 7, true, POINTS, HEAP(12934, 9, 1000000) GOOD_RSS),
		  "'heap_residual_bytes' is 9, but its points give 20");
	check_bad(RUN COLD HOLD(7, 7, true, POINTS, GOOD_HEAP RSS(17554, 26331, 999999)),
		  "'rss_r2_ppm' is 999999, but its points give 897959");
	check_bad(RUN COLD HOLD(7, 7, true, POINTS, GOOD_HEAP), "'rss_per_session_bytes' is missing");
	check_bad(RUN COLD HOLD(7, 7, true, POINT(0, 5, 5) "," POINT(7, 5, 5), HEAP(0, 0, 1000000)),
		  "'heap_per_session_bytes' with fewer than three points");
}

static void names_what_is_wrong_with_the_file(void **state)
{
	static const char hold_in_a_round[] = RUN GOOD_HOLD;

	(void)state;
	check_bad(RUN COLD HEAD "\"summary\",\"role\":\"server\"}\n",
		  "'record' is 'summary'; valid: run, try, hold, end");
	check_bad("{\"schema\":2,\"record\":\"hold\",\"role\":\"server\"}\n",
		  "line 1: schema 2; this wiretoll reads 1");
	check_bad(HEAD "\"hold\",\"role\":\"client\"}\n", "'role' is 'client' in a file of a server");
	check_bad(RUN HEAD "\"try\",\"role\":\"server\",\"size\":16,\"try\":1,\"cold\":false,\"ok\":true}\n",
		  "'try' is 1, but the plan has 0");
	check_bad(RUN COLD GOOD_HOLD END(true, 6), "do not add up: 7 sessions held, but its end says 6");
	check_bad(RUN COLD END(true, 0), "its end is well, but no 'hold' record says so");
	check_bad(GOOD GOOD_HOLD, "line 5: a record after 'end'");
	expected.purpose = WT_CELL_TIMING;
	expected.tries = 2;
	check_bad(hold_in_a_round, "'record' is 'hold'; valid: run, try, summary, handshake, end");
	expected.purpose = WT_CELL_SESSIONS;
	expected.tries = 0;
}

/* No figure but one that the points give. */
static void check_damaged(void)
{
	if (!HELD)
		return;
	assert_true(HELD->count <= WT_HELD_POINTS && HELD->held <= 7);
	if (HELD->heap.known)
		assert_in_range((uint64_t)HELD->heap.slope_bytes, 12930, 12940);
}

static void damage_is_never_fatal(void **state)
{
	(void)state;
	damage(GOOD, check_damaged);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(takes_a_whole_file),
		cmocka_unit_test(makes_the_line_from_the_points),
		cmocka_unit_test(a_line_needs_r2_and_points),
		cmocka_unit_test(two_points_are_no_line),
		cmocka_unit_test(rss_that_is_not_told_is_not_known),
		cmocka_unit_test(a_point_without_rss_has_none),
		cmocka_unit_test(takes_a_hold_that_failed),
		cmocka_unit_test(every_cut_is_read_up_to_its_last_whole_line),
		cmocka_unit_test(names_what_is_wrong_with_counts_and_points),
		cmocka_unit_test(names_figures_that_the_points_do_not_give),
		cmocka_unit_test(names_what_is_wrong_with_the_file),
		cmocka_unit_test(damage_is_never_fatal),
	};

	return cmocka_run_group_tests(tests, set_up, tear_down);
}
