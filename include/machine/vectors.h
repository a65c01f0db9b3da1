/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Whether the upper halves of the 256-bit vector registers are in use ("dirty").
 * On x86 code of the older encoding (SSE, the SHA instructions) can run many times
 * slower while they are; VZEROUPPER makes them clean. Processors since
 * about 2015 tell the state: XINUSE, by XGETBV with ECX = 1 (Intel SDM volume 1, 13.6).
 */
#ifndef WT_VECTORS_H
#define WT_VECTORS_H

#include <stdbool.h>
#include <stdint.h>

enum { WT_VECTORS_REASON_BYTES = 160 };

enum wt_vectors {
	WT_VECTORS_TOLD,  /* the processor tells the state */
	WT_VECTORS_NONE,  /* there are no such registers to leave dirty */
	WT_VECTORS_UNTOLD /* there are, and their state cannot be had */
};

/*
 * Asks the processor what it can do and tries it: registers that we dirty must be told
 * as dirty, those that we clean as clean. Anything but WT_VECTORS_TOLD fills `reason`
 * (one line), and then none of the three below may be called: the processor may not
 * know their instructions. Does not block or allocate.
 */
enum wt_vectors wt_vectors_open(char reason[WT_VECTORS_REASON_BYTES]);

/* Cleans the upper halves; dirties all; tells whether one is dirty. A few instructions each. */
void wt_vectors_clean(void);
void wt_vectors_soil(void);
bool wt_vectors_dirty(void);

/* What an x86 processor answers. Leaves above the highest are taken as 0. */
struct wt_x86_answers {
	uint32_t highest_leaf; /* CPUID.0:EAX */
	uint32_t leaf_1_ecx;   /* CPUID.1:ECX: features */
	uint32_t leaf_d1_eax;  /* CPUID.(0DH,1):EAX: what XSAVE and its kin can */
	uint64_t xcr0;         /* XGETBV with ECX = 0, what the system lets us use; 0 without OSXSAVE */
};

/* What these answers mean: pure, so that processors can be tested that are not at hand. */
enum wt_vectors wt_vectors_judge(const struct wt_x86_answers *answers, char reason[WT_VECTORS_REASON_BYTES]);

/* Of `rounds` trials each, how often the state was told as dirty. */
struct wt_vectors_trial {
	unsigned rounds;
	unsigned cleaned; /* right after we cleaned; once more after we cleaned what we had dirtied */
	unsigned soiled;  /* right after we dirtied */
};
enum wt_vectors wt_vectors_judge_trial(const struct wt_vectors_trial *trial, char reason[WT_VECTORS_REASON_BYTES]);

#endif
