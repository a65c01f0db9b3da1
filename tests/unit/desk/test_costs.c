/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Costs beside time: what the ends tell over several rounds, what is missing and why, programs in flash. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "costs.h"

static struct wt_results results;
static struct wt_series_results series_results[2];

static void add_round(struct wt_end_costs *to, const char *text, uint64_t exchanges)
{
	struct wt_end_costs round = { .rounds = 0 };
	json_t *json = json_loads(text, 0, NULL);

	assert_non_null(json);
	wt_end_costs_take(&round, json);
	wt_end_costs_add(to, &round, exchanges);
	wt_end_costs_free(&round);
	json_decref(json);
}

static void sums_and_highest(void **state)
{
	struct wt_end_costs costs = { .rounds = 0 };
	const char *why = "";

	(void)state;
	add_round(&costs,
		  "{\"loop_cpu_ns\":3000,\"voluntary_switches\":4,\"involuntary_switches\":2,"
		  "\"stack_peak_bytes\":9000,\"cycles\":7,\"not_available\":{\"machine_busy_ns\":\"no file\"}}",
		  4);
	add_round(&costs,
		  "{\"loop_cpu_ns\":5000,\"voluntary_switches\":6,\"involuntary_switches\":0,"
		  "\"stack_peak_bytes\":8000,\"not_available\":{\"machine_busy_ns\":\"another\"}}",
		  6);
	assert_float_equal(wt_end_cost(&costs, WT_END_CPU, &why), 800.0, 1e-9);
	assert_float_equal(wt_end_cost(&costs, WT_END_SWITCHES, &why), 1.2, 1e-9);
	assert_float_equal(wt_end_cost(&costs, WT_END_STACK, &why), 9000.0, 1e-9);
	/* the record's own reason; a figure that one round only told is none */
	assert_true(isnan(wt_end_cost(&costs, WT_END_MACHINE, &why)));
	assert_string_equal(why, "no file");
	assert_true(isnan(wt_end_cost(&costs, WT_END_CYCLES, &why)));
	assert_string_equal(why, "not counted in every round");
	assert_true(isnan(wt_end_cost(&costs, WT_END_INSTRUCTIONS, &why)));
	assert_string_equal(why, "not counted in any round");
	wt_end_costs_free(&costs);
}

static void what_is_no_count_is_not_told(void **state)
{
	struct wt_end_costs costs = { .rounds = 0 };
	const char *why = "";

	(void)state;
	add_round(&costs,
		  "{\"loop_cpu_ns\":-1,\"stack_peak_bytes\":\"9\",\"peak_rss_bytes\":1.5,"
		  "\"voluntary_switches\":1,\"not_available\":[1]}",
		  1);
	for (int i = 0; i < WT_END_FIELDS; i++)
		assert_true(isnan(wt_end_cost(&costs, (enum wt_end_field)i, &why)));
	assert_null(costs.not_available);
	wt_end_costs_free(&costs);
}

static int set_up(void **state)
{
	struct wt_reason reason;

	(void)state;
	wt_plan_free(&results.plan);
	memset(&results, 0, sizeof results);
	memset(series_results, 0, sizeof series_results);
	results.series = series_results;
	results.plan.sizes = (struct wt_size_list){ { 999, 16 }, 2 };
	snprintf(results.plan.build, sizeof results.plan.build, "build");
	snprintf(results.plan.board, sizeof results.plan.board, "host");
	return !wt_plan_add(&results.plan, "tcp", "wolfssl", &reason) ||
	       !wt_plan_add(&results.plan, "tls1.3", "wolfssl", &reason);
}

static double cost_of(size_t series, enum wt_role role, size_t size, enum wt_cost_id id, const char **why)
{
	*why = "";
	return wt_cost_of(&results, series, role, size, id, why);
}

static void means_of_tries_and_heap(void **state)
{
	const char *why;

	(void)state;
	results.series[1].client_sums[1] = (struct wt_cost_sums){
		.tries = 4,
		.bytes_out = 1000,
		.cpu_ns = 8000,
		.heap_tries = 2,
		.heap_peak_bytes = 24000,
	};
	assert_float_equal(cost_of(1, WT_CLIENT, 1, WT_COST_BYTES_OUT, &why), 250.0, 1e-9);
	assert_float_equal(cost_of(1, WT_CLIENT, 1, WT_COST_THREAD_CPU, &why), 2.0, 1e-9);
	assert_float_equal(cost_of(1, WT_CLIENT, 1, WT_COST_HEAP, &why), 24000.0, 1e-9);
	assert_true(isnan(cost_of(1, WT_CLIENT, 0, WT_COST_BYTES_OUT, &why)));
	assert_string_equal(why, "no try was answered");
	assert_true(isnan(cost_of(1, WT_SERVER, 1, WT_COST_HEAP, &why)));
	assert_string_equal(why, "not counted in any try");
	assert_true(isnan(cost_of(0, WT_CLIENT, 1, WT_COST_HEAP, &why)));
	assert_string_equal(why, "a plain transport has no TLS library");
	assert_int_equal(wt_cost_size(&results.plan), 0);
}

