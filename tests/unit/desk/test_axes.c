/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Axes from the table to the report, with a table of this test's own (the archive's axes.o stays out, since its one
 * symbol is here): a resumption that every try shows, early data that go with some rows alone, and one of a
 * plain transport.
 */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "cell_command.h"
#include "cell_state.h"
#include "commands.h"
#include "forms.h"
#include "judge.h"
#include "parity.h"
#include "plan_make.h"
#include "results.h"
#include "screen.h"
#include "sections.h"

enum { RESUME = 1, EARLY, DELAY };

const struct wt_axis wt_axes[WT_AXES_MAX + 1] = {
	[WT_AXIS_VERSION] = { .option = "tls-version",
			      .transports = "tls dtls",
			      .values = { "1.2", "1.3" },
			      .is_protocol = true,
			      .fact = { "version", "version", "version_name", false } },
	[RESUME] = { .option = "resume",
		     .transports = "tls dtls",
		     .values = { "off", "ticket" },
		     .fact = { "resumed", "resumption", NULL, false },
		     .in_tries = true,
		     .shows = { "false", "true" },
		     .changes = "peer_signature" },
	[EARLY] = { .option = "early-data",
		    .transports = "tls",
		    .values = { "off", "0rtt" },
		    .needs = { NULL, "1.3 ticket" },
		    .fact = { "early_data", "early data", NULL, false },
		    .end = "client",
		    .shows = { "none", "accepted" } },
	[DELAY] = { .option = "delay",
		    .transports = "tcp",
		    .values = { "no", "nagle" },
		    .fact = { "delay", "delay", NULL, false } },
};

static struct wt_reason reason;
static struct wt_plan plan;
static struct wt_folder folder;
static struct wt_results results;
static struct wt_judged judged;
static char parent[] = "/tmp/wt-axes-XXXXXX";

#define LINE(...) ((char *[]){ __VA_ARGS__, NULL })

static bool make(char **argv)
{
	struct wt_request request = { .quiet = false };
	struct wt_taken taken;
	int argc = 0;

	while (argv[argc])
		argc++;
	memset(&plan, 0, sizeof plan);
	if (wt_command_take(&wt_command_run, argc, argv, &request, &taken, &reason) != WT_OPTIONS_RUN)
		return false;
	request.build = "b";
	return wt_plan_make(&plan, &request, &reason);
}

static void check_wrong(char **argv, const char *words)
{
	if (make(argv))
		fail_msg("%s %s was taken", argv[0], argv[1]);
	wt_plan_free(&plan);
	if (!strstr(reason.text, words) || strchr(reason.text, '\n'))
		fail_msg("'%s' is not in '%s'", words, reason.text);
}

static void check_in(const char *text, const char *words)
{
	if (strstr(text, words))
		return;
	fputs(text, stderr);
	fail_msg("'%s' is not in it", words);
}

static void rows_are_what_goes_together(void **state)
{
	static const char *const names[] = {
		"tcp",           "tcp_nagle",          "tls1.2", "tls1.2_ticket", "tls1.3",
		"tls1.3_ticket", "tls1.3_ticket_0rtt", "udp",    "dtls1.2",       "dtls1.2_ticket",
		"dtls1.3",       "dtls1.3_ticket",     "h2-tls"
	};
	struct wt_row row = { 0 }, found, base;
	size_t count = 0;

	(void)state;
	while (wt_row_next(&row)) {
		assert_true(count < sizeof names / sizeof *names);
		assert_string_equal(row.name, names[count++]);
		assert_true(wt_row_find(row.name, &found));
		assert_int_equal(wt_row_order(&row, &found), 0);
	}
	assert_int_equal(count, sizeof names / sizeof *names);
	assert_true(wt_row_find("tls1.3_ticket_0rtt", &row));
	assert_true(wt_row_base(&row, EARLY, &base));
	assert_string_equal(base.name, "tls1.3_ticket");
	/* early data without a ticket is no row, and a version is told over none */
	assert_false(wt_row_base(&row, RESUME, &base));
	assert_false(wt_row_base(&row, WT_AXIS_VERSION, &base));
	assert_true(wt_row_find("tls1.3_ticket", &row) && wt_row_base(&row, RESUME, &base));
	assert_string_equal(base.name, "tls1.3");
	assert_false(wt_row_base(&base, RESUME, &row));
	assert_false(wt_row_find("tls1.3_0rtt", &row) || wt_row_find("tls1.3_off", &row));
}

