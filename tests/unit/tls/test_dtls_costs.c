/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A datagram server's CPU time is charged to the phases of the session that it was spent for, and none of it to nobody. */
// LDFLAGS: -Wl,--wrap=sendto,--wrap=recvfrom,--wrap=connect,--wrap=accept4,--wrap=wt_thread_cpu_ns
#include <stdarg.h>
#include <setjmp.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "clock.h"
#include "support/joint.h"

enum { STEP_NS = 1000 };

/* A clock that goes on with each reading: so much work lies between two of them. */
static uint64_t readings, entered_at, left_at;

uint64_t __wrap_wt_thread_cpu_ns(void);
uint64_t __wrap_wt_thread_cpu_ns(void)
{
	return ++readings * STEP_NS;
}

static void enter(void)
{
	entered_at = readings;
}

static void leave(void)
{
	left_at = readings;
}

static void adds_up(const char *version)
{
	const struct wt_phase_cost *phases;
	struct wt_joint joint;
	uint64_t charged = 0;

	wt_joint_start(&joint, &wt_dtls, version);
	joint.here = WT_SERVER;
	joint.enter = enter;
	joint.leave = leave;
	assert_true(wt_joint_run(&joint));
	assert_true(wt_joint_all_well(&joint));
	phases = wt_joint_attempt(&joint, WT_SERVER, 0)->one.phases;
	for (int phase = 0; phase < WT_PHASES_SERVER; phase++) {
		assert_true(phases[phase].cpu_ns >= STEP_NS);
		charged += phases[phase].cpu_ns;
	}
	/* the first reading is where the server begins to look, the last one is behind its answer */
	assert_int_equal(charged, (left_at - entered_at - 1) * STEP_NS);
	wt_joint_end(&joint);
}

static void test_all_of_it_is_charged(void **state)
{
	(void)state;
	adds_up("1.2");
	if (strcmp(wt_dtls.library->name(), "OpenSSL") != 0)
		adds_up("1.3");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_all_of_it_is_charged),
	};

	return cmocka_run_group_tests_name("dtls_costs", tests, NULL, NULL);
}
