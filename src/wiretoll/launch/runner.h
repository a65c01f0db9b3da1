/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What lives as long as a run: the loop, the way to the board, and the wish to stop. */
#ifndef WT_RUNNER_H
#define WT_RUNNER_H

#include <stdbool.h>

#include <uv.h>

#include "child.h"
#include "reason.h"

struct wt_remote;

struct wt_runner {
	uv_loop_t loop;
	struct wt_remote *remote; /* the board, when it is another machine; NULL: it is not */
	uv_signal_t signals[3];
	int stop_signal; /* that asked us to stop; 0: none so far */
	/* ends what is under way when somebody asks us to stop, at once when `again`; NULL: nothing is */
	void (*on_stop)(void *context, bool again);
	void *stop_context;
};

/* Opens the loop and catches SIGINT, SIGTERM and SIGHUP. */
bool wt_runner_open(struct wt_runner *runner, struct wt_reason *reason);
void wt_runner_close(struct wt_runner *runner);

/* Whether somebody asked us to stop; looks for signals that have just come. */
bool wt_runner_stopped(struct wt_runner *runner);

#endif
