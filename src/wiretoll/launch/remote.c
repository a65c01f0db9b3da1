/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "remote.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "certs_sets.h"
#include "elf_file.h"
#include "probe_place.h"
#include "remote_script.h"
#include "remote_session.h"
#include "helper.h"
#include "shell.h"

enum {
	BRING_MS = 300000,
	ASK_MS = 20000,
	PROBE_MS = 6000,
	PAUSE_MS = 1000,
	FETCHES = 2,
	ANSWER_BYTES = 64 * 1024 /* of a command that has nothing to say, or one record */
};

struct wt_remote {
	struct wt_runner *runner;
	struct wt_plan *plan;
	struct wt_session session;
	char quoted[WT_SCRIPT_BYTES]; /* of the command that runs now */
};

static const char *end_name(const struct wt_plan *plan)
{
	return plan->target.board_role == WT_CLIENT ? "client" : "server";
}

/* Runs a line of shell on the board. */
static bool ask(struct wt_remote *remote, struct wt_helper *helper, const char *line, struct wt_reason *reason)
{
	char *argv[WT_SESSION_ARGUMENTS], text[WT_SCRIPT_BYTES];

	if (snprintf(text, sizeof text, "cd %s && %s", remote->session.folder, line) >= (int)sizeof text)
		return wt_reason_set(reason, "%s: the command line is too long", helper->what);
	wt_session_command(&remote->session, argv, text);
	if (!helper->most_bytes)
		helper->most_bytes = ANSWER_BYTES;
	return wt_helper_run(helper, remote->runner, argv, reason);
}

/* `board NAME: ` before what the helper says. */
static bool of_board(const struct wt_remote *remote, struct wt_reason *reason)
{
	struct wt_reason why = *reason;

	return wt_reason_set(reason, "board %s: %.700s", remote->plan->target.ssh, why.text);
}

/* tar says why first, and that it failed last. */
static bool no_room(struct wt_remote *remote, const struct wt_helper *helper, const char *archive,
		    struct wt_reason *reason)
{
	struct stat info = { .st_size = 0 };

	if (!strstr(helper->child.errors, "o space left"))
		return of_board(remote, reason);
	(void)stat(archive, &info);
	return wt_reason_set(reason, "board %s: %s: no space left in %s, %lld KB are needed", remote->plan->target.ssh,
			     helper->what, remote->session.folder, (long long)(info.st_size + 1023) / 1024);
}

/* Packs files here and unpacks them there. `argv` is tar's, without what it makes. */
static bool bring(struct wt_remote *remote, char **argv, const char *unpack, const char *what, struct wt_reason *reason)
{
	char archive[WT_TARGET_BYTES + 16];
	struct wt_helper pack = { .what = "tar", .limit_ms = BRING_MS, .output = archive };
	struct wt_helper helper = { .what = what, .limit_ms = BRING_MS, .input = archive };
	bool good;

	snprintf(archive, sizeof archive, "%s/files.tar", remote->session.control);
	good = wt_helper_run(&pack, remote->runner, argv, reason) &&
	       (ask(remote, &helper, unpack, reason) || no_room(remote, &helper, archive, reason));
	unlink(archive);
	return good;
}

static bool bring_programs(struct wt_remote *remote, struct wt_reason *reason)
{
	static char tar[] = "tar", format[] = "--format=ustar", owner[] = "--owner=0", group[] = "--group=0",
		    dereference[] = "-hcf", out[] = "-", folder[] = "-C";
	const struct wt_plan *plan = remote->plan;
	char from[2 * WT_PATH_BYTES], *const head[] = { tar, format, owner, group, dereference, out, folder, from };
	struct wt_probe_place places[WT_PROBES_MAX];
	size_t count = sizeof head / sizeof *head, n = 0, probes = wt_probe_places(plan, places);
	size_t most = plan->series_count + WT_PROBES_MAX;
	char(*names)[128] = calloc(most, sizeof *names), **argv = calloc(count + most + 1, sizeof *argv);
	bool good = names && argv;

	if (!good) {
		wt_reason_set(reason, "memory is short");
		goto out;
	}
	memcpy(argv, head, sizeof head);
	snprintf(from, sizeof from, "%s/%s", plan->build, plan->board);
	for (size_t i = 0; i < plan->series_count; i++) {
		size_t k = 0;

		if (*plan->series[i].unsupported)
			continue;
		snprintf(names[n], sizeof *names, "%s/%s_%s", plan->series[i].variant,
			 plan->series[i].row.protocol->transport, end_name(plan));
		while (k < n && strcmp(names[k], names[n]) != 0)
			k++;
		if (k == n)
			argv[count++] = names[n++];
	}
	for (size_t i = 0; i < probes; i++) {
		if (places[i].role != plan->target.board_role || !wt_probe_has_program(plan, &places[i]))
			continue;
		snprintf(names[n], sizeof *names, "%.31s/tls_probe", places[i].variant);
		argv[count++] = names[n++];
	}
	argv[count] = NULL;
	good = bring(remote, argv, "tar -xf -", "bringing the programs", reason);
out:
	free(names);
	free(argv);
	return good;
}

