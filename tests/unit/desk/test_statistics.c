/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Estimates, intervals and corrections against figures that SciPy 1.10 gave
 * (trim_mean, mstats.winsorize, t, beta, binomtest), and verdicts on made data.
 */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>
#include <gsl/gsl_cdf.h>
#include <gsl/gsl_sort.h>
#include <gsl/gsl_statistics.h>

#include "calibrate.h"
#include "judge.h"
#include "verdict.h"

static const struct wt_plan plan; /* of a run on this machine */

static void check_near(double value, double expected, double tolerance)
{
	if (!(fabs(value - expected) <= tolerance))
		fail_msg("%.12f is not %.12f", value, expected);
}

static void trimmed_mean_and_its_interval(void **state)
{
	double values[] = { 0.12, -0.05, 0.31, 0.08, 0.02, 1.90, 0.15, -0.40, 0.11, 0.07, 0.09, 0.21 };
	struct wt_paired paired;

	(void)state;
	wt_paired_estimate(&paired, values, 12);
	check_near(paired.estimate.value, 0.10625, 1e-12);
	check_near(paired.error, 0.03242895164450903, 1e-12);
	check_near(paired.freedom, 7.0, 0.0);
	check_near(paired.estimate.low, 0.02956771455650364, 1e-9);
	check_near(paired.estimate.high, 0.18293228549344637, 1e-9);
	check_near(paired.p, 0.01355428326062501, 1e-9);
	check_near(wt_resolution(&paired, 0.05), 0.10573958750093858, 1e-9);
}

static void few_rounds_are_students_own(void **state)
{
	double three[] = { 3.0, 5.0, 4.0 }, one[] = { 1.0 }, same[] = { 2.0, 2.0, 2.0 };
	struct wt_paired paired;

	(void)state;
	wt_paired_estimate(&paired, three, 3);
	check_near(paired.estimate.low, 1.5158622881562471, 1e-9);
	check_near(paired.estimate.high, 6.484137711843752, 1e-9);
	check_near(paired.p, 0.020204102886728754, 1e-9);
	wt_paired_estimate(&paired, one, 1);
	assert_true(isnan(paired.estimate.value) && isnan(paired.p) && isnan(paired.error));
	assert_true(isnan(wt_resolution(&paired, 0.05)));
	wt_paired_estimate(&paired, NULL, 0);
	assert_true(isnan(paired.estimate.value));
	wt_paired_estimate(&paired, same, 3);
	check_near(paired.p, 0.0, 0.0);
	check_near(paired.estimate.low, 2.0, 0.0);
}

static void holm_by_hand(void **state)
{
	const double p[] = { 0.04, 0.01, (double)NAN, 0.03, 0.005 };
	double adjusted[5];

	(void)state;
	/* 0.005 * 4, 0.01 * 3, 0.03 * 2, then 0.04 * 1 but not below the one before. */
	assert_true(wt_holm(p, adjusted, 5));
	check_near(adjusted[4], 0.02, 1e-12);
	check_near(adjusted[1], 0.03, 1e-12);
	check_near(adjusted[3], 0.06, 1e-12);
	check_near(adjusted[0], 0.06, 1e-12);
	assert_true(isnan(adjusted[2]));
	assert_true(wt_holm(p, adjusted, 0));
}

static void shares_after_clopper_and_pearson(void **state)
{
	struct wt_estimate share = wt_share_estimate(44, 2000);

	(void)state;
	check_near(share.low, 0.01602964716984905, 1e-9);
	check_near(share.high, 0.02942240948273802, 1e-9);
	share = wt_share_estimate(0, 1000);
	check_near(share.low, 0.0, 0.0);
	check_near(share.high, 0.003682083896639526, 1e-9);
	share = wt_share_estimate(10, 10);
	check_near(share.low, 0.6915028921812371, 1e-9);
	check_near(share.high, 1.0, 0.0);
	assert_true(isnan(wt_share_estimate(0, 0).value));
}

/* Eight rounds of fifty, each 3 µs above the one before. */
static void fill(struct wt_observation list[400])
{
	for (uint32_t round = 0; round < 8; round++)
		for (uint32_t i = 0; i < 50; i++)
			list[round * 50 + i] = (struct wt_observation){
				100.0 + i * 37 % 50 + round * 3 + i * i * (round + 3) % 11 / 10.0, round
			};
	wt_observations_sort(list, 400);
}

