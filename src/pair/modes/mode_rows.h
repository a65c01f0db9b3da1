/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The rows that the list of modes (mode_list.h) makes in a program's table, and the loops that they name:
 * wt_<mode>_client and wt_<mode>_server, as struct wt_mode (pair.h) says.
 */
#ifndef WT_MODE_ROWS_H
#define WT_MODE_ROWS_H

#include <stddef.h>

#include "exchange.h"
#include "mode_list.h"
#include "pair.h"
#include "program.h"

#define WT_MODE_LOOPS(name, can, words)                                                                                \
	enum wt_status wt_##name##_client(struct wt_run *run, struct wt_exchange *exchange, struct wt_error *error);   \
	enum wt_status wt_##name##_server(struct wt_run *run, struct wt_exchange *exchange, struct wt_error *error);
WT_PAIR_MODE_LIST(WT_MODE_LOOPS, WT_MODE_LOOPS)

#define WT_MODE_ROW(title, can_do, words)                                                                              \
	{ .name = #title, .client = wt_##title##_client, .server = wt_##title##_server, .can = (can_do) },
#define WT_MODE_ROWS WT_PAIR_MODE_LIST(WT_MODE_ROW, WT_MODE_ROW)

/* A client of --parallel, which is nothing that a server has to know of. */
enum wt_status wt_parallel_client(struct wt_run *run, struct wt_exchange *exchange, struct wt_error *error);
#define WT_PARALLEL_ROW                                                                                                \
	{ .name = "parallel",                                                                                          \
	  .client = wt_parallel_client,                                                                                \
	  .server = wt_connect_server,                                                                                 \
	  .can = WT_MODE_STREAMS,                                                                                      \
	  .own_option = true },

#endif
