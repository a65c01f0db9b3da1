/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The plan of the desk tool: options, matrix, order, shares of the rounds, and its file. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "cell.h"
#include "cell_command.h"
#include "commands.h"
#include "folder.h"
#include "plan_make.h"
#include "until.h"

static struct wt_reason reason;

static enum wt_options_result parse_line(struct wt_request *request, char **argv, struct wt_taken *taken)
{
	int argc = 0;

	while (argv[argc])
		argc++;
	memset(request, 0, sizeof *request);
	return wt_command_take(&wt_command_run, argc, argv, request, taken, &reason);
}

static enum wt_options_result parse(struct wt_request *request, char **argv)
{
	struct wt_taken taken;
	enum wt_options_result parsed = parse_line(request, argv, &taken);

	/* as the command does in a checkout (installed.h) */
	if (parsed == WT_OPTIONS_RUN && !request->build)
		request->build = "build";
	return parsed;
}

#define LINE(...) ((char *[]){ __VA_ARGS__, NULL })
static char *no_arguments[] = { NULL };

static void make(struct wt_plan *plan, char **argv)
{
	struct wt_request request;

	assert_int_equal(parse(&request, argv), WT_OPTIONS_RUN);
	if (!wt_plan_make(plan, &request, &reason))
		fail_msg("%s", reason.text);
}

static void defaults_are_the_agreed_matrix(void **state)
{
	static const char *const names[] = { "tcp",
					     "udp",
					     "tls1.2-wolfssl",
					     "tls1.2-openssl",
					     "tls1.3-wolfssl",
					     "tls1.3-openssl",
					     "dtls1.2-wolfssl",
					     "dtls1.2-openssl",
					     "dtls1.3-wolfssl",
					     "dtls1.3-openssl" };
	static const uint32_t sizes[] = { 16, 64, 256, 512, 999 };
	struct wt_plan plan;

	(void)state;
	make(&plan, no_arguments);
	assert_int_equal(plan.series_count, 10);
	assert_int_equal(plan.active_count, 9);
	for (size_t i = 0; i < 10; i++)
		assert_string_equal(plan.series[i].name, names[i]);
	assert_string_equal(plan.series[9].unsupported, "OpenSSL has no DTLS 1.3");
	assert_int_equal(plan.sizes.count, 5);
	for (size_t i = 0; i < 5; i++)
		assert_int_equal(plan.sizes.bytes[i], sizes[i]);
	assert_int_equal(plan.tries, 100);
	assert_int_equal(plan.rounds, 25);
	assert_int_equal(plan.timeout_ms, 5000);
	assert_int_equal(wt_plan_series_tries(&plan), 500);
	assert_int_equal(wt_plan_all_tries(&plan), 4500);
	assert_string_equal(plan.certs, "build/certs/ecdsa-p256");
	assert_in_range(plan.seed, 1, 1000000);
	wt_plan_free(&plan);
}

static void check_wrong(char **argv, const char *words)
{
	struct wt_request request;
	struct wt_plan plan = { .order = NULL };

	reason.text[0] = '\0';
	if (parse(&request, argv) == WT_OPTIONS_RUN && wt_plan_make(&plan, &request, &reason))
		fail_msg("%s %s was taken", argv[0], argv[1] ? argv[1] : "");
	wt_plan_free(&plan);
	if (!strstr(reason.text, words))
		fail_msg("'%s' is not in '%s'", words, reason.text);
	assert_null(strchr(reason.text, '\n'));
}

static void wrong_lines_name_the_thing(void **state)
{
	(void)state;
	check_wrong(LINE("--transports", "tcp,tls1.4"), "tls1.4: unknown transport; valid: tcp tls1.2");
	check_wrong(LINE("--sizes", "15"), "--sizes 15: out of range; valid: 16 to 1048576");
	check_wrong(LINE("--sizes", "16,,64"), "--sizes 16,,64: not a number");
	check_wrong(LINE("--sizes", "+16"), "--sizes +16: not a number");
	check_wrong(LINE("--sizes", "16,64,16"), "--sizes 16: given twice");
	check_wrong(LINE("--sizes", "1436"), "dtls1.2 cannot carry 1436 bytes; valid: 16 to 1435");
	check_wrong(LINE("--sizes=65508", "--transports=udp"), "udp cannot carry 65508 bytes");
	check_wrong(LINE("--tries", "9", "--rounds", "10"), "--tries 9: fewer than the 10 rounds");
	check_wrong(LINE("--tries", "0"), "--tries 0: out of range; valid: 1 to 10000000");
	check_wrong(LINE("--tries", "4294967297"), "--tries 4294967297: out of range");
	check_wrong(LINE("--tries", "10x"), "--tries 10x: not a number");
	check_wrong(LINE("--rounds", "1001"), "--rounds 1001: out of range; valid: 1 to 1000");
	check_wrong(LINE("--timeout", "0"), "--timeout 0: out of range; valid: 0.001 to 3600 seconds");
	check_wrong(LINE("--timeout", "nan"), "--timeout nan: not a number");
	check_wrong(LINE("--variants", "../etc"), "--variants ../etc: not a name; valid: names, by commas or spaces");
	check_wrong(LINE("--board", "a/b"), "--board a/b: not a name");
	check_wrong(LINE("--mode", "connects"), "--mode connects: unknown; valid: connect, session");
	check_wrong(LINE("--client-cpu", "-1"), "--client-cpu -1: not a number; valid: 0 to 1023, auto");
	check_wrong(LINE("--quiet=1"), "--quiet: takes no value");
	check_wrong(LINE("--seed"), "--seed: needs a value (1 to 4294967295)");
	check_wrong(LINE("--frob"), "--frob: unknown option; valid: --axis");
	check_wrong(LINE("--size=16"), "--size=16: unknown option; did you mean --sizes? valid: --axis");
	check_wrong(LINE("--tires", "5"), "--tires: unknown option; did you mean --tries? valid: --axis");
	check_wrong(LINE("--ti"), "--ti: unknown option; did you mean --timeout? valid: --axis");
	check_wrong(LINE("--"), "--: unknown option; valid: --axis");
	check_wrong(LINE("--t"), "--t: unknown option; valid: --axis");
	check_wrong(LINE("tcp"), "'tcp': not expected; valid: wiretoll run [options]");
	check_wrong(LINE("--frob\x1b[1m"), "--frob?[1m: unknown option");
	check_wrong(LINE("--hold", "10001"), "--hold 10001: out of range; valid: 0 to 10000");
	check_wrong(LINE("--hold", "5", "--transports", "tcp,udp"),
		    "--hold 5: no secure transport that can be made is among them");
	check_wrong(LINE("--mode", "session", "--hold", "5"),
		    "--hold 5: not together with --mode session; valid: --mode connect");
	check_wrong(LINE("--mode", "session", "--transports", "tls1.3", "--axis", "resume=ticket", "--axis",
			 "early-data=replayable"),
		    "--mode session: not over tls1.3_ticket_early-replayable; valid: without early data");
	check_wrong(LINE("--transports", "dtls1.3", "--variants", "openssl"),
		    "nothing to run: dtls1.3-openssl: OpenSSL has no DTLS 1.3");
}