static void quantiles_with_rounds(void **state)
{
	struct wt_observation list[400];
	struct wt_estimate estimate;

	(void)state;
	fill(list);
	assert_true(wt_quantile_estimate(&estimate, list, 400, 8, 0.5));
	check_near(estimate.value, 135.4, 1e-9);
	check_near(estimate.low, 129.0, 1e-9);
	check_near(estimate.high, 142.0, 1e-9);
	assert_true(wt_quantile_estimate(&estimate, list, 400, 8, 0.9));
	check_near(estimate.value, 156.8, 1e-9);
	check_near(estimate.low, 149.0, 1e-9);
	check_near(estimate.high, 164.2, 1e-9);
	/* That many tries cannot say how high the 99th may lie, nor what the 99.9th is. */
	assert_true(wt_quantile_estimate(&estimate, list, 400, 8, 0.99));
	check_near(estimate.value, 167.2, 1e-9);
	check_near(estimate.low, 161.7, 1e-9);
	assert_true(isnan(estimate.high));
	assert_true(wt_quantile_estimate(&estimate, list, 400, 8, 0.999));
	assert_true(isnan(estimate.value));
	assert_true(wt_quantile_estimate(&estimate, list, 0, 8, 0.5));
	assert_true(isnan(estimate.value));
	for (size_t i = 0; i < 400; i++)
		list[i].round = 5;
	assert_true(wt_quantile_estimate(&estimate, list, 400, 8, 0.5));
	check_near(estimate.value, 135.4, 1e-9);
	assert_true(isnan(estimate.low) && isnan(estimate.high));
}

enum { MANY = 1001 };

/*
 * Of tries that each are a round of their own the limits are those of order
 * statistics: the binomial distribution gives their ranks, and each value here is
 * its rank. One try is spent on the share being estimated, so they may be one rank off.
 */
static void percentiles_and_their_limits_are_those_of_gsl(void **state)
{
	static const double shares[] = { 0.5, 0.9, 0.99 };
	static struct wt_observation list[MANY];
	static double values[MANY];
	struct wt_estimate estimate;

	(void)state;
	for (uint32_t i = 0; i < MANY; i++) {
		uint32_t rank = i * 389 % MANY; /* in no order */

		values[i] = 1.0 + rank;
		list[i] = (struct wt_observation){ values[i], i };
	}
	wt_observations_sort(list, MANY);
	gsl_sort(values, 1, MANY);
	for (size_t i = 0; i < sizeof shares / sizeof *shares; i++) {
		unsigned low = 0, high = MANY;

		while (gsl_cdf_binomial_P(low, shares[i], MANY) <= 0.025)
			low++;
		while (gsl_cdf_binomial_Q(high - 2, shares[i], MANY) <= 0.025)
			high--;
		assert_true(wt_quantile_estimate(&estimate, list, MANY, MANY, shares[i]));
		check_near(estimate.value, gsl_stats_quantile_from_sorted_data(values, 1, MANY, shares[i]), 1e-9);
		check_near(estimate.low, low, 1.0);
		check_near(estimate.high, high, 1.0);
	}
	check_near(wt_observations_median(list, MANY), gsl_stats_median_from_sorted_data(values, 1, MANY), 1e-9);
}

enum { ROUNDS = 20 };

/* `share` slower, with some noise of its own; one round in seven is far off. */
static void make(struct wt_by_round *series, struct wt_by_round *base, double share)
{
	static double room[4][ROUNDS];

	*series = (struct wt_by_round){ room[0], room[1] };
	*base = (struct wt_by_round){ room[2], room[3] };
	for (int i = 0; i < ROUNDS; i++) {
		double drift = 100.0 + 40.0 * (i % 3);

		base->median[i] = drift * (i % 7 == 3 ? 4.0 : 1.0);
		base->quarter[i] = drift * 0.9;
		series->median[i] = drift * share * (1.0 + 0.02 * ((i * 5 % 9) - 4) / 4.0);
		series->quarter[i] = series->median[i] * 0.9;
	}
}

