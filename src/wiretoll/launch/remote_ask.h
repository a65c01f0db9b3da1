/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A board that is reached over SSH, as the files of remote.h see it; and how it is asked. */
#ifndef WT_REMOTE_ASK_H
#define WT_REMOTE_ASK_H

#include "helper.h"
#include "plan.h"
#include "remote_script.h"
#include "remote_session.h"

/* Limits of a short command, and of one that carries files. */
enum { WT_REMOTE_ASK_MS = 20000, WT_REMOTE_BRING_MS = 300000 };

struct wt_remote {
	struct wt_runner *runner;
	struct wt_plan *plan;
	struct wt_session session;
	char quoted[WT_SCRIPT_BYTES]; /* of the command that runs now */
};

/* "client" or "server": the end that runs on the board. */
const char *wt_remote_end(const struct wt_plan *plan);

/* Runs a line of shell on the board, in our folder. False: `reason` says why. */
bool wt_remote_ask(struct wt_remote *remote, struct wt_helper *helper, const char *line, struct wt_reason *reason);

/* Puts `board NAME: ` before the reason. Always false. */
bool wt_remote_of_board(const struct wt_remote *remote, struct wt_reason *reason);

#endif