/* A plan of an older version does not say it; one that says another is refused by its records. */
static void a_plan_has_a_mode(void **state)
{
	struct wt_plan plan;

	(void)state;
	make(&plan, no_arguments);
	assert_string_equal(plan.mode, "connect");
	assert_string_equal(wt_plan_mode(&plan)->one, "an exchange");
	for (size_t i = 0; i < plan.series_count; i++)
		assert_true(wt_plan_mode_carries(wt_plan_mode(&plan), &plan.series[i].row));
	*plan.mode = '\0';
	assert_string_equal(wt_plan_mode(&plan)->name, "connect");
	wt_plan_free(&plan);
}

static void given_tells_which_options_stood_there(void **state)
{
	struct wt_request request;
	struct wt_taken taken;

	(void)state;
	assert_int_equal(parse_line(&request, LINE("--sizes=20,30", "--quiet"), &taken), WT_OPTIONS_RUN);
	for (size_t i = 0; wt_command_run.options[i].name; i++) {
		const char *name = wt_command_run.options[i].name;

		assert_int_equal(taken.given >> i & 1, !strcmp(name, "sizes") || !strcmp(name, "quiet"));
	}
	assert_true(request.quiet);
	assert_int_equal(request.sizes.count, 2);
	assert_int_equal(request.sizes.bytes[1], 30);
	assert_int_equal(parse(&request, LINE("--timeout", "0.25")), WT_OPTIONS_RUN);
	assert_true(request.timeout_ns == 250000000);
	assert_int_equal(parse(&request, LINE("--frob", "--help")), WT_OPTIONS_HELP);
}

static void rounds_share_the_tries_exactly(void **state)
{
	static const uint32_t cases[][2] = { { 100, 10 }, { 7, 3 }, { 10, 10 }, { 1000, 7 }, { 10000000, 999 } };

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct wt_plan plan = { .tries = cases[i][0], .rounds = cases[i][1] };
		uint64_t sum = 0;

		for (uint32_t round = 0; round < plan.rounds; round++) {
			uint32_t share = wt_plan_round_tries(&plan, round);

			assert_in_range(share, plan.tries / plan.rounds, plan.tries / plan.rounds + 1);
			sum += share;
		}
		assert_int_equal(sum, plan.tries);
	}
}

static void order_comes_from_the_seed(void **state)
{
	struct wt_plan a, b, c;
	bool rounds_differ = false;

	(void)state;
	make(&a, LINE("--seed", "42"));
	make(&b, LINE("--seed", "42"));
	make(&c, LINE("--seed", "43"));
	assert_memory_equal(a.order, b.order, 90 * sizeof *a.order);
	assert_memory_not_equal(a.order, c.order, 90 * sizeof *a.order);
	for (uint32_t round = 0; round < 10; round++) {
		unsigned seen = 0;

		for (size_t i = 0; i < 9; i++)
			seen |= 1U << a.order[round * 9 + i];
		assert_int_equal(seen, 0x1ff); /* each of the nine once, the tenth never */
		if (memcmp(a.order, a.order + round * 9, 9 * sizeof *a.order) != 0)
			rounds_differ = true;
	}
	assert_true(rounds_differ);
	wt_plan_free(&a);
	wt_plan_free(&b);
	wt_plan_free(&c);
}

/* A folder of its own for each test that writes. */
static int make_folder(void **state)
{
	char *path = strdup("/tmp/wt-plan-XXXXXX");

	*state = mkdtemp(path);
	return *state ? 0 : 1;
}

static int remove_folder(void **state)
{
	char command[128];

	snprintf(command, sizeof command, "rm -rf '%s'", (char *)*state);
	free(*state);
	return system(command);
}