static void a_command_line_asks_for_combinations(void **state)
{
	static const char *const names[] = { "tls1.3_ticket-wolfssl", "tls1.3_ticket_0rtt-wolfssl",
					     "tls1.3-wolfssl",        "tcp",
					     "tls1.2-wolfssl",        "tls1.2_ticket-wolfssl" };

	(void)state;
	assert_true(make(LINE("--variants", "wolfssl", "--transports", "tls1.3,tcp,tls1.2", "--axis",
			      "early-data=off,0rtt", "--axis=resume=ticket,off")));
	assert_int_equal(plan.series_count, 6);
	for (size_t i = 0; i < 6; i++) {
		size_t k = 0;

		while (k < 6 && strcmp(plan.series[k].name, names[i]) != 0)
			k++;
		assert_true(k < 6);
	}
	assert_string_equal(plan.series[0].name, "tls1.3-wolfssl");
	/* rows stand in the order of the report */
	assert_string_equal(plan.rows[1].name, "tls1.2");
	assert_string_equal(plan.rows[5].name, "tls1.3_ticket_0rtt");
	wt_plan_free(&plan);
	/* a transport whose name says a value, and a version for all */
	assert_true(make(LINE("--variants", "wolfssl", "--transports", "tls1.2_ticket,dtls1.2,udp", "--axis",
			      "tls-version=1.3")));
	assert_int_equal(plan.series_count, 3);
	assert_string_equal(plan.series[0].name, "tls1.3_ticket-wolfssl");
	assert_string_equal(plan.series[1].name, "dtls1.3-wolfssl");
	assert_string_equal(plan.series[2].name, "udp");
	wt_plan_free(&plan);
}

static void wrong_axes_name_what_is_valid(void **state)
{
	(void)state;
	check_wrong(LINE("--axis", "resum=ticket"),
		    "--axis resum: unknown axis; valid: tls-version resume early-data delay");
	check_wrong(LINE("--axis", "resume=tickets"), "--axis resume=tickets: unknown value; valid: off ticket");
	check_wrong(LINE("--axis", "resume"), "--axis resume: not a name with values; valid: NAME=VALUE,...");
	check_wrong(LINE("--axis", "=ticket"), "--axis =ticket: not a name with values; valid: NAME=VALUE,...");
	check_wrong(LINE("--axis", "resume="), "--axis resume=: not a name; valid: NAME=VALUE,...");
	check_wrong(LINE("--axis", "resume=off,,ticket"), "--axis resume=off,,ticket: not a name; valid: NAME=");
	check_wrong(LINE("--axis", "resume=off,off"), "--axis resume=off,off: given twice; valid: NAME=");
	check_wrong(LINE("--axis", "resume=off", "--axis", "resume=ticket"), "--axis resume: given twice");
	check_wrong(LINE("--axis", "resume=ticket", "--transports", "tcp,udp"),
		    "--axis resume=ticket: nothing that was asked for has it; valid: with tls dtls");
	check_wrong(LINE("--axis", "early-data=0rtt"), "valid: with tls, and with 1.3, resume=ticket");
	check_wrong(LINE("--transports", "tls1.3_off"), "valid: tcp tls1.2 tls1.3 udp dtls1.2 dtls1.3");
}

static const char *value_of(const struct wt_cell_command *command, const char *option)
{
	for (size_t i = 0; i + 1 < command->count; i++)
		if (!strcmp(command->argv[i], option))
			return command->argv[i + 1];
	return NULL;
}

