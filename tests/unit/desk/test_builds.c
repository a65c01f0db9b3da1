/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The table of builds: its figures, the words for what is missing, and what is said in short of an emulated board. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "sections.h"
#include "forms.h"

static struct wt_results results;
static struct wt_judged judged;
static struct wt_series_results series_results[3];
static struct wt_judged_series judged_series[3];
static struct wt_contrast contrast;
static struct wt_builds builds;
static struct wt_reason reason;
static char text[WT_ANSWER_TEXT_BYTES];

static struct wt_program_file programs[] = {
	{ "host/wolfssl/tcp_client", { 70000, 3000, 0 }, "", "" },
	{ "host/wolfssl/tls_client", { 2070000, 9000, 0 }, "", "" },
	{ "host/openssl/tls_client", { 90000, 3000, 0 }, "libssl.so.3", "" },
};

enum { TCP, TLS_WOLFSSL, TLS_OPENSSL };

static void fill_series(size_t index, const char *library, const char *version)
{
	struct wt_series_results *one = &results.series[index];

	snprintf(one->run.library, sizeof one->run.library, "%s", library);
	snprintf(one->run.library_version, sizeof one->run.library_version, "%s", version);
	one->client_sums[1] = (struct wt_cost_sums){ .tries = 4,
						     .bytes_out = 7400,
						     .bytes_in = 3600,
						     .round_trips = 16,
						     .heap_tries = 2,
						     .heap_peak_bytes = 26400,
						     .heap_session_bytes = 12600 };
	judged.series[index].sizes[1].median.value = 640.0;
}

static int begin(void **state)
{
	(void)state;
	wt_plan_free(&results.plan);
	memset(&results, 0, sizeof results);
	memset(&judged, 0, sizeof judged);
	memset(series_results, 0, sizeof series_results);
	memset(judged_series, 0, sizeof judged_series);
	results.series = series_results;
	judged.series = judged_series;
	memset(&contrast, 0, sizeof contrast);
	judged.results = &results;
	snprintf(results.plan.board, sizeof results.plan.board, "host");
	snprintf(results.plan.build, sizeof results.plan.build, "build");
	results.plan.rounds = 2;
	results.plan.sizes = (struct wt_size_list){ { 16, 999 }, 2 };
	results.plan.variants.count = 2;
	snprintf(results.plan.variants.name[0], WT_NAME_BYTES, "wolfssl");
	snprintf(results.plan.variants.name[1], WT_NAME_BYTES, "openssl");
	results.programs = (struct wt_programs){ programs, 3 };
	if (!wt_plan_add(&results.plan, "tcp", "wolfssl", &reason) ||
	    !wt_plan_add(&results.plan, "tls1.3", "wolfssl", &reason) ||
	    !wt_plan_add(&results.plan, "tls1.3", "openssl", &reason))
		return 1;
	fill_series(TLS_WOLFSSL, "wolfSSL", "5.9.2");
	fill_series(TLS_OPENSSL, "OpenSSL", "3.0.19");
	contrast = (struct wt_contrast){
		.purpose = WT_PURPOSE_SECURITY, .series = TLS_WOLFSSL, .base = TCP, .compared = true
	};
	contrast.sizes[1].ratio.value = 8.0;
	judged.contrasts = &contrast;
	judged.contrast_count = 1;
	return 0;
}

static double value_of(size_t variant, enum wt_build_figure figure)
{
	return builds.list[variant].figure[figure].value;
}

static void check_missing(size_t variant, enum wt_build_figure figure, const char *word, const char *why)
{
	char shown[32];

	assert_true(isnan(value_of(variant, figure)));
	assert_string_equal(wt_build_text(&builds.list[variant], figure, shown), word);
	if (!strstr(builds.list[variant].figure[figure].why, why))
		fail_msg("'%s' is not in '%s'", why, builds.list[variant].figure[figure].why);
}

static void figures_of_a_local_run(void **state)
{
	char shown[32];

	(void)state;
	wt_builds_make(&builds, &judged);
	assert_string_equal(builds.row->name, "tls1.3");
	assert_int_equal(builds.count, 2);
	assert_int_equal(builds.bytes, 999);
	assert_float_equal(value_of(0, WT_BUILD_FLASH), 2000000.0, 1e-9);
	assert_string_equal(wt_build_text(&builds.list[0], WT_BUILD_FLASH, shown), "2,000");
	assert_float_equal(value_of(0, WT_BUILD_TIME), 640.0, 1e-9);
	assert_float_equal(value_of(0, WT_BUILD_RATIO), 8.0, 1e-9);
	assert_float_equal(value_of(0, WT_BUILD_HEAP), 26400.0, 1e-9);
	assert_float_equal(value_of(0, WT_BUILD_SESSION), 12600.0, 1e-9);
	/* What is missing is no 0, and says why. */
	check_missing(1, WT_BUILD_FLASH, "shared", "the TLS library is a shared one");
	check_missing(1, WT_BUILD_RATIO, "-", "no plain transport");
	check_missing(0, WT_BUILD_STACK, "-", "");
	contrast.compared = false;
	snprintf(contrast.why, sizeof contrast.why, "not alike: client's core: 0 and 1");
	wt_builds_make(&builds, &judged);
	check_missing(0, WT_BUILD_RATIO, "-", "not alike: client's core");
}

