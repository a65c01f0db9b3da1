/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The command lines of a board that is emulated, and of an end that is called over other addresses than its own. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "cell_command.h"

static const struct wt_folder folder = { "results/x" };
static struct wt_plan plan;

/* Series 0 is a stream, 1 a datagram; the board is the client, with OpenSSL at the other end. */
static int make_plan(void **state)
{
	struct wt_reason reason;

	(void)state;
	plan = (struct wt_plan){ .board = "arm64",
				 .build = "b",
				 .certs = "b/certs/ecdsa-p256",
				 .host = "127.0.0.1",
				 .target = { .way = WT_WAY_QEMU_USER,
					     .board_role = WT_CLIENT,
					     .emulator = "qemu-arm64",
					     .core = "cortex-a53",
					     .plugin = "b/host/count.so",
					     .peer_variant = "openssl" },
				 .tries = 30,
				 .rounds = 3,
				 .timeout_ms = 5000,
				 .counters = true,
				 .hold = 9,
				 .client_cpu = WT_CPU_AUTO,
				 .server_cpu = 1,
				 .sizes = { .bytes = { 16 }, .count = 1 } };
	return wt_plan_add(&plan, "tls1.3", "wolfssl", &reason) && wt_plan_add(&plan, "udp", "wolfssl", &reason) ? 0
														 : 1;
}

static int free_plan(void **state)
{
	(void)state;
	wt_plan_free(&plan);
	return 0;
}

/* The words of a command begin with these. */
static void check_begins(const struct wt_cell_command *command, const char *words)
{
	char all[4096] = "";

	for (size_t i = 0; i < command->count; i++)
		wt_text_add(all, sizeof all, " ", "%s", command->argv[i]);
	assert_null(command->argv[command->count]);
	if (strncmp(all, words, strlen(words)) != 0)
		fail_msg("'%s' does not begin with '%s'", all, words);
}

static const char *value_of(const struct wt_cell_command *command, const char *option)
{
	for (size_t i = 0; i < command->count; i++)
		if (!strcmp(command->argv[i], option))
			return command->argv[i + 1];
	return NULL;
}

/* Its instructions are counted in the rounds: what is held is no exchange, and counting the heap is no work of one. */
static void the_emulator_goes_before_the_board_s_program(void **state)
{
	struct wt_cell_command command;

	(void)state;
	wt_cell_client_command(&command, &plan, &folder, &plan.series[0], wt_cell_of_round(1), 4711);
	check_begins(&command, "qemu-arm64 -cpu cortex-a53 -plugin "
			       "b/host/count.so,role=client,out=results/x/tls1.3-wolfssl/round-02.client.guest.jsonl "
			       "b/arm64/wolfssl/tls_client --cpu auto ");
	wt_cell_client_command(&command, &plan, &folder, &plan.series[0], wt_sessions_cell, 4711);
	check_begins(&command, "qemu-arm64 -cpu cortex-a53 b/arm64/wolfssl/tls_client ");
	wt_cell_client_command(&command, &plan, &folder, &plan.series[0], wt_heap_cell, 4711);
	check_begins(&command, "qemu-arm64 -cpu cortex-a53 b/arm64/wolfssl/tls_client ");
	wt_cell_server_command(&command, &plan, &folder, &plan.series[0], wt_cell_of_round(0));
	check_begins(&command, "b/host/openssl/tls_server --cpu 1 ");
	wt_cell_version_command(&command, &plan, &plan.series[0]);
	check_begins(&command, "qemu-arm64 -cpu cortex-a53 b/arm64/wolfssl/tls_client --version");
	assert_int_equal(command.count, 5);
}

/* Which of its instructions are an exchange's, a server of datagrams tells by each, one of streams by a connection. */
static void an_emulated_server_says_what_it_serves(void **state)
{
	struct wt_cell_command command;

	(void)state;
	plan.target.board_role = WT_SERVER;
	plan.target.core[0] = '\0';
	wt_cell_server_command(&command, &plan, &folder, &plan.series[0], wt_cell_of_round(0));
	check_begins(&command, "qemu-arm64 -plugin "
			       "b/host/count.so,role=stream,out=results/x/tls1.3-wolfssl/round-01.server.guest.jsonl "
			       "b/arm64/wolfssl/tls_server ");
	wt_cell_server_command(&command, &plan, &folder, &plan.series[1], wt_cell_of_round(0));
	check_begins(&command, "qemu-arm64 -plugin "
			       "b/host/count.so,role=datagram,out=results/x/udp/round-01.server.guest.jsonl "
			       "b/arm64/wolfssl/udp_server ");
}

