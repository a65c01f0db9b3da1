// SPDX-License-Identifier: GPL-3.0-or-later
// What a run costs is what lies between its start and its stop, not what its process did before.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "cost.h"

enum { BURNT_NS = 60 * 1000 * 1000 };

/* Works until the process has spent that much CPU time of its own; the clock on the wall does not matter. */
static void burn(uint64_t user_ns)
{
	struct wt_process_usage usage;
	volatile uint64_t work = 0;

	do {
		for (unsigned i = 0; i < 100000; i++)
			work += i;
		wt_process_usage(&usage);
	} while (usage.user_cpu_ns < user_ns);
}

static void what_was_spent_before_is_not_the_runs(void **state)
{
	struct wt_cost cost;
	struct wt_process_usage before;

	(void)state;
	burn(BURNT_NS);
	wt_process_usage(&before);
	assert_true(before.user_cpu_ns >= BURNT_NS);
	wt_cost_start(&cost, NULL);
	wt_cost_stop(&cost);
	assert_true(cost.usage.user_cpu_ns < BURNT_NS / 2);
	assert_true(cost.usage.system_cpu_ns < before.system_cpu_ns + BURNT_NS / 2);
}

static void what_is_spent_between_is_the_runs(void **state)
{
	struct wt_cost cost;
	struct wt_process_usage before;

	(void)state;
	wt_process_usage(&before);
	wt_cost_start(&cost, NULL);
	burn(before.user_cpu_ns + BURNT_NS);
	wt_cost_stop(&cost);
	assert_true(cost.usage.user_cpu_ns >= BURNT_NS / 2);
	assert_true(cost.ns > 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_was_spent_before_is_not_the_runs),
		cmocka_unit_test(what_is_spent_between_is_the_runs),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
