/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef WT_CELL_ID_H
#define WT_CELL_ID_H

#include <stdint.h>

/*
 * What a cell is made for. The rounds are for timing; behind them all, a series has a cell that counts the heap in a
 * few tries, since the counting costs time, which no round is to pay, and one that holds sessions open.
 */
enum wt_cell_purpose { WT_CELL_TIMING, WT_CELL_HEAP, WT_CELL_SESSIONS };

/* A cell of a series. */
struct wt_cell_id {
	enum wt_cell_purpose purpose;
	uint32_t round; /* of timing, from 0; else 0 */
};

static const struct wt_cell_id wt_heap_cell = { WT_CELL_HEAP, 0 }, wt_sessions_cell = { WT_CELL_SESSIONS, 0 };

static inline struct wt_cell_id wt_cell_of_round(uint32_t round)
{
	return (struct wt_cell_id){ WT_CELL_TIMING, round };
}

#endif
