/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the records tell of the board before and after each program, and what is said of it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "validity.h"

static struct wt_results results;
static struct wt_series_results series_results[32];
static struct wt_validity validity;

#define SOUND "\"governor\":\"performance\",\"frequency_khz\":1500000,\"temperature_mc\":55000,\"throttled\":false"

/* Adds one program of a series; texts are the insides of `facts` and of `board_after`. */
static void add(struct wt_board_health *to, const char *before, const char *after)
{
	json_t *run = json_pack("{s:o}", "facts", json_loads(before, 0, NULL));
	json_t *end = json_pack("{s:o}", "board_after", json_loads(after, 0, NULL));

	assert_non_null(run);
	assert_non_null(end);
	wt_board_health_add(to, run, end);
	json_decref(run);
	json_decref(end);
}

static int set_up(void **state)
{
	struct wt_reason reason;

	(void)state;
	memset(&results, 0, sizeof results);
	memset(series_results, 0, sizeof series_results);
	results.series = series_results;
	results.plan.rounds = 2;
	results.plan.server_cpu = 1;
	strcpy(results.plan.host, "127.0.0.1");
	if (!wt_plan_add(&results.plan, "tcp", "wolfssl", &reason) ||
	    !wt_plan_add(&results.plan, "tls1.3", "wolfssl", &reason))
		return 1;
	results.series[0].client_run = json_pack("{s:i, s:{s:s, s:i}}", "family", 4, "facts", "governor", "performance",
						 "clock_resolution_ns", 1);
	for (size_t i = 0; i < 2; i++) {
		add(&results.series[i].machine.client_board, "{" SOUND "}", "{" SOUND "}");
		add(&results.series[i].machine.server_board, "{" SOUND "}", "{" SOUND "}");
	}
	return 0;
}

static int tear_down(void **state)
{
	(void)state;
	json_decref(results.series[0].client_run);
	wt_plan_free(&results.plan);
	return 0;
}

static void check(void)
{
	const struct wt_judged_times times = { 50.0, 1.0, NULL };

	wt_validity_check(&validity, &results, &times);
}

/* The one warning of that name, with these words; NULL: there is none of that name. */
static void check_warning(const char *name, enum wt_gravity gravity, const char *words)
{
	const struct wt_warning *found = NULL;

	check();
	for (size_t i = 0; i < validity.count; i++)
		if (!strcmp(validity.warnings[i].name, name))
			found = &validity.warnings[i];
	if (!words) {
		assert_null(found);
		return;
	}
	assert_non_null(found);
	assert_int_equal(found->gravity, gravity);
	if (!strstr(found->text, words))
		fail_msg("'%s' is not in '%s'", words, found->text);
	if (gravity == WT_GRAVE && !strstr(validity.summary, name))
		fail_msg("%s is not in the summary: %s", name, validity.summary);
}

static void a_sound_board_is_trusted(void **state)
{
	(void)state;
	check();
	assert_string_equal(validity.summary, "trusted");
	assert_int_equal(validity.count, 0);
}

/* Instructions repeat on a busy machine, too; a count that is not whole is still not trusted. */
static void of_counted_instructions_the_machine_says_nothing(void **state)
{
	(void)state;
	results.plan.target.way = WT_WAY_QEMU_USER;
	results.plan.server_cpu = results.plan.client_cpu;
	add(&results.series[0].machine.client_board, "{\"frequency_khz\":600000,\"governor\":\"ondemand\"}",
	    "{\"frequency_khz\":1800000,\"governor\":\"powersave\"}");
	results.series[0].machine.tries = 10;
	results.series[0].machine.switches = 10;
	check();
	assert_string_equal(validity.summary, "trusted (instructions only; times are not told)");
	assert_int_equal(validity.count, 0);
	results.series[1].state = WT_SERIES_FAILED;
	check();
	assert_string_equal(validity.summary, "not trusted: failed series");
	results.plan.target.way = WT_WAY_LOCAL;
	check_warning("governor", WT_GRAVE, "changed");
	check_warning("load", WT_GRAVE, "put aside");
}

