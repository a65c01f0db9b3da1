/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What processors of all kinds answer, and the one at hand. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "support/skipped.h"
#include "vectors.h"

/* As processors of these kinds answer; only the bits in question matter. */
static const struct {
	const char *name;
	struct wt_x86_answers answers;
	enum wt_vectors wanted;
	const char *reason;
} processors[] = {
	{ "Core 2: no AVX, leaf 13 of XSAVE alone", { 13, 0x0408e3bd, 0, 0 }, WT_VECTORS_NONE, "no AVX" },
	{ "80486 with CPUID: no leaf 1 of use", { 0, 0xffffffff, 0xffffffff, 7 }, WT_VECTORS_NONE, "no AVX" },
	{ "Sandy Bridge: AVX, XSAVEOPT, no XGETBV1", { 13, 0x1fbae3ff, 1, 7 }, WT_VECTORS_UNTOLD, "XGETBV" },
	{ "Skylake", { 22, 0x7ffafbff, 0xf, 0x1f }, WT_VECTORS_TOLD, "" },
	{ "Zen 3", { 16, 0xfffa3203, 0xf, 7 }, WT_VECTORS_TOLD, "" },
	{ "AVX, but the system saves no registers", { 22, 0x77fafbff, 0xf, 0 }, WT_VECTORS_NONE, "the system" },
	{ "AVX, but the system allows SSE alone", { 22, 0x7ffafbff, 0xf, 3 }, WT_VECTORS_NONE, "the system" },
	{ "AVX without SSE in XCR0, which cannot be", { 22, 0x7ffafbff, 0xf, 4 }, WT_VECTORS_NONE, "the system" },
	{ "leaf 13 is above the highest: its bits mean nothing",
	  { 12, 0x7ffafbff, 0xf, 7 },
	  WT_VECTORS_UNTOLD,
	  "XGETBV" },
};

static void test_answers(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(processors) / sizeof(processors[0]); i++) {
		char reason[WT_VECTORS_REASON_BYTES] = "not filled";

		if (wt_vectors_judge(&processors[i].answers, reason) != processors[i].wanted)
			fail_msg("%s: another answer is right", processors[i].name);
		if (!strstr(reason, processors[i].reason))
			fail_msg("%s: the reason is '%s'", processors[i].name, reason);
		assert_null(strchr(reason, '\n'));
		assert_int_equal(*reason == '\0', processors[i].wanted == WT_VECTORS_TOLD);
	}
}

static void test_trial(void **state)
{
	struct wt_vectors_trial good = { 8, 0, 8 }, deaf = { 8, 0, 7 }, stuck = { 8, 1, 8 };
	char reason[WT_VECTORS_REASON_BYTES];

	(void)state;
	assert_int_equal(wt_vectors_judge_trial(&good, reason), WT_VECTORS_TOLD);
	assert_string_equal(reason, "");
	assert_int_equal(wt_vectors_judge_trial(&deaf, reason), WT_VECTORS_UNTOLD);
	assert_non_null(strstr(reason, "dirtied were told as clean in 1 of 8"));
	assert_int_equal(wt_vectors_judge_trial(&stuck, reason), WT_VECTORS_UNTOLD);
	assert_non_null(strstr(reason, "cleaned were told as dirty in 1 of 16"));
}

/* Whatever the processor is: an answer, or a reason; never an instruction that it does not know. */
static void test_this_processor(void **state)
{
	char reason[WT_VECTORS_REASON_BYTES] = "not filled";
	enum wt_vectors answer = wt_vectors_open(reason);

	(void)state;
	assert_int_equal(*reason == '\0', answer == WT_VECTORS_TOLD);
	if (answer != WT_VECTORS_TOLD)
		SKIP_BECAUSE(reason);
	for (int i = 0; i < 100; i++) {
		wt_vectors_soil();
		assert_true(wt_vectors_dirty());
		wt_vectors_clean();
		assert_false(wt_vectors_dirty());
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_answers),
		cmocka_unit_test(test_trial),
		cmocka_unit_test(test_this_processor),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
