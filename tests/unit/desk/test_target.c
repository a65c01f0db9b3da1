/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How a board is reached: targets, machines, quoting; and what was counted on it. */
#include <errno.h>
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/utsname.h>
#include <unistd.h>

#include <cmocka.h>

#include "elf_file.h"
#include "guest.h"
#include "plan.h"
#include "target.h"
#include "remote_script.h"
#include "shell.h"

static void targets_are_taken_apart(void **state)
{
	static const struct {
		const char *text, *host, *port;
	} good[] = {
		{ "board", "board", "" },
		{ "pi@192.0.2.17", "pi@192.0.2.17", "" },
		{ "pi@192.0.2.17:2222", "pi@192.0.2.17", "2222" },
		{ "root@[2001:db8::1]:22", "root@2001:db8::1", "22" },
		{ "[2001:db8::1]", "2001:db8::1", "" },
	};
	static const char *const bad[] = { "",      "@host",  "user@",       "-oProxyCommand=x", "user@-x", "a b",
					   "host:", "host:x", "host:123456", "2001:db8::1",      "[::1",    "a;b",
					   "$(x)",  "a'b",    "user@:22" };
	struct wt_reason reason;
	char host[WT_TARGET_BYTES], port[8];

	(void)state;
	for (size_t i = 0; i < sizeof good / sizeof *good; i++) {
		assert_true(wt_ssh_target(good[i].text, host, port, &reason));
		assert_string_equal(host, good[i].host);
		assert_string_equal(port, good[i].port);
	}
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
		reason.text[0] = '\0';
		if (wt_ssh_target(bad[i], host, port, &reason))
			fail_msg("'%s' was taken", bad[i]);
		assert_non_null(strstr(reason.text, "valid: [user@]host[:port]"));
	}
}

static void machines_are_told_by_their_header(void **state)
{
	struct wt_reason reason;
	struct utsname names;
	const struct wt_architecture *mine = wt_elf_machine("/proc/self/exe", &reason);

	(void)state;
	assert_non_null(mine);
	assert_int_equal(uname(&names), 0);
	assert_true(wt_architecture_runs(mine, names.machine));
	assert_false(wt_architecture_runs(mine, "m68k"));
	assert_null(wt_elf_machine("/etc/passwd", &reason));
	assert_non_null(strstr(reason.text, "not an ELF program"));
	assert_null(wt_elf_machine("/nonexistent", &reason));
	assert_non_null(strstr(reason.text, "No such file"));
}

/* Just the head of a program for another machine. */
static void arm_programs_run_on_arm_kernels(void **state)
{
	static const unsigned char head[20] = { 0x7f, 'E', 'L', 'F', 1, 1, 1, [18] = 40 };
	char path[] = "/tmp/wt-reach-XXXXXX";
	int descriptor = mkstemp(path);
	struct wt_target_request request = {
		.run = "local", .role = "client", .peer_variant = "openssl", .ssh_command = "ssh"
	};
	const struct wt_architecture *arm;
	struct wt_reason reason;
	struct wt_target target;

	(void)state;
	assert_true(descriptor >= 0);
	assert_int_equal(write(descriptor, head, sizeof head), sizeof head);
	close(descriptor);
	arm = wt_elf_machine(path, &reason);
	assert_non_null(arm);
	assert_string_equal(arm->emulator, "qemu-arm");
	assert_true(wt_architecture_runs(arm, "armv7l"));
	assert_true(wt_architecture_runs(arm, "armv5tejl"));
	assert_false(wt_architecture_runs(arm, "x86_64"));
	if (!wt_architecture_runs(arm, "x86_64")) {
		assert_false(wt_target_make(&target, &request, path, &reason));
		assert_non_null(strstr(reason.text, "built for arm"));
		request.run = "auto";
		assert_true(wt_target_make(&target, &request, path, &reason));
		assert_int_equal(target.way, WT_WAY_QEMU_USER);
		assert_string_equal(target.emulator, "qemu-arm");
		assert_true(wt_target_is_emulated(&target));
	}
	request.run = "auto";
	request.ssh = "pi@board:22";
	assert_true(wt_target_make(&target, &request, path, &reason));
	assert_int_equal(target.way, WT_WAY_SSH);
	assert_true(wt_target_is_remote(&target, WT_CLIENT));
	assert_false(wt_target_is_remote(&target, WT_SERVER));
	assert_false(wt_target_is_emulated(&target));
	unlink(path);
}