static void plan_survives_its_file(void **state)
{
	struct wt_plan plan, back;
	struct wt_folder folder;
	char path[128], target[128] = "";

	make(&plan, LINE("--seed", "7", "--tries", "33", "--rounds", "4", "--host", "::1", "--hold", "12", "--counters",
			 "off", "--wait", "spin"));
	plan.client_cpu = 3;
	plan.server_cpu = 5;
	assert_true(wt_folder_make(&folder, *state, &plan, &reason));
	assert_true(wt_plan_read(&back, &folder, &reason));
	assert_memory_equal(plan.order, back.order, 4 * 9 * sizeof *plan.order);
	wt_plan_free(&plan);
	wt_plan_free(&back);
	plan.order = back.order = NULL;
	assert_int_equal(back.created_us, plan.created_us);
	assert_int_equal(back.created_ns, plan.created_ns);
	assert_true(back.created_ns > 0);
	assert_string_equal(back.boot, plan.boot);
	assert_int_equal(strlen(back.boot), 36);
	assert_int_equal(back.seed, 7);
	assert_int_equal(back.tries, 33);
	assert_int_equal(back.hold, 12);
	assert_int_equal(back.names.count, 1);
	assert_non_null(strstr(folder.path, back.names.name[0]));
	assert_false(back.counters);
	assert_true(back.spin);
	assert_int_equal(back.rounds, 4);
	assert_int_equal(back.client_cpu, 3);
	assert_int_equal(back.server_cpu, 5);
	assert_string_equal(back.host, "::1");
	assert_memory_equal(&back.sizes, &plan.sizes, sizeof plan.sizes);
	assert_memory_equal(back.series, plan.series, plan.series_count * sizeof *plan.series);
	snprintf(path, sizeof path, "%s/latest", (char *)*state);
	assert_true(readlink(path, target, sizeof target - 1) > 0);
	assert_string_equal(target, folder.path + strlen(*state) + 1);
}

/* What the file says of it has to be what its cores say; a plan of an older version says nothing. */
static void placement_is_what_the_cores_say(void **state)
{
	static const struct {
		int client, server;
		const char *placement;
	} rows[] = {
		{ 3, 5, "two" },
		{ 4, 4, "one" },
		{ WT_CPU_AUTO, WT_CPU_AUTO, "two" },
	};

	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct wt_plan plan, back;
		struct wt_folder folder;
		char command[sizeof folder.path + 96];

		make(&plan, no_arguments);
		plan.client_cpu = rows[i].client;
		plan.server_cpu = rows[i].server;
		assert_string_equal(wt_plan_placement(&plan), rows[i].placement);
		assert_true(wt_folder_make(&folder, *state, &plan, &reason));
		assert_true(wt_plan_read(&back, &folder, &reason));
		assert_string_equal(wt_plan_placement(&back), rows[i].placement);
		wt_plan_free(&back);
		snprintf(command, sizeof command,
			 "sed -i 's/\"placement\": \".*\"/\"placement\": \"%s\"/' '%s/plan.json'",
			 strcmp(rows[i].placement, "one") ? "one" : "two", folder.path);
		assert_int_equal(system(command), 0);
		assert_false(wt_plan_read(&back, &folder, &reason));
		assert_non_null(strstr(reason.text, "placement"));
		snprintf(command, sizeof command, "sed -i '/\"placement\"/d' '%s/plan.json'", folder.path);
		assert_int_equal(system(command), 0);
		assert_true(wt_plan_read(&back, &folder, &reason));
		wt_plan_free(&back);
		wt_plan_free(&plan);
	}
}

/* Over SSH they are cores of two machines; an older version called them one when they bore one number. */
static void ends_on_two_machines_are_on_two_cores(void **state)
{
	struct wt_plan plan, back;
	struct wt_folder folder;
	char command[sizeof folder.path + 96];

	make(&plan,
	     LINE("--ssh", "pi@192.0.2.1", "--target-ip", "192.0.2.9", "--client-cpu", "0", "--server-cpu", "0"));
	assert_string_equal(wt_plan_placement(&plan), "two");
	assert_false(plan.one_core);
	assert_true(wt_folder_make(&folder, *state, &plan, &reason));
	snprintf(command, sizeof command, "sed -i 's/\"placement\": \"two\"/\"placement\": \"one\"/' '%s/plan.json'",
		 folder.path);
	for (int times = 0; times < 2; times++) {
		if (!wt_plan_read(&back, &folder, &reason))
			fail_msg("%s", reason.text);
		assert_string_equal(wt_plan_placement(&back), "two");
		wt_plan_free(&back);
		assert_int_equal(system(command), 0);
	}
	wt_plan_free(&plan);
	make(&plan, LINE("--client-cpu", "0", "--server-cpu", "0"));
	assert_string_equal(wt_plan_placement(&plan), "one");
	assert_true(plan.one_core);
	wt_plan_free(&plan);
}

static void second_folder_takes_latest_over(void **state)
{
	struct wt_plan plan;
	struct wt_folder first, second;
	char path[128], target[128] = "";

	make(&plan, no_arguments);
	plan.client_cpu = plan.server_cpu = 0;
	assert_true(wt_folder_make(&first, *state, &plan, &reason));
	assert_true(wt_folder_make(&second, *state, &plan, &reason));
	assert_string_not_equal(first.path, second.path);
	snprintf(path, sizeof path, "%s/latest", (char *)*state);
	assert_true(readlink(path, target, sizeof target - 1) > 0);
	assert_string_equal(target, second.path + strlen(*state) + 1);
	wt_plan_free(&plan);
}

