/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A library that negotiates something else than what it was told: the session ends before a message counts. */
// LDFLAGS: -Wl,--wrap=sendto,--wrap=recvfrom,--wrap=connect,--wrap=accept4,--wrap=wt_tlslib_group
#include <stdarg.h>
#include <setjmp.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "clock.h"
#include "support/joint.h"

static uint16_t told; /* what the library says of its group; 0: the truth */

uint16_t __real_wt_tlslib_group(void *session);
uint16_t __wrap_wt_tlslib_group(void *session);
uint16_t __wrap_wt_tlslib_group(void *session)
{
	return told ? told : __real_wt_tlslib_group(session);
}

/* Runs in the test's own process alone: the other end hears the truth. */
static void lie(void)
{
	told = 29;
}

static void ends_before_it_counts(const struct wt_transport *transport, const char *version, enum wt_role here)
{
	enum wt_role there = here == WT_SERVER ? WT_CLIENT : WT_SERVER;
	const struct wt_attempt *attempt;
	struct wt_joint joint;

	told = 0;
	wt_joint_start(&joint, transport, version);
	joint.here = here;
	joint.enter = lie;
	joint.settings[WT_CLIENT].timeout_ns = joint.settings[WT_SERVER].timeout_ns = 3 * WT_NS_PER_S;
	assert_true(wt_joint_run(&joint));
	attempt = wt_joint_attempt(&joint, here, 0);
	assert_int_equal(attempt->status, WT_ERROR);
	assert_non_null(strstr(attempt->reason, "negotiated another group than what is pinned"));
	assert_int_equal(attempt->message.size_bytes, 0); /* a server has read none */
	assert_int_equal(attempt->one.phases[here == WT_SERVER ? WT_PHASE_ANSWER : WT_PHASE_SEND].traffic.bytes_out, 0);
	assert_false(wt_joint_attempt(&joint, there, 0)->one.ok); /* a datagram server hears of no attempt at all */
	wt_joint_end(&joint);
}

static void test_streams(void **state)
{
	(void)state;
	ends_before_it_counts(&wt_tls, "1.2", WT_SERVER);
	ends_before_it_counts(&wt_tls, "1.3", WT_SERVER);
	ends_before_it_counts(&wt_tls, "1.2", WT_CLIENT);
	ends_before_it_counts(&wt_tls, "1.3", WT_CLIENT);
}

static void test_datagrams(void **state)
{
	(void)state;
	ends_before_it_counts(&wt_dtls, "1.2", WT_SERVER);
	ends_before_it_counts(&wt_dtls, "1.2", WT_CLIENT);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_streams),
		cmocka_unit_test(test_datagrams),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
