/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The answer in two sentences: what it says of verdicts that are given. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "sections.h"

static struct wt_results results;
static struct wt_judged judged;
static struct wt_series plan_series[8];
static struct wt_series_results series_results[8];
static struct wt_contrast pairs[16];
static char text[WT_ANSWER_TEXT_BYTES];

static void add_variant(const char *name)
{
	snprintf(results.plan.variants.name[results.plan.variants.count++], WT_NAME_BYTES, "%s", name);
}

static size_t add_series(const char *kind, const char *variant, const char *library, const char *version)
{
	size_t index = results.plan.series_count++;
	struct wt_series *series = &results.plan.series[index];

	assert_true(wt_row_find(kind, &series->row));
	snprintf(series->variant, sizeof series->variant, "%s", variant);
	snprintf(results.series[index].run.library, sizeof results.series[index].run.library, "%s", library);
	snprintf(results.series[index].run.library_version, sizeof results.series[index].run.library_version, "%s",
		 version);
	return index;
}

/* A contrast of a series; WT_VERDICT_NONE: it could not be compared. */
static struct wt_contrast *add_contrast(enum wt_purpose purpose, size_t series, enum wt_verdict verdict, double ratio)
{
	struct wt_contrast *contrast = &pairs[judged.contrast_count++];

	contrast->purpose = purpose;
	contrast->series = series;
	contrast->compared = verdict != WT_VERDICT_NONE;
	contrast->all.verdict = verdict;
	contrast->all.ratio.value = ratio;
	return contrast;
}

static int begin(void **state)
{
	(void)state;
	memset(&results, 0, sizeof results);
	memset(plan_series, 0, sizeof plan_series);
	memset(series_results, 0, sizeof series_results);
	results.plan.series = plan_series;
	results.series = series_results;
	memset(&judged, 0, sizeof judged);
	memset(pairs, 0, sizeof pairs);
	judged.results = &results;
	judged.contrasts = pairs;
	results.plan.sizes.count = 2;
	add_variant("wolfssl");
	add_variant("openssl");
	return 0;
}

/* Three transports of both libraries: wolfssl, openssl, wolfssl, ... */
static void add_transports(void)
{
	static const char *const kinds[] = { "tls1.2", "tls1.3", "dtls1.2" };

	for (size_t i = 0; i < 3; i++) {
		add_series(kinds[i], "wolfssl", "wolfSSL", "5.9.2");
		add_series(kinds[i], "openssl", "OpenSSL", "3.0.19");
	}
}

static void expect(const char *words)
{
	wt_answer(&judged, text);
	assert_string_equal(text, words);
}

static void all_of_one_mind(void **state)
{
	(void)state;
	add_transports();
	for (size_t i = 0; i < 6; i++)
		add_contrast(WT_PURPOSE_SECURITY, i, WT_VERDICT_WORSE, 4.0 + (double)i);
	for (size_t i = 1; i < 6; i += 2)
		add_contrast(WT_PURPOSE_LIBRARY, i, WT_VERDICT_WORSE, 2.0 + (double)i / 10.0);
	expect("With wolfSSL 5.9.2 a secure exchange takes 4.00 to 8.00 times as long as a plain one on all 3 secure "
	       "transports; with OpenSSL 3.0.19 5.00 to 9.00 times as long on all 3 secure transports. "
	       "OpenSSL 3.0.19 takes 2.10 to 2.50 times as long as wolfSSL 5.9.2 on all 3 secure transports.");
}