/* A plan whose board is the emulated end: a program of this machine stands for the board's. */
static void make_emulated(struct wt_plan *plan, const char *peer)
{
	struct wt_row row = { 0 };
	struct wt_request request;

	assert_int_equal(parse(&request, LINE("--seed", "7", "--peer-variant", (char *)(uintptr_t)peer)),
			 WT_OPTIONS_RUN);
	memset(plan, 0, sizeof *plan);
	if (!wt_plan_make(plan, &request, &reason))
		fail_msg("%s", reason.text);
	plan->target.way = WT_WAY_QEMU_USER;
	snprintf(plan->target.peer_variant, sizeof plan->target.peer_variant, "%s", peer);
	wt_plan_free(plan);
	plan->active_count = 0;
	while (wt_row_next(&row)) {
		if (strchr(row.name, '_')) /* the usual rows are enough */
			continue;
		assert_true(wt_plan_add(plan, row.name, "wolfssl", &reason));
		if (wt_row_is_secure(&row))
			assert_true(wt_plan_add(plan, row.name, "openssl", &reason));
	}
	assert_true(wt_plan_draw(plan, &reason));
}

static const struct wt_series *series_of(const struct wt_plan *plan, const char *name)
{
	for (size_t i = 0; i < plan->series_count; i++)
		if (!strcmp(plan->series[i].name, name))
			return &plan->series[i];
	fail_msg("no series %s", name);
	return NULL;
}

static void a_row_that_the_peer_cannot_speak_has_another_peer(void **state)
{
	char text[WT_PEER_TEXT_BYTES], path[WT_PROGRAM_BYTES], command[4 * WT_PATH_BYTES + 256];
	struct wt_plan plan, back;
	struct wt_folder folder;

	make_emulated(&plan, "openssl");
	assert_string_equal(series_of(&plan, "dtls1.2-wolfssl")->peer, "openssl");
	assert_string_equal(series_of(&plan, "udp")->peer, "openssl");
	assert_string_equal(series_of(&plan, "dtls1.3-wolfssl")->peer, "wolfssl");
	assert_string_equal(series_of(&plan, "dtls1.3-wolfssl")->unsupported, "");
	assert_string_equal(series_of(&plan, "dtls1.3-openssl")->unsupported, "OpenSSL has no DTLS 1.3");
	wt_plan_peer_text(&plan, text);
	assert_string_equal(text, "openssl (dtls1.3: wolfssl)");
	wt_plan_program(&plan, series_of(&plan, "dtls1.3-wolfssl"), WT_SERVER, path);
	assert_string_equal(path, "build/host/wolfssl/dtls_server");
	/* Its file tells it; one of an older version does not, and had one peer throughout. */
	plan.client_cpu = plan.server_cpu = 0;
	assert_true(wt_folder_make(&folder, *state, &plan, &reason));
	assert_true(wt_plan_read(&back, &folder, &reason));
	assert_memory_equal(back.series, plan.series, plan.series_count * sizeof *plan.series);
	wt_plan_free(&back);
	snprintf(
		command, sizeof command,
		"jq 'del(.series[].peer) | .order |= map(map(select(. != \"dtls1.3-wolfssl\")))' '%s/plan.json' >'%s/old' && "
		"mv '%s/old' '%s/plan.json'",
		folder.path, folder.path, folder.path, folder.path);
	assert_int_equal(system(command), 0); /* NOLINT */
	if (!wt_plan_read(&back, &folder, &reason))
		fail_msg("%s", reason.text);
	assert_string_equal(series_of(&back, "dtls1.3-wolfssl")->unsupported, "the peer's OpenSSL has no DTLS 1.3");
	assert_string_equal(series_of(&back, "dtls1.2-wolfssl")->peer, "openssl");
	wt_plan_peer_text(&back, text);
	assert_string_equal(text, "openssl");
	wt_plan_free(&back);
	snprintf(command, sizeof command,
		 "jq '.series[0].peer = \"../x\"' '%s/plan.json' >'%s/old' && mv '%s/old' '%s/plan.json'", folder.path,
		 folder.path, folder.path, folder.path);
	assert_int_equal(system(command), 0); /* NOLINT */
	assert_false(wt_plan_read(&back, &folder, &reason));
	assert_non_null(strstr(reason.text, "'peer'"));
	wt_plan_free(&back);
	wt_plan_free(&plan);
	make_emulated(&plan, "wolfssl");
	wt_plan_peer_text(&plan, text);
	assert_string_equal(text, "wolfssl");
	wt_plan_free(&plan);
}

/* Changes one thing in a good plan.json; the reader must say what is wrong with it. */
static void check_edited(const char *folder_path, const char *edit, const char *words)
{
	struct wt_plan plan, back;
	struct wt_folder folder;
	char command[1500];

	make(&plan, LINE("--seed", "7"));
	plan.client_cpu = plan.server_cpu = 0;
	assert_true(wt_folder_make(&folder, folder_path, &plan, &reason));
	wt_plan_free(&plan);
	snprintf(command, sizeof command, "sed -i '%s' '%s/plan.json'", edit, folder.path);
	assert_int_equal(system(command), 0);
	if (wt_plan_read(&back, &folder, &reason))
		fail_msg("taken: %s", edit);
	wt_plan_free(&back);
	if (!strstr(reason.text, words))
		fail_msg("%s: '%s' is not in '%s'", edit, words, reason.text);
}

