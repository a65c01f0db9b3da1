/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Both ends of one cell, joined: what one tells against what the other does. */
#ifndef WT_CELL_PAIR_H
#define WT_CELL_PAIR_H

#include "cell_data.h"

/* Tries that the client calls answered and the server does not know of. */
uint64_t wt_cell_file_unmatched(const struct wt_cell_file *client, const struct wt_cell_file *server);

/* Messages that never came to a server that tells how many did (record_kind.h); 0 where it does not. */
uint64_t wt_cell_file_unseen(const struct wt_cell_file *client, const struct wt_cell_file *server);

/* Whether either end sent a flight of an answered try's handshake again since its timer ran out. */
bool wt_cell_file_repeated(const struct wt_cell_file *client, const struct wt_cell_file *server,
			   const struct wt_sample *timed);

/*
 * The bytes that both ends of a whole cell counted: of a stream what one sent the
 * other received, of datagrams no more than that. Where tries are missing on
 * one side there is nothing to hold against each other.
 */
bool wt_cell_check_bytes(const struct wt_cell_file *client, const struct wt_cell_file *server,
			 const struct wt_plan *plan, const struct wt_series *series, struct wt_reason *reason);

/* Whether the client of a whole cell tells its cold try, answered or not: every run of tries begins with it. */
bool wt_cell_check_cold(const struct wt_cell_file *client, const struct wt_plan *plan, struct wt_reason *reason);

#endif
