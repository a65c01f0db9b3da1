/* SPDX-License-Identifier: GPL-3.0-or-later */
/* `wiretoll run`: makes a plan, or takes that of a folder, runs it (whole_run.h), and prints the table. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "commands.h"
#include "installed.h"
#include "last_words.h"
#include "message.h"
#include "mode_list.h"
#include "report_folder.h"
#include "run_failure.h"
#include "shared_rows.h"
#include "shell.h"
#include "studies.h"
#include "until.h"
#include "whole_run.h"

/* What a command line asks for: a run, and forms of its report. */
struct asked {
	struct wt_request request;
	struct wt_report_wish wish;
};

#define FIELD(name) offsetof(struct asked, request.name)
#define WISH(name)  offsetof(struct asked, wish.name)

#define TEXT(...)    TEXT_OF(__VA_ARGS__)
#define TEXT_OF(...) #__VA_ARGS__

/* name, kind, field, value, default, help, choices, minimum, maximum */
static const struct wt_option options[] = {
	{ "transports", WT_OPTION_NAMES, FIELD(transports), "LIST", WT_TRANSPORTS,
	  "what to measure, with commas between them", NULL, 0, 0 },
	{ "study", WT_OPTION_CHOICE, FIELD(study), "NAME", NULL,
	  "measure what answers one question, and end with its answer; --transports and the other options count in place of its own, each --axis beside its own",
	  WT_STUDIES, 0, 0 },
	{ "axis", WT_OPTION_LISTS, FIELD(axes), "NAME=VALUE,...", NULL,
	  "measure each of them that has that axis with each of these values, such as tls-version=1.2,1.3; more of them, each with another name: all combinations",
	  NULL, 0, 0 },
	{ "variants", WT_OPTION_NAMES, FIELD(variants), "LIST", "wolfssl,openssl",
	  "of the programs: folders under <build>/<board>; the others are compared with the first", WT_VARIANTS, 0, 0 },
	{ "mode", WT_OPTION_CHOICE, FIELD(mode), "MODE", WT_MODE_USUAL, WT_MODE_WORDS, WT_MODE_CHOICES, 0, 0 },
	{ "sizes", WT_OPTION_SIZES, FIELD(sizes), "LIST", NULL,
	  "bytes of a message, its 16-byte header included, or in mode stream of a write (default: " TEXT(
		  WT_MESSAGE_SIZES) "; in mode stream those of " TEXT(WT_WRITE_SIZES) " that all --transports carry)",
	  NULL, WT_MESSAGE_HEADER_BYTES, WT_MESSAGE_MAX_BYTES },
	{ "tries", WT_OPTION_NUMBER, FIELD(tries), "N", NULL,
	  "tries of each size, all rounds together (default: 100, with --streams for each of them; in mode stream 10)",
	  NULL, 1, WT_TRIES_MAX },
	{ "rounds", WT_OPTION_NUMBER, FIELD(rounds), "N", NULL,
	  "rounds that the tries are spread over (default: one for every four tries, 125 at most; one for 20 with --rate; 2 with --run qemu-user; in mode stream one for every try)",
	  NULL, 1, WT_ROUNDS_MAX },
	{ "seconds", WT_OPTION_SECONDS, FIELD(flow_ns), "SECONDS", NULL,
	  "mode stream: how long bytes go one way in a try (default: 0.5)", NULL, 1, 86400000 },
	{ "bitrate", WT_OPTION_NUMBER, FIELD(bitrate), "KBIT", "0",
	  "mode stream: kbit a second that are offered, of what is written; 0: as many as go", NULL, 0, UINT32_MAX },
	{ "hold", WT_OPTION_NUMBER, FIELD(hold), "N", "0",
	  "sessions that each secure series holds open at once, after the rounds: memory of one; 0: none", NULL, 0,
	  WT_HOLD_MAX },
	{ "rate", WT_OPTION_NUMBER, FIELD(rate), "N", "0",
	  "open loop: tries that begin a second, at planned times from which their time counts; 0: the next one when the last has ended",
	  NULL, 0, WT_RATE_MAX },
	{ "streams", WT_OPTION_NUMBER, FIELD(streams), "N", "1",
	  "mode session of h2: requests that are under way at once on the connection", NULL, 1, WT_STREAMS_MAX },
	{ "seed", WT_OPTION_NUMBER, FIELD(seed), "N", NULL, "of the order of the series (default: drawn, and printed)",
	  NULL, 1, UINT32_MAX },
	WT_PROGRAM_ROWS(FIELD),
	{ "host", WT_OPTION_TEXT, FIELD(host), "ADDRESS", "127.0.0.1", "the address under test, one of this machine's",
	  NULL, 0, 0 },
	{ "timeout", WT_OPTION_SECONDS, FIELD(timeout_ns), "SECONDS", "5", "limit of a try", NULL, 1, 3600000 },
	{ "counters", WT_OPTION_CHOICE, FIELD(counters), "HOW", "on",
	  "costs beside time, as the programs count them: CPU, stack, the machine, and behind the rounds the heap; no-heap: all but the heap; off: time and traffic alone. Sessions held count theirs in any case",
	  "on|no-heap|off", 0, 0 },
	{ "wait", WT_OPTION_CHOICE, FIELD(wait), "HOW", "block",
	  "of both ends, for what comes: sleep, or ask again and again (spin): no wake-up is in the times then, but the waiting is in the CPU time",
	  "block|spin", 0, 0 },
	{ "client-cpu", WT_OPTION_CPU, FIELD(client_cpu), "N", "auto", "core of the client", "auto", 0, 1023 },
	{ "server-cpu", WT_OPTION_CPU, FIELD(server_cpu), "N", "auto",
	  "core of the server; auto: another than the client's", "auto", 0, 1023 },
	WT_PLACEMENT_ROW(FIELD),
	{ "run", WT_OPTION_TEXT, FIELD(target.run), "WAY", "auto",
	  "of the board's programs: local, qemu-user, ssh; auto: ssh with --ssh, else local if this machine can",
	  "auto|local|qemu-user|ssh", 0, 0 },
	{ "role", WT_OPTION_TEXT, FIELD(target.role), "END", "client",
	  "which end the board is: client, server; the other end is this machine", "client|server", 0, 0 },
	{ "peer-variant", WT_OPTION_TEXT, FIELD(target.peer_variant), "NAME", "openssl",
	  "of the other end: a folder under <build>/host; with openssl the other end of dtls1.3 is wolfssl",
	  WT_VARIANTS, 0, 0 },
	{ "core", WT_OPTION_TEXT, FIELD(target.core), "NAME", NULL,
	  "qemu-user: the core to emulate, such as cortex-a53", NULL, 0, 0 },
	{ "plugin", WT_OPTION_TEXT, FIELD(target.plugin), "FILE", NULL,
	  "qemu-user: counts the instructions (default <build>/host/guest_count.so)", NULL, 0, 0 },
	{ "ssh", WT_OPTION_TEXT, FIELD(target.ssh), "TARGET", NULL, "the board: [user@]host[:port]", NULL, 0, 0 },
	{ "ssh-command", WT_OPTION_TEXT, FIELD(target.ssh_command), "COMMAND", "ssh",
	  "with options, blanks between them: 'ssh -F FILE'", NULL, 0, 0 },
	{ "target-ip", WT_OPTION_TEXT, FIELD(target.target_ip), "ADDRESS", NULL,
	  "over SSH: the address that the client calls (default: that of the SSH connection)", NULL, 0, 0 },
	{ "board-dir", WT_OPTION_TEXT, FIELD(target.board_dir), "DIR", NULL,
	  "over SSH: where our folder is made on the board (default: its $TMPDIR, or /tmp)", NULL, 0, 0 },
	{ "bind", WT_OPTION_TEXT, FIELD(target.bind), "ADDRESS", NULL, "over SSH: the server's own, if it is another",
	  NULL, 0, 0 },
	{ "server-port", WT_OPTION_NUMBER, FIELD(target.server_port), "N", NULL,
	  "over SSH: of the server (default: the system picks)", NULL, 1, 65535 },
	{ "called-port", WT_OPTION_NUMBER, FIELD(target.called_port), "N", NULL,
	  "over SSH: that the client calls, if it is another", NULL, 1, 65535 },
	{ "reconnect", WT_OPTION_NUMBER, FIELD(target.reconnect_s), "SECONDS", "120",
	  "over SSH: how long to wait for a board that is gone", NULL, 0, 86400 },
	{ "emulated", WT_OPTION_FLAG, FIELD(target.emulated), NULL, NULL,
	  "over SSH: the board is virtual; the report says so", NULL, 0, 0 },
	{ "no-crypto", WT_OPTION_FLAG, FIELD(target.no_crypto), NULL, NULL,
	  "the core has no AES, SHA and PMULL instructions: of those that an emulator offers OpenSSL uses none", NULL,
	  0, 0 },
	{ "keep", WT_OPTION_FLAG, FIELD(target.keep), NULL, NULL, "over SSH: leave our files on the board", NULL, 0,
	  0 },
	WT_OUT_ROW(FIELD, "results"),
	{ "continue", WT_OPTION_TEXT, FIELD(resume), "DIR", NULL,
	  "make only what is missing or failed in this folder; its plan holds all other settings", NULL, 0, 0 },
	{ "until", WT_OPTION_TEXT, FIELD(until), "SHARE", NULL,
	  "go on in rounds until every ratio is known within SHARE of itself, such as 2% (0.1% to 100%), or --limit",
	  NULL, 0, 0 },
	{ "limit", WT_OPTION_SECONDS, FIELD(limit_ns), "SECONDS", "600", "of time, with --until", NULL, 1, 604800000 },
	{ "html", WT_OPTION_TEXT, WISH(html), "FILE", NULL, "at the end the page to FILE, too", NULL, 0, 0 },
	{ "csv", WT_OPTION_TEXT, WISH(csv), "FILE", NULL, "a line a series and size", NULL, 0, 0 },
	{ "markdown", WT_OPTION_TEXT, WISH(markdown), "FILE", NULL, "answer, tables, lists", NULL, 0, 0 },
	{ "json", WT_OPTION_TEXT, WISH(json), "FILE", NULL,
	  "everything that was judged; - is the standard output, for each of these, in place of the screen", NULL, 0,
	  0 },
	{ "full", WT_OPTION_FLAG, FIELD(full), NULL, NULL, "at the end the whole report, and not one screen", NULL, 0,
	  0 },
	{ "quiet", WT_OPTION_FLAG, FIELD(quiet), NULL, NULL, "no progress and no table: the folder of results alone",
	  NULL, 0, 0 },
	WT_QUESTION_OPTIONS("print the version"),
	{ .name = NULL },
};

