/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A helper is a command that is run to its end before anything else happens: bringing files, asking a board. */
#ifndef WT_HELPER_H
#define WT_HELPER_H

#include "runner.h"

struct wt_helper {
	/* the caller's */
	const char *what;   /* is being done, for the reason: "bringing the programs" */
	const char *input;  /* file that it reads; NULL: nothing */
	const char *output; /* file that it writes, made anew; NULL: its output is dropped */
	uint64_t limit_ms;
	uint64_t grace_ms;   /* that it has to clean up, from SIGTERM on, when it is to end early; 0: killed at once */
	uint64_t most_bytes; /* that it may say; 0: no limit */
	/* valid afterwards */
	struct wt_child child;
	bool late; /* it was ended because of its limit */
	int output_descriptor;
	int write_cause; /* why its output could not be written; 0: it was */
};

/*
 * Runs argv on the runner's loop until it has ended, or somebody asks us to
 * stop, or the limit has passed (then it is ended). True: it ended with
 * status 0. Otherwise `reason` is one line with its last words.
 */
bool wt_helper_run(struct wt_helper *helper, struct wt_runner *runner, char **argv, struct wt_reason *reason);

/* Sleeps on the runner's loop; shorter when somebody asks us to stop. */
void wt_helper_sleep(struct wt_runner *runner, uint64_t ms);

#endif
