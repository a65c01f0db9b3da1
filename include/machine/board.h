/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The fingerprint of the board: facts that a reader needs to judge a figure. */
#ifndef WT_BOARD_H
#define WT_BOARD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { WT_BOARD_TEXT_BYTES = 96, WT_BOARD_FEATURES_BYTES = 1024 };

/* What the board does not tell stands as "unknown", or 0 for a number. Under user-mode emulation the kernel, and what
 * it tells, is that of the machine behind the emulator, but never its core for the board's. */
struct wt_board {
	char machine[WT_BOARD_TEXT_BYTES]; /* architecture: "x86_64", "aarch64" */
	char model[WT_BOARD_TEXT_BYTES];   /* board model (device tree) or product name */
	char cpu[WT_BOARD_TEXT_BYTES];     /* core: model name, or implementer and part */
	char kernel[WT_BOARD_TEXT_BYTES];  /* name and release */
	char libc[WT_BOARD_TEXT_BYTES];
	char features[WT_BOARD_FEATURES_BYTES]; /* of the core, as the kernel names them */
	uint32_t cores;                         /* processors online */
	uint64_t memory_bytes;
	uint64_t clock_resolution_ns;
};

/* Fills the fingerprint. Reads a few files of /proc and /sys; does not allocate. */
void wt_board_read(struct wt_board *board);

/*
 * Which boot of the system this is, as it names it; empty where it does not tell. Values of the monotonic clock can be
 * compared within one boot only. Reads a file of /proc; does not allocate.
 */
enum { WT_BOARD_BOOT_BYTES = 40 };
void wt_board_boot(char boot[WT_BOARD_BOOT_BYTES]);

enum wt_board_answer { WT_BOARD_UNKNOWN = 0, WT_BOARD_YES, WT_BOARD_NO };

/* What changes while the board works; read before a run and after it. */
struct wt_board_state {
	char governor[WT_BOARD_TEXT_BYTES]; /* of the frequency of processor 0 */
	uint64_t frequency_khz;             /* of processor 0, now; 0: not told */
	bool temperature_known;
	int64_t temperature_mc;             /* of the hottest zone, in 1/1000 degree Celsius */
	enum wt_board_answer throttled;     /* slowed down now, because of heat or voltage */
	uint64_t throttle_events;           /* so far, where the processor counts them */
	enum wt_board_answer entropy_ready; /* random numbers can be had without waiting */
};

/* Reads a few files of /sys and /proc; costs less than a millisecond; does not allocate or wait. */
void wt_board_state_read(struct wt_board_state *state);

#endif