static void edited_plans_are_refused(void **state)
{
	check_edited(*state, "s/\"schema\": 1/\"schema\": 2/", "schema 2; this wiretoll reads 1");
	check_edited(*state, "s/\"tries\": 100/\"tries\": 5/", "fewer than the 25 rounds");
	check_edited(*state, "s/\"tries\": 100/\"tries\": \"100\"/", "'tries'");
	check_edited(*state, "s/\"rounds\": 25/\"rounds\": 9/", "'order'");
	check_edited(*state, "s/\"variant\": \"openssl\"/\"variant\": \"..\\/x\"/", "'series'");
	check_edited(*state, "s/\"kind\": \"udp\"/\"kind\": \"tcp\"/", "'series'");
	check_edited(*state, "s/^    999$/    16/", "'sizes'");
	check_edited(*state, "s/\"record\": \"plan\"/\"record\": \"run\"/", "'record'");
	check_edited(*state, "s/^      \"udp\"/      \"tcp\"/", "'order'");
	check_edited(*state, "s/\"hold\": 0/\"hold\": 10001/", "'hold'");
	check_edited(*state, "s/\"hold\": 0/\"hold\": null/", "'hold'");
	check_edited(*state, "s/\"counters\": \"on\"/\"counters\": true/", "'counters'");
	check_edited(*state, "s/\"names\": \\[/\"names\": [5,/", "'names'");
	check_edited(*state, "s/\"counters\": \"on\"/\"counters\": \"maybe\"/", "'counters'");
	check_edited(*state, "1d", "plan.json line 1");
	check_edited(*state, "$d", "plan.json line");
	check_edited(*state, "d", "plan.json");
}

static void unwritable_parent_leaves_nothing(void **state)
{
	struct wt_plan plan;
	struct wt_folder folder;
	char path[128];

	make(&plan, no_arguments);
	snprintf(path, sizeof path, "%s/file", (char *)*state);
	assert_true(wt_file_write(path, "x", 1, &reason));
	assert_false(wt_folder_make(&folder, path, &plan, &reason));
	assert_non_null(strstr(reason.text, "name another folder with --out"));
	/* `latest` is a folder with something in it, so the link cannot take its place. */
	snprintf(path, sizeof path, "mkdir -p '%s/latest/x'", (char *)*state);
	assert_int_equal(system(path), 0);
	assert_false(wt_folder_make(&folder, *state, &plan, &reason));
	assert_int_equal(access(folder.path, F_OK), -1);
	snprintf(path, sizeof path, "test \"$(ls -A '%s' | tr '\\n' ' ')\" = 'file latest '", (char *)*state);
	assert_int_equal(system(path), 0);
	wt_plan_free(&plan);
}

static const char *value_of(const struct wt_cell_command *command, const char *option)
{
	for (size_t i = 0; command->argv[i]; i++)
		if (!strcmp(command->argv[i], option))
			return command->argv[i + 1];
	return NULL;
}

/* Over one connection: the programs are told, and the heap has no cell, since messages hardly allocate. */
static void a_session_is_told_to_the_programs(void **state)
{
	static struct wt_cell_command command;
	struct wt_folder folder = { .path = "results/x" };
	struct wt_plan plan;

	(void)state;
	make(&plan, LINE("--mode", "session"));
	assert_string_equal(wt_plan_mode(&plan)->one, "a message");
	wt_cell_client_command(&command, &plan, &folder, &plan.series[0], wt_cell_of_round(0), 4);
	assert_string_equal(value_of(&command, "--mode"), "session");
	assert_true(wt_plan_has_cells(&plan, WT_CELL_TIMING));
	assert_false(wt_plan_has_cells(&plan, WT_CELL_HEAP));
	wt_plan_free(&plan);
	make(&plan, no_arguments);
	wt_cell_client_command(&command, &plan, &folder, &plan.series[0], wt_cell_of_round(0), 4);
	assert_null(value_of(&command, "--mode"));
	assert_true(wt_plan_has_cells(&plan, WT_CELL_HEAP));
	wt_plan_free(&plan);
}

static void commands_say_what_the_plan_says(void **state)
{
	struct wt_folder folder = { "results/x" };
	struct wt_cell_command command;
	struct wt_plan plan;

	(void)state;
	make(&plan, LINE("--tries", "33", "--rounds", "10", "--timeout", "0.5", "--build", "b", "--sizes=16,64,256"));
	plan.client_cpu = 2;
	plan.server_cpu = 3;
	wt_cell_client_command(&command, &plan, &folder, &plan.series[5], wt_cell_of_round(0), 4711);
	assert_string_equal(command.argv[0], "b/host/openssl/tls_client");
	assert_string_equal(value_of(&command, "--host"), "127.0.0.1");
	assert_string_equal(value_of(&command, "--port"), "4711");
	assert_string_equal(value_of(&command, "--cpu"), "2");
	assert_string_equal(value_of(&command, "--timeout"), "0.500");
	assert_string_equal(value_of(&command, "--sizes"), "16,64,256");
	assert_string_equal(value_of(&command, "--tries"), "3");
	assert_string_equal(value_of(&command, "--tls-version"), "1.3");
	assert_string_equal(value_of(&command, "--certs"), "b/certs/ecdsa-p256");
	assert_string_equal(value_of(&command, "--json"), "results/x/tls1.3-openssl/round-01.client.jsonl");
	wt_cell_client_command(&command, &plan, &folder, &plan.series[5], wt_cell_of_round(4), 1);
	assert_string_equal(value_of(&command, "--sizes"), "64,256,16");
	wt_cell_server_command(&command, &plan, &folder, &plan.series[0], wt_cell_of_round(9));
	assert_string_equal(command.argv[0], "b/host/wolfssl/tcp_server");
	assert_string_equal(value_of(&command, "--bind"), "127.0.0.1");
	assert_string_equal(value_of(&command, "--port"), "0");
	assert_string_equal(value_of(&command, "--cpu"), "3");
	assert_string_equal(value_of(&command, "--json"), "results/x/tcp/round-10.server.jsonl");
	assert_null(value_of(&command, "--tls-version"));
	assert_null(value_of(&command, "--certs"));
	assert_null(value_of(&command, "--hold"));
	assert_string_equal(value_of(&command, "--counters"), "no-heap");
	wt_plan_free(&plan);
}

