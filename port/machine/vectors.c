/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What an x86 processor's answers mean; on every machine, so that it is tested on every machine. */
#include "vectors.h"

#include <stdio.h>

/* Intel SDM volume 2, CPUID; AMD's manual has the same bits. */
#define LEAF_1_ECX_OSXSAVE  (1u << 27) /* XGETBV may be executed */
#define LEAF_1_ECX_AVX      (1u << 28)
#define LEAF_D1_EAX_XGETBV1 (1u << 2) /* XGETBV knows ECX = 1 */
#define XCR0_SSE_AND_AVX    6u

enum { LEAF_FEATURES = 1, LEAF_XSAVE = 13 };

static enum wt_vectors say(enum wt_vectors answer, char *reason, const char *text)
{
	(void)snprintf(reason, WT_VECTORS_REASON_BYTES, "%s", text);
	return answer;
}

enum wt_vectors wt_vectors_judge(const struct wt_x86_answers *answers, char reason[WT_VECTORS_REASON_BYTES])
{
	uint32_t features = answers->highest_leaf >= LEAF_FEATURES ? answers->leaf_1_ecx : 0;
	uint32_t extended = answers->highest_leaf >= LEAF_XSAVE ? answers->leaf_d1_eax : 0;

	if (!(features & LEAF_1_ECX_AVX))
		return say(WT_VECTORS_NONE, reason, "the processor has no 256-bit vector registers (CPUID: no AVX)");
	if (!(features & LEAF_1_ECX_OSXSAVE) || (answers->xcr0 & XCR0_SSE_AND_AVX) != XCR0_SSE_AND_AVX)
		return say(WT_VECTORS_NONE, reason, "the system does not let programs use 256-bit vector registers");
	if (!(extended & LEAF_D1_EAX_XGETBV1))
		return say(WT_VECTORS_UNTOLD, reason,
			   "the processor, or what emulates it, has no XGETBV with ECX = 1, which tells the state");
	return say(WT_VECTORS_TOLD, reason, "");
}

enum wt_vectors wt_vectors_judge_trial(const struct wt_vectors_trial *trial, char reason[WT_VECTORS_REASON_BYTES])
{
	if (trial->soiled < trial->rounds) {
		(void)snprintf(reason, WT_VECTORS_REASON_BYTES,
			       "registers that we dirtied were told as clean in %u of %u trials",
			       trial->rounds - trial->soiled, trial->rounds);
		return WT_VECTORS_UNTOLD;
	}
	if (trial->cleaned) {
		(void)snprintf(reason, WT_VECTORS_REASON_BYTES,
			       "registers that we cleaned were told as dirty in %u of %u trials", trial->cleaned,
			       2 * trial->rounds);
		return WT_VECTORS_UNTOLD;
	}
	return say(WT_VECTORS_TOLD, reason, "");
}