static void verdicts_in_words(void **state)
{
	static const struct {
		double share;
		enum wt_verdict verdict;
		const char *words;
	} cases[] = {
		{ 1.20, WT_VERDICT_WORSE, "slower" },
		{ 0.80, WT_VERDICT_BETTER, "faster" },
		{ 1.00, WT_VERDICT_NOTHING, "no detectable difference" },
	};

	(void)state;
	for (size_t i = 0; i < 3; i++) {
		struct wt_by_round series, base;
		struct wt_comparison one, *list[] = { &one };

		make(&series, &base, cases[i].share);
		assert_true(wt_compare(&one, &series, &base, ROUNDS));
		assert_true(wt_verdicts(wt_measure_of(&plan), list, 1));
		assert_int_equal(one.verdict, cases[i].verdict);
		assert_string_equal(wt_verdict_words(wt_measure_of(&plan), one.verdict), cases[i].words);
		/* Three rounds of twenty in which the base met something do not move it. */
		check_near(one.ratio.value, cases[i].share, 0.01);
		assert_true(one.ratio.low < one.ratio.value && one.ratio.value < one.ratio.high);
		assert_true(one.resolution > 0.0 && one.resolution < 0.05);
	}
}

static double ms_of(const struct wt_sample *sample)
{
	return (double)sample->total_ns / 1e6;
}

static double rate_of(const struct wt_sample *sample)
{
	return 1e6 / (double)sample->total_ns;
}

/* Megabytes a second: what is worse of a time is better of these. */
static void more_of_a_measure_may_be_better(void **state)
{
	static const struct wt_measure rate = { .better = WT_HIGHER_IS_BETTER, .words = { "more", "less" } };
	struct wt_by_round series, base;
	struct wt_comparison one, *list[] = { &one };

	(void)state;
	make(&series, &base, 1.2);
	assert_true(wt_compare(&one, &series, &base, ROUNDS));
	assert_true(wt_verdicts(&rate, list, 1));
	assert_int_equal(one.verdict, WT_VERDICT_BETTER);
	assert_string_equal(wt_verdict_words(&rate, one.verdict), "more");
	make(&series, &base, 0.8);
	assert_true(wt_compare(&one, &series, &base, ROUNDS));
	assert_true(wt_verdicts(&rate, list, 1));
	assert_int_equal(one.verdict, WT_VERDICT_WORSE);
	check_near(wt_measure_worse(&rate, 0.8), 1.25, 1e-12);
	check_near(wt_measure_worse(wt_measure_of(&plan), 0.8), 0.8, 0.0);
}

static const struct wt_measure work_time = { .better = WT_LOWER_IS_BETTER, .value_of = ms_of };
static const struct wt_measure work_rate = { .better = WT_HIGHER_IS_BETTER, .value_of = rate_of };

/* Of eight values a round, disturbed ones among them, the quiet quarter is the second best and the median the fourth. */
static void the_quiet_quarter_is_the_better_one(void **state)
{
	static const double times[] = { 4.0, 400.0, 1.0, 3.0, 5.0, 2.0, 7.0, 6.0 };
	const struct wt_measure *measures[] = { &work_time, &work_rate };

	(void)state;
	for (size_t m = 0; m < 2; m++) {
		struct wt_observation list[9];
		struct wt_by_round to;

		for (size_t i = 0; i < 8; i++)
			list[i] = (struct wt_observation){ wt_measure_order(measures[m], m ? 1.0 / times[i] : times[i]),
							   1 };
		list[8] = (struct wt_observation){ wt_measure_order(measures[m], 9.0), 2 };
		wt_observations_sort(list, 9);
		assert_true(wt_judge_rounds(&to, measures[m], list, 9, 3));
		assert_true(isnan(to.median[0]) && isnan(to.quarter[0]));
		check_near(to.quarter[1], m ? 1.0 / 2.0 : 2.0, 0.0);
		check_near(to.median[1], m ? 1.0 / 4.0 : 4.0, 0.0);
		check_near(to.median[2], 9.0, 0.0);
		check_near(to.quarter[2], 9.0, 0.0);
		free(to.median);
		free(to.quarter);
	}
}

/* 40 tries in 4 rounds: 1 in 10 is worse than the tail that is told, whichever end that is. */
static void a_tail_is_at_the_bad_end(void **state)
{
	struct wt_observation slow[40], fast[40];
	struct wt_estimate time, rate;

	(void)state;
	for (uint32_t i = 0; i < 40; i++) {
		double took = (double)(i * 7 % 40 + 1);

		slow[i] = (struct wt_observation){ wt_measure_order(&work_time, took), i % 4 };
		fast[i] = (struct wt_observation){ wt_measure_order(&work_rate, 120.0 / took), i % 4 };
	}
	wt_observations_sort(slow, 40);
	wt_observations_sort(fast, 40);
	assert_true(wt_judge_quantile(&time, &work_time, slow, 40, 4, 0.9));
	assert_true(wt_judge_quantile(&rate, &work_rate, fast, 40, 4, 0.9));
	check_near(time.value, 36.0, 0.0);
	check_near(rate.value, 120.0 / 36.0, 1e-12);
	assert_true(time.low < time.value && rate.low <= rate.value && rate.value < rate.high);
	check_near(rate.high, 120.0 / time.low, 1e-12);
}