static void frequency_that_moves_within_a_program(void **state)
{
	(void)state;
	add(&results.series[1].machine.server_board, "{\"frequency_khz\":1500000}", "{\"frequency_khz\":1430000}");
	check_warning("frequency", WT_GRAVE, NULL); /* 4.9 % */
	add(&results.series[1].machine.server_board, "{\"frequency_khz\":1500000}", "{\"frequency_khz\":600000}");
	check_warning("frequency", WT_GRAVE, "it moved between 600 and 1500 MHz");
}

/* 0 is how a board says that it does not tell. */
static void what_is_not_told_is_not_held_against_it(void **state)
{
	(void)state;
	add(&results.series[0].machine.client_board, "{\"frequency_khz\":1500000,\"temperature_mc\":\"unknown\"}",
	    "{\"frequency_khz\":0,\"temperature_mc\":\"unknown\",\"throttled\":\"unknown\",\"governor\":\"unknown\"}");
	wt_board_health_add(&results.series[0].machine.client_board, NULL, NULL);
	check();
	assert_string_equal(validity.summary, "trusted");
	assert_int_equal(results.series[0].machine.client_board.programs, 3);
}

/* Of the last round of the last series, on the server, when it was all over. */
static void throttling_is_seen_in_every_round_on_both_ends(void **state)
{
	(void)state;
	add(&results.series[1].machine.server_board, "{" SOUND "}", "{\"throttled\":true}");
	check_warning("throttling", WT_GRAVE, "at the start of 0 and at the end of 1 of 5 programs");
	add(&results.series[0].machine.client_board, "{\"throttled\":true}", "{" SOUND "}");
	check_warning("throttling", WT_GRAVE, "at the start of 1 and at the end of 1 of 6 programs");
}

static void heat_is_a_notice(void **state)
{
	(void)state;
	add(&results.series[0].machine.client_board, "{\"temperature_mc\":70000}", "{\"temperature_mc\":79999}");
	check_warning("temperature", WT_NOTICE, NULL);
	add(&results.series[0].machine.client_board, "{\"temperature_mc\":70000}", "{\"temperature_mc\":83400}");
	check_warning("temperature", WT_NOTICE, "came to 83 °C");
	assert_string_equal(validity.summary, "trusted");
}

static void a_governor_that_is_changed(void **state)
{
	(void)state;
	add(&results.series[0].machine.server_board, "{\"governor\":\"performance\"}", "{\"governor\":\"ondemand\"}");
	check_warning("governor", WT_GRAVE, "changed from performance to ondemand");
}

static void entropy_counts_every_program(void **state)
{
	(void)state;
	add(&results.series[1].machine.client_board, "{\"entropy_ready\":false}", "{}");
	check_warning("entropy", WT_GRAVE, "when 1 of 5 programs started");
}

/* Two machines may run at two speeds; each alone must hold its own. */
static void two_machines_are_looked_at_apart(void **state)
{
	(void)state;
	add(&results.series[0].machine.server_board, "{\"frequency_khz\":1500000}", "{\"frequency_khz\":1500000}");
	memset(&results.series[0].machine.client_board, 0, sizeof(struct wt_board_health));
	memset(&results.series[1].machine.client_board, 0, sizeof(struct wt_board_health));
	add(&results.series[0].machine.client_board, "{\"frequency_khz\":600000}", "{\"frequency_khz\":600000}");
	check_warning("frequency", WT_GRAVE, "between 600 and 1500 MHz");
	results.plan.target.way = WT_WAY_SSH;
	check_warning("frequency", WT_GRAVE, NULL);
	add(&results.series[0].machine.server_board, "{}", "{\"frequency_khz\":1000000,\"throttled\":1}");
	check_warning("frequency", WT_GRAVE, "between 1000 and 1500 MHz on the server's side");
	check_warning("throttling", WT_GRAVE, "on the server's side: at the start of 0 and at the end of 1 of 4");
}

/* Two hundred lost tries in a hundred thousand are a notice of each series; one that lost them all is not. */
static void many_notices_hide_no_warning(void **state)
{
	static const char *const kinds[] = { "tls1.2", "tls1.3", "dtls1.2" };
	struct wt_reason reason;
	char variant[16];

	(void)state;
	for (int i = 0; i < 30; i++) {
		snprintf(variant, sizeof variant, "v%d", i);
		assert_true(wt_plan_add(&results.plan, kinds[i % 3], variant, &reason));
	}
	for (size_t i = 0; i < results.plan.series_count; i++)
		results.series[i] = (struct wt_series_results){
			.planned = 100000, .answered = 99800, .lost = 200, .client_run = results.series[i].client_run
		};
	results.series[31].lost = 100000;
	check();
	assert_int_equal(validity.count, WT_WARNINGS_MAX);
	assert_int_equal(validity.grave, 1);
	assert_string_equal(validity.summary, "not trusted: lost tries");
}