/* QEMU's AArch64 cores have the extensions all, its named 32-bit ones none. A real core says what it has. */
static void a_core_without_crypto_is_masked_where_it_is_emulated(void **state)
{
	static const struct {
		unsigned char class, machine;
		const char *ssh;
		bool emulated, no_crypto, masked;
	} rows[] = {
		{ 2, 183, NULL, false, true, true },      { 2, 183, NULL, false, false, false },
		{ 1, 40, NULL, false, true, false },      { 2, 183, "pi@board", false, true, false },
		{ 2, 183, "pi@board", true, true, true },
	};
	char path[] = "/tmp/wt-reach-XXXXXX";
	int descriptor = mkstemp(path);
	struct wt_reason reason;
	struct wt_target target;

	(void)state;
	assert_true(descriptor >= 0);
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		unsigned char head[20] = { 0x7f, 'E', 'L', 'F', rows[i].class, 1, 1, [18] = rows[i].machine };
		struct wt_target_request request = { .run = rows[i].ssh ? "ssh" : "qemu-user",
						     .role = "client",
						     .peer_variant = "openssl",
						     .ssh_command = "ssh",
						     .ssh = rows[i].ssh,
						     .emulated = rows[i].emulated,
						     .no_crypto = rows[i].no_crypto };

		assert_int_equal(pwrite(descriptor, head, sizeof head, 0), sizeof head);
		assert_true(wt_target_make(&target, &request, path, &reason));
		assert_int_equal(target.mask_crypto, rows[i].masked);
	}
	close(descriptor);
	unlink(path);
}

static void words_are_quoted_for_a_shell(void **state)
{
	char quoted[64], command[128], said[64] = "";
	FILE *pipe;

	(void)state;
	assert_true(wt_shell_quote(quoted, sizeof quoted, "a'b $HOME `x` \\ \"c\""));
	snprintf(command, sizeof command, "printf %%s %s", quoted);
	pipe = popen(command, "r"); /* NOLINT: a shell is what is asked */
	assert_non_null(pipe);
	assert_non_null(fgets(said, sizeof said, pipe));
	pclose(pipe);
	assert_string_equal(said, "a'b $HOME `x` \\ \"c\"");
	assert_false(wt_shell_quote(quoted, 8, "12345678"));
}

/* What a shell makes of the last word of a hint is the folder. */
static void hints_can_be_pasted(void **state)
{
	static const char *const plain = "/home/x/results/2026-11-29_a+b", *const odd = "/home/it's mine/$(x) \\1";
	char command[WT_COMMAND_BYTES], wanted[WT_COMMAND_BYTES], long_path[WT_COMMAND_BYTES + 1];
	char why[WT_REASON_BYTES];
	struct wt_reason said;

	(void)state;
	snprintf(wanted, sizeof wanted, "%s run --continue %s", program_invocation_name, plain);
	assert_string_equal(wt_shell_command(command, "run --continue", plain), wanted);
	snprintf(wanted, sizeof wanted, "%s report '/home/it'\\''s mine/$(x) \\1'", program_invocation_name);
	assert_string_equal(wt_shell_command(command, "report", odd), wanted);
	assert_null(strchr(wt_shell_command(command, "report", "/tmp/\033[31m"), '\033'));
	memset(long_path, 'a', sizeof long_path - 1);
	long_path[sizeof long_path - 1] = '\0';
	snprintf(wanted, sizeof wanted, "%s report DIR", program_invocation_name);
	assert_string_equal(wt_shell_command(command, "report", long_path), wanted);
	/* a long reason is cut, the command is not */
	memset(why, 'w', sizeof why - 1);
	why[sizeof why - 1] = '\0';
	wt_shell_command(command, "report", plain);
	assert_false(wt_reason_hint(&said, why, "go on with", command));
	assert_int_equal(strlen(said.text), sizeof said.text - 1);
	assert_string_equal(said.text + strlen(said.text) - strlen(command), command);
	assert_int_equal(said.text[0], 'w');
}

