/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The timed region of all four transports allocates nothing of ours, formats and prints nothing. */
// LDFLAGS: -Wl,--wrap=sendto,--wrap=recvfrom,--wrap=connect,--wrap=accept4
// LDFLAGS: -Wl,--wrap=malloc,--wrap=calloc,--wrap=realloc,--wrap=free
// LDFLAGS: -Wl,--wrap=wt_heap_malloc,--wrap=wt_heap_realloc,--wrap=wt_heap_free
// LDFLAGS: -Wl,--wrap=vsnprintf,--wrap=snprintf,--wrap=printf,--wrap=fprintf,--wrap=vfprintf
// LDFLAGS: -Wl,--wrap=__vsnprintf_chk,--wrap=__snprintf_chk,--wrap=__printf_chk,--wrap=__fprintf_chk,--wrap=__vfprintf_chk
// LDFLAGS: -Wl,--wrap=puts,--wrap=putchar,--wrap=fputs,--wrap=fputc,--wrap=fwrite,--wrap=write
#include <stdarg.h>
#include <setjmp.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "clock.h"
#include "error.h"
#include "support/joint.h"
#include "support/watch.h"

enum { EXCHANGES = 50 };

static uint64_t library_allocations(const struct wt_transport *transport)
{
	uint64_t held, peak, count = 0;

	if (transport->library)
		transport->library->heap(&held, &peak, &count);
	return count;
}

static bool library_is(const char *name)
{
	return strcmp(wt_tls.library->name(), name) == 0;
}

static void watch(const struct wt_transport *transport, const char *version, enum wt_role here)
{
	uint64_t before;
	struct wt_joint joint;
	struct wt_watched seen;

	wt_joint_start(&joint, transport, version);
	joint.here = here;
	joint.tries = EXCHANGES;
	joint.enter = wt_watch_enter;
	joint.leave = wt_watch_leave;
	wt_watch_clear();
	before = library_allocations(transport);
	assert_true(wt_joint_run(&joint));
	assert_true(wt_joint_all_well(&joint));
	seen = wt_watch_result();
	assert_int_equal(seen.regions, EXCHANGES);
	assert_int_equal(seen.allocations, 0);
	assert_int_equal(seen.frees, 0);
	assert_int_equal(seen.printed, 0);
	/* wolfSSL, linked statically, writes the addresses of a certificate as text */
	if (!transport->secure || library_is("OpenSSL"))
		assert_int_equal(seen.formatted, 0);
	if (transport->secure) {
		/* a session object at least, and no more than what the hooks counted */
		assert_true(seen.library_allocations >= EXCHANGES);
		assert_true(seen.library_allocations <= library_allocations(transport) - before);
	} else {
		assert_int_equal(seen.library_allocations, 0);
	}
	wt_joint_end(&joint);
}

static void test_plain(void **state)
{
	(void)state;
	for (int role = 0; role < 2; role++) {
		watch(&wt_tcp, "1.3", role);
		watch(&wt_udp, "1.3", role);
	}
}

static void test_tls(void **state)
{
	(void)state;
	for (int role = 0; role < 2; role++) {
		watch(&wt_tls, "1.2", role);
		watch(&wt_tls, "1.3", role);
	}
}

static void test_dtls(void **state)
{
	(void)state;
	for (int role = 0; role < 2; role++) {
		watch(&wt_dtls, "1.2", role);
		if (!library_is("OpenSSL"))
			watch(&wt_dtls, "1.3", role);
	}
}

/* The watch itself: it sees each kind of thing, and only inside. */
static void test_the_watch_sees(void **state)
{
	struct wt_error error = { .status = WT_OK };
	struct wt_watched seen;
	void *volatile memory; /* or the compiler leaves both out */

	(void)state;
	wt_watch_clear();
	memory = malloc(10);
	free(memory);
	assert_int_equal(wt_watch_result().allocations, 0);
	wt_watch_enter();
	memory = malloc(10);
	memory = realloc(memory, 100);
	free(memory);
	memory = calloc(1, 10);
	wt_watch_leave();
	free(memory);
	seen = wt_watch_result();
	assert_int_equal(seen.allocations, 3);
	assert_int_equal(seen.frees, 1);
	assert_int_equal(seen.formatted, 0);
	wt_watch_enter();
	wt_error_set(&error, WT_ERROR, "test", "wiretoll", 0, "%s", "formatted in the product");
	fputs("# printed\n", stderr);
	wt_watch_leave();
	assert_int_equal(wt_watch_result().formatted, 1);
	assert_int_equal(wt_watch_result().printed, 1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_the_watch_sees),
		cmocka_unit_test(test_plain),
		cmocka_unit_test(test_tls),
		cmocka_unit_test(test_dtls),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