static void only_other_values_than_the_first_are_flags(void **state)
{
	struct wt_folder any = { "results/x" };
	struct wt_cell_command command;

	(void)state;
	assert_true(make(LINE("--variants", "wolfssl", "--transports", "tls1.3,tls1.3_ticket_0rtt")));
	wt_cell_client_command(&command, &plan, &any, &plan.series[1], wt_cell_of_round(0), 1);
	assert_string_equal(value_of(&command, "--tls-version"), "1.3");
	assert_string_equal(value_of(&command, "--resume"), "ticket");
	assert_string_equal(value_of(&command, "--early-data"), "0rtt");
	assert_string_equal(value_of(&command, "--json"), "results/x/tls1.3_ticket_0rtt-wolfssl/round-01.client.jsonl");
	wt_cell_server_command(&command, &plan, &any, &plan.series[0], wt_cell_of_round(0));
	assert_string_equal(value_of(&command, "--tls-version"), "1.3");
	assert_null(value_of(&command, "--resume"));
	assert_null(value_of(&command, "--early-data"));
	wt_plan_free(&plan);
	/* a plain transport's is told as well */
	assert_true(make(LINE("--variants", "wolfssl", "--transports", "tcp_nagle")));
	wt_cell_client_command(&command, &plan, &any, &plan.series[0], wt_cell_of_round(0), 1);
	assert_string_equal(value_of(&command, "--delay"), "nagle");
	assert_null(value_of(&command, "--tls-version"));
	wt_plan_free(&plan);
}

/* What a round's records show. */
struct shown {
	const char *negotiated, *tries, *settings;
};

#define AGREED "\"version_name\":\"TLS 1.3\",\"peer_authenticated\":true"

static const struct shown plain = { "null", "", "" }, full = { "{" AGREED "}", "", "\"resume\":\"off\"" },
			  resumed = { "{" AGREED ",\"peer_signature\":7}", ",\"resumed\":true",
				      "\"resume\":\"ticket\"" },
			  early = { "{" AGREED ",\"peer_signature\":7,\"early_data\":\"accepted\"}",
				    ",\"resumed\":true", "\"resume\":\"ticket\",\"early-data\":\"0rtt\"" };

/* A round of two tries of 16 bytes, and a cold one, which is never resumed. */
static void put_cell(const struct wt_series *series, uint32_t round, const struct shown *shown, unsigned us)
{
	static const char *const roles[] = { "client", "server" };
	char path[WT_FILE_BYTES], text[4096];

	assert_true(wt_folder_series(&folder, series, &reason));
	for (size_t r = 0; r < 2; r++) {
		int at = snprintf(
			text, sizeof text,
			"{\"schema\":1,\"record\":\"run\",\"role\":\"%s\",\"transport\":\"%s\","
			"\"settings\":{%s},\"negotiated\":%s,\"facts\":{\"cpu\":\"core\",\"kernel\":\"Linux\"},"
			"\"library\":{\"name\":\"wolfSSL\",\"version\":\"5.9.2\"}}\n",
			roles[r], series->row.protocol->transport, shown->settings, shown->negotiated);

		for (unsigned i = 0; i < 3; i++)
			at += snprintf(text + at, sizeof text - (size_t)at,
				       "{\"schema\":1,\"record\":\"try\",\"role\":\"%s\",\"size\":16,\"try\":%u,"
				       "\"cold\":%s,\"ok\":true,\"total_ns\":%u000%s}\n",
				       roles[r], i, i ? "false" : "true", us, i ? shown->tries : "");
		snprintf(text + at, sizeof text - (size_t)at,
			 "{\"schema\":1,\"record\":\"end\",\"role\":\"%s\",\"ok\":true,\"answered\":2,\"lost\":0,"
			 "\"failed\":0,\"not_made\":0}\n",
			 roles[r]);
		wt_folder_cell(&folder, series, wt_cell_of_round(round), r ? "server.jsonl" : "client.jsonl", path);
		if (!wt_file_write(path, text, strlen(text), &reason))
			fail_msg("%s", reason.text);
	}
}

static void judge_folder(void)
{
	if (!wt_results_read(&results, folder.path, &reason))
		fail_msg("%s", reason.text);
	assert_true(wt_judge(&judged, &results, false));
}

static int set_up(void **state)
{
	static const struct shown *const shown[] = { &plain, &full, &resumed, &early };

	(void)state;
	memcpy(parent, "/tmp/wt-axes-XXXXXX", sizeof parent);
	if (!mkdtemp(parent) ||
	    !make(LINE("--variants", "wolfssl", "--transports", "tcp,tls1.3", "--axis", "resume=off,ticket", "--axis",
		       "early-data=off,0rtt", "--tries", "4", "--rounds", "2", "--sizes", "16", "--counters", "off")) ||
	    !wt_folder_make(&folder, parent, &plan, &reason))
		return 1;
	for (uint32_t round = 0; round < 2; round++)
		for (size_t i = 0; i < 4; i++)
			put_cell(&plan.series[i], round, shown[i], (i ? 1000u >> (i - 1) : 50) + round);
	return 0;
}

