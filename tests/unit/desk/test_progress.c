/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a person is told while cells are made: how much is left, when it ends, and how often a log hears of it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <time.h>

#include <cmocka.h>

#include "clock.h"
#include "progress.h"

static const struct wt_progress begun = { .cells = 156, .started_ns = 7 * WT_NS_PER_S, .told_ns = 7 * WT_NS_PER_S };

/* 2026-11-29 22:00:00 UTC, a Sunday. */
enum { NOW = 1795989600 };

static const char *words(size_t done, size_t failed, uint64_t seconds)
{
	static char text[WT_PROGRESS_TEXT_BYTES];
	struct wt_progress progress = begun;

	progress.done = done;
	progress.failed = failed;
	wt_progress_words(&progress, begun.started_ns + seconds * WT_NS_PER_S, NOW, text);
	return text;
}

static void test_words(void **state)
{
	(void)state;
	/* Nothing is known before the first cell, and nothing is left behind the last. */
	assert_string_equal(words(0, 0, 3), "0 of 156 cells");
	assert_string_equal(words(156, 0, 60), "156 of 156 cells");
	assert_string_equal(words(78, 0, 40), "78 of 156 cells, about 40 s left");
	assert_string_equal(words(52, 2, 40), "52 of 156 cells, 2 failed, about 80 s left");
	/* Who waits for minutes is told the time of day, and the day where it is another. */
	assert_string_equal(words(39, 0, 200), "39 of 156 cells, about 10 min left (until 22:10)");
	assert_string_equal(words(39, 0, 2400), "39 of 156 cells, about 2.0 h left (until Mon 00:00)");
}

/* The interval grows with the run, from 5 s to a minute. */
static void test_due(void **state)
{
	static const struct {
		uint64_t told_s, now_s;
		bool due;
	} cases[] = { { 0, 4, false },     { 0, 5, true },        { 5, 9, false },       { 5, 10, true },
		      { 200, 219, false }, { 200, 223, true },    { 1000, 1059, false }, { 1000, 1060, true },
		      { 0, 10000, true },  { 9941, 10000, false } };
	struct wt_progress progress = begun;

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		progress.told_ns = begun.started_ns + cases[i].told_s * WT_NS_PER_S;
		assert_int_equal(wt_progress_is_due(&progress, begun.started_ns + cases[i].now_s * WT_NS_PER_S),
				 cases[i].due);
	}
}

/* What is expected counts from what is done: rounds that are added, cells that are left out. */
static void test_expect(void **state)
{
	struct wt_progress progress = begun;

	(void)state;
	progress.done = 100;
	wt_progress_expect(&progress, 20);
	assert_int_equal(progress.cells, 120);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_words),
		cmocka_unit_test(test_due),
		cmocka_unit_test(test_expect),
	};

	setenv("TZ", "UTC0", 1);
	tzset();
	return cmocka_run_group_tests(tests, NULL, NULL);
}