/* Those of --certs lie in the folder certs, those of other keys beside it, as the programs look for them. */
static bool bring_set(struct wt_remote *remote, const char *keys, const char *to, char *files[3],
		      struct wt_reason *reason)
{
	static char tar[] = "tar", format[] = "--format=ustar", owner[] = "--owner=0", group[] = "--group=0",
		    dereference[] = "-hcf", out[] = "-", folder[] = "-C";
	char from[WT_PATH_BYTES + WT_AXIS_WORD_BYTES], unpack[128];
	char *argv[] = {
		tar, format, owner, group, dereference, out, folder, from, files[0], files[1], files[2], NULL
	};

	if (!wt_settings_file(remote->plan->certs, keys, "", from, sizeof from))
		return wt_reason_set(reason, "--certs: the path is too long");
	snprintf(unpack, sizeof unpack, "mkdir -p %s && cd %s && tar -xf -", to, to);
	return bring(remote, argv, unpack, "bringing the keys", reason);
}

static bool bring_keys(struct wt_remote *remote, struct wt_reason *reason)
{
	static char ca[] = "ca.pem", psk[] = "psk";
	struct wt_certs_set sets[WT_CERTS_SETS_MAX];
	size_t count = wt_certs_sets(remote->plan, sets);
	char certificate[WT_AXIS_WORD_BYTES + 16], key[16];

	snprintf(key, sizeof key, "%s.key", end_name(remote->plan));
	for (size_t i = 0; i < count; i++) {
		snprintf(certificate, sizeof certificate, "%s%s.pem", end_name(remote->plan), sets[i].ending);
		if (!bring_set(remote, sets[i].keys, sets[i].keys ? sets[i].keys : "certs",
			       (char *[]){ ca, certificate, key }, reason))
			return false;
	}
	return !wt_certs_psk(remote->plan) || bring_set(remote, NULL, "certs", (char *[]){ psk, NULL, NULL }, reason);
}

static bool bring_guard(struct wt_remote *remote, struct wt_reason *reason)
{
	char line[WT_SCRIPT_BYTES], quoted[WT_SCRIPT_BYTES];
	struct wt_helper helper = { .what = "bringing the guard", .limit_ms = ASK_MS };

	if (!wt_shell_quote(quoted, sizeof quoted, wt_script_guard))
		return wt_reason_set(reason, "bringing the guard: it is too long");
	snprintf(line, sizeof line, "echo %.3000s >run.sh", quoted);
	return ask(remote, &helper, line, reason) || of_board(remote, reason);
}

static bool check_program(const struct wt_remote *remote, const struct wt_series *series, struct wt_reason *reason)
{
	const struct wt_plan *plan = remote->plan;
	char path[WT_PROGRAM_BYTES];
	const struct wt_architecture *machine;

	wt_plan_program(plan, series, plan->target.board_role, path);
	if (wt_is_script(path))
		return true;
	machine = wt_elf_machine(path, reason);
	if (!machine)
		return false;
	if (wt_architecture_runs(machine, remote->session.machine))
		return true;
	return wt_reason_set(reason,
			     "board %s: wrong architecture: it is %s, but %s of BOARD=%s is "
			     "for %s; valid: a BOARD whose programs it runs (make boards)",
			     plan->target.ssh, remote->session.machine, path, plan->board, machine->name);
}

/* Found before anything is brought: a program of another architecture than the board's. */
static bool check_machine(const struct wt_remote *remote, struct wt_reason *reason)
{
	const struct wt_plan *plan = remote->plan;

	for (size_t i = 0; i < plan->series_count; i++)
		if (!*plan->series[i].unsupported && !check_program(remote, &plan->series[i], reason))
			return false;
	return true;
}

