/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Commands that are run to their end: what each way of failing says, and that none is waited for beyond its limit. */
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

#include "emulated.h"
#include "helper.h"
#include "whole_file.h"

/* Of a command that is to end long before it. */
enum { PATIENCE_MS = 60000 };

static char folder[] = "/tmp/wt-helper-XXXXXX";
static struct wt_runner runner;
static struct wt_reason reason;

static int open_all(void **state)
{
	(void)state;
	assert_non_null(mkdtemp(folder));
	return wt_runner_open(&runner, &reason) ? 0 : 1;
}

static int close_all(void **state)
{
	char command[64];

	(void)state;
	wt_runner_close(&runner);
	snprintf(command, sizeof command, "rm -rf '%s'", folder);
	return system(command);
}

/* Runs the helper with a line of the shell. */
static bool run(struct wt_helper *helper, const char *line)
{
	char sh[] = "sh", option[] = "-c", text[256];
	char *argv[] = { sh, option, text, NULL };

	snprintf(text, sizeof text, "%s", line);
	reason.text[0] = '\0';
	return wt_helper_run(helper, &runner, argv, &reason);
}

static void check_fails(struct wt_helper *helper, const char *line, const char *said)
{
	if (run(helper, line))
		fail_msg("no failure: %s", line);
	assert_string_equal(reason.text, said);
}

static void how_it_ended_is_said(void **state)
{
	struct wt_helper helper = { .what = "asking", .limit_ms = PATIENCE_MS };

	(void)state;
	assert_true(run(&helper, "echo words >&2"));
	check_fails(&helper, "echo first >&2; echo last >&2; exit 3", "asking: last");
	check_fails(&helper, "exit 3", "asking: ended with status 3 and no reason");
	check_fails(&helper, "kill -9 $$", "asking: ended by signal 9 (Killed)");
	helper.most_bytes = 2048;
	check_fails(&helper, "yes", "asking: it sent more than 2 KB, which is all that can come of it");
}

static void what_is_not_there_is_said(void **state)
{
	struct wt_helper helper = { .what = "asking", .limit_ms = PATIENCE_MS };
	char none[] = "/nonexistent/program", *argv[] = { none, NULL };

	(void)state;
	assert_false(wt_helper_run(&helper, &runner, argv, &reason));
	assert_string_equal(reason.text, "asking: /nonexistent/program: No such file or directory");
	helper.input = "/nonexistent/input";
	check_fails(&helper, "cat", "/nonexistent/input: No such file or directory");
	helper.input = NULL;
	helper.output = "/nonexistent/output";
	check_fails(&helper, "echo x", "/nonexistent/output: No such file or directory");
}

static void files_are_read_and_written(void **state)
{
	char in[64], out[64], text[16] = "";
	struct wt_helper helper = { .what = "copying", .limit_ms = PATIENCE_MS, .input = in, .output = out };
	FILE *file;

	(void)state;
	snprintf(in, sizeof in, "%s/in", folder);
	snprintf(out, sizeof out, "%s/out", folder);
	assert_true(wt_file_write(in, "some bytes", 10, &reason));
	assert_true(run(&helper, "cat"));
	file = fopen(out, "r");
	assert_non_null(file);
	assert_int_equal(fread(text, 1, sizeof text - 1, file), 10);
	fclose(file);
	assert_string_equal(text, "some bytes");
	/* It is heard to its end; that its words are nowhere is said then. */
	helper.output = "/dev/full";
	check_fails(&helper, "cat", "/dev/full: No space left on device");
	assert_false(helper.child.running);
}

static void the_limit_ends_it(void **state)
{
	struct wt_helper helper = { .what = "waiting", .limit_ms = 20 };

	(void)state;
	check_fails(&helper, "exec sleep 600", "waiting: not done within 0 s");
	assert_true(helper.late);
	assert_int_equal(helper.child.signal, SIGKILL);
}

/* What it says when it is ready to be ended, which is when somebody asks us to stop. */
#define ASK "kill -TERM $PPID; exec sleep 600"

/* With a grace it may clean up; who does not, and who has none, is killed. */
static void a_signal_ends_it(void **state)
{
	static const char said[] = "waiting: stopped by signal 15 (Terminated)";
	struct wt_helper helper = { .what = "waiting", .limit_ms = PATIENCE_MS };

	(void)state;
	check_fails(&helper, ASK, said);
	assert_false(helper.late);
	assert_int_equal(helper.child.signal, SIGKILL);
	wt_helper_sleep(&runner, PATIENCE_MS); /* not for a moment, since we are to stop */
	runner.stop_signal = 0;
	helper.grace_ms = PATIENCE_MS;
	check_fails(&helper, "trap 'exit 7' TERM; kill -TERM $PPID; while :; do sleep 0.02; done", said);
	assert_int_equal(helper.child.status, 7);
	runner.stop_signal = 0;
	helper.grace_ms = 20;
	check_fails(&helper, "trap '' TERM; " ASK, said);
	assert_int_equal(helper.child.signal, SIGKILL);
	runner.stop_signal = 0;
}

/* An emulator of a few lines takes the place of the one that is beside the plugin. */
static void write_emulator(const char *text)
{
	char path[96];

	snprintf(path, sizeof path, "mkdir -p '%s/host/emulator'", folder);
	assert_int_equal(system(path), 0);
	snprintf(path, sizeof path, "%s/host/emulator/qemu-arm", folder);
	assert_true(wt_file_write(path, text, strlen(text), &reason));
	assert_int_equal(chmod(path, 0755), 0);
}

static void what_does_not_run_is_found_before(void **state)
{
	struct wt_plan plan = { .target = { .way = WT_WAY_QEMU_USER,
					    .emulator = "qemu-arm",
					    .core = "cortex-z1",
					    .peer_variant = "openssl" },
				.board = "armhf" };
	char said[256];

	(void)state;
	snprintf(plan.build, sizeof plan.build, "%s", folder);
	assert_true(wt_plan_add(&plan, "tls1.3", "wolfssl", &reason));
	assert_true(wt_plan_add(&plan, "tcp", "openssl", &reason));
	write_emulator("#!/bin/sh\n[ $# = 4 ] && [ \"$1 $2 $4\" = \"-cpu cortex-z1 --version\" ]\n");
	if (!wt_emulated_try(&runner, &plan, &reason))
		fail_msg("%s", reason.text);
	write_emulator("#!/bin/sh\ncase $3 in *tcp_client) echo \"no core $2\" >&2; exit 1 ;; esac\n");
	assert_false(wt_emulated_try(&runner, &plan, &reason));
	snprintf(said, sizeof said,
		 "%s/armhf/openssl/tcp_client does not run under qemu-arm, core cortex-z1: no core cortex-z1", folder);
	assert_string_equal(reason.text, said);
	snprintf(plan.series[1].unsupported, sizeof plan.series[1].unsupported, "it has none");
	assert_true(wt_emulated_try(&runner, &plan, &reason));
	wt_plan_free(&plan);
}

int main(int argc, char **argv)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(how_it_ended_is_said),       cmocka_unit_test(what_is_not_there_is_said),
		cmocka_unit_test(files_are_read_and_written), cmocka_unit_test(the_limit_ends_it),
		cmocka_unit_test(a_signal_ends_it),           cmocka_unit_test(what_does_not_run_is_found_before),
	};

	/* children are started through the program itself (child.c) */
	if (argc > 1 && !strcmp(argv[1], wt_guard_word))
		return wt_guard_main(argc, argv);
	return cmocka_run_group_tests(tests, open_all, close_all);
}