/* What the cell that counts the heap tells joins the rounds; where it failed its own reason is told. */
static void the_heap_comes_from_a_cell_of_its_own(void **state)
{
	struct wt_series_results *one = &results.series[1];
	struct wt_cost_sums counted = {
		.tries = 2, .bytes_out = 700, .cpu_ns = 9000, .heap_tries = 2, .heap_peak_bytes = 26000
	};
	struct wt_end_costs end = { .rounds = 0 };
	const char *why;

	(void)state;
	one->client_sums[0] = (struct wt_cost_sums){ .tries = 4, .bytes_out = 1000, .cpu_ns = 8000 };
	add_round(&one->client_end, "{\"loop_cpu_ns\":3000}", 1);
	add_round(&one->client_end, "{\"loop_cpu_ns\":5000}", 1);
	add_round(&end, "{\"loop_cpu_ns\":70000,\"loop_heap_bytes\":4200}", 1);
	wt_cost_sums_add_heap(&one->client_sums[0], &counted);
	wt_end_costs_add_heap(&one->client_end, &end);
	assert_float_equal(wt_cost_shown(&results, 1, WT_CLIENT, WT_COST_HEAP, &why), 26000.0, 1e-9);
	assert_float_equal(wt_cost_shown(&results, 1, WT_CLIENT, WT_COST_CONTEXTS, &why), 4200.0, 1e-9);
	/* and nothing else of it: there counting took its time */
	assert_float_equal(wt_cost_shown(&results, 1, WT_CLIENT, WT_COST_BYTES_OUT, &why), 250.0, 1e-9);
	assert_float_equal(wt_cost_shown(&results, 1, WT_CLIENT, WT_COST_THREAD_CPU, &why), 2.0, 1e-9);
	assert_float_equal(wt_cost_shown(&results, 1, WT_CLIENT, WT_COST_CPU, &why), 4.0, 1e-9);
	one->heap.state = WT_EXTRA_FAILED;
	wt_reason_set(&one->heap.why, "tls_server was not ready");
	assert_true(isnan(wt_cost_shown(&results, 1, WT_SERVER, WT_COST_HEAP, &why)));
	assert_string_equal(why, "tls_server was not ready");
	wt_end_costs_free(&end);
}

static void emulated_times_are_no_costs(void **state)
{
	const char *why;

	(void)state;
	add_round(&results.series[1].client_end, "{\"loop_cpu_ns\":3000,\"stack_peak_bytes\":9000}", 1);
	add_round(&results.series[1].server_end, "{\"loop_cpu_ns\":5000}", 1);
	assert_float_equal(cost_of(1, WT_CLIENT, 0, WT_COST_CPU, &why), 3.0, 1e-9);
	results.plan.target.way = WT_WAY_QEMU_USER;
	results.plan.target.board_role = WT_CLIENT;
	assert_true(isnan(cost_of(1, WT_CLIENT, 0, WT_COST_CPU, &why)));
	assert_string_equal(why, "under emulation it says nothing of the board");
	assert_float_equal(cost_of(1, WT_CLIENT, 0, WT_COST_STACK, &why), 9000.0, 1e-9);
	assert_true(isnan(cost_of(1, WT_CLIENT, 0, WT_COST_INSTRUCTIONS, &why)));
	assert_string_equal(why, "told as guest instructions, above");
	/* The other end is no part of the board, and its library is the peer's. */
	assert_true(isnan(cost_of(1, WT_SERVER, 0, WT_COST_CPU, &why)));
	assert_non_null(strstr(why, "this end is the peer"));
	results.plan.target.board_role = WT_SERVER;
	assert_true(isnan(cost_of(1, WT_CLIENT, 0, WT_COST_STACK, &why)));
	assert_non_null(strstr(why, "this end is the peer"));
	/* With a virtual board over SSH it is the other end of the link. */
	results.plan.target.way = WT_WAY_SSH;
	results.plan.target.emulated = true;
	assert_float_equal(cost_of(1, WT_CLIENT, 0, WT_COST_CPU, &why), 3.0, 1e-9);
	wt_end_costs_free(&results.series[1].client_end);
	wt_end_costs_free(&results.series[1].server_end);
}