static void a_session_is_of_those_held_where_some_were(void **state)
{
	struct wt_hold_results *hold = &results.series[TLS_WOLFSSL].hold;

	(void)state;
	results.plan.hold = 100;
	hold->cell.state = WT_EXTRA_DONE;
	hold->client.heap = (struct wt_held_line){ .known = true, .slope_bytes = 11689.0, .r2 = 0.99999 };
	wt_builds_make(&builds, &judged);
	assert_float_equal(value_of(0, WT_BUILD_SESSION), 11689.0, 1e-9);
	check_missing(1, WT_BUILD_SESSION, "-", "no sessions were held");
	hold->client.heap.r2 = 0.9;
	wt_builds_make(&builds, &judged);
	check_missing(0, WT_BUILD_SESSION, "-", "no line");
}

static void each_reason_is_told_once_a_variant(void **state)
{
	char line[WT_BUILDS_TEXT_BYTES], all[4 * WT_BUILDS_TEXT_BYTES] = "";
	size_t at = 0;

	(void)state;
	results.series[TLS_OPENSSL].state = WT_SERIES_UNSUPPORTED;
	wt_reason_set(&results.series[TLS_OPENSSL].why, "it has no such version");
	wt_builds_make(&builds, &judged);
	check_missing(1, WT_BUILD_FLASH, "UNSUPPORTED", "it has no such version");
	while (wt_builds_reason(&builds, &at, line))
		snprintf(all + strlen(all), sizeof all - strlen(all), "%s\n", line);
	assert_non_null(
		strstr(all, "openssl: flash, time, over plain, heap, stack, session: it has no such version\n"));
	assert_null(strstr(strstr(all, "no such version") + 1, "no such version"));
}

static void every_form_has_the_same_figures(void **state)
{
	char *made = NULL;
	size_t length = 0;
	FILE *stream = open_memstream(&made, &length);
	struct wt_document document;
	json_t *json = wt_builds_json(&judged), *first;

	(void)state;
	assert_non_null(stream);
	wt_document_begin(&document, WT_FORM_ALL);
	wt_report_builds(&judged, &document);
	assert_false(document.failed);
	wt_text(&document, stream);
	wt_markdown(&document, stream);
	assert_true(wt_html(&document, stream, &reason));
	wt_document_free(&document);
	assert_int_equal(fclose(stream), 0);
	assert_non_null(strstr(made, "wolfssl           2,000         640.0          8.00          26.4"));
	assert_non_null(strstr(made, "| wolfssl | 2,000 | 640.0 | 8.00 | 26.4 | - | 12.6 |"));
	assert_non_null(strstr(made, "<tr><td>wolfssl</td><td>2,000</td><td>640.0</td><td>8.00</td><td>26.4</td>"));
	/* all flash is over one program, and it is told whose */
	assert_non_null(strstr(made, "flash: text of tls_client over that of tcp_client of wolfssl; time:"));
	assert_string_equal(json_string_value(json_object_get(json, "flash_base")), "wolfssl");
	first = json_array_get(json_object_get(json, "variants"), 0);
	assert_float_equal(json_real_value(json_object_get(first, "flash_over_plain_bytes")), 2000000.0, 1e-9);
	assert_true(json_is_null(json_object_get(first, "stack_bytes")));
	assert_true(json_is_string(json_object_get(json_object_get(first, "not_available"), "stack_bytes")));
	json_decref(json);
	free(made);
}

static void nothing_secure_has_no_table(void **state)
{
	json_t *json;

	(void)state;
	results.plan.series_count = 1;
	wt_builds_make(&builds, &judged);
	assert_null(builds.row);
	json = wt_builds_json(&judged);
	assert_true(json_is_null(json));
	json_decref(json);
}

static void a_virtual_board_tells_all_but_times(void **state)
{
	(void)state;
	results.plan.target.way = WT_WAY_SSH;
	results.plan.target.emulated = true;
	results.plan.target.board_role = WT_CLIENT;
	wt_builds_make(&builds, &judged);
	check_missing(0, WT_BUILD_TIME, "-", "under emulation");
	check_missing(0, WT_BUILD_RATIO, "-", "under emulation");
	wt_answer(&judged, text);
	assert_string_equal(
		text,
		"Times under emulation say nothing of the board; these figures do, of an exchange of 999 bytes over "
		"tls1.3 on the client: wolfSSL 5.9.2: 2,000 KB of flash over plain, 26.4 KB of heap, 1,850 bytes "
		"sent and 900 received in 4.0 round trips; OpenSSL 3.0.19: 26.4 KB of heap, 1,850 bytes sent and "
		"900 received in 4.0 round trips.");
	results.plan.series_count = 1;
	wt_answer(&judged, text);
	assert_string_equal(text,
			    "Times under emulation say nothing of the board, and no secure transport was measured.");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(figures_of_a_local_run, begin),
		cmocka_unit_test_setup(a_session_is_of_those_held_where_some_were, begin),
		cmocka_unit_test_setup(each_reason_is_told_once_a_variant, begin),
		cmocka_unit_test_setup(every_form_has_the_same_figures, begin),
		cmocka_unit_test_setup(nothing_secure_has_no_table, begin),
		cmocka_unit_test_setup(a_virtual_board_tells_all_but_times, begin),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