static void a_measure_names_its_bad_end(void **state)
{
	char text[32];

	(void)state;
	assert_string_equal(wt_measure_ends(&work_time)->quarters, "lower quarters");
	assert_string_equal(wt_measure_ends(&work_time)->tails[2], "p99.9");
	assert_string_equal(wt_measure_ends(&work_rate)->quarters, "upper quarters");
	assert_string_equal(wt_measure_ends(&work_rate)->quarters_ratio, "upper_quarter_ratio");
	assert_string_equal(wt_measure_ends(&work_rate)->tail_stems[1], "p1");
	/* half as much time again for each: 100 in 1 are 100 in 1.5 */
	check_near(wt_measure_delayed(&work_time, 3.0, 2.0, 0.5), 4.0, 1e-12);
	check_near(wt_measure_delayed(&work_rate, 100.0, 100.0, 0.5), 100.0 / 1.5, 1e-12);
	assert_string_equal(wt_measure_brief(wt_measure_of(&plan), 9.94, text), "9.9 µs");
	assert_string_equal(wt_measure_brief(wt_measure_of(&plan), 1790.0, text), "1.79 ms");
	assert_string_equal(wt_measure_brief(wt_measure_of(&plan), (double)NAN, text), "-");
	assert_string_equal(wt_measure_text(wt_measure_of(&plan), 2603.4, text), "2,603");
}

static void a_measure_reads_the_samples(void **state)
{
	static const struct wt_plan emulated = { .target = { .way = WT_WAY_QEMU_USER } };
	struct wt_sample samples[] = { { .total_ns = 650500 }, { .total_ns = 1000 }, { .total_ns = 7 } };
	const struct wt_sample_list list = { samples, 3, 3 };
	double *values = wt_measure_values(wt_measure_of(&plan), &list, 2);
	char text[WT_MEASURE_FIELD_BYTES];

	(void)state;
	assert_non_null(values);
	check_near(values[0], 650.5, 0.0);
	check_near(values[1], 1.0, 0.0);
	free(values);
	assert_string_equal(wt_measure_field(wt_measure_told(&plan), "median", text), "median_us");
	assert_string_equal(wt_measure_told(&emulated)->unit, "instructions");
	assert_null(wt_measure_told(&emulated)->value_of);
	assert_string_equal(wt_measure_of(&emulated)->unit, "µs");
}

static void many_verdicts_ask_for_more(void **state)
{
	static struct wt_comparison many[40];
	struct wt_comparison *list[40];
	struct wt_by_round series, base;

	(void)state;
	/* A difference that is found alone, in the company of 39 that are nothing. */
	make(&series, &base, 1.014);
	assert_true(wt_compare(&many[0], &series, &base, ROUNDS));
	assert_true(wt_found(&many[0], WT_ALPHA));
	list[0] = &many[0];
	assert_true(wt_verdicts(wt_measure_of(&plan), list, 1));
	assert_int_equal(many[0].verdict, WT_VERDICT_WORSE);
	make(&series, &base, 1.0);
	for (size_t i = 1; i < 40; i++) {
		assert_true(wt_compare(&many[i], &series, &base, ROUNDS));
		list[i] = &many[i];
	}
	assert_true(wt_verdicts(wt_measure_of(&plan), list, 40));
	assert_int_equal(many[0].verdict, WT_VERDICT_NOTHING);
	assert_true(many[0].resolution_corrected > many[0].resolution);
}

static void the_middle_and_the_quarter_may_disagree(void **state)
{
	struct wt_by_round series, base;
	struct wt_comparison one, *list[] = { &one };

	(void)state;
	make(&series, &base, 1.3);
	for (int i = 0; i < ROUNDS; i++)
		series.quarter[i] *= 0.5;
	assert_true(wt_compare(&one, &series, &base, ROUNDS));
	assert_true(wt_verdicts(wt_measure_of(&plan), list, 1));
	assert_int_equal(one.verdict, WT_VERDICT_MIXED);
}