/* A plan that is half another would be no plan: what is none of these cannot be given again. */
static bool conflicting(const struct wt_request *request, uint64_t given, struct wt_reason *reason)
{
	static const char *const beside[] = { "continue", "until", "limit", "html", "csv",
					      "markdown", "json",  "full",  "quiet" };

	for (size_t i = 0; options[i].name; i++) {
		bool planned = given >> i & 1;

		for (size_t k = 0; k < sizeof beside / sizeof *beside; k++)
			planned = planned && strcmp(options[i].name, beside[k]) != 0;
		if (planned) {
			wt_reason_set(reason,
				      "--%s: not together with --continue; the plan of %s holds it; "
				      "valid: --until, --limit, --quiet, --full, and forms of the report",
				      options[i].name, request->resume);
			return true;
		}
	}
	return false;
}

static bool is_given(const char *name, uint64_t given)
{
	for (size_t i = 0; options[i].name; i++)
		if (!strcmp(options[i].name, name))
			return given >> i & 1;
	return false;
}

/* What was asked for by name is not to be another thing by its cores. Over SSH they are cores of two machines. */
static bool check_placement(const struct wt_request *request, uint64_t given, struct wt_reason *reason)
{
	if (!is_given("placement", given) || strcmp(request->placement, "two") != 0 || request->target.ssh ||
	    request->client_cpu < 0 || request->client_cpu != request->server_cpu)
		return true;
	return wt_reason_set(reason,
			     "--placement two: client and server both on core %d; valid: a core for each, or "
			     "--placement one",
			     request->client_cpu);
}