/* Counting the heap takes time, so no round does it: a cell behind them does. */
static void the_heap_is_counted_in_a_cell_of_its_own(void **state)
{
	struct wt_folder folder = { "results/x" };
	struct wt_cell_command command;
	struct wt_plan plan;

	(void)state;
	make(&plan, LINE("--build", "b", "--sizes=64,16,256"));
	assert_true(wt_plan_has_cells(&plan, WT_CELL_HEAP));
	assert_false(wt_plan_has_cells(&plan, WT_CELL_SESSIONS));
	wt_cell_client_command(&command, &plan, &folder, &plan.series[5], wt_heap_cell, 4711);
	assert_string_equal(value_of(&command, "--tries"), "2");
	assert_string_equal(value_of(&command, "--json"), "results/x/tls1.3-openssl/heap.client.jsonl");
	assert_int_equal(strlen(value_of(&command, "--sizes")), strlen("64,16,256"));
	assert_null(value_of(&command, "--counters"));
	wt_cell_server_command(&command, &plan, &folder, &plan.series[6], wt_heap_cell);
	assert_string_equal(value_of(&command, "--json"), "results/x/dtls1.2-wolfssl/heap.server.jsonl");
	assert_null(value_of(&command, "--counters"));
	assert_null(value_of(&command, "--hold"));
	assert_int_equal(wt_plan_series_tries(&plan), 300); /* it is no part of them */
	wt_plan_free(&plan);
	/* The words are those of the programs: without the heap all else is counted. */
	make(&plan, LINE("--build", "b", "--counters", "no-heap"));
	assert_false(wt_plan_has_cells(&plan, WT_CELL_HEAP));
	wt_cell_client_command(&command, &plan, &folder, &plan.series[5], wt_cell_of_round(0), 1);
	assert_string_equal(value_of(&command, "--counters"), "no-heap");
	wt_plan_free(&plan);
	make(&plan, LINE("--counters", "off", "--hold", "3"));
	assert_false(wt_plan_has_cells(&plan, WT_CELL_HEAP));
	assert_true(wt_plan_has_cells(&plan, WT_CELL_SESSIONS));
	wt_plan_free(&plan);
}

/* Both ends of a round; what is held is all about memory, so it counts in any case. */
static void counters_off_reaches_both_ends_of_a_round(void **state)
{
	struct wt_folder folder = { "results/x" };
	struct wt_cell_command command;
	struct wt_plan plan;

	(void)state;
	make(&plan, LINE("--counters", "off", "--hold", "300"));
	wt_cell_client_command(&command, &plan, &folder, &plan.series[0], wt_cell_of_round(0), 1);
	assert_string_equal(value_of(&command, "--counters"), "off");
	wt_cell_server_command(&command, &plan, &folder, &plan.series[5], wt_cell_of_round(2));
	assert_string_equal(value_of(&command, "--counters"), "off");
	wt_cell_client_command(&command, &plan, &folder, &plan.series[5], wt_sessions_cell, 1);
	assert_null(value_of(&command, "--counters"));
	wt_plan_free(&plan);
	check_wrong(LINE("--counters", "maybe"), "--counters maybe: unknown; valid: on, no-heap, off");
}

static void a_hold_is_a_cell_of_its_own(void **state)
{
	struct wt_folder folder = { "results/x" };
	struct wt_cell_command command;
	struct wt_plan plan;

	(void)state;
	make(&plan, LINE("--build", "b", "--sizes=64,16,256", "--hold", "300"));
	wt_cell_client_command(&command, &plan, &folder, &plan.series[5], wt_sessions_cell, 4711);
	assert_string_equal(command.argv[0], "b/host/openssl/tls_client");
	assert_string_equal(value_of(&command, "--hold"), "300");
	assert_string_equal(value_of(&command, "--sizes"), "16");
	assert_null(value_of(&command, "--tries"));
	assert_string_equal(value_of(&command, "--json"), "results/x/tls1.3-openssl/hold.client.jsonl");
	wt_cell_server_command(&command, &plan, &folder, &plan.series[6], wt_sessions_cell);
	assert_string_equal(command.argv[0], "b/host/wolfssl/dtls_server");
	assert_string_equal(value_of(&command, "--hold"), "300");
	assert_string_equal(value_of(&command, "--json"), "results/x/dtls1.2-wolfssl/hold.server.jsonl");
	assert_int_equal(wt_plan_cell_tries(&plan, wt_sessions_cell), 0);
	wt_cell_server_command(&command, &plan, &folder, &plan.series[6], wt_cell_of_round(0));
	assert_null(value_of(&command, "--hold"));
	wt_plan_free(&plan);
}

/* A plan of before there were holds and choices to count and to wait. */
static void older_plans_hold_nothing_and_count(void **state)
{
	struct wt_plan plan, back;
	struct wt_folder folder;
	char command[1500];

	make(&plan, LINE("--seed", "7", "--hold", "12", "--counters", "off", "--wait", "spin"));
	plan.client_cpu = plan.server_cpu = 0;
	assert_true(wt_folder_make(&folder, *state, &plan, &reason));
	wt_plan_free(&plan);
	snprintf(command, sizeof command, "sed -i '/\"hold\": 12,/d; /\"counters\"/d; /\"wait\"/d' '%s/plan.json'",
		 folder.path);
	assert_int_equal(system(command), 0);
	if (!wt_plan_read(&back, &folder, &reason))
		fail_msg("%s", reason.text);
	assert_int_equal(back.hold, 0);
	assert_true(back.counters);
	assert_false(back.spin);
	wt_plan_free(&back);
}

