/* SPDX-License-Identifier: GPL-3.0-or-later */
/* From a folder of records to figures, states and the table: against figures worked by hand. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "judge.h"
#include "number_text.h"
#include "plan_make.h"
#include "sections.h"
#include "report_folder.h"
#include "report_label.h"
#include "forms.h"
#include "results.h"

static struct wt_reason reason;
static struct wt_plan plan;
static struct wt_folder folder;
static struct wt_results results;
static struct wt_judged judged;

static void put(const char *path, const char *text)
{
	if (!wt_file_write(path, text, strlen(text), &reason))
		fail_msg("%s", reason.text);
}

/*
 * One whole cell: two tries of 16 bytes with the times given in µs, two of 64
 * bytes that take 1000 µs more, and a cold one that takes ten times the first.
 */
static void put_cell(size_t series, uint32_t round, const char *library, const char *version, unsigned first_us,
		     unsigned second_us)
{
	const struct wt_series *one = &plan.series[series];
	char path[WT_FILE_BYTES], text[4096], library_text[128] = "null";
	static const char *const roles[] = { "client", "server" };

	assert_true(wt_folder_series(&folder, one, &reason));
	if (library)
		snprintf(library_text, sizeof library_text, "{\"name\":\"%s\",\"version\":\"%s\"}", library, version);
	for (size_t r = 0; r < 2; r++) {
		const unsigned times[] = { first_us * 10, first_us, second_us, first_us + 1000, second_us + 1000 };
		int at = snprintf(text, sizeof text,
				  "{\"schema\":1,\"record\":\"run\",\"role\":\"%s\",\"transport\":\"%s\","
				  "\"library\":%s,\"negotiated\":%s,\"facts\":{\"cpu\":\"test core\","
				  "\"kernel\":\"Linux 6\",\"cores\":2}}\n",
				  roles[r], one->row.protocol->transport, library_text,
				  library ? "{\"version\":772,\"version_name\":\"TLS 1.3\","
					    "\"peer_authenticated\":true}"
					  : "null");

		for (unsigned i = 0; i < 5; i++)
			at += snprintf(text + at, sizeof text - (size_t)at,
				       "{\"schema\":1,\"record\":\"try\",\"role\":\"%s\",\"size\":%d,"
				       "\"try\":%u,\"cold\":%s,\"ok\":true,\"total_ns\":%u000}\n",
				       roles[r], i < 3 ? 16 : 64, i < 3 ? i : i - 2, i ? "false" : "true", times[i]);
		snprintf(text + at, sizeof text - (size_t)at,
			 "{\"schema\":1,\"record\":\"end\",\"role\":\"%s\",\"ok\":true,\"answered\":4,"
			 "\"lost\":0,\"failed\":0,\"not_made\":0}\n",
			 roles[r]);
		wt_folder_cell(&folder, one, wt_cell_of_round(round), r ? "server.jsonl" : "client.jsonl", path);
		put(path, text);
	}
}

/* tcp, tls1.3 on both libraries and the one that there is not, in two rounds of two tries. */
static int set_up(void **state)
{
	struct wt_request request = { .transports = { { "tcp", "tls1.3", "dtls1.3" }, 3 },
				      .variants = { { "wolfssl", "openssl" }, 2 },
				      .sizes = { { 16, 64 }, 2 },
				      .tries = 4,
				      .rounds = 2,
				      .seed = 1,
				      .timeout_ns = 1000000000,
				      .counters = "off",
				      .board = "host",
				      .build = "build",
				      .host = "127.0.0.1" };
	char *parent = strdup("/tmp/wt-judge-XXXXXX");

	*state = mkdtemp(parent);
	if (!*state || !wt_plan_make(&plan, &request, &reason) || !wt_folder_make(&folder, parent, &plan, &reason))
		return 1;
	for (uint32_t round = 0; round < 2; round++) {
		put_cell(0, round, NULL, NULL, 40 + round, 60 + round);        /* tcp */
		put_cell(1, round, "wolfSSL", "5.9.2", 500 + round * 10, 700); /* tls1.3 */
		put_cell(2, round, "OpenSSL", "3.0.17", 2000, 2200 + 100 * round);
		put_cell(3, round, "wolfSSL", "5.9.2", 800, 900); /* dtls1.3 */
	}
	return 0;
}

