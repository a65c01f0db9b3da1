/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One cell: a server and a client process, from the start of the first to the end of both. */
#ifndef WT_CELL_H
#define WT_CELL_H

#include <uv.h>

#include "folder.h"
#include "launch.h"
#include "plan.h"

enum wt_cell_result {
	WT_CELL_DONE,
	WT_CELL_FAILED, /* `reason` says why */
	WT_CELL_STOPPED /* somebody asked us to stop; both ends are ended */
};

struct wt_cell;
struct wt_remote;

/* What lives as long as a run: the loop, the way to the board, and the wish to stop. */
struct wt_runner {
	uv_loop_t loop;
	const struct wt_launcher *launcher;
	struct wt_remote *remote; /* the board, when it is another machine; NULL: it is not */
	uv_signal_t signals[3];
	int stop_signal;         /* that asked us to stop; 0: none so far */
	struct wt_cell *current; /* NULL between cells */
};

/* Opens the loop and catches SIGINT, SIGTERM and SIGHUP. */
bool wt_runner_open(struct wt_runner *runner, const struct wt_launcher *launcher,
		    struct wt_reason *reason);
void wt_runner_close(struct wt_runner *runner);

/* Whether somebody asked us to stop; looks for signals that have just come. */
bool wt_runner_stopped(struct wt_runner *runner);

/*
 * Makes one cell. Sleeps until both ends have ended: nothing of ours runs while
 * they are measured. Its files must not exist. `round` may be that of an extra cell.
 */
enum wt_cell_result wt_cell_run(struct wt_runner *runner, const struct wt_plan *plan,
				const struct wt_folder *folder, const struct wt_series *series,
				uint32_t round, struct wt_reason *reason);

/* What a server says when it is ready: "<program>: listening on <host> port <N>". 0: another line. */
unsigned wt_cell_ready_port(const char *line);

#endif
