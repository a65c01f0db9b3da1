/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The SSH connection to a board, held open by one process and shared by all others. */
#ifndef WT_REMOTE_SESSION_H
#define WT_REMOTE_SESSION_H

#include "target.h"
#include "reason.h"
#include "runner.h"

enum { WT_SESSION_ARGUMENTS = 40, WT_SESSION_WORDS = 12 };

struct wt_session {
	char control[WT_TARGET_BYTES]; /* our folder on this machine: the socket lies in it */
	char option_path[WT_TARGET_BYTES + 32];
	char words[WT_TARGET_BYTES]; /* of the ssh command, cut at blanks */
	char *word[WT_SESSION_WORDS + 1];
	char host[WT_TARGET_BYTES], port[8];
	struct wt_child master;
	bool open;
	/* what the board told */
	char folder[WT_TARGET_BYTES];
	char machine[32];
	char desk_address[WT_HOST_BYTES], board_address[WT_HOST_BYTES]; /* empty: not told */
};

/* Connects and waits for the board's word. False: `reason` names the board and says why. */
bool wt_session_open(struct wt_session *session, struct wt_runner *runner, const struct wt_target *target,
		     struct wt_reason *reason);

/* Tells the board that we are done and waits until it has cleaned up. Harmless when closed. */
void wt_session_close(struct wt_session *session, struct wt_runner *runner);

/* Ends a connection that does not answer any more; the board cleans up when it sees that. */
void wt_session_drop(struct wt_session *session, struct wt_runner *runner);

/* Fills argv with what runs `line` on the board; the line must live as long as argv. */
void wt_session_command(struct wt_session *session, char *argv[WT_SESSION_ARGUMENTS], char *line);

#endif
