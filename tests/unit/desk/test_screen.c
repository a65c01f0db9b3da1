/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the screen says where a verdict and the interval beside it seem to contradict each other. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "screen_parts.h"

static struct wt_results results;
static struct wt_judged judged;
static struct wt_series series[3];
static struct wt_contrast contrasts[3];
static struct wt_document document;
static const size_t shown[] = { 1 };

static int begin(void **state)
{
	static const char *const names[] = { "tls1.2-openssl", "tls1.3-openssl", "dtls1.2-openssl" };

	(void)state;
	memset(&results, 0, sizeof results);
	memset(&judged, 0, sizeof judged);
	memset(series, 0, sizeof series);
	memset(contrasts, 0, sizeof contrasts);
	for (size_t i = 0; i < 3; i++)
		snprintf(series[i].name, sizeof series[i].name, "%s", names[i]);
	snprintf(results.plan.variants.name[1], WT_NAME_BYTES, "openssl");
	snprintf(results.plan.variants.name[2], WT_NAME_BYTES, "hidden");
	results.plan.variants.count = 3;
	for (size_t i = 0; i < 3; i++)
		snprintf(series[i].variant, sizeof series[i].variant, "openssl");
	results.plan.series = series;
	results.plan.series_count = 3;
	results.plan.sizes.count = 1;
	judged.results = &results;
	judged.contrasts = contrasts;
	judged.verdicts = 10;
	wt_document_begin(&document, WT_FORM_TEXT);
	return 0;
}

static int end(void **state)
{
	(void)state;
	wt_document_free(&document);
	return 0;
}

static void add(enum wt_verdict verdict, struct wt_estimate ratio, struct wt_estimate quarter_ratio)
{
	struct wt_contrast *to = &contrasts[judged.contrast_count];

	to->purpose = WT_PURPOSE_LIBRARY;
	to->series = judged.contrast_count++;
	to->compared = true;
	to->sizes[0].verdict = verdict;
	to->sizes[0].ratio = ratio;
	to->sizes[0].quarter_ratio = quarter_ratio;
}

static void agreement_needs_no_word(void **state)
{
	(void)state;
	add(WT_VERDICT_WORSE, (struct wt_estimate){ 2.0, 1.5, 2.5 }, (struct wt_estimate){ 2.0, 1.5, 2.5 });
	add(WT_VERDICT_NOTHING, (struct wt_estimate){ 1.1, 0.9, 1.3 }, (struct wt_estimate){ 1.1, 0.9, 1.3 });
	add(WT_VERDICT_BETTER, (struct wt_estimate){ 0.5, 0.4, 0.6 }, (struct wt_estimate){ 1.0, 0.9, 1.1 });
	wt_screen_verdicts(&judged, shown, 1, 0, &document);
	assert_int_equal(document.count, 0);
}

static void a_verdict_of_the_quiet_quarters(void **state)
{
	(void)state;
	add(WT_VERDICT_WORSE, (struct wt_estimate){ 2.79, 0.92, 8.48 }, (struct wt_estimate){ 4.49, 2.88, 6.99 });
	wt_screen_verdicts(&judged, shown, 1, 0, &document);
	assert_int_equal(document.count, 1);
	assert_string_equal(document.block[0].text, "tls1.2-openssl: slower by its lower quarters, 4.49 [2.88 6.99].");
}

static void an_interval_that_many_verdicts_do_not_confirm(void **state)
{
	(void)state;
	add(WT_VERDICT_NOTHING, (struct wt_estimate){ 1.90, 1.16, 3.10 }, (struct wt_estimate){ 2.84, 1.26, 6.41 });
	add(WT_VERDICT_NOTHING, (struct wt_estimate){ 0.90, 0.85, 0.95 }, (struct wt_estimate){ 1.0, 0.9, 1.1 });
	wt_screen_verdicts(&judged, shown, 1, 0, &document);
	assert_int_equal(document.count, 1);
	assert_string_equal(document.block[0].text, "10 verdicts are made at once: one interval without 1 is none.");
}

static void one_line_and_none_where_the_run_is_not_trusted(void **state)
{
	(void)state;
	add(WT_VERDICT_WORSE, (struct wt_estimate){ 2.79, 0.92, 8.48 }, (struct wt_estimate){ 4.49, 2.88, 6.99 });
	add(WT_VERDICT_WORSE, (struct wt_estimate){ 2.79, 0.92, 8.48 }, (struct wt_estimate){ 4.49, 2.88, 6.99 });
	add(WT_VERDICT_NOTHING, (struct wt_estimate){ 1.90, 1.16, 3.10 }, (struct wt_estimate){ 2.84, 1.26, 6.41 });
	wt_screen_verdicts(&judged, shown, 1, 0, &document);
	assert_int_equal(document.count, 1);
	judged.validity.grave = 1;
	wt_screen_verdicts(&judged, shown, 1, 0, &document);
	assert_int_equal(document.count, 1);
}

static void nothing_of_a_variant_that_is_not_shown(void **state)
{
	(void)state;
	add(WT_VERDICT_WORSE, (struct wt_estimate){ 2.79, 0.92, 8.48 }, (struct wt_estimate){ 4.49, 2.88, 6.99 });
	snprintf(series[0].variant, sizeof series[0].variant, "hidden");
	wt_screen_verdicts(&judged, shown, 1, 0, &document);
	assert_int_equal(document.count, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(agreement_needs_no_word, begin, end),
		cmocka_unit_test_setup_teardown(a_verdict_of_the_quiet_quarters, begin, end),
		cmocka_unit_test_setup_teardown(one_line_and_none_where_the_run_is_not_trusted, begin, end),
		cmocka_unit_test_setup_teardown(nothing_of_a_variant_that_is_not_shown, begin, end),
		cmocka_unit_test_setup_teardown(an_interval_that_many_verdicts_do_not_confirm, begin, end),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
