/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Each allocation of ours while an endpoint is opened fails once: an error that says so, and nothing is left. */
// LDFLAGS: -Wl,--wrap=calloc,--wrap=aligned_alloc
#include <stdarg.h>
#include <setjmp.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "support/joint.h"

static unsigned calls, fails_at; /* the n-th allocation fails; 0: none */

void *__real_calloc(size_t count, size_t bytes);
void *__wrap_calloc(size_t count, size_t bytes);
void *__wrap_calloc(size_t count, size_t bytes)
{
	return ++calls == fails_at ? NULL : __real_calloc(count, bytes);
}

void *__real_aligned_alloc(size_t alignment, size_t bytes);
void *__wrap_aligned_alloc(size_t alignment, size_t bytes);
void *__wrap_aligned_alloc(size_t alignment, size_t bytes)
{
	return ++calls == fails_at ? NULL : __real_aligned_alloc(alignment, bytes);
}

/* How many allocations were made to fail before one more was not asked for. */
static unsigned fail_each(const struct wt_transport *transport, bool server, uint32_t hold)
{
	struct wt_joint joint;

	wt_joint_start(&joint, transport, "1.2");
	joint.settings[server ? WT_SERVER : WT_CLIENT].hold = hold;
	joint.settings[WT_CLIENT].port = 1443;
	for (fails_at = 1; fails_at < 20; fails_at++) {
		struct wt_error error = { .status = WT_OK };
		struct wt_endpoint *endpoint = NULL;
		enum wt_status status;

		calls = 0;
		status = transport->open(&endpoint, &joint.settings[server ? WT_SERVER : WT_CLIENT], server, &error);
		if (status == WT_OK) {
			transport->shut(endpoint, NULL);
			break;
		}
		assert_int_equal(status, WT_ERROR);
		assert_null(endpoint);
		assert_non_null(strstr(error.text, "out of memory"));
		assert_int_equal(transport->shut(endpoint, NULL), WT_OK); /* nothing */
	}
	return fails_at - 1;
}

static void test_every_open(void **state)
{
	(void)state;
	for (int server = 0; server < 2; server++) {
		assert_int_equal(fail_each(&wt_tcp, server, 0), 1);
		assert_int_equal(fail_each(&wt_udp, server, 0), 1);
		assert_int_equal(fail_each(&wt_tls, server, 0), 1);
		assert_int_equal(fail_each(&wt_tls, server, 100), 2);
	}
	assert_int_equal(fail_each(&wt_dtls, false, 0), 1);
	assert_int_equal(fail_each(&wt_dtls, false, 100), 2);
	assert_int_equal(fail_each(&wt_dtls, true, 0), 4);
	assert_int_equal(fail_each(&wt_dtls, true, 10000), 4);
}

/* Whether a session could be asked for is asked without one. */
static void test_a_question_without_memory(void **state)
{
	static const struct wt_transport *const transports[] = { &wt_tls, &wt_dtls };

	(void)state;
	for (size_t i = 0; i < 4; i++) {
		const struct wt_transport *transport = transports[i / 2];
		struct wt_error error = { .status = WT_OK };
		struct wt_joint joint;

		wt_joint_start(&joint, transport, "1.2");
		calls = 0;
		fails_at = 1;
		assert_int_equal(transport->can(&joint.settings[i % 2], i % 2 == WT_SERVER, &error), WT_ERROR);
		assert_string_equal(error.text, "out of memory");
		fails_at = 0;
		error = (struct wt_error){ .status = WT_OK };
		assert_int_equal(transport->can(&joint.settings[i % 2], i % 2 == WT_SERVER, &error), WT_OK);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_every_open),
		cmocka_unit_test(test_a_question_without_memory),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
