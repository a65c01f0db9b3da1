/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a shell on the board is told. POSIX sh, nothing more. */
#ifndef WT_REMOTE_SCRIPT_H
#define WT_REMOTE_SCRIPT_H

enum { WT_SCRIPT_BYTES = 4096 };

/*
 * Keeps house at the far end of the connection: makes the folder, says
 * "wiretoll: board <folder> <uname -m> <SSH_CONNECTION>", and when its input
 * ends cleans up; the second one leaves the files. No single quote in them.
 */
extern const char wt_script_keeper[];
extern const char wt_script_keeper_keep[];

/* Runs a program until it ends, or until whoever started it goes away. */
extern const char wt_script_guard[];

#endif
