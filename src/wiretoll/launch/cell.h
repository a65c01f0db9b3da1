/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One cell: a server and a client process, from the start of the first to the end of both. */
#ifndef WT_CELL_H
#define WT_CELL_H

#include "folder.h"
#include "plan.h"
#include "runner.h"

enum wt_cell_result {
	WT_CELL_DONE,
	WT_CELL_FAILED, /* `reason` says why */
	/*
	 * The server ended well, and only the client says that its tries failed (`reason`): of datagrams they may
	 * all have been lost, which is a result. Its records tell (all_lost).
	 */
	WT_CELL_UNANSWERED,
	WT_CELL_STOPPED /* somebody asked us to stop; both ends are ended */
};

/*
 * Makes one cell. Sleeps until both ends have ended: nothing of ours runs while
 * they are measured. Its files must not exist.
 */
enum wt_cell_result wt_cell_run(struct wt_runner *runner, const struct wt_plan *plan, const struct wt_folder *folder,
				const struct wt_series *series, struct wt_cell_id id, struct wt_reason *reason);

/* What a server says when it is ready: "<program>: listening on <host> port <N>". 0: another line. */
unsigned wt_cell_ready_port(const char *line);

#endif