static int tear_down(void **state)
{
	char command[128];

	wt_judged_free(&judged);
	wt_results_free(&results);
	wt_plan_free(&plan);
	snprintf(command, sizeof command, "rm -rf '%s'", (char *)*state);
	free(*state);
	return system(command);
}

static void judge(void)
{
	if (!wt_results_read(&results, folder.path, &reason))
		fail_msg("%s", reason.text);
	assert_true(wt_judge(&judged, &results, false));
}

static void check_near(double value, double expected)
{
	if (!(fabs(value - expected) < 1e-9))
		fail_msg("%f is not %f", value, expected);
}

/* The contrast of a series that must be there. */
static const struct wt_contrast *contrast_of(enum wt_purpose purpose, int series)
{
	const struct wt_contrast *contrast = wt_judged_contrast(&judged, purpose, series);

	assert_non_null(contrast);
	return contrast;
}

/*
 * By hand. tcp, 16 bytes: 40 60 41 61, median 50.5; by round (nearest rank) 40
 * and 41. wolfSSL: 500 700 510 700, median 605; 500 and 510. OpenSSL: 2000 2200
 * 2000 2300, median 2100; 2000 and 2000. At 64 bytes all are 1000 µs more.
 */
static void figures_are_those_worked_by_hand(void **state)
{
	const struct wt_comparison *one;

	(void)state;
	judge();
	assert_true(judged.complete);
	check_near(judged.series[0].sizes[0].median.value, 50.5);
	check_near(judged.series[1].sizes[0].median.value, 605.0);
	check_near(judged.series[2].sizes[0].median.value, 2100.0);
	one = &contrast_of(WT_PURPOSE_LIBRARY, 2)->sizes[0];
	check_near(one->ratio.value, sqrt(2000.0 / 500.0 * 2000.0 / 510.0));
	check_near(one->difference.value, 1495.0);
	one = &contrast_of(WT_PURPOSE_SECURITY, 1)->sizes[0];
	check_near(one->difference.value, (460.0 + 469.0) / 2.0);
	check_near(one->ratio.value, sqrt(500.0 / 40.0 * 510.0 / 41.0));
	one = &contrast_of(WT_PURPOSE_SECURITY, 2)->sizes[1];
	check_near(one->difference.value, 1959.5);
	assert_null(wt_judged_contrast(&judged, WT_PURPOSE_LIBRARY, 1));
	assert_null(wt_judged_contrast(&judged, WT_PURPOSE_SECURITY, 0));
	assert_null(wt_judged_contrast(&judged, WT_PURPOSE_SECURITY, 3)); /* no udp in the plan */
	assert_false(contrast_of(WT_PURPOSE_LIBRARY, 4)->compared);
	check_near(judged.series[0].cold, 405.0); /* 400 and 410 */
	assert_int_equal(judged.series[0].sizes[0].count, 4);
	assert_int_equal(judged.verdicts, 9); /* three contrasts at two sizes and at both together */
	assert_int_equal(results.series[4].state, WT_SERIES_UNSUPPORTED);
	for (size_t i = 0; i < 4; i++) {
		assert_int_equal(results.series[i].state, WT_SERIES_DONE);
		assert_int_equal(results.series[i].answered, 8);
		assert_int_equal(results.series[i].not_made, 0);
		assert_int_equal(results.series[i].unmatched, 0);
	}
}

static char *print_report(void)
{
	char *text = NULL;
	size_t length;
	FILE *memory = open_memstream(&text, &length);
	struct wt_document document;

	assert_non_null(memory);
	assert_true(wt_report_document(&judged, WT_FORM_TEXT, &document));
	wt_text(&document, memory);
	wt_document_free(&document);
	assert_int_equal(fclose(memory), 0);
	return text;
}

