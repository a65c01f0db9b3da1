/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <stdarg.h>
#include <setjmp.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>
#include <gsl/gsl_sort.h>
#include <gsl/gsl_statistics_double.h>

#include "summary.h"

enum { MANY = 1001 };

static uint32_t next_random(uint32_t *state)
{
	*state ^= *state << 13;
	*state ^= *state >> 17;
	*state ^= *state << 5;
	return *state;
}

/* An answered try whose phases can be told from its total. */
static struct wt_try make_try(uint64_t total_ns)
{
	struct wt_try one;
	uint64_t phase;

	memset(&one, 0, sizeof(one));
	one.ok = true;
	one.total_ns = total_ns;
	for (phase = 0; phase < WT_PHASES_CLIENT; phase++)
		one.phases[phase].ns = total_ns * 10 + phase;
	return one;
}

static void add(struct wt_samples *samples, uint64_t total_ns)
{
	struct wt_try one = make_try(total_ns);

	wt_samples_add(samples, &one);
}

static void test_quantile_by_hand(void **state)
{
	static const uint64_t ten[] = { 1, 2, 3, 4, 5, 6, 7, 8, 9, 10 };
	static const uint64_t four[] = { 10, 20, 30, 40 };

	(void)state;
	assert_int_equal(wt_quantile(ten, 10, 0), 1);
	assert_int_equal(wt_quantile(ten, 10, 500), 5); /* 5 of 10 are at or below 5 */
	assert_int_equal(wt_quantile(ten, 10, 501), 6);
	assert_int_equal(wt_quantile(ten, 10, 900), 9);
	assert_int_equal(wt_quantile(ten, 10, 901), 10);
	assert_int_equal(wt_quantile(ten, 10, 990), 10);
	assert_int_equal(wt_quantile(ten, 10, 1000), 10);
	assert_int_equal(wt_quantile(ten, 9, 500), 5); /* the middle one of nine */
	assert_int_equal(wt_quantile(four, 4, 250), 10);
	assert_int_equal(wt_quantile(four, 4, 251), 20);
	assert_int_equal(wt_quantile(four, 4, 500), 20);
	assert_int_equal(wt_quantile(four, 1, 0), 10);
	assert_int_equal(wt_quantile(four, 1, 1000), 10);
	assert_int_equal(wt_quantile(four, 0, 500), 0);
}

/* The words of the definition, counted out. */
static void test_quantile_is_its_definition(void **state)
{
	uint64_t values[40];
	uint32_t seed = 7;
	size_t count, i, below;
	unsigned permille;

	(void)state;
	for (count = 1; count <= 40; count++) {
		values[0] = 1;
		for (i = 1; i < count; i++)
			values[i] = values[i - 1] + next_random(&seed) % 3;
		for (permille = 1; permille <= 1000; permille++) {
			uint64_t quantile = wt_quantile(values, count, permille);

			for (below = 0; below < count && values[below] <= quantile; below++)
				;
			assert_true(below * 1000 >= count * permille);
			for (below = 0; below < count && values[below] < quantile; below++)
				;
			assert_true(below * 1000 < count * permille);
		}
	}
}

/* With 1001 values GSL's interpolation falls onto a value for every permille, so both agree. */
static void test_quantile_agrees_with_gsl(void **state)
{
	static uint64_t values[MANY];
	static double doubles[MANY];
	struct wt_samples samples;
	struct wt_summary summary;
	uint32_t seed = 20260720;
	unsigned permille, i;

	(void)state;
	assert_int_equal(wt_samples_make(&samples, MANY), WT_OK);
	for (i = 0; i < MANY; i++) {
		values[i] = next_random(&seed) % 5000; /* with ties */
		doubles[i] = (double)values[i];
		add(&samples, values[i]);
	}
	gsl_sort(doubles, 1, MANY);
	for (i = 0; i < MANY; i++)
		values[i] = (uint64_t)doubles[i];
	for (permille = 0; permille <= 1000; permille++)
		assert_int_equal(
			wt_quantile(values, MANY, permille),
			(uint64_t)(gsl_stats_quantile_from_sorted_data(doubles, 1, MANY, permille / 1000.0) + 0.5));
	wt_samples_summarise(&samples, &summary);
	assert_int_equal(summary.total.min_ns, (uint64_t)gsl_stats_min(doubles, 1, MANY));
	assert_int_equal(summary.total.max_ns, (uint64_t)gsl_stats_max(doubles, 1, MANY));
	assert_int_equal(summary.total.p50_ns, (uint64_t)gsl_stats_median_from_sorted_data(doubles, 1, MANY));
	wt_samples_free(&samples);
}