static void rows_are_protocols_with_the_values_of_their_axes(void **state)
{
	static const char *const names[] = { "tcp",     "tls1.2",  "tls1.3",    "udp",
					     "dtls1.2", "dtls1.3", "h2-tls1.2", "h2-tls1.3" };
	struct wt_row row = { 0 }, found, base;
	size_t usual = 0, others = 0;

	(void)state;
	while (wt_row_next(&row)) {
		assert_true(wt_row_find(row.name, &found));
		assert_true(wt_row_same(&row, &found) && !wt_row_order(&row, &found));
		assert_true(strlen(row.name) < WT_ROW_NAME_BYTES - 1);
		assert_int_equal(wt_row_is_datagram(&row), row.name[0] == 'd' || row.name[0] == 'u');
		assert_int_equal(wt_row_is_secure(&row), strchr(row.name, '.') != NULL);
		others += strchr(row.name, '_') != NULL;
		if (strchr(row.name, '_'))
			continue;
		assert_true(usual < sizeof names / sizeof *names);
		assert_string_equal(row.name, names[usual++]);
	}
	assert_int_equal(usual, sizeof names / sizeof *names);
	assert_true(others > 100);
	assert_true(wt_row_find("dtls1.2", &row));
	assert_string_equal(wt_row_value(&row, WT_AXIS_VERSION), "1.2");
	assert_int_equal(wt_row_limit_bytes(&row), 1435);
	assert_true(wt_row_speaks(row.name, "dtls1.2") && wt_row_speaks("dtls1.2_other", "dtls1.2"));
	assert_false(wt_row_speaks(row.name, "dtls1") || wt_row_speaks(row.name, "dtls1.3"));
	/* what is over TLS speaks it, and is told over what is under that */
	assert_true(wt_row_speaks("h2-tls1.2_x25519", "tls1.2"));
	assert_false(wt_row_speaks("h2-tls1.2", "tls1.3") || wt_row_speaks("h2-tls1.2", "dtls1.2"));
	assert_true(wt_row_find("h2-tls1.3", &row) && !strcmp(row.protocol->baseline, "tcp"));
	assert_string_equal(row.protocol->transport, "h2");
	assert_false(wt_row_find("h21.3", &row) || wt_row_find("h2", &row) ||
		     wt_row_find("h2-tls1.3_early-single-use", &row));
	assert_true(wt_plan_row("", "h2", &row, &reason) && !strcmp(row.name, "h2-tls1.3"));
	assert_true(wt_row_find("udp", &row));
	assert_null(wt_row_value(&row, WT_AXIS_VERSION));
	assert_false(wt_row_find("tls", &row) || wt_row_find("tls1.3_", &row) || wt_row_find("", &row));
	/* a group of 1.3 alone, one that begins as another does, and two axes in the order of the table */
	assert_true(wt_row_find("tls1.3_x25519mlkem768", &row) && wt_row_find("dtls1.2_x25519", &row));
	assert_false(wt_row_find("tls1.2_x25519mlkem768", &row) || wt_row_find("tls1.3_p256", &row));
	assert_true(wt_row_find("tls1.3_x25519_chacha20", &row) && wt_row_base(&row, 2, &base));
	assert_string_equal(base.name, "tls1.3_chacha20");
	assert_false(wt_row_find("tls1.3_chacha20_x25519", &row) || wt_row_find("tls1.3_x25519_x25519", &row));
	/* a plain pre-shared key is of 1.2 and has no group; with none a certificate is shown */
	assert_true(wt_row_find("tls1.3_psk-ecdhe_x25519_aes128ccm8", &row) && wt_row_has_psk(&row));
	assert_true(wt_row_find("dtls1.2_psk-plain_aes128ccm8", &row) && wt_row_has_psk(&row));
	assert_false(wt_row_find("tls1.3_psk-plain", &row) || wt_row_find("tls1.2_psk-plain_x25519", &row));
	assert_false(wt_row_find("tls1.3_psk-ecdhe_no-client-auth", &row) ||
		     wt_row_find("tls1.3_psk-ecdhe_rsa-2048", &row));
	assert_true(wt_row_find("tls1.3_x25519", &row) && !wt_row_has_psk(&row));
	assert_false(wt_row_find("tcp_x25519", &row) || wt_row_find("tls1.3_off", &row));
}

static void a_plan_holds_as_many_series_as_there_are(void **state)
{
	struct wt_plan plan = { .seed = 7, .rounds = 2 };
	char variant[16];
	bool drawn[300] = { false };

	(void)state;
	for (int i = 0; i < 300; i++) {
		snprintf(variant, sizeof variant, "v%d", i);
		assert_true(wt_plan_add(&plan, i % 2 ? "tls1.3" : "tls1.2", variant, &reason));
	}
	assert_true(wt_plan_draw(&plan, &reason));
	for (size_t i = 300; i < 600; i++) {
		assert_false(drawn[plan.order[i]]);
		drawn[plan.order[i]] = true;
	}
	assert_string_equal(plan.rows[0].name, "tls1.2");
	assert_string_equal(plan.rows[1].name, "tls1.3");
	assert_int_equal(plan.row_count, 2);
	assert_string_equal(plan.rows[2].name, "");
	wt_plan_free(&plan);
}

