/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A signal that comes while nothing runs, as between two cells or behind the last one. */
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "runner.h"

static void a_signal_between_cells_is_heard(void **state)
{
	static const int numbers[] = { SIGINT, SIGTERM, SIGHUP };

	(void)state;
	for (size_t i = 0; i < 3; i++) {
		struct wt_runner runner;
		struct wt_reason reason;

		assert_true(wt_runner_open(&runner, &reason));
		assert_false(wt_runner_stopped(&runner));
		raise(numbers[i]);
		assert_true(wt_runner_stopped(&runner));
		assert_int_equal(runner.stop_signal, numbers[i]);
		wt_runner_close(&runner);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_signal_between_cells_is_heard),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