static int tear_down(void **state)
{
	char command[128];

	(void)state;
	wt_judged_free(&judged);
	wt_results_free(&results);
	wt_plan_free(&plan);
	snprintf(command, sizeof command, "rm -rf '%s'", parent);
	return system(command);
}

static void a_plan_with_axes_survives_its_file(void **state)
{
	struct wt_plan back;

	(void)state;
	if (!wt_plan_read(&back, &folder, &reason))
		fail_msg("%s", reason.text);
	assert_int_equal(back.series_count, 4);
	assert_string_equal(back.series[3].name, "tls1.3_ticket_0rtt-wolfssl");
	assert_int_equal(back.series[3].row.value[RESUME], 1);
	assert_int_equal(back.series[3].row.value[EARLY], 1);
	wt_plan_free(&back);
}

/* Why a round of series `index` with such records is refused. */
static void check_refused(size_t index, struct shown shown, const char *words)
{
	struct wt_cell_file client, server;

	put_cell(&plan.series[index], 0, &shown, 700);
	*reason.text = '\0';
	assert_int_equal(
		wt_cell_read(&client, &server, &folder, &plan, &plan.series[index], wt_cell_of_round(0), &reason),
		words ? WT_CELL_BROKEN : WT_CELL_WHOLE);
	check_in(reason.text, words ? words : "");
	wt_cell_file_free(&client);
	wt_cell_file_free(&server);
}

static void a_row_that_does_not_show_its_value_is_refused(void **state)
{
	(void)state;
	check_refused(2, resumed, NULL);
	check_refused(2, (struct shown){ full.negotiated, "", "" },
		      "line 3: 'resumed' of a try is not told, but the series is tls1.3_ticket");
	check_refused(2, (struct shown){ full.negotiated, ",\"resumed\":null", "" }, "'resumed' of a try is not told");
	check_refused(2, (struct shown){ full.negotiated, ",\"resumed\":false", "" },
		      "'resumed' of a try is 'false', but the series is tls1.3_ticket");
	/* of the first value it may be left untold, but not be another */
	check_refused(1, (struct shown){ full.negotiated, ",\"resumed\":false", "" }, NULL);
	check_refused(1, (struct shown){ full.negotiated, ",\"resumed\":true", "" },
		      "'resumed' of a try is 'true', but the series is tls1.3");
	check_refused(3, (struct shown){ resumed.negotiated, resumed.tries, "" },
		      "'early_data' of what was negotiated is not told, but the series is tls1.3_ticket_0rtt");
	check_refused(3, (struct shown){ "{" AGREED ",\"early_data\":\"none\"}", resumed.tries, "" },
		      "'early_data' of what was negotiated is 'none'");
	check_refused(3, (struct shown){ "null", resumed.tries, "" }, "what was negotiated is not told");
}

static const struct wt_contrast *over_first(size_t axis, int series, size_t base)
{
	const struct wt_contrast *one = wt_judged_over_first(&judged, axis, series);

	assert_non_null(one);
	assert_int_equal(one->base, base);
	return one;
}

/* By hand: 1000 and 1001 µs in full, 500 and 501 resumed, 250 and 251 with early data. */
static void each_row_is_told_over_the_one_with_the_first_value(void **state)
{
	const struct wt_contrast *one;

	(void)state;
	judge_folder();
	assert_int_equal(judged.contrast_count, 5); /* three over plain */
	one = over_first(RESUME, 2, 1);
	assert_true(one->compared);
	assert_true(fabs(one->sizes[0].ratio.value - sqrt(500.0 / 1000.0 * 501.0 / 1001.0)) < 1e-9);
	assert_true(fabs(one->sizes[0].difference.value + 500.0) < 1e-9);
	assert_true(fabs(one->all.ratio.value - one->sizes[0].ratio.value) < 1e-9);
	one = over_first(EARLY, 3, 2);
	assert_true(fabs(one->sizes[0].difference.value + 250.0) < 1e-9);
	assert_null(wt_judged_over_first(&judged, RESUME, 3));
	assert_null(wt_judged_over_first(&judged, RESUME, 1));
	assert_int_equal(judged.verdicts, 5);
}

