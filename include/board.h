/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The fingerprint of the board: facts that a reader needs to judge a figure. */
#ifndef WT_BOARD_H
#define WT_BOARD_H

#include <stddef.h>
#include <stdint.h>

enum { WT_BOARD_TEXT_BYTES = 96 };

/* What the board does not tell stands as "unknown", or 0 for a number. */
struct wt_board {
	char machine[WT_BOARD_TEXT_BYTES];  /* architecture: "x86_64", "aarch64" */
	char model[WT_BOARD_TEXT_BYTES];    /* board model (device tree) or product name */
	char cpu[WT_BOARD_TEXT_BYTES];      /* core: model name, or implementer and part */
	char kernel[WT_BOARD_TEXT_BYTES];   /* name and release */
	char libc[WT_BOARD_TEXT_BYTES];
	char governor[WT_BOARD_TEXT_BYTES]; /* frequency governor of processor 0 */
	uint32_t cores;                     /* processors online */
	uint64_t frequency_khz;             /* of processor 0, now */
	uint64_t memory_bytes;
	uint64_t clock_resolution_ns;
};

/* Fills the fingerprint. Reads a few files of /proc and /sys; does not allocate. */
void wt_board_read(struct wt_board *board);

#endif