/* With the lines of a paragraph as one. */
static char *unwrapped(const char *text)
{
	char *copy = malloc(strlen(text) + 1), *to = copy;

	assert_non_null(copy);
	while (*text) {
		*to++ = *text == '\n' ? ' ' : *text;
		text += *text == '\n' ? 1 + strspn(text + 1, " ") : 1;
	}
	*to = '\0';
	return copy;
}

static void check_in(const char *text, const char *words)
{
	char *one_line = unwrapped(text);

	if (!strstr(text, words) && !strstr(one_line, words))
		fail_msg("'%s' is not in:\n%s", words, text);
	free(one_line);
}

/* From `title` on no line is wider than a terminal, unless a word alone is. */
static void check_width(const char *text, const char *title)
{
	text = strstr(text, title);
	assert_non_null(text);
	while (*text) {
		size_t length = strcspn(text, "\n"), columns = 0, blanks = strspn(text, " ");

		for (size_t i = 0; i < length; i++)
			columns += ((unsigned char)text[i] & 0xc0) != 0x80;
		if (columns > 80 && memchr(text + blanks, ' ', length - blanks))
			fail_msg("%zu columns: %.*s", columns, (int)length, text);
		text += length + (text[length] != '\0');
	}
}

static void the_table_says_it_all(void **state)
{
	char *text;

	(void)state;
	judge();
	text = print_report();
	check_in(text, "wolfSSL 5.9.2 (variant wolfssl)");
	check_in(text, "OpenSSL 3.0.17 (variant openssl)");
	check_in(text, "newer ones are faster: OpenSSL 3.5");
	check_in(text, "seed 1");
	check_in(text, "test core, 2 cores");
	check_in(text, "tcp           16     50.5\n");
	check_in(text, "tls1.3        16     50.5       605.0       2,100   3.96 [3.49 4.49]   "
		       "3.96 [3.49 4.49]");
	check_in(text, "the 9 verdicts of this report");
	check_in(text, "Resolution: a difference between libraries of");
	check_in(text, "Validity: ");
	check_in(text, "dtls1.3       16        -       850.0 UNSUPPORTED                  -");
	check_in(text, "UNSUPPORTED dtls1.3-openssl: OpenSSL has no DTLS 1.3");
	check_in(text, "Tries: 32 planned = 32 answered + 0 lost + 0 failed + 0 not made");
	free(text);
}

/* On a slow board, with few rounds: wide figures make a wide row, and none is cut. */
static void no_figure_is_cut(void **state)
{
	char *text;
	int open = 0;

	(void)state;
	for (uint32_t round = 0; round < 2; round++)
		put_cell(2, round, "OpenSSL", "3.0.17", 1234567 + 400000 * round, 7654321);
	judge();
	text = print_report();
	check_in(text, "tls1.3        16     50.5       605.0   4,644,444");
	for (const char *at = text; *at; at++) {
		open += *at == '[';
		open -= *at == ']';
		if (*at == '\n' && open)
			fail_msg("an interval is cut in:\n%s", text);
	}
	free(text);
}

static void a_failed_series_is_shown_and_the_others_stand(void **state)
{
	char path[WT_FILE_BYTES], *text;

	(void)state;
	wt_folder_cell(&folder, &plan.series[2], wt_cell_of_round(1), "failed", path);
	put(path, "tls_client: handshake: certificate has expired\n");
	judge();
	assert_false(judged.complete);
	assert_int_equal(results.series[2].state, WT_SERIES_FAILED);
	assert_int_equal(judged.series[2].sizes[0].count, 0);
	check_in(contrast_of(WT_PURPOSE_LIBRARY, 2)->why, "tls1.3-openssl failed");
	check_near(judged.series[1].sizes[0].median.value, 605.0);
	text = print_report();
	check_in(text, "605.0      FAILED                  -");
	check_width(text, "\nNegotiated, ");
	check_in(text, "FAILED tls1.3-openssl (8 of 8 tries answered): round 2: tls_client: handshake:");
	free(text);
}

