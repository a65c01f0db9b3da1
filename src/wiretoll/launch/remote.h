/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A board that is reached over SSH. One connection is held open for the whole
 * run and shared by all commands; a shell at its far end makes a folder for
 * our files, and when the connection ends, however it does, ends our programs
 * and takes the folder away. Of the board only sh, tar and a few words of any
 * Linux (mkdir, rm, cat, kill, uname) are asked.
 */
#ifndef WT_REMOTE_H
#define WT_REMOTE_H

#include "cell_command.h"
#include "runner.h"

struct wt_remote;

/*
 * Connects, checks that the board can run what we have, brings the programs
 * and the keys of its end, and fills `plan->host` unless it was given. The
 * plan must outlive it. Allocates; blocks. False: `reason` says why, and
 * nothing is left on either side.
 */
bool wt_remote_open(struct wt_remote **remote, struct wt_runner *runner, struct wt_plan *plan,
		    struct wt_reason *reason);

/* Ends the connection and waits until the board has cleaned up. NULL is allowed. */
void wt_remote_close(struct wt_remote *remote);

/* Turns a command that is to run on the board into one of this machine, which runs it there. */
bool wt_remote_wrap(struct wt_remote *remote, struct wt_cell_command *command, struct wt_reason *reason);

/* Takes the records of a command from the board to where they belong. */
bool wt_remote_fetch(struct wt_remote *remote, const struct wt_cell_command *command, struct wt_reason *reason);

/* Runs the probe of a variant on the board and takes its record; one command, so one round trip. */
bool wt_remote_probe(struct wt_remote *remote, const char *variant, const char *records, struct wt_reason *reason);

enum wt_mended {
	WT_MEND_SOUND, /* the connection was and is there */
	WT_MEND_AGAIN, /* it was gone, and stands again */
	WT_MEND_GONE   /* the board does not come back, or somebody asked us to stop; `reason` */
};

/* Looks whether the board still answers, and if it does not, waits for it and begins anew. */
enum wt_mended wt_remote_mend(struct wt_remote *remote, struct wt_reason *reason);

#endif