/* A server that soon has heard nothing: a port or an address that it cannot have is found here. */
static bool try_port(struct wt_remote *remote, const struct wt_series *series, struct wt_reason *reason)
{
	const struct wt_plan *plan = remote->plan;
	const char *bind = *plan->target.bind ? plan->target.bind : plan->host;
	struct wt_helper helper = { .what = "trying the port", .limit_ms = ASK_MS };
	char line[512], address[WT_TARGET_BYTES];

	if (!wt_shell_quote(address, sizeof address, bind))
		return wt_reason_set(reason, "%s: the address is too long", bind);
	snprintf(line, sizeof line,
		 "said=$(./%s/%s_server --bind %s --port %u --timeout 0.01 --quiet 2>&1); "
		 "case $said in *listening*) ;; *) echo \"$said\" >&2; false ;; esac",
		 series->variant, series->row.protocol->transport, address, plan->target.server_port & 0xffff);
	return ask(remote, &helper, line, reason);
}

/* A shell that finds a program and may not start it says 126. */
static bool not_started(const struct wt_remote *remote, const struct wt_helper *helper, struct wt_reason *reason)
{
	if (helper->child.status != 126 || !strstr(helper->child.errors, "ermission denied"))
		return of_board(remote, reason);
	return wt_reason_set(reason,
			     "board %s: nothing can be started in %s (mounted noexec?); valid: another "
			     "folder of the board, with --board-dir DIR (make: TARGET_DIR=DIR)",
			     remote->plan->target.ssh, remote->session.folder);
}

/*
 * A program of each variant is run once: a core that lacks an instruction is found here. A secure server needs
 * what its plain one needs.
 */
static bool try_programs(struct wt_remote *remote, struct wt_reason *reason)
{
	const struct wt_plan *plan = remote->plan;

	for (size_t i = 0; i < plan->series_count; i++) {
		struct wt_helper helper = { .what = "trying the programs", .limit_ms = ASK_MS };
		char line[256];

		if (*plan->series[i].unsupported)
			continue;
		snprintf(line, sizeof line, "exec ./%s/%s_%s --version >/dev/null", plan->series[i].variant,
			 plan->series[i].row.protocol->transport, end_name(plan));
		if (!ask(remote, &helper, line, reason))
			return not_started(remote, &helper, reason);
		if (plan->target.board_role == WT_SERVER && !wt_row_is_secure(&plan->series[i].row) &&
		    !try_port(remote, &plan->series[i], reason))
			return of_board(remote, reason);
	}
	return true;
}

/* The address under test, unless one was given, is that of the SSH connection. */
static bool find_host(struct wt_remote *remote, struct wt_reason *reason)
{
	struct wt_plan *plan = remote->plan;
	const char *seen =
		plan->target.board_role == WT_CLIENT ? remote->session.desk_address : remote->session.board_address;

	if (*plan->host)
		return true;
	if (!*seen)
		return wt_reason_set(reason,
				     "board %s: does not tell the addresses of its SSH connection; name "
				     "the address under test with --target-ip",
				     plan->target.ssh);
	snprintf(plan->host, sizeof plan->host, "%s", seen);
	return true;
}

static bool begin(struct wt_remote *remote, struct wt_reason *reason)
{
	if (!wt_session_open(&remote->session, remote->runner, &remote->plan->target, reason))
		return false;
	if (check_machine(remote, reason) && find_host(remote, reason) && bring_programs(remote, reason) &&
	    bring_guard(remote, reason) && bring_keys(remote, reason) && try_programs(remote, reason))
		return true;
	wt_session_close(&remote->session, remote->runner);
	return false;
}

bool wt_remote_open(struct wt_remote **remote, struct wt_runner *runner, struct wt_plan *plan, struct wt_reason *reason)
{
	*remote = calloc(1, sizeof **remote);
	if (!*remote)
		return wt_reason_set(reason, "memory is short");
	(*remote)->runner = runner;
	(*remote)->plan = plan;
	if (begin(*remote, reason))
		return true;
	free(*remote);
	*remote = NULL;
	return false;
}

void wt_remote_close(struct wt_remote *remote)
{
	if (!remote)
		return;
	wt_session_close(&remote->session, remote->runner);
	free(remote);
}

