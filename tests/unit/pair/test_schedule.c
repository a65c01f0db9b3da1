/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Planned times of an open loop: how late a try is, and when none of the last is in time any more. */
#include <stdarg.h>
#include <setjmp.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "clock.h"
#include "schedule.h"

/* As its place says it, of a plan that begins at 0. */
static uint64_t begin(struct wt_schedule *schedule, uint32_t number, uint64_t began_ns)
{
	schedule->planned_ns = schedule->begin_ns + number * WT_NS_PER_S / schedule->rate;
	return wt_schedule_waited_ns(schedule, began_ns);
}

static void start(struct wt_schedule *schedule, uint32_t rate, uint32_t tries)
{
	wt_schedule_begin(schedule, rate, tries);
	schedule->begin_ns = 0;
}

static void test_closed_loop(void **state)
{
	struct wt_schedule schedule = { .rate = 0 };
	uint64_t before_ns = wt_clock_ns();

	(void)state;
	wt_schedule_await(&schedule, true);
	assert_int_equal(wt_schedule_waited_ns(&schedule, before_ns), 0);
	assert_true(wt_schedule_achieved(&schedule) == 0.0);
	assert_false(wt_schedule_beyond(&schedule));
	assert_int_equal(schedule.idle_cpu_ns, 0);
}

static void test_waits_for_the_plan(void **state)
{
	struct wt_schedule schedule;

	(void)state;
	wt_schedule_begin(&schedule, 1000, 100);
	for (uint64_t i = 0; i < 5; i++) {
		uint64_t now_ns;

		wt_schedule_await(&schedule, true);
		now_ns = wt_clock_ns();
		assert_true(now_ns >= schedule.begin_ns + i * WT_NS_PER_MS);
		assert_int_equal(wt_schedule_waited_ns(&schedule, now_ns),
				 now_ns - schedule.begin_ns - i * WT_NS_PER_MS);
	}
	assert_true(schedule.idle_cpu_ns > 0);
}

static void test_in_time(void **state)
{
	struct wt_schedule schedule;

	(void)state;
	start(&schedule, 1000, 8);
	for (uint32_t i = 0; i < 8; i++)
		assert_int_equal(begin(&schedule, i, i * WT_NS_PER_MS + 100), 100);
	assert_true(wt_schedule_achieved(&schedule) == 1000.0);
	assert_false(wt_schedule_beyond(&schedule));
}

/* Each takes 1.1 ms where 1 ms is planned. */
static void test_queue_grows(void **state)
{
	struct wt_schedule schedule;

	(void)state;
	start(&schedule, 1000, 100);
	for (uint32_t i = 0; i < 100; i++)
		assert_int_equal(begin(&schedule, i, i * 1100 * WT_NS_PER_US), i * 100 * WT_NS_PER_US);
	assert_true(wt_schedule_achieved(&schedule) > 909.0 && wt_schedule_achieved(&schedule) < 909.1);
	assert_true(wt_schedule_beyond(&schedule));
}

/* One long stall is caught up with: the last are in time again. */
static void test_stall(void **state)
{
	struct wt_schedule schedule;

	(void)state;
	start(&schedule, 1000, 100);
	for (uint32_t i = 0; i < 99; i++)
		begin(&schedule, i, (i < 80 ? i : 98) * WT_NS_PER_MS);
	assert_int_equal(begin(&schedule, 99, 100 * WT_NS_PER_MS), WT_NS_PER_MS);
	assert_false(wt_schedule_beyond(&schedule));
}

static void test_put_off(void **state)
{
	struct wt_schedule schedule;

	(void)state;
	start(&schedule, 1000, 100);
	begin(&schedule, 0, 0);
	wt_schedule_put_off(&schedule, 5 * WT_NS_PER_MS);
	assert_int_equal(begin(&schedule, 1, 6 * WT_NS_PER_MS), 0);
	assert_true(wt_schedule_achieved(&schedule) == 1000.0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_closed_loop), cmocka_unit_test(test_waits_for_the_plan),
		cmocka_unit_test(test_in_time),     cmocka_unit_test(test_queue_grows),
		cmocka_unit_test(test_stall),       cmocka_unit_test(test_put_off),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