static void without_two_common_rounds_there_is_no_figure(void **state)
{
	struct wt_by_round series, base;
	struct wt_comparison one, *list[] = { &one };

	(void)state;
	make(&series, &base, 1.3);
	for (int i = 0; i < ROUNDS; i++) {
		double *gone = i % 2 ? &series.median[i] : &base.median[i];

		if (i != 4)
			*gone = (double)NAN;
	}
	/* Round 4 has both, and no other. */
	assert_true(wt_compare(&one, &series, &base, ROUNDS));
	assert_true(isnan(one.ratio.value) && isnan(one.p));
	assert_true(wt_verdicts(wt_measure_of(&plan), list, 1));
	assert_int_equal(one.verdict, WT_VERDICT_NONE);
	wt_compare_none(&one);
	assert_true(isnan(one.difference.value) && isnan(one.resolution));
}

static void all_sizes_are_the_mean_of_their_log_ratios(void **state)
{
	double a[] = { 2.0, 2.0 }, b[] = { 8.0, 8.0 }, base[] = { 1.0, 1.0 };
	struct wt_by_round series[] = { { a, a }, { b, b } }, bases[] = { { base, base }, { base, base } };
	struct wt_comparison one;

	(void)state;
	assert_true(wt_compare_sizes(&one, series, bases, 2, 2));
	check_near(one.ratio.value, 4.0, 1e-12);
}

/* 60 rounds of 8 tries of two things that are one, with noise that a fixed recipe makes. */
static void calibration_finds_what_is_there(void **state)
{
	static struct wt_sample samples[2][480];
	struct wt_sample_list a = { samples[0], 480, 480 }, b = { samples[1], 480, 480 };
	struct wt_twins twins[] = { { wt_measure_of(&plan), &a, &b } };
	const struct wt_design design = { "test", 20, 5, false, false };
	const struct wt_design too_long = { "test", 61, 5, false, false };
	struct wt_calibrated one, again, rate;
	uint32_t noise = 1;

	(void)state;
	for (size_t side = 0; side < 2; side++)
		for (uint32_t i = 0; i < 480; i++) {
			noise = noise * 1664525 + 1013904223;
			samples[side][i].round = i / 8;
			samples[side][i].total_ns = 600000 + noise % 60000 + (i / 8 % 10) * 20000;
		}
	assert_true(wt_calibrate(&one, &design, twins, 1, 60, 8, 1000, 1));
	assert_int_equal(one.comparisons, 1000);
	assert_true(one.found_share.low <= 0.05);
	assert_true(one.resolution > 0.005 && one.resolution < 0.06);
	/* What a report would name is near what is so. */
	assert_true(one.expected > 0.6 * one.resolution && one.expected < 1.6 * one.resolution);
	assert_true(wt_calibrate(&again, &design, twins, 1, 60, 8, 1000, 1));
	twins[0].measure = &work_rate;
	assert_true(wt_calibrate(&rate, &design, twins, 1, 60, 8, 1000, 1));
	/* the same tries told as a rate: equal tests, and a delay that is found as soon */
	assert_int_equal(rate.found, one.found);
	check_near(rate.resolution, one.resolution, 0.002);
	assert_int_equal(again.found, one.found);
	check_near(again.resolution, one.resolution, 0.0);
	assert_false(wt_calibrate(&one, &too_long, twins, 1, 60, 8, 1000, 1));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(trimmed_mean_and_its_interval),
		cmocka_unit_test(few_rounds_are_students_own),
		cmocka_unit_test(holm_by_hand),
		cmocka_unit_test(shares_after_clopper_and_pearson),
		cmocka_unit_test(quantiles_with_rounds),
		cmocka_unit_test(percentiles_and_their_limits_are_those_of_gsl),
		cmocka_unit_test(verdicts_in_words),
		cmocka_unit_test(more_of_a_measure_may_be_better),
		cmocka_unit_test(a_measure_reads_the_samples),
		cmocka_unit_test(the_quiet_quarter_is_the_better_one),
		cmocka_unit_test(a_tail_is_at_the_bad_end),
		cmocka_unit_test(a_measure_names_its_bad_end),
		cmocka_unit_test(many_verdicts_ask_for_more),
		cmocka_unit_test(the_middle_and_the_quarter_may_disagree),
		cmocka_unit_test(without_two_common_rounds_there_is_no_figure),
		cmocka_unit_test(all_sizes_are_the_mean_of_their_log_ratios),
		cmocka_unit_test(calibration_finds_what_is_there),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