bool wt_remote_wrap(struct wt_remote *remote, struct wt_cell_command *command, struct wt_reason *reason)
{
	/* Removes records of an earlier attempt that were never fetched. */
	size_t at = (size_t)snprintf(remote->quoted, sizeof remote->quoted, "cd %s && rm -f %.32s && exec sh ./run.sh",
				     remote->session.folder, command->json);

	for (size_t i = 0; i < command->count; i++) {
		if (at + 2 >= sizeof remote->quoted)
			return wt_reason_set(reason, "the command line is too long");
		remote->quoted[at++] = ' ';
		if (!wt_shell_quote(remote->quoted + at, sizeof remote->quoted - at, command->argv[i]))
			return wt_reason_set(reason, "the command line is too long");
		at += strlen(remote->quoted + at);
	}
	wt_session_command(&remote->session, command->argv, remote->quoted);
	return true;
}

bool wt_remote_probe(struct wt_remote *remote, const char *variant, const char *records, struct wt_reason *reason)
{
	char part[WT_FILE_BYTES + 8], line[WT_NAME_BYTES + 64];
	struct wt_helper helper = { .what = "the probe", .limit_ms = ASK_MS, .output = part };

	snprintf(part, sizeof part, "%s.part", records);
	snprintf(line, sizeof line, "exec ./%s/tls_probe --quiet --json -", variant);
	if (ask(remote, &helper, line, reason)) {
		if (rename(part, records) == 0)
			return true;
		wt_reason_set(reason, "%s: %s", records, strerror(errno));
	}
	unlink(part);
	return false;
}

/* The board keeps the file until its next cell, so it can be taken once more when it broke off on its way. */
bool wt_remote_fetch(struct wt_remote *remote, const struct wt_cell_command *command, struct wt_reason *reason)
{
	char part[WT_FILE_BYTES + 8], line[128];
	struct wt_helper helper = { .what = "taking the records from the board",
				    .limit_ms = BRING_MS,
				    .output = part,
				    .most_bytes = command->most_bytes };
	bool taken = false;

	snprintf(part, sizeof part, "%s.part", command->records);
	snprintf(line, sizeof line, "[ -f %.32s ] && cat %.32s", command->json, command->json);
	for (int i = 0; i < FETCHES && !taken && !helper.child.flooded && !remote->runner->stop_signal; i++)
		taken = ask(remote, &helper, line, reason);
	if (taken && rename(part, command->records) == 0)
		return true;
	if (taken)
		wt_reason_set(reason, "%s: %s", command->records, strerror(errno));
	unlink(part);
	return false;
}

/* A board that lost its power could not clean up: what the last connection made is taken away now. */
static void remove_old(struct wt_remote *remote, const char *old)
{
	struct wt_helper helper = { .what = "cleaning up", .limit_ms = ASK_MS };
	char line[WT_TARGET_BYTES + 16];
	struct wt_reason unused;

	if (remote->plan->target.keep || !*old || !strcmp(old, remote->session.folder))
		return;
	snprintf(line, sizeof line, "rm -rf %s", old);
	ask(remote, &helper, line, &unused);
}

enum wt_mended wt_remote_mend(struct wt_remote *remote, struct wt_reason *reason)
{
	struct wt_helper helper = { .what = "asking the board", .limit_ms = PROBE_MS };
	char old[WT_TARGET_BYTES];
	uint64_t end_ms;
	struct wt_reason why;

	if (ask(remote, &helper, "true", &why))
		return WT_MEND_SOUND;
	memcpy(old, remote->session.folder, sizeof old);
	wt_session_drop(&remote->session, remote->runner);
	uv_update_time(&remote->runner->loop);
	end_ms = uv_now(&remote->runner->loop) + 1000 * (uint64_t)remote->plan->target.reconnect_s;
	for (;;) {
		if (remote->runner->stop_signal)
			break;
		if (begin(remote, &why)) {
			remove_old(remote, old);
			return WT_MEND_AGAIN;
		}
		if (uv_now(&remote->runner->loop) >= end_ms)
			break;
		wt_helper_sleep(remote->runner, PAUSE_MS);
	}
	wt_reason_set(reason, "%.600s; gave up after %u s (--reconnect)", why.text, remote->plan->target.reconnect_s);
	return WT_MEND_GONE;
}