static void a_malformed_file_fails_its_series_by_name(void **state)
{
	char path[WT_FILE_BYTES];

	(void)state;
	wt_folder_cell(&folder, &plan.series[1], wt_cell_of_round(0), "server.jsonl", path);
	put(path, "rubbish\n");
	judge();
	assert_int_equal(results.series[1].state, WT_SERIES_FAILED);
	check_in(results.series[1].why.text, "tls1.3-wolfssl/round-01.server.jsonl line 1: not JSON");
	/* The baseline is gone, so there is no ratio; the cost over tcp stands. */
	assert_false(contrast_of(WT_PURPOSE_LIBRARY, 2)->compared);
	assert_true(isnan(contrast_of(WT_PURPOSE_LIBRARY, 2)->sizes[0].ratio.value));
	check_near(contrast_of(WT_PURPOSE_SECURITY, 2)->sizes[0].difference.value, 1959.5);
}

static void a_missing_round_is_unfinished(void **state)
{
	char path[WT_FILE_BYTES], *text;

	(void)state;
	wt_folder_cell(&folder, &plan.series[1], wt_cell_of_round(1), "client.jsonl", path);
	assert_int_equal(unlink(path), 0);
	judge();
	assert_false(judged.complete);
	assert_int_equal(results.series[1].state, WT_SERIES_UNFINISHED);
	assert_int_equal(results.series[1].rounds_done, 1);
	assert_int_equal(results.series[1].not_made, 4);
	check_near(judged.series[1].sizes[0].median.value, 600.0); /* 500 700 */
	text = print_report();
	check_in(text, "UNFINISHED tls1.3-wolfssl: 1 of 2 rounds, 4 of 8 tries");
	check_in(text, "median of 1 to 2, µs");
	check_in(text, "Tries: 32 planned = 28 answered + 0 lost + 0 failed + 4 not made");
	free(text);
}

static void what_moved_between_rounds_is_said(void **state)
{
	char *text;

	(void)state;
	put_cell(2, 1, "OpenSSL", "3.5.1", 2000, 2300);
	judge();
	assert_string_equal(results.series[2].rounds_unlike,
			    "round 2, client's version of the library: 3.0.17 and 3.5.1; "
			    "server's version of the library: 3.0.17 and 3.5.1");
	assert_string_equal(results.series[1].rounds_unlike, "");
	assert_false(contrast_of(WT_PURPOSE_LIBRARY, 2)->compared);
	assert_true(contrast_of(WT_PURPOSE_SECURITY, 1)->compared);
	text = print_report();
	check_in(text, "tls1.3-openssl: its rounds are unlike: round 2, client's version of the library");
	free(text);
}

static void a_server_of_unlike_sessions_is_not_compared(void **state)
{
	char path[WT_FILE_BYTES], command[WT_FILE_BYTES + 128];

	(void)state;
	wt_folder_cell(&folder, &plan.series[2], wt_cell_of_round(1), "server.jsonl", path);
	snprintf(command, sizeof command,
		 "sed -i 's/\"not_made\":0}/\"not_made\":0,\"unlike_sessions\":2,\"unlike_in\":\"peer_chain\"}/' %s",
		 path);
	assert_int_equal(system(command), 0);
	judge();
	assert_string_equal(results.series[2].rounds_unlike,
			    "round 2, server's sessions: 2 unlike its first one (peer_chain)");
	assert_false(contrast_of(WT_PURPOSE_LIBRARY, 2)->compared);
}

static void a_server_that_does_not_know_a_try_is_said(void **state)
{
	char path[WT_FILE_BYTES], command[WT_FILE_BYTES + 64];

	(void)state;
	wt_folder_cell(&folder, &plan.series[0], wt_cell_of_round(0), "server.jsonl", path);
	snprintf(command, sizeof command, "sed -i '3d' '%s'", path); /* try 1 of 16 bytes */
	assert_int_equal(system(command), 0);
	judge();
	assert_int_equal(results.series[0].unmatched, 1);
	assert_int_equal(results.series[1].unmatched, 0);
}

