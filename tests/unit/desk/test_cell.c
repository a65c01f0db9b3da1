/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One cell whose two ends are a few lines of the shell: what is said of each way in which it can go wrong. */
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "cell.h"
#include "whole_file.h"

enum { STREAM, DATAGRAM };

/* A server that is ready, and what it does until somebody ends it. */
#define LISTENS "echo \"x_server: listening on 127.0.0.1 port 4711\"; "
#define WAITS   "while :; do sleep 0.02; done"
#define CRASHES "ulimit -c 0; kill -SEGV $$"

static struct wt_folder folder = { "/tmp/wt-cell-XXXXXX" };
static struct wt_runner runner;
static struct wt_plan plan;
static struct wt_reason reason;

static int open_all(void **state)
{
	char command[WT_FILE_BYTES + 32];

	(void)state;
	assert_non_null(mkdtemp(folder.path));
	plan = (struct wt_plan){ .board = "host",
				 .tries = 1,
				 .rounds = 1,
				 .timeout_ms = 20000,
				 .client_cpu = WT_CPU_AUTO,
				 .server_cpu = WT_CPU_AUTO,
				 .sizes = { .bytes = { 16 }, .count = 1 } };
	snprintf(plan.build, sizeof plan.build, "%s", folder.path);
	snprintf(plan.host, sizeof plan.host, "127.0.0.1");
	snprintf(command, sizeof command, "mkdir -p '%s/host/wolfssl'", folder.path);
	return system(command) == 0 && wt_plan_add(&plan, "tcp", "wolfssl", &reason) &&
			       wt_plan_add(&plan, "udp", "wolfssl", &reason) && wt_runner_open(&runner, &reason)
		       ? 0
		       : 1;
}

static int close_all(void **state)
{
	char command[WT_FILE_BYTES + 16];

	(void)state;
	wt_plan_free(&plan);
	wt_runner_close(&runner);
	snprintf(command, sizeof command, "rm -rf '%s'", folder.path);
	return system(command);
}

static void write_end(int series, enum wt_role role, const char *lines)
{
	char path[WT_PROGRAM_BYTES], text[512];

	wt_plan_program(&plan, &plan.series[series], role, path);
	unlink(path);
	if (!lines)
		return;
	snprintf(text, sizeof text, "#!/bin/sh\n%s\n", lines);
	if (!wt_file_write(path, text, strlen(text), &reason))
		fail_msg("%s", reason.text);
	assert_int_equal(chmod(path, 0755), 0);
}

/* Makes the cell; NULL in place of lines: there is no such program. */
static enum wt_cell_result make_cell(int series, const char *server, const char *client)
{
	write_end(series, WT_SERVER, server);
	write_end(series, WT_CLIENT, client);
	reason.text[0] = '\0';
	return wt_cell_run(&runner, &plan, &folder, &plan.series[series], wt_cell_of_round(0), &reason);
}

static void check_fails(int series, const char *server, const char *client, const char *said)
{
	assert_int_equal(make_cell(series, server, client), WT_CELL_FAILED);
	assert_string_equal(reason.text, said);
}

static void a_cell_is_over_when_both_ends_are(void **state)
{
	(void)state;
	assert_int_equal(make_cell(STREAM, LISTENS "sleep 0.1", "exit 0"), WT_CELL_DONE);
	assert_int_equal(make_cell(STREAM, LISTENS "exit 0", "sleep 0.1"), WT_CELL_DONE);
	/* One of datagrams is told that its client is done. */
	assert_int_equal(make_cell(DATAGRAM, "trap 'exit 0' USR1; " LISTENS WAITS, "exit 0"), WT_CELL_DONE);
	assert_string_equal(reason.text, "");
	assert_null(runner.on_stop);
}

