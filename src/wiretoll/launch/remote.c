/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "remote.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "remote_ask.h"
#include "remote_bring.h"
#include "remote_try.h"
#include "shell.h"

enum { PROBE_MS = 6000, PAUSE_MS = 1000, FETCHES = 2 };

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
	if (wt_remote_runs(remote, reason) && find_host(remote, reason) && wt_remote_bring(remote, reason) &&
	    wt_remote_try(remote, reason))
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
	struct wt_helper helper = { .what = "the probe", .limit_ms = WT_REMOTE_ASK_MS, .output = part };

	snprintf(part, sizeof part, "%s.part", records);
	snprintf(line, sizeof line, "exec ./%s/tls_probe --quiet --json -", variant);
	if (wt_remote_ask(remote, &helper, line, reason)) {
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
				    .limit_ms = WT_REMOTE_BRING_MS,
				    .output = part,
				    .most_bytes = command->most_bytes };
	bool taken = false;

	snprintf(part, sizeof part, "%s.part", command->records);
	snprintf(line, sizeof line, "[ -f %.32s ] && cat %.32s", command->json, command->json);
	for (int i = 0; i < FETCHES && !taken && !helper.child.flooded && !remote->runner->stop_signal; i++)
		taken = wt_remote_ask(remote, &helper, line, reason);
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
	struct wt_helper helper = { .what = "cleaning up", .limit_ms = WT_REMOTE_ASK_MS };
	char line[WT_TARGET_BYTES + 16];
	struct wt_reason unused;

	if (remote->plan->target.keep || !*old || !strcmp(old, remote->session.folder))
		return;
	snprintf(line, sizeof line, "rm -rf %s", old);
	wt_remote_ask(remote, &helper, line, &unused);
}

enum wt_mended wt_remote_mend(struct wt_remote *remote, struct wt_reason *reason)
{
	struct wt_helper helper = { .what = "asking the board", .limit_ms = PROBE_MS };
	char old[WT_TARGET_BYTES];
	uint64_t end_ms;
	struct wt_reason why;

	if (wt_remote_ask(remote, &helper, "true", &why))
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
