/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "remote_ask.h"

#include <stdio.h>

enum { ANSWER_BYTES = 64 * 1024 /* of a command that has nothing to say, or one record */ };

const char *wt_remote_end(const struct wt_plan *plan)
{
	return plan->target.board_role == WT_CLIENT ? "client" : "server";
}

bool wt_remote_ask(struct wt_remote *remote, struct wt_helper *helper, const char *line, struct wt_reason *reason)
{
	char *argv[WT_SESSION_ARGUMENTS], text[WT_SCRIPT_BYTES];

	if (snprintf(text, sizeof text, "cd %s && %s", remote->session.folder, line) >= (int)sizeof text)
		return wt_reason_set(reason, "%s: the command line is too long", helper->what);
	wt_session_command(&remote->session, argv, text);
	if (!helper->most_bytes)
		helper->most_bytes = ANSWER_BYTES;
	return wt_helper_run(helper, remote->runner, argv, reason);
}

bool wt_remote_of_board(const struct wt_remote *remote, struct wt_reason *reason)
{
	struct wt_reason why = *reason;

	return wt_reason_set(reason, "board %s: %.700s", remote->plan->target.ssh, why.text);
}