/* They are put between single quotes as they are. */
static void scripts_hold_no_single_quote(void **state)
{
	(void)state;
	assert_null(strchr(wt_script_keeper, '\''));
	assert_null(strchr(wt_script_keeper_keep, '\''));
	assert_non_null(strstr(wt_script_keeper, "rm -rf"));
	assert_null(strstr(wt_script_keeper_keep, "rm -rf"));
}

static void put(const char *folder, const char *name, const char *text)
{
	char path[256];
	FILE *file;

	snprintf(path, sizeof path, "%s/tcp/%s", folder, name);
	file = fopen(path, "w");
	assert_non_null(file);
	fputs(text, file);
	fclose(file);
}

#define TRY(size, number, cold, ok)                                                                                    \
	"{\"record\":\"try\",\"size\":" #size ",\"try\":" #number ",\"cold\":" #cold ",\"ok\":" #ok "}\n"
#define COUNT(all, handshake)                                                                                          \
	"{\"record\":\"guest\",\"instructions\":" #all ",\"handshake_instructions\":" #handshake "}\n"

/* Counts go with tries by their order; cold and failed ones are left out, bad cells whole. */
static void counts_go_with_their_tries(void **state)
{
	static struct wt_results results;
	struct wt_guest_series guest;
	struct wt_reason reason;
	char folder[] = "/tmp/wt-guest-XXXXXX", path[256];

	(void)state;
	assert_non_null(mkdtemp(folder));
	snprintf(path, sizeof path, "mkdir %s/tcp", folder);
	assert_int_equal(system(path), 0); /* NOLINT */
	snprintf(results.folder.path, sizeof results.folder.path, "%s", folder);
	results.plan.rounds = 5;
	results.plan.sizes = (struct wt_size_list){ { 16, 999 }, 2 };
	assert_true(wt_plan_add(&results.plan, "tcp", "wolfssl", &reason));
	put(folder, "round-01.client.jsonl",
	    "{\"record\":\"run\"}\n" TRY(16, 0, true, true) TRY(16, 1, false, true) TRY(16, 2, false, false)
		    TRY(999, 1, false, true));
	put(folder, "round-01.client.guest.jsonl",
	    COUNT(900, 800) COUNT(100, 60) COUNT(7000, 0) COUNT(120, 70) "{\"record\":\"guest_end\"}\n");
	put(folder, "round-02.client.jsonl", TRY(16, 1, false, true) TRY(16, 2, false, true));
	put(folder, "round-02.client.guest.jsonl", COUNT(300, 80));
	put(folder, "round-03.client.jsonl", TRY(16, 1, false, true));
	put(folder, "round-03.client.guest.jsonl", COUNT(104, 64));
	/* of the fourth there is nothing: nobody made it; the fifth failed */
	put(folder, "round-05.failed", "{\"reason\":\"no\"}\n");
	assert_true(wt_guest_read(&guest, &results, 0, &reason));
	assert_int_equal(guest.left_out, 2);
	assert_int_equal(guest.not_made, 1);
	assert_int_equal(guest.exchange[0].count, 2);
	assert_true(fabs(wt_guest_median(&guest.exchange[0]) - 102) < 0.01);
	assert_true(fabs(wt_guest_median(&guest.exchange[1]) - 120) < 0.01);
	assert_int_equal(guest.handshake.count, 3);
	assert_true(fabs(wt_guest_median(&guest.handshake) - 64) < 0.01);
	wt_guest_free(&guest);
	assert_true(isnan(wt_guest_median(&guest.handshake)));
	snprintf(path, sizeof path, "rm -rf %s", folder);
	assert_int_equal(system(path), 0); /* NOLINT */
}