/* A limit that nobody looks at would be a promise that is not kept. */
static bool check_until(const struct wt_request *request, uint64_t given, struct wt_reason *reason)
{
	double share;

	if (request->until)
		return wt_share_parse("until", request->until, &share, reason);
	return !is_given("limit", given) ||
	       wt_reason_set(reason,
			     "--limit: nothing to limit without --until; valid: such as --until 2%% --limit 600");
}

/* A study without its values, or in another mode than its own, would be another one. */
static bool study_fits(const struct wt_request *request, uint64_t given, struct wt_reason *reason)
{
	const struct wt_study *study = wt_study_find(request->study);
	const char *mode = study ? wt_study_mode(study) : NULL;

	if (mode && is_given("mode", given) && strcmp(request->mode, mode) != 0)
		return wt_reason_set(reason, "--mode %s: not together with --study %s; valid: --mode %s", request->mode,
				     study->name, mode);
	for (size_t i = 0; study && i < request->axes.count; i++)
		if (wt_study_has_axis(study, request->axes.list[i].name))
			return wt_reason_set(reason,
					     "--axis %s: not together with --study %s, which says its values; valid: "
					     "another axis, or --axis without --study",
					     request->axes.list[i].name, study->name);
	return true;
}

/* Takes the line again with the study's options before it: of what stands there twice the last one counts. */
static bool take_study(const struct wt_command *command, int argc, char **argv, struct asked *asked,
		       struct wt_reason *reason)
{
	const struct wt_study *study = wt_study_find(asked->request.study);
	char **words = calloc((size_t)argc + WT_STUDY_OPTIONS_MAX, sizeof *words);
	struct wt_taken taken;
	size_t count = 0;
	bool good;

