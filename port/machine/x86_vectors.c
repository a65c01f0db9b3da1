/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The state of the vector registers, on x86. */
#include <cpuid.h>
#include <stddef.h>

#include "vectors.h"

enum { LEAF_FEATURES = 1, LEAF_XSAVE = 13, TRIALS = 8 };

#define XINUSE_AVX (1u << 2)

/* XGETBV: what the system allows (0), or what is in use (1). */
static uint64_t xgetbv(uint32_t which)
{
	uint32_t low, high;

	__asm__ volatile("xgetbv" : "=a"(low), "=d"(high) : "c"(which));
	return (uint64_t)high << 32 | low;
}

void wt_vectors_clean(void)
{
	__asm__ volatile("vzeroupper" ::: "memory");
}

/*
 * All of them, since some processors call the state clean as soon as every upper half is zero, and 128-bit code of the
 * newer encoding makes zero what it writes to. Loads compute nothing, so no value in the registers can make them slow.
 */
void wt_vectors_soil(void)
{
	static const uint64_t ones[2] = { UINT64_MAX, UINT64_MAX };

#define SOIL(n) __asm__ volatile("vbroadcastf128 %0, %%ymm" #n ::"m"(ones) : "xmm" #n)
	SOIL(0);
	SOIL(1);
	SOIL(2);
	SOIL(3);
	SOIL(4);
	SOIL(5);
	SOIL(6);
	SOIL(7);
#ifdef __x86_64__
	SOIL(8);
	SOIL(9);
	SOIL(10);
	SOIL(11);
	SOIL(12);
	SOIL(13);
	SOIL(14);
	SOIL(15);
#endif
#undef SOIL
}

bool wt_vectors_dirty(void)
{
	return (xgetbv(1) & XINUSE_AVX) != 0;
}

static void ask(struct wt_x86_answers *answers)
{
	uint32_t eax, ebx, ecx, edx;

	*answers = (struct wt_x86_answers){ .highest_leaf = __get_cpuid_max(0, NULL) };
	if (__get_cpuid_count(LEAF_FEATURES, 0, &eax, &ebx, &ecx, &edx))
		answers->leaf_1_ecx = ecx;
	if (__get_cpuid_count(LEAF_XSAVE, 1, &eax, &ebx, &ecx, &edx))
		answers->leaf_d1_eax = eax;
	if (answers->leaf_1_ecx & bit_OSXSAVE)
		answers->xcr0 = xgetbv(0);
}

enum wt_vectors wt_vectors_open(char reason[WT_VECTORS_REASON_BYTES])
{
	struct wt_vectors_trial trial = { .rounds = TRIALS };
	struct wt_x86_answers answers;
	enum wt_vectors answer;

	ask(&answers);
	answer = wt_vectors_judge(&answers, reason);
	if (answer != WT_VECTORS_TOLD)
		return answer;
	for (unsigned i = 0; i < trial.rounds; i++) {
		wt_vectors_clean();
		trial.cleaned += wt_vectors_dirty();
		wt_vectors_soil();
		trial.soiled += wt_vectors_dirty();
		wt_vectors_clean();
		trial.cleaned += wt_vectors_dirty();
	}
	return wt_vectors_judge_trial(&trial, reason);
}