/* The gate lets pass what the axis is meant to change, and nothing else. */
static void what_the_axis_does_not_change_refuses_the_ratio(void **state)
{
	struct shown other = resumed;

	(void)state;
	other.negotiated = "{" AGREED ",\"peer_signature\":7,\"hello_retries\":1}";
	for (uint32_t round = 0; round < 2; round++)
		put_cell(&plan.series[2], round, &other, 500);
	judge_folder();
	assert_false(over_first(RESUME, 2, 1)->compared);
	check_in(over_first(RESUME, 2, 1)->why, "not alike: client's hello retries: nothing and 1");
	assert_null(strstr(over_first(RESUME, 2, 1)->why, "resume"));
	assert_null(strstr(over_first(RESUME, 2, 1)->why, "signature"));
}

static char *text_of(bool (*write)(const struct wt_judged *of, struct wt_document *document))
{
	struct wt_document document;
	char *text = NULL;
	size_t length;
	FILE *memory = open_memstream(&text, &length);

	assert_non_null(memory);
	assert_true(write(&judged, &document));
	wt_text(&document, memory);
	wt_document_free(&document);
	assert_int_equal(fclose(memory), 0);
	return text;
}

static bool write_report(const struct wt_judged *of, struct wt_document *document)
{
	return wt_report_document(of, WT_FORM_TEXT, document);
}

static bool write_screen(const struct wt_judged *of, struct wt_document *document)
{
	return wt_screen(of, 80, document);
}

static void reports_have_a_table_of_it(void **state)
{
	char *text, answer[WT_ANSWER_TEXT_BYTES];

	(void)state;
	judge_folder();
	text = text_of(write_report);
	check_in(text, "What an axis changes: ");
	check_in(text, "tls1.3_ticket over tls1.3");
	check_in(text, "-500.0 [-500.0 -500.0]   x0.50 [0.50 0.50]          faster");
	check_in(text, "tls1.3_ticket_0rtt over tls1.3_ticket");
	free(text);
	wt_answer(&judged, answer);
	check_in(answer, "With resume ticket an exchange takes, over off: wolfSSL 0.50 times as long.");
	text = text_of(write_screen);
	check_in(text, "tls1.3_ticket over tls1.3");
	check_in(text, "x0.50");
	free(text);
}

static void data_have_it_by_the_name_of_the_axis(void **state)
{
	json_t *json, *pair;
	char *text = NULL;
	size_t length;
	FILE *memory = open_memstream(&text, &length);

	(void)state;
	judge_folder();
	json = wt_export_json(&judged);
	pair = json_array_get(json_object_get(json, "pairs"), 2);
	assert_string_equal(json_string_value(json_object_get(pair, "kind")), "axis");
	assert_string_equal(json_string_value(json_object_get(pair, "axis")), "resume");
	assert_string_equal(json_string_value(json_object_get(pair, "value")), "ticket");
	assert_string_equal(json_string_value(json_object_get(pair, "base_value")), "off");
	assert_string_equal(json_string_value(json_object_get(pair, "series")), "tls1.3_ticket-wolfssl");
	assert_string_equal(json_string_value(json_object_get(pair, "base")), "tls1.3-wolfssl");
	json_decref(json);
	assert_non_null(memory);
	wt_export_csv(&judged, memory);
	assert_int_equal(fclose(memory), 0);
	check_in(text, ",security_why,resume_ratio,");
	check_in(text, ",resume_why,early-data_ratio,");
	assert_null(strstr(text, "tls-version_ratio"));
	free(text);
}

#define WITH_FOLDER(test) cmocka_unit_test_setup_teardown(test, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(rows_are_what_goes_together),
		cmocka_unit_test(a_command_line_asks_for_combinations),
		cmocka_unit_test(wrong_axes_name_what_is_valid),
		cmocka_unit_test(only_other_values_than_the_first_are_flags),
		WITH_FOLDER(a_plan_with_axes_survives_its_file),
		WITH_FOLDER(a_row_that_does_not_show_its_value_is_refused),
		WITH_FOLDER(each_row_is_told_over_the_one_with_the_first_value),
		WITH_FOLDER(what_the_axis_does_not_change_refuses_the_ratio),
		WITH_FOLDER(reports_have_a_table_of_it),
		WITH_FOLDER(data_have_it_by_the_name_of_the_axis),
	};

	return cmocka_run_group_tests_name("axes", tests, NULL, NULL);
}