static void some_only(void **state)
{
	(void)state;
	add_transports();
	add_contrast(WT_PURPOSE_SECURITY, 0, WT_VERDICT_WORSE, 4.0);
	add_contrast(WT_PURPOSE_SECURITY, 2, WT_VERDICT_NOTHING, 1.1);
	add_contrast(WT_PURPOSE_SECURITY, 4, WT_VERDICT_NONE, 1.0);
	for (size_t i = 1; i < 6; i += 2)
		add_contrast(WT_PURPOSE_SECURITY, i, WT_VERDICT_NOTHING, 1.1);
	add_contrast(WT_PURPOSE_LIBRARY, 1, WT_VERDICT_WORSE, 2.0);
	add_contrast(WT_PURPOSE_LIBRARY, 3, WT_VERDICT_BETTER, 0.5);
	add_contrast(WT_PURPOSE_LIBRARY, 5, WT_VERDICT_MIXED, 1.0);
	expect("With wolfSSL 5.9.2 a secure exchange takes 4.00 times as long as a plain one on 1 of 2 secure "
	       "transports that could be compared (no detectable difference on 1); with OpenSSL 3.0.19 no detectable "
	       "difference on all 3 secure transports. OpenSSL 3.0.19 takes 0.50 to 2.00 times as long as "
	       "wolfSSL 5.9.2 on 2 of 3 secure transports (slower on 1, faster on 1; mixed on 1: medians say one thing, "
	       "lower quarters the other).");
}

/* No difference over all sizes does not hide one that a single size shows; what is unlike is marked. */
static void sizes_and_unlike(void **state)
{
	struct wt_contrast *contrast;

	(void)state;
	add_series("tls1.3", "wolfssl", "wolfSSL", "5.9.2");
	add_series("tls1.3", "openssl", "OpenSSL", "3.0.19");
	add_contrast(WT_PURPOSE_SECURITY, 0, WT_VERDICT_WORSE, 3.0);
	add_contrast(WT_PURPOSE_SECURITY, 1, WT_VERDICT_NONE, 1.0);
	contrast = add_contrast(WT_PURPOSE_LIBRARY, 1, WT_VERDICT_NOTHING, 1.2);
	contrast->sizes[1].verdict = WT_VERDICT_WORSE;
	snprintf(contrast->unlike, sizeof contrast->unlike, "client's suite: a and b");
	expect("With wolfSSL 5.9.2 a secure exchange takes 3.00 times as long as a plain one on tls1.3; with OpenSSL "
	       "3.0.19 it could not be compared. OpenSSL 3.0.19 shows no detectable difference to wolfSSL 5.9.2 on tls1.3 "
	       "(all sizes together; at single sizes some differ), (!) one pair unlike.");
}

static void plain_alone(void **state)
{
	(void)state;
	add_series("tcp", "wolfssl", "", "");
	expect("These results do not tell what security costs: no secure transport was measured beside a plain one.");
}

static void nothing_to_compare(void **state)
{
	(void)state;
	add_series("tls1.3", "wolfssl", "wolfSSL", "5.9.2");
	add_series("tls1.3", "openssl", "", "");
	add_contrast(WT_PURPOSE_SECURITY, 0, WT_VERDICT_NONE, 1.0);
	add_contrast(WT_PURPOSE_LIBRARY, 1, WT_VERDICT_NONE, 1.0);
	expect("These results do not tell what security costs: no secure transport could be compared with a plain one. "
	       "openssl could not be compared with wolfSSL 5.9.2.");
}

/* More clients at once are no transport of their own, so long as fewer are there. */
static void clients_at_once_are_no_transports(void **state)
{
	static const char *const kinds[] = { "tls1.3", "tls1.3_clients4", "tls1.3_clients16", "tls1.2_clients4" };

	(void)state;
	results.plan.variants.count = 1;
	for (size_t i = 0; i < 4; i++) {
		add_series(kinds[i], "wolfssl", "wolfSSL", "5.9.2");
		add_contrast(WT_PURPOSE_SECURITY, i, WT_VERDICT_WORSE, 4.0 + (double)i);
	}
	expect("With wolfSSL 5.9.2 a secure exchange takes 4.00 to 7.00 times as long as a plain one on all 2 secure "
	       "transports. One library was measured, so none is compared.");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(all_of_one_mind, begin),
		cmocka_unit_test_setup(some_only, begin),
		cmocka_unit_test_setup(sizes_and_unlike, begin),
		cmocka_unit_test_setup(plain_alone, begin),
		cmocka_unit_test_setup(nothing_to_compare, begin),
		cmocka_unit_test_setup(clients_at_once_are_no_transports, begin),
	};

	return cmocka_run_group_tests_name("wt_answer", tests, NULL, NULL);
}