static void until_adds_rounds_as_long_as_a_plan_holds_them(void **state)
{
	static const struct {
		uint32_t tries, rounds, more;
	} rows[] = { { 8, 2, 5 },         { 4000, 100, 25 },        { 998, 998, 2 },
		     { 1000, 1000, 0 },   { WT_TRIES_MAX, 500, 0 }, { 9000000, 500, 55 },
		     { 9990000, 999, 1 }, { WT_TRIES_MAX, 1, 0 } };

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		const struct wt_plan plan = { .tries = rows[i].tries, .rounds = rows[i].rounds };

		assert_int_equal(wt_until_more_rounds(&plan), rows[i].more);
		assert_true((plan.rounds + rows[i].more) * (uint64_t)(plan.tries / plan.rounds) <= WT_TRIES_MAX);
	}
}

static void until_wants_a_ratio(void **state)
{
	struct wt_plan plan;

	(void)state;
	make(&plan, LINE("--tries", "8", "--rounds", "2", "--transports", "tls1.3"));
	assert_true(wt_until_possible(&plan, &reason));
	wt_plan_unsupported(&plan, &plan.series[1], "it lacks something");
	assert_false(wt_until_possible(&plan, &reason));
	assert_non_null(strstr(reason.text, "no ratio to wait for"));
	wt_plan_free(&plan);
	make(&plan, LINE("--tries", "8", "--rounds", "2", "--transports", "tls1.3,tcp", "--variants", "openssl"));
	assert_true(wt_until_possible(&plan, &reason));
	plan.target.way = WT_WAY_QEMU_USER;
	assert_false(wt_until_possible(&plan, &reason));
	assert_non_null(strstr(reason.text, "emulation"));
	wt_plan_free(&plan);
}

static void ready_line_gives_the_port(void **state)
{
	(void)state;
	assert_int_equal(wt_cell_ready_port("tcp_server: listening on 127.0.0.1 port 40000"), 40000);
	assert_int_equal(wt_cell_ready_port("dtls_server: listening on ::1 port 1"), 1);
	assert_int_equal(wt_cell_ready_port("tcp_server: listening on 127.0.0.1 port 65536"), 0);
	assert_int_equal(wt_cell_ready_port("tcp_server: listening on 127.0.0.1 port 0"), 0);
	assert_int_equal(wt_cell_ready_port("tcp_server: listening on 127.0.0.1 port 12x"), 0);
	assert_int_equal(wt_cell_ready_port("tcp_server: listening on 127.0.0.1 port -1"), 0);
	assert_int_equal(wt_cell_ready_port("tcp_server: cannot listen, port 5 is in use"), 0);
	assert_int_equal(wt_cell_ready_port(""), 0);
}

static void text_is_made_safe(void **state)
{
	char text[24];

	(void)state;
	wt_text_copy(text, sizeof text, "a\033[31mb\n\177");
	assert_string_equal(text, "a?[31mb??");
	wt_text_copy(text, sizeof text, "\xc2\xb5s \xff \xc2\x9b \xe2\x82");
	assert_string_equal(text, "\xc2\xb5s ? ?? ??");
	/* marks that turn the direction of what follows, and ends of lines */
	wt_text_copy(text, sizeof text,
		     "a\xe2\x80\xae"
		     "b\xe2\x81\xa6"
		     "c\xd8\x9c"
		     "d\xe2\x80\xa8"
		     "e\xe2\x80\x93");
	assert_string_equal(text, "a???b???c??d???e\xe2\x80\x93");
	wt_text_copy(text, sizeof text,
		     "\xef\xbb\xbf"
		     "a\xef\xbb\xbe");
	assert_string_equal(text, "???a\xef\xbb\xbe");
	wt_text_copy(text, 4, "ab\xc2\xb5"); /* half a character does not fit */
	assert_string_equal(text, "ab");
	wt_text_copy(text, 5, "ab\xc2\xb5");
	assert_string_equal(text, "ab\xc2\xb5");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(defaults_are_the_agreed_matrix),
		cmocka_unit_test(wrong_lines_name_the_thing),
		cmocka_unit_test(a_plan_has_a_mode),
		cmocka_unit_test(a_session_is_told_to_the_programs),
		cmocka_unit_test(given_tells_which_options_stood_there),
		cmocka_unit_test(rounds_share_the_tries_exactly),
		cmocka_unit_test(order_comes_from_the_seed),
		cmocka_unit_test_setup_teardown(plan_survives_its_file, make_folder, remove_folder),
		cmocka_unit_test_setup_teardown(ends_on_two_machines_are_on_two_cores, make_folder, remove_folder),
		cmocka_unit_test_setup_teardown(placement_is_what_the_cores_say, make_folder, remove_folder),
		cmocka_unit_test_setup_teardown(second_folder_takes_latest_over, make_folder, remove_folder),
		cmocka_unit_test_setup_teardown(a_row_that_the_peer_cannot_speak_has_another_peer, make_folder,
						remove_folder),
		cmocka_unit_test_setup_teardown(edited_plans_are_refused, make_folder, remove_folder),
		cmocka_unit_test_setup_teardown(unwritable_parent_leaves_nothing, make_folder, remove_folder),
		cmocka_unit_test(commands_say_what_the_plan_says),
		cmocka_unit_test(a_hold_is_a_cell_of_its_own),
		cmocka_unit_test(the_heap_is_counted_in_a_cell_of_its_own),
		cmocka_unit_test(counters_off_reaches_both_ends_of_a_round),
		cmocka_unit_test_setup_teardown(older_plans_hold_nothing_and_count, make_folder, remove_folder),
		cmocka_unit_test(rows_are_protocols_with_the_values_of_their_axes),
		cmocka_unit_test(a_plan_holds_as_many_series_as_there_are),
		cmocka_unit_test(until_adds_rounds_as_long_as_a_plan_holds_them),
		cmocka_unit_test(until_wants_a_ratio),
		cmocka_unit_test(ready_line_gives_the_port),
		cmocka_unit_test(text_is_made_safe),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