/* What OpenSSL is not to find on the core, its environment says: the emulator passes it on, else env does. */
static void a_core_without_crypto_is_told(void **state)
{
	struct wt_cell_command command;

	(void)state;
	plan.target.mask_crypto = true;
	wt_cell_client_command(&command, &plan, &folder, &plan.series[0], wt_heap_cell, 4711);
	check_begins(&command, "qemu-arm64 -cpu cortex-a53 -E OPENSSL_armcap=1 b/arm64/wolfssl/tls_client ");
	plan.target.way = WT_WAY_SSH;
	wt_cell_client_command(&command, &plan, &folder, &plan.series[0], wt_heap_cell, 4711);
	check_begins(&command, "env OPENSSL_armcap=1 ./wolfssl/tls_client ");
	wt_cell_server_command(&command, &plan, &folder, &plan.series[0], wt_heap_cell);
	check_begins(&command, "b/host/openssl/tls_server ");
}

/* Behind a translation of addresses a server listens elsewhere than it is called. */
static void ends_may_have_two_addresses(void **state)
{
	struct wt_cell_command command;

	(void)state;
	plan.target.way = WT_WAY_SSH;
	plan.target.called_port = 2443;
	plan.target.server_port = 443;
	snprintf(plan.target.bind, sizeof plan.target.bind, "10.0.2.15");
	wt_cell_server_command(&command, &plan, &folder, &plan.series[0], wt_cell_of_round(0));
	assert_string_equal(value_of(&command, "--bind"), "10.0.2.15");
	assert_string_equal(value_of(&command, "--port"), "443");
	assert_string_equal(value_of(&command, "--json"), "results/x/tls1.3-wolfssl/round-01.server.jsonl");
	wt_cell_client_command(&command, &plan, &folder, &plan.series[0], wt_cell_of_round(0), 443);
	assert_string_equal(value_of(&command, "--host"), "127.0.0.1");
	assert_string_equal(value_of(&command, "--port"), "2443");
	/* All that it needs lies in one folder there, and so do its records. */
	assert_string_equal(value_of(&command, "--certs"), "certs");
	assert_string_equal(value_of(&command, "--json"), "client.jsonl");
	assert_string_equal(command.records, "results/x/tls1.3-wolfssl/round-01.client.jsonl");
}

/* Programs sleep by themselves; older ones know nothing else. In every cell both ends do as the plan says. */
static void both_ends_wait_alike(void **state)
{
	static const struct wt_cell_id *const cells[] = { &wt_heap_cell, &wt_sessions_cell };
	struct wt_cell_command command;

	(void)state;
	wt_cell_client_command(&command, &plan, &folder, &plan.series[0], wt_cell_of_round(0), 4711);
	assert_null(value_of(&command, "--wait"));
	plan.spin = true;
	wt_cell_client_command(&command, &plan, &folder, &plan.series[0], wt_cell_of_round(0), 4711);
	assert_string_equal(value_of(&command, "--wait"), "spin");
	wt_cell_server_command(&command, &plan, &folder, &plan.series[0], wt_cell_of_round(0));
	assert_string_equal(value_of(&command, "--wait"), "spin");
	for (size_t i = 0; i < 2; i++) {
		wt_cell_client_command(&command, &plan, &folder, &plan.series[0], *cells[i], 4711);
		assert_string_equal(value_of(&command, "--wait"), "spin");
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(the_emulator_goes_before_the_board_s_program, make_plan, free_plan),
		cmocka_unit_test_setup_teardown(an_emulated_server_says_what_it_serves, make_plan, free_plan),
		cmocka_unit_test_setup_teardown(a_core_without_crypto_is_told, make_plan, free_plan),
		cmocka_unit_test_setup_teardown(ends_may_have_two_addresses, make_plan, free_plan),
		cmocka_unit_test_setup_teardown(both_ends_wait_alike, make_plan, free_plan),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
