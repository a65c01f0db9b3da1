/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The line through the points of --hold against one worked by hand, and where points are taken. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "hold.h"

static uint64_t heap_now;

static void heap(uint64_t *held, uint64_t *peak, uint64_t *allocations)
{
	*held = heap_now;
	*peak = heap_now;
	*allocations = 1;
}

static const struct wt_library library = { .heap = heap };

static void near(double value, double expected, double within)
{
	assert_true(fabs(value - expected) <= within);
}

/* 1000, 3100, 4900, 7000 over 0..3: mean 4000, xy = 9900, xx = 5, slope 1980, intercept 1030 */
static void test_worked_by_hand(void **state)
{
	static const uint64_t heaps[] = { 1000, 3100, 4900, 7000 };
	struct wt_hold hold = { .count = 4 };
	struct wt_hold_line line;

	(void)state;
	for (uint32_t i = 0; i < 4; i++)
		hold.points[i] = (struct wt_hold_point){ i, heaps[i], 7777 };
	assert_true(wt_hold_line(&hold, false, &line));
	near(line.slope, 1980, 1e-9);
	/* off the line by -30, 90, -90, 30; squares 18000 of 19620000 */
	near(line.residual_bytes, 90, 1e-9);
	near(line.r2, 1 - 18000.0 / 19620000.0, 1e-12);
	/* what does not move is a line that lies flat */
	assert_true(wt_hold_line(&hold, true, &line));
	near(line.slope, 0, 0);
	near(line.r2, 1, 0);
}

static void test_two_points_are_no_line(void **state)
{
	struct wt_hold hold = { .count = 2, .points = { { 0, 1, 1 }, { 1, 2, 2 } } };
	struct wt_hold_line line;

	(void)state;
	assert_false(wt_hold_line(&hold, false, &line));
	hold.count = 0;
	assert_false(wt_hold_line(&hold, true, &line));
}

static void test_an_rss_that_is_not_told_is_no_line(void **state)
{
	struct wt_hold hold = { .count = 3, .points = { { 0, 1, 4096 }, { 1, 2, 8192 }, { 2, 3, 0 } } };
	struct wt_hold_line line;

	(void)state;
	assert_true(wt_hold_line(&hold, false, &line));
	assert_false(wt_hold_line(&hold, true, &line));
	hold.points[2].rss_bytes = 4096;
	assert_true(wt_hold_line(&hold, true, &line));
}

static void run_up(uint32_t asked, struct wt_hold *hold)
{
	heap_now = 5000;
	wt_hold_begin(hold, asked, &library);
	for (uint32_t i = 0; i < asked; i++) {
		heap_now += 321;
		wt_hold_add(hold, &library);
	}
}

/* First and last are always there, it never overflows, and a line of any length is found again. */
static void test_points_for_every_count(void **state)
{
	struct wt_hold hold;
	struct wt_hold_line line;

	(void)state;
	for (uint32_t asked = 1; asked <= 10000; asked += asked < 300 ? 1 : 97) {
		run_up(asked, &hold);
		assert_true(hold.count >= 2 && hold.count <= WT_HOLD_STEPS + 2);
		assert_int_equal(hold.held, asked);
		assert_int_equal(hold.points[0].sessions, 0);
		assert_int_equal(hold.points[0].heap_bytes, 5000);
		assert_int_equal(hold.points[1].sessions, 1);
		assert_int_equal(hold.points[hold.count - 1].sessions, asked);
		for (size_t i = 1; i < hold.count; i++)
			assert_true(hold.points[i].sessions > hold.points[i - 1].sessions);
		if (!wt_hold_line(&hold, false, &line))
			continue;
		near(line.slope, 321, 1e-6);
		near(line.r2, 1, 1e-9);
	}
}

static void test_memory_bounds_the_count(void **state)
{
	struct wt_error error = { .status = WT_OK };
	uint64_t half = wt_machine_free_bytes() / 2;

	(void)state;
	assert_int_equal(wt_hold_fits(10, half / 20, &error), WT_OK);
	assert_string_equal(error.text, "");
	assert_int_equal(wt_hold_fits(10000, half / 100, &error), WT_ERROR);
	assert_true(strncmp(error.text, "--hold 10000: needs ", 20) == 0);
	assert_non_null(strstr(error.text, "valid: 1 to "));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_worked_by_hand),
		cmocka_unit_test(test_two_points_are_no_line),
		cmocka_unit_test(test_an_rss_that_is_not_told_is_no_line),
		cmocka_unit_test(test_points_for_every_count),
		cmocka_unit_test(test_memory_bounds_the_count),
	};

	return cmocka_run_group_tests_name("hold", tests, NULL, NULL);
}