static void not_whole_is_not_trusted(void **state)
{
	(void)state;
	results.series[1].state = WT_SERIES_UNFINISHED;
	check_warning("unfinished", WT_GRAVE, "1 of 2 series are not whole");
	results.series[1].state = WT_SERIES_FAILED;
	check_warning("failed series", WT_GRAVE, "1 of 2 series failed");
	results.series[0].state = WT_SERIES_FAILED;
	json_decref(results.series[0].client_run);
	results.series[0].client_run = NULL;
	check_warning("failed series", WT_GRAVE, "2 of 2 series failed");
	/* What can never be made is no fault. */
	results.series[0].state = WT_SERIES_UNSUPPORTED;
	results.series[1].state = WT_SERIES_DONE;
	check();
	assert_string_equal(validity.summary, "trusted");
}

static void a_check_that_cannot_be_made_is_told(void **state)
{
	(void)state;
	for (size_t i = 0; i < 2; i++) {
		memset(&results.series[i].machine, 0, sizeof results.series[i].machine);
		results.series[i].machine.rounds = 2;
		results.series[i].machine.told = i ? 2 : 1;
	}
	check_warning("not told", WT_NOTICE, "not made: load (in some of the rounds), frequency, throttling");
	results.series[0].machine.told = results.series[1].machine.told = 0;
	json_object_del(results.series[0].client_run, "family");
	json_object_del(json_object_get(results.series[0].client_run, "facts"), "clock_resolution_ns");
	check_warning("not told", WT_NOTICE, "not made: load, frequency, throttling, clock, address family");
	assert_string_equal(validity.summary, "trusted");
}

static void lost_and_failed_are_two_things(void **state)
{
	(void)state;
	results.series[1].planned = 100;
	results.series[1].failed = 2;
	check_warning("lost tries", WT_GRAVE, NULL);
	check_warning("failed tries", WT_GRAVE, "2 of 100 failed");
	results.series[1].lost = 1;
	check_warning("lost tries", WT_NOTICE, "1 of 100 were not answered");
}

/* 20 steps of 10 ms are 200 ms; two processors, one of them others'. */
static void a_load_needs_time_to_be_told(void **state)
{
	struct wt_machine *machine = &results.series[0].machine;

	(void)state;
	results.board.cores = 2;
	machine->tick_ns = 1e7;
	machine->loop_ns = 1.99e8;
	machine->busy_ns = 1.99e8;
	machine->stolen_ns = 1.99e8;
	check_warning("load", WT_NOTICE, "too short to tell the load");
	check_warning("stolen time", WT_GRAVE, NULL);
	machine->loop_ns = machine->busy_ns = machine->stolen_ns = 2e8;
	check_warning("load", WT_GRAVE, "other programs took 50 % of the processors");
	check_warning("stolen time", WT_GRAVE, "50 %");
}

#define WITH_RESULTS(test) cmocka_unit_test_setup_teardown(test, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		WITH_RESULTS(a_sound_board_is_trusted),
		WITH_RESULTS(of_counted_instructions_the_machine_says_nothing),
		WITH_RESULTS(frequency_that_moves_within_a_program),
		WITH_RESULTS(what_is_not_told_is_not_held_against_it),
		WITH_RESULTS(throttling_is_seen_in_every_round_on_both_ends),
		WITH_RESULTS(heat_is_a_notice),
		WITH_RESULTS(a_governor_that_is_changed),
		WITH_RESULTS(entropy_counts_every_program),
		WITH_RESULTS(two_machines_are_looked_at_apart),
		WITH_RESULTS(not_whole_is_not_trusted),
		WITH_RESULTS(a_check_that_cannot_be_made_is_told),
		WITH_RESULTS(lost_and_failed_are_two_things),
		WITH_RESULTS(a_load_needs_time_to_be_told),
		WITH_RESULTS(many_notices_hide_no_warning),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