static void assert_figures(const struct wt_figures *figures, uint64_t min, uint64_t p50, uint64_t p90, uint64_t p99,
			   uint64_t max)
{
	assert_int_equal(figures->min_ns, min);
	assert_int_equal(figures->p50_ns, p50);
	assert_int_equal(figures->p90_ns, p90);
	assert_int_equal(figures->p99_ns, p99);
	assert_int_equal(figures->max_ns, max);
}

static void test_summary_by_hand(void **state)
{
	struct wt_samples samples;
	struct wt_summary summary;
	uint64_t i, phase;

	(void)state;
	memset(&summary, 0xff, sizeof(summary));
	summary.size_bytes = 256;
	summary.answered = 100;
	assert_int_equal(wt_samples_make(&samples, 100), WT_OK);
	/* 1..100 in an order that is neither up nor down: 37 and 101 have no common factor */
	for (i = 1; i <= 100; i++)
		add(&samples, i * 37 % 101);
	assert_int_equal(samples.count, 100);
	wt_samples_summarise(&samples, &summary);
	assert_figures(&summary.total, 1, 50, 90, 99, 100);
	for (phase = 0; phase < WT_PHASES_CLIENT; phase++)
		assert_figures(&summary.phases[phase], 10 + phase, 500 + phase, 900 + phase, 990 + phase, 1000 + phase);
	/* The rest is the caller's, and the samples are empty for the next size. */
	assert_int_equal(summary.size_bytes, 256);
	assert_int_equal(summary.answered, 100);
	assert_int_equal(samples.count, 0);
	add(&samples, 5);
	wt_samples_summarise(&samples, &summary);
	assert_figures(&summary.total, 5, 5, 5, 5, 5);
	wt_samples_summarise(&samples, &summary);
	assert_figures(&summary.total, 0, 0, 0, 0, 0);
	wt_samples_free(&samples);
}

static void test_only_answered_tries_count(void **state)
{
	struct wt_try cold = make_try(1), lost = make_try(2);
	struct wt_samples samples;
	struct wt_summary summary;

	(void)state;
	assert_int_equal(wt_samples_make(&samples, 2), WT_OK);
	cold.cold = true;
	lost.ok = false;
	wt_samples_add(&samples, &cold);
	wt_samples_add(&samples, &lost);
	assert_int_equal(samples.count, 0);
	add(&samples, 10);
	add(&samples, 11);
	add(&samples, 12); /* no room: left out, nothing overwritten */
	assert_int_equal(samples.count, 2);
	wt_samples_summarise(&samples, &summary);
	assert_figures(&summary.total, 10, 10, 11, 11, 11);
	assert_figures(&summary.phases[0], 100, 100, 110, 110, 110);
	wt_samples_free(&samples);
}

static void test_no_room_at_all(void **state)
{
	struct wt_samples samples;
	struct wt_summary summary;

	(void)state;
	assert_int_equal(wt_samples_make(&samples, 0), WT_OK);
	add(&samples, 10);
	wt_samples_summarise(&samples, &summary);
	assert_figures(&summary.total, 0, 0, 0, 0, 0);
	wt_samples_free(&samples);
	wt_samples_free(&samples); /* harmless */
}

/* Sorting: any order, any length up to some hundred, extreme values. */
static void test_sorts_everything(void **state)
{
	uint64_t smallest, largest, value;
	struct wt_samples samples;
	struct wt_summary summary;
	uint32_t seed = 99, count, i;

	(void)state;
	for (count = 1; count < 300; count++) {
		smallest = UINT64_MAX;
		largest = 0;
		assert_int_equal(wt_samples_make(&samples, count), WT_OK);
		for (i = 0; i < count; i++) {
			value = (uint64_t)next_random(&seed) << (next_random(&seed) % 33);
			smallest = value < smallest ? value : smallest;
			largest = value > largest ? value : largest;
			add(&samples, value);
		}
		wt_samples_summarise(&samples, &summary);
		for (i = 1; i < count; i++)
			assert_true(samples.values[i - 1] <= samples.values[i]);
		assert_true(summary.total.min_ns == smallest);
		assert_true(summary.total.max_ns == largest);
		wt_samples_free(&samples);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_quantile_by_hand),          cmocka_unit_test(test_quantile_is_its_definition),
		cmocka_unit_test(test_quantile_agrees_with_gsl),  cmocka_unit_test(test_summary_by_hand),
		cmocka_unit_test(test_only_answered_tries_count), cmocka_unit_test(test_no_room_at_all),
		cmocka_unit_test(test_sorts_everything),
	};

	return cmocka_run_group_tests_name("summary", tests, NULL, NULL);
}