/*
 * What ends a count of a datagram server is a record that it writes: behind those of its tries come its first
 * handshake, of a secure one, and its end.
 */
static void a_datagram_server_counts_what_it_writes(void **state)
{
	static const struct {
		const char *records;
		const char *counts;
		uint32_t left_out;
	} rows[] = {
		{ "{\"record\":\"handshake\"}\n{\"record\":\"end\"}\n", COUNT(500, 0) COUNT(9, 0), 0 },
		{ "{\"record\":\"end\"}\n", COUNT(9, 0), 0 },
		{ "{\"record\":\"end\"}\n", COUNT(500, 0) COUNT(9, 0), 1 },
		{ "{\"record\":\"handshake\"}\n{\"record\":\"end\"}\n", COUNT(500, 0) COUNT(9, 0) COUNT(9, 0), 1 },
	};
	static struct wt_results results;
	struct wt_guest_series guest;
	struct wt_reason reason;
	char folder[] = "/tmp/wt-guest-XXXXXX", text[1024];

	(void)state;
	assert_non_null(mkdtemp(folder));
	snprintf(text, sizeof text, "mkdir %s/tcp", folder);
	assert_int_equal(system(text), 0); /* NOLINT */
	snprintf(results.folder.path, sizeof results.folder.path, "%s", folder);
	results.plan.rounds = 1;
	results.plan.target.board_role = WT_SERVER;
	results.plan.sizes = (struct wt_size_list){ { 16 }, 1 };
	assert_true(wt_plan_add(&results.plan, "dtls1.2", "wolfssl", &reason));
	snprintf(results.plan.series[0].name, sizeof results.plan.series[0].name, "tcp"); /* where put() puts */
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		snprintf(text, sizeof text, "%s%s", TRY(16, 0, true, true) TRY(16, 1, false, true), rows[i].records);
		put(folder, "round-01.server.jsonl", text);
		snprintf(text, sizeof text, "%s%s", COUNT(900, 0) COUNT(100, 0), rows[i].counts);
		put(folder, "round-01.server.guest.jsonl", text);
		assert_true(wt_guest_read(&guest, &results, 0, &reason));
		assert_int_equal(guest.left_out, rows[i].left_out);
		assert_int_equal(guest.exchange[0].count, rows[i].left_out ? 0 : 1);
		wt_guest_free(&guest);
	}
	/* a stream's counts end with its connections */
	assert_true(wt_row_find("tls1.3", &results.plan.series[0].row));
	snprintf(text, sizeof text, "%s%s", TRY(16, 0, true, true) TRY(16, 1, false, true), rows[0].records);
	put(folder, "round-01.server.jsonl", text);
	snprintf(text, sizeof text, "%s%s", COUNT(900, 0) COUNT(100, 0), rows[0].counts);
	put(folder, "round-01.server.guest.jsonl", text);
	assert_true(wt_guest_read(&guest, &results, 0, &reason));
	assert_int_equal(guest.left_out, 1);
	wt_guest_free(&guest);
	snprintf(text, sizeof text, "rm -rf %s", folder);
	assert_int_equal(system(text), 0); /* NOLINT */
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(targets_are_taken_apart),
		cmocka_unit_test(machines_are_told_by_their_header),
		cmocka_unit_test(arm_programs_run_on_arm_kernels),
		cmocka_unit_test(a_core_without_crypto_is_masked_where_it_is_emulated),
		cmocka_unit_test(words_are_quoted_for_a_shell),
		cmocka_unit_test(hints_can_be_pasted),
		cmocka_unit_test(scripts_hold_no_single_quote),
		cmocka_unit_test(counts_go_with_their_tries),
		cmocka_unit_test(a_datagram_server_counts_what_it_writes),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