static void reports_need_a_folder_of_ours(void **state)
{
	const struct wt_report_wish wish = { .html = NULL };
	bool complete = true;

	assert_false(wt_report_wished("/nonexistent", &wish, NULL, &complete, &reason));
	check_in(reason.text, "/nonexistent: No such file or directory; valid: a folder that");
	assert_false(wt_report_wished(*state, &wish, NULL, &complete, &reason));
	check_in(reason.text, "plan.json: cannot be read");
	assert_false(wt_report_wished("/dev/null", &wish, NULL, &complete, &reason));
	check_in(reason.text, "/dev/null: not a folder");
}

static void versions_and_numbers(void **state)
{
	char text[32];

	(void)state;
	assert_true(wt_openssl_is_old("3.0.17"));
	assert_true(wt_openssl_is_old("3.4.1"));
	assert_true(wt_openssl_is_old("1.1.1w"));
	assert_false(wt_openssl_is_old("3.5.0"));
	assert_false(wt_openssl_is_old("3.10.0"));
	assert_false(wt_openssl_is_old("4.0.0-dev"));
	assert_false(wt_openssl_is_old("unknown"));
	assert_string_equal(wt_number_text(0.04, 1, text), "0.0");
	assert_string_equal(wt_number_text(999.94, 1, text), "999.9");
	assert_string_equal(wt_number_text(999.96, 1, text), "1,000");
	assert_string_equal(wt_number_text(1234567.4, 1, text), "1,234,567");
	assert_string_equal(wt_number_text(-5.25, 1, text), "-5.2");
	assert_string_equal(wt_number_text((double)NAN, 1, text), "-");
	assert_string_equal(wt_number_text(999.4, 0, text), "999");
	assert_string_equal(wt_number_text(999.6, 0, text), "1,000");
	assert_string_equal(wt_count_text(0, text), "0");
	assert_string_equal(wt_count_text(100, text), "100");
	assert_string_equal(wt_count_text(UINT64_MAX, text), "18,446,744,073,709,551,615");
}

#define WITH_FOLDER(test) cmocka_unit_test_setup_teardown(test, set_up, tear_down)

static void repeated_handshakes_are_told_apart(void **state)
{
	struct wt_sample sample[] = { { .total_ns = 700000 }, { .total_ns = 1002000000, .repeated = true },
				      { .total_ns = 500000 }, { .total_ns = 3000000000, .repeated = true },
				      { .total_ns = 600000 }, { .total_ns = 1001000000, .repeated = true } };
	struct wt_sample_list list = { .sample = sample, .count = 6 };
	struct wt_judged_figure figure;

	(void)state;
	assert_true(wt_judge_repeated(&figure, wt_measure_of(&plan), &list, 6));
	assert_int_equal(figure.repeated, 3);
	assert_true(fabs(figure.clean_median - 600.0) < 1e-6);
	assert_true(fabs(figure.repeated_median - 1002000.0) < 1e-6);
	/* of an emulated core the number alone means something */
	assert_true(wt_judge_repeated(&figure, wt_measure_of(&plan), &list, 0));
	assert_int_equal(figure.repeated, 3);
	assert_true(isnan(figure.clean_median) && isnan(figure.repeated_median));
	list.count = 1;
	assert_true(wt_judge_repeated(&figure, wt_measure_of(&plan), &list, 1));
	assert_int_equal(figure.repeated, 0);
	assert_true(isnan(figure.repeated_median));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(repeated_handshakes_are_told_apart),
		cmocka_unit_test(versions_and_numbers),
		WITH_FOLDER(figures_are_those_worked_by_hand),
		WITH_FOLDER(the_table_says_it_all),
		WITH_FOLDER(no_figure_is_cut),
		WITH_FOLDER(a_failed_series_is_shown_and_the_others_stand),
		WITH_FOLDER(a_malformed_file_fails_its_series_by_name),
		WITH_FOLDER(a_missing_round_is_unfinished),
		WITH_FOLDER(what_moved_between_rounds_is_said),
		WITH_FOLDER(a_server_of_unlike_sessions_is_not_compared),
		WITH_FOLDER(a_server_that_does_not_know_a_try_is_said),
		WITH_FOLDER(reports_need_a_folder_of_ours),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
