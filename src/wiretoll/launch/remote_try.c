/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "remote_try.h"

#include <stdio.h>
#include <string.h>

#include "elf_file.h"
#include "shell.h"

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

bool wt_remote_runs(const struct wt_remote *remote, struct wt_reason *reason)
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
	struct wt_helper helper = { .what = "trying the port", .limit_ms = WT_REMOTE_ASK_MS };
	char line[512], address[WT_TARGET_BYTES];

	if (!wt_shell_quote(address, sizeof address, bind))
		return wt_reason_set(reason, "%s: the address is too long", bind);
	snprintf(line, sizeof line,
		 "said=$(./%s/%s_server --bind %s --port %u --timeout 0.01 --quiet 2>&1); "
		 "case $said in *listening*) ;; *) echo \"$said\" >&2; false ;; esac",
		 series->variant, series->row.protocol->transport, address, plan->target.server_port & 0xffff);
	return wt_remote_ask(remote, &helper, line, reason);
}

/* A shell that finds a program and may not start it says 126. */
static bool not_started(const struct wt_remote *remote, const struct wt_helper *helper, struct wt_reason *reason)
{
	if (helper->child.status != 126 || !strstr(helper->child.errors, "ermission denied"))
		return wt_remote_of_board(remote, reason);
	return wt_reason_set(reason,
			     "board %s: nothing can be started in %s (mounted noexec?); valid: another "
			     "folder of the board, with --board-dir DIR (make: TARGET_DIR=DIR)",
			     remote->plan->target.ssh, remote->session.folder);
}

/* A secure server needs what its plain one needs. */
bool wt_remote_try(struct wt_remote *remote, struct wt_reason *reason)
{
	const struct wt_plan *plan = remote->plan;

	for (size_t i = 0; i < plan->series_count; i++) {
		struct wt_helper helper = { .what = "trying the programs", .limit_ms = WT_REMOTE_ASK_MS };
		char line[256];

		if (*plan->series[i].unsupported)
			continue;
		snprintf(line, sizeof line, "exec ./%s/%s_%s --version >/dev/null", plan->series[i].variant,
			 plan->series[i].row.protocol->transport, wt_remote_end(plan));
		if (!wt_remote_ask(remote, &helper, line, reason))
			return not_started(remote, &helper, reason);
		if (plan->target.board_role == WT_SERVER && !wt_row_is_secure(&plan->series[i].row) &&
		    !try_port(remote, &plan->series[i], reason))
			return wt_remote_of_board(remote, reason);
	}
	return true;
}
