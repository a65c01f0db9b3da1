/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Whether a session is the one that was asked for, and like the first one of its run. */
#ifndef WT_SESSION_CHECK_H
#define WT_SESSION_CHECK_H

#include "program.h"

/*
 * Keeps what the first session negotiated, and compares every later one with it:
 * a session that differs fails its try, since figures of unlike work must not mix.
 * A server counts it instead: its peer chose so, and whoever judges the run learns it.
 */
enum wt_status wt_run_negotiated(struct wt_run *run, struct wt_connection *connection, struct wt_error *error);

/*
 * The same with --resume: not WT_OK where the session, unless it is the cold one, was not resumed as was asked for, or with
 * --early-data the message was not taken early. At a server, too: work of another kind is no answer. `told` is what a try
 * tells of it.
 */
enum wt_status wt_run_resumed(struct wt_run *run, struct wt_connection *connection, bool cold, struct wt_resumed *told,
			      struct wt_error *error);

#endif