static void a_server_that_does_not_listen_is_told(void **state)
{
	char said[WT_PROGRAM_BYTES + 64];

	(void)state;
	check_fails(STREAM, "echo 'tcp_server: port 443: in use' >&2; exit 1", "exit 0",
		    "tcp_server: port 443: in use");
	check_fails(STREAM, "echo ready; exit 0", "exit 0", "the server ended before it listened");
	check_fails(STREAM, "exec yes", "exit 0",
		    "tcp_server: it sent more than 1024 KB, which is all that can come of it");
	snprintf(said, sizeof said, "tcp_server: %s/host/wolfssl/tcp_server: No such file or directory", folder.path);
	check_fails(STREAM, NULL, "exit 0", said);
}

static void the_first_failure_is_told_and_a_crash(void **state)
{
	char said[WT_PROGRAM_BYTES + 64];

	(void)state;
	check_fails(STREAM, LISTENS WAITS, "exit 3", "tcp_client ended with status 3 and no reason");
	check_fails(STREAM, LISTENS WAITS, "echo words >&2; exit 3", "tcp_client: words");
	check_fails(STREAM, LISTENS "exit 4", "exec sleep 600", "tcp_server ended with status 4 and no reason");
	check_fails(STREAM, LISTENS WAITS, CRASHES, "tcp_client was ended by signal 11 (Segmentation fault)");
	check_fails(
		STREAM, "trap '" CRASHES "' TERM; " LISTENS WAITS, "exit 3",
		"tcp_client ended with status 3 and no reason; tcp_server was ended by signal 11 (Segmentation fault)");
	snprintf(said, sizeof said, "tcp_client: %s/host/wolfssl/tcp_client: No such file or directory", folder.path);
	check_fails(STREAM, LISTENS WAITS, NULL, said);
}

/* Whether all of its tries were lost its records tell; here there may be one more cause. */
static void datagrams_may_all_be_lost(void **state)
{
	static const char client[] = "echo 'udp_client: 1 of 1 failed' >&2; exit 1";

	(void)state;
	assert_int_equal(make_cell(DATAGRAM, "trap 'exit 0' USR1; " LISTENS WAITS, client), WT_CELL_UNANSWERED);
	assert_string_equal(reason.text, "udp_client: 1 of 1 failed");
	check_fails(DATAGRAM, "trap '" CRASHES "' USR1; " LISTENS WAITS, client,
		    "udp_client: 1 of 1 failed; udp_server was ended by signal 11 (Segmentation fault)");
	check_fails(DATAGRAM, "trap 'exit 5' USR1; " LISTENS WAITS, client, "udp_client: 1 of 1 failed");
	/* more than that a signal or another status says */
	check_fails(DATAGRAM, LISTENS WAITS, CRASHES, "udp_client was ended by signal 11 (Segmentation fault)");
	check_fails(DATAGRAM, LISTENS WAITS, "exit 2", "udp_client ended with status 2 and no reason");
}

/* Asked once, both ends are ended in order; asked again, at once. */
static void whoever_stops_it_is_heard(void **state)
{
	(void)state;
	assert_int_equal(make_cell(STREAM, LISTENS WAITS, "kill -INT $PPID; exec sleep 600"), WT_CELL_STOPPED);
	assert_int_equal(runner.stop_signal, SIGINT);
	runner.stop_signal = 0;
	assert_int_equal(make_cell(STREAM, "trap 'kill -HUP $PPID' TERM; " LISTENS WAITS,
				   "trap '' TERM; kill -INT $PPID; exec sleep 600"),
			 WT_CELL_STOPPED);
	assert_int_equal(runner.stop_signal, SIGHUP);
	runner.stop_signal = 0;
}

int main(int argc, char **argv)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_cell_is_over_when_both_ends_are),
		cmocka_unit_test(a_server_that_does_not_listen_is_told),
		cmocka_unit_test(the_first_failure_is_told_and_a_crash),
		cmocka_unit_test(datagrams_may_all_be_lost),
		cmocka_unit_test(whoever_stops_it_is_heard),
	};

	/* children are started through the program itself (child.c) */
	if (argc > 1 && (!strcmp(argv[1], wt_guard_word) || !strcmp(argv[1], wt_measured_word)))
		return wt_guard_main(argc, argv);
	return cmocka_run_group_tests(tests, open_all, close_all);
}