static void flash_with_and_without_the_library(void **state)
{
	struct wt_program_file programs[] = {
		{ "host/wolfssl/tls_client", { 1000, 200, 4000 }, "", "" },
		{ "host/wolfssl/tls_server", { 1000, 200, 4000 }, "libssl.so.3, libcrypto.so.3", "" },
	};
	const char *why;

	(void)state;
	results.programs = (struct wt_programs){ programs, 2 };
	assert_float_equal(cost_of(1, WT_CLIENT, 0, WT_COST_FLASH, &why), 1200.0, 1e-9);
	assert_true(isnan(cost_of(1, WT_SERVER, 0, WT_COST_FLASH, &why)));
	assert_string_equal(why, "the TLS library is a shared one, which is not in the program");
	results.plan.target.way = WT_WAY_SSH;
	results.plan.target.board_role = WT_SERVER;
	assert_true(isnan(cost_of(1, WT_SERVER, 0, WT_COST_FLASH, &why)));
	assert_string_equal(why, "the server's TLS library is a shared one, which is not in the program");
	results.plan.target.way = WT_WAY_LOCAL;
	assert_true(isnan(cost_of(0, WT_CLIENT, 0, WT_COST_FLASH, &why)));
	assert_string_equal(why, "the program's size was not noted");
}

static void write_text(const char *path, const char *text)
{
	FILE *stream = fopen(path, "we");

	assert_non_null(stream);
	assert_true(fputs(text, stream) >= 0);
	assert_int_equal(fclose(stream), 0);
}

static void programs_that_are_malformed_give_no_figure(void **state)
{
	static const char *const bad[] = {
		"",
		"{",
		"[]",
		"{\"schema\":2,\"programs\":[]}",
		"{\"schema\":1}",
		"{\"schema\":1,\"programs\":[{\"name\":\"x\",\"text_bytes\":-1,\"data_bytes\":0,\"bss_bytes\":0}]}",
		"{\"schema\":1,\"programs\":[3]}",
	};
	char template[] = "/tmp/wt-programs-XXXXXX", path[64];
	struct wt_folder folder;
	struct wt_programs programs;
	struct wt_reason why;

	(void)state;
	assert_non_null(mkdtemp(template));
	snprintf(folder.path, sizeof folder.path, "%s", template);
	snprintf(path, sizeof path, "%s/programs.json", template);
	wt_programs_read(&programs, &folder, &why);
	assert_string_equal(why.text, "the programs' sizes were not noted in this run");
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
		write_text(path, bad[i]);
		wt_programs_read(&programs, &folder, &why);
		assert_int_equal(strncmp(why.text, "programs.json: ", 15), 0);
		assert_int_equal(programs.count, 0);
		wt_programs_free(&programs);
	}
	write_text(path, "{\"schema\":1,\"programs\":[{\"name\":\"a/b/c\",\"text_bytes\":5,\"data_bytes\":2,"
			 "\"bss_bytes\":1,\"shared\":\"\"}]}");
	wt_programs_read(&programs, &folder, &why);
	assert_string_equal(why.text, "");
	assert_int_equal(programs.count, 1);
	assert_int_equal(programs.list[0].sizes.text_bytes, 5);
	wt_programs_free(&programs);
	assert_int_equal(unlink(path), 0);
	assert_int_equal(rmdir(template), 0);
}

static void a_program_is_measured_or_named(void **state)
{
	struct wt_program_file program;
	struct wt_reason reason;
	char path[] = "/tmp/wt-elf-XXXXXX";
	int descriptor = mkstemp(path);

	(void)state;
	assert_true(descriptor >= 0 && write(descriptor, "\177ELF but no more", 16) == 16);
	assert_int_equal(close(descriptor), 0);
	assert_false(wt_program_file_measure(&program, path, &reason));
	assert_non_null(strstr(reason.text, "not an ELF program"));
	assert_int_equal(unlink(path), 0);
	assert_false(wt_program_file_measure(&program, path, &reason));
	assert_non_null(strstr(reason.text, "No such file"));
	assert_true(wt_program_file_measure(&program, "/proc/self/exe", &reason));
	assert_true(program.sizes.text_bytes > 10000 && program.sizes.data_bytes > 0);
	assert_string_equal(program.shared, "");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(sums_and_highest),
		cmocka_unit_test(what_is_no_count_is_not_told),
		cmocka_unit_test_setup(means_of_tries_and_heap, set_up),
		cmocka_unit_test_setup(the_heap_comes_from_a_cell_of_its_own, set_up),
		cmocka_unit_test_setup(emulated_times_are_no_costs, set_up),
		cmocka_unit_test_setup(flash_with_and_without_the_library, set_up),
		cmocka_unit_test(programs_that_are_malformed_give_no_figure),
		cmocka_unit_test(a_program_is_measured_or_named),
	};

	return cmocka_run_group_tests_name("costs", tests, NULL, NULL);
}