	if (!words)
		return wt_reason_set(reason, "memory is short");
	while (study->options[count])
		count++;
	memcpy(words, study->options, count * sizeof *words);
	memcpy(words + count, argv, (size_t)argc * sizeof *words);
	memset(asked, 0, sizeof *asked);
	good = wt_command_take(command, argc + (int)count, words, asked, &taken, reason) == WT_OPTIONS_RUN;
	free(words);
	return good;
}

/* The study's own variant is the second one, where its programs are and nobody said which to take. */
static void take_variant(struct wt_request *request, uint64_t given)
{
	const struct wt_study *study = wt_study_find(request->study);
	struct wt_names usual = request->variants;
	char path[WT_FILE_BYTES];

	if (!study || !study->variant || is_given("variants", given))
		return;
	snprintf(path, sizeof path, "%s/%s/%s/dtls_client", request->build, request->board, study->variant);
	if (access(path, X_OK) != 0)
		return;
	request->variants.count = 1;
	(void)wt_names_add(&request->variants, study->variant);
	for (size_t i = 1; i < usual.count; i++)
		(void)wt_names_add(&request->variants, usual.name[i]);
}

/* A form that cannot be written is known before the run that it is of. */
static bool line_fits(const struct asked *asked, uint64_t given, struct wt_reason *reason)
{
	const struct wt_request *request = &asked->request;

	return check_until(request, given, reason) && study_fits(request, given, reason) &&
	       (request->resume ? !conflicting(request, given, reason) : check_placement(request, given, reason)) &&
	       wt_report_wish_valid(&asked->wish, reason) && wt_report_wish_possible(&asked->wish, reason);
}

/* The standard output has the folder alone, a form alone, or the screen and the folder. */
static void tell_folder(const struct wt_request *request, bool form, const struct wt_folder *folder)
{
	if (request->quiet && !form)
		printf("%s\n", folder->path);
	if (request->quiet)
		return;
	if (!request->full && !form)
		printf("The whole report: report.txt and report.html there, or wiretoll report.\n");
	fprintf(form ? stderr : stdout, "Results: %s\n", folder->path);
}

static int report(const struct wt_command *command, struct asked *asked, const struct wt_run *run)
{
	const struct wt_folder *folder = &run->folder;
	const struct wt_request *request = &asked->request;
	bool form = wt_report_to_output(&asked->wish), complete = false;
	struct wt_reason reason;

	asked->wish.screen = !request->full;
	asked->wish.kept = true;
	if (!wt_report_wished(folder->path, &asked->wish, request->quiet || form ? NULL : stdout, &complete, &reason))
		return wt_command_failed(command, &reason, WT_EXIT_FAILED);
	tell_folder(request, form, folder);
	if (complete || !request->quiet)
		return complete ? WT_EXIT_DONE : WT_EXIT_FAILED;
	wt_run_failure(&run->plan, folder, &reason);
	return wt_command_failed(command, &reason, WT_EXIT_FAILED);
}

static int run_main(const struct wt_command *command, int argc, char **argv)
{
	struct asked asked = { .wish = { .html = NULL } };
	struct wt_request *request = &asked.request;
	struct wt_installed installed;
	struct wt_run *run;
	struct wt_reason reason;
	char again[WT_COMMAND_BYTES];
	struct wt_taken taken;
	int status;

	if (!wt_command_begin(command, argc, argv, &asked, &taken, &status))
		return status;
	if (!line_fits(&asked, taken.given, &reason) ||
	    (request->study && !take_study(command, argc, argv, &asked, &reason)))
		return wt_command_failed(command, &reason, WT_EXIT_WRONG);
	wt_installed_find(&installed);
	wt_installed_complete(&installed, &request->build, &request->certs);
	take_variant(request, taken.given);
	run = calloc(1, sizeof *run);
	if (!run)
		return WT_EXIT_FAILED;
	status = wt_run(run, request, &reason);
	if (status == WT_EXIT_DONE)
		wt_last_words("wiretoll run: stopped; what was measured is kept; go on with: %s",
			      wt_shell_command(again, "report", run->folder.path));
	status = status == WT_EXIT_DONE ? report(command, &asked, run) : wt_command_failed(command, &reason, status);
	wt_run_close(run);
	free(run);
	return status;
}

const struct wt_command wt_command_run = {
	.name = "run",
	.purpose = "Measures transports and libraries beside each other on this machine.",
	.notes = "What a library cannot do stands as UNSUPPORTED in plan and table. A series that\n"
		 "fails is not tried again in this run, the others go on. The exit status is 0\n"
		 "when all was made, 1 when something failed, 2 when the command line is wrong,\n"
		 "and 130 when it was stopped by Ctrl-C (128 and the signal): what was made is\n"
		 "kept.",
	.options = options,
	.run = run_main,
};
