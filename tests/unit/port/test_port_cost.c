/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Stack, CPU time, memory and machine figures of the port against known ones; the tap of a socket. */
#include <alloca.h>
#include <regex.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include <cmocka.h>

#include "clock.h"
#include "machine.h"
#include "process.h"
#include "socket.h"
#include "stack.h"
#include "support/skipped.h"

#define MB (1024u * 1024u)

static __attribute__((noinline)) void use_stack(size_t bytes)
{
	volatile uint8_t *area = alloca(bytes);

	for (size_t i = 0; i < bytes; i++)
		area[i] = 0x5a;
}

static uint64_t peak(void)
{
	struct wt_error error = { .status = WT_OK };
	uint64_t bytes = 0;

	assert_int_equal(wt_stack_peak(&bytes, &error), WT_OK);
	return bytes;
}

/* Sanitizers keep frames elsewhere and mark the stack with words of their own. */
static bool plain_build(void)
{
#ifdef __SANITIZE_ADDRESS__
	return false;
#else
	return true;
#endif
}

static void test_stack_depth_is_seen(void **state)
{
	static const size_t depths[] = { 20000, 50000, 150000, 600000 };
	struct wt_error error = { .status = WT_OK };
	uint64_t before, seen;

	(void)state;
	if (!plain_build())
		SKIP_BECAUSE("not with sanitizers");
	use_stack(300000); /* long ago: to be forgotten */
	assert_int_equal(wt_stack_wipe(&error), WT_OK);
	before = peak();
	assert_true(before < 16000);
	for (size_t i = 0; i < sizeof(depths) / sizeof(depths[0]); i++) {
		use_stack(depths[i]);
		seen = peak();
		assert_true(seen >= depths[i]);
		/* our own frames, those of the test's runner and the start of the process */
		assert_true(seen <= depths[i] + 6000);
		/* a peak stays one */
		use_stack(depths[i] / 2);
		assert_int_equal(peak(), seen);
	}
	assert_int_equal(wt_stack_wipe(&error), WT_OK);
	assert_true(peak() < 16000);
}

/*
 * The same work, once looked at by us, once on a stack painted here: the lowest
 * byte that lost its paint is how deep it went. What is painted is gone when
 * the painter returns, so it is looked at by its address.
 */
enum { PAINT = 0xa5, PAINTED_BYTES = 400000, DEEPER_THAN_OUR_OWN = 20000 };

static uintptr_t painted_low;

static __attribute__((noinline)) void paint(void)
{
	volatile uint8_t *area = alloca(PAINTED_BYTES);

	for (size_t i = 0; i < PAINTED_BYTES; i++)
		area[i] = PAINT;
	painted_low = (uintptr_t)area;
}

static uintptr_t lowest_without_paint(void)
{
	const volatile uint8_t *at;

	memcpy(&at, &painted_low, sizeof(at));
	while (*at == PAINT)
		at++;
	return (uintptr_t)at;
}

static void print_numbers(void)
{
	volatile uint8_t above[DEEPER_THAN_OUR_OWN];
	char text[600];

	above[0] = 1;
	(void)above[0];
	(void)snprintf(text, sizeof(text), "%.300f %La", 1e200 / 3.0, 1.0L / 3.0L);
}

static void match_words(void)
{
	volatile uint8_t above[DEEPER_THAN_OUR_OWN];
	regex_t words;

	above[0] = 1;
	(void)above[0];
	assert_int_equal(regcomp(&words, "^((a|b)*c{1,9}([0-9]+|x))*$", REG_EXTENDED), 0);
	assert_int_equal(regexec(&words, "abccc123aacxbc7", 0, NULL, 0), 0);
	regfree(&words);
}

static void fill_all(void)
{
	use_stack(77777);
}

/* Both looks come from one frame, so the work stands at the same place in both. */
static __attribute__((noinline)) void compare_depths(void (*work)(void), uintptr_t bottom)
{
	struct wt_error error = { .status = WT_OK };
	uintptr_t painted;
	uint64_t seen;

	work(); /* the first call loads things */
	assert_int_equal(wt_stack_wipe(&error), WT_OK);
	work();
	seen = peak();
	paint();
	work();
	painted = bottom - lowest_without_paint();
	if (seen > painted + 64 || seen + 64 < painted)
		fail_msg("seen %llu, painted %llu", (unsigned long long)seen, (unsigned long long)painted);
}

static void test_stack_depth_is_that_of_a_painted_stack(void **state)
{
	char text[1024] = "", *at;
	FILE *file = fopen("/proc/self/stat", "r");

	(void)state;
	assert_non_null(file);
	assert_true(fread(text, 1, sizeof(text) - 1, file) > 0);
	(void)fclose(file);
	if (!plain_build())
		SKIP_BECAUSE("not with sanitizers");
	/* proc(5): the 28th field is where the stack began; the second ends with a bracket */
	at = strrchr(text, ')');
	for (int field = 2; at && field < 28; field++)
		at = strchr(at + 1, ' ');
	assert_non_null(at);
	compare_depths(fill_all, (uintptr_t)strtoull(at + 1, NULL, 10));
	compare_depths(print_numbers, (uintptr_t)strtoull(at + 1, NULL, 10));
	compare_depths(match_words, (uintptr_t)strtoull(at + 1, NULL, 10));
}

static void test_looking_at_the_stack_takes_no_memory(void **state)
{
	struct wt_error error = { .status = WT_OK };
	uint64_t before;

	(void)state;
	if (!plain_build())
		SKIP_BECAUSE("not with sanitizers");
	assert_int_equal(wt_stack_wipe(&error), WT_OK); /* the C library's own first use */
	before = wt_process_rss_bytes();
	for (int i = 0; i < 10; i++) {
		assert_int_equal(wt_stack_wipe(&error), WT_OK);
		(void)peak();
	}
	assert_true(wt_process_rss_bytes() <= before + 64 * 1024);
}

static uint64_t rusage_ns(void)
{
	struct rusage use;

	assert_int_equal(getrusage(RUSAGE_SELF, &use), 0);
	return ((uint64_t)use.ru_utime.tv_sec + (uint64_t)use.ru_stime.tv_sec) * WT_NS_PER_S +
	       ((uint64_t)use.ru_utime.tv_usec + (uint64_t)use.ru_stime.tv_usec) * WT_NS_PER_US;
}

static void burn(uint64_t cpu_ns)
{
	uint64_t end = wt_thread_cpu_ns() + cpu_ns;

	while (wt_thread_cpu_ns() < end)
		;
}

static void test_cpu_time_is_getrusages(void **state)
{
	uint64_t thread = wt_thread_cpu_ns(), process = rusage_ns();
	struct wt_process_usage usage;

	(void)state;
	burn(300 * WT_NS_PER_MS);
	thread = wt_thread_cpu_ns() - thread;
	process = rusage_ns() - process;
	/* getrusage goes in steps of a tick, 10 ms at most */
	assert_true(process + 12 * WT_NS_PER_MS > thread && thread + 12 * WT_NS_PER_MS > process);
	wt_process_usage(&usage);
	assert_true(usage.user_cpu_ns + usage.system_cpu_ns <= rusage_ns());
}

static uint64_t real_time_us(void)
{
	struct timespec now;

	assert_int_equal(clock_gettime(CLOCK_REALTIME, &now), 0);
	return (uint64_t)now.tv_sec * 1000000 + (uint64_t)now.tv_nsec / 1000;
}

/* Several times, since a second's fraction may be small by chance. */
static void test_the_wall_clock_is_the_systems(void **state)
{
	(void)state;
	for (int i = 0; i < 5; i++) {
		uint64_t before = real_time_us(), told = wt_wall_clock_us(), after = real_time_us();

		assert_true(before <= told && told <= after);
		usleep(3000);
	}
}

static void test_the_machine_works_at_least_as_much_as_we_do(void **state)
{
	struct wt_machine_cpu before, after;
	struct wt_error error = { .status = WT_OK };

	(void)state;
	if (wt_machine_cpu(&before, &error) != WT_OK) {
		assert_int_equal(error.status, WT_UNSUPPORTED);
		assert_true(strlen(error.text) > 5);
		return;
	}
	burn(300 * WT_NS_PER_MS);
	assert_int_equal(wt_machine_cpu(&after, &error), WT_OK);
	assert_true(before.tick_ns >= WT_NS_PER_MS && before.tick_ns <= 10 * WT_NS_PER_MS);
	assert_true(after.busy_ns - before.busy_ns >= 270 * WT_NS_PER_MS);
	assert_true(after.interrupt_ns >= before.interrupt_ns && after.stolen_ns >= before.stolen_ns);
}

static void test_cycles_are_counted_or_the_reason_is_told(void **state)
{
	struct wt_cycles counters = WT_CYCLES_INIT;
	struct wt_error error = { .status = WT_OK };
	uint64_t cycles = 0, instructions = 0;

	(void)state;
	if (wt_cycles_start(&counters, &error) == WT_OK) {
		burn(50 * WT_NS_PER_MS);
		assert_int_equal(wt_cycles_stop(&counters, &cycles, &instructions, &error), WT_OK);
		assert_true(cycles > 1000000 && instructions > 100000);
	} else {
		assert_int_equal(error.status, WT_UNSUPPORTED);
		assert_true(strlen(error.text) > 5);
	}
	/* not running: nothing happens */
	assert_int_equal(wt_cycles_stop(&counters, &cycles, &instructions, &error), WT_UNSUPPORTED);
}

/* AddressSanitizer keeps a byte for eight, which some kernels count as touched. */
#ifdef __SANITIZE_ADDRESS__
#define SHADOW_OF(bytes) ((bytes) / 8)
#else
#define SHADOW_OF(bytes) ((bytes)*0)
#endif

static void test_rss_grows_by_what_is_touched(void **state)
{
	uint64_t before = wt_process_rss_bytes(), grown;
	uint8_t *area = mmap(NULL, 64 * MB, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	(void)state;
	assert_true(area != MAP_FAILED);
	for (size_t at = 0; at < 64 * MB; at += 4096)
		area[at] = 1;
	grown = wt_process_rss_bytes() - before;
	munmap(area, 64 * MB);
	assert_true(grown > 60 * MB && grown < 70 * MB + SHADOW_OF(64 * MB));
	/* the peak stays */
	assert_true(wt_process_rss_bytes() < before + 10 * MB + SHADOW_OF(64 * MB));
	/* the kernel keeps these counts by processor, and adds them up when it likes */
	assert_true(wt_process_peak_rss_bytes() >= before + grown - MB);
	assert_true(wt_process_peak_rss_bytes() < before + 80 * MB);
}

static void test_free_memory_is_less_than_all(void **state)
{
	uint64_t free_bytes = wt_machine_free_bytes();

	(void)state;
	assert_true(free_bytes > MB);
	assert_true(free_bytes < (uint64_t)sysconf(_SC_PHYS_PAGES) * (uint64_t)sysconf(_SC_PAGESIZE));
}

static void test_the_limit_of_files_rises(void **state)
{
	struct rlimit limit, low;

	(void)state;
	assert_int_equal(getrlimit(RLIMIT_NOFILE, &limit), 0);
	low = limit;
	low.rlim_cur = 64;
	assert_int_equal(setrlimit(RLIMIT_NOFILE, &low), 0);
	assert_int_equal(wt_process_allow_files(32), 64); /* it is never made less */
	assert_int_equal(wt_process_allow_files(200), 200);
	assert_true(wt_process_allow_files(UINT64_MAX / 2) < UINT64_MAX / 2);
	assert_true(wt_process_allow_files(1) >= 200);
	(void)setrlimit(RLIMIT_NOFILE, &limit);
}

struct witness {
	unsigned out, in;
	uint64_t out_ns, in_ns;
	char text[32];
	size_t length;
};

static void witness_passed(void *context, bool out, uint64_t ns, const uint8_t *data, size_t bytes)
{
	struct witness *witness = context;

	witness->out += out;
	witness->in += !out;
	*(out ? &witness->out_ns : &witness->in_ns) = ns;
	memcpy(witness->text + witness->length, data, bytes);
	witness->length += bytes;
}

static void test_the_tap_sees_what_passes(void **state)
{
	struct witness seen = { .out = 0 };
	struct wt_tap tap = { .passed = witness_passed, .context = &seen };
	struct wt_socket here = WT_SOCKET_INIT, there = WT_SOCKET_INIT;
	struct wt_error error = { .status = WT_OK };
	char room[8];
	size_t moved;
	int ends[2];

	(void)state;
	assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM, 0, ends), 0);
	wt_socket_adopt(&here, WT_STREAM, ends[0]);
	wt_socket_adopt(&there, WT_STREAM, ends[1]);
	here.deadline_ns = there.deadline_ns = wt_clock_ns() + WT_NS_PER_S;
	here.tap = &tap;
	there.tap = &tap;
	assert_int_equal(wt_socket_send(&here, "hello", 5, &moved, &error), WT_OK);
	assert_int_equal(wt_socket_recv(&there, room, sizeof(room), &moved, &error), WT_OK);
	assert_int_equal(seen.out, 1);
	assert_int_equal(seen.in, 1);
	assert_memory_equal(seen.text, "hellohello", 10);
	/* nothing arrives before it was sent */
	assert_true(seen.out_ns <= seen.in_ns);
	/* what fails did not pass */
	wt_socket_close(&there);
	assert_int_not_equal(wt_socket_send(&here, "x", 1, &moved, &error), WT_OK);
	assert_int_equal(seen.out, 1);
	wt_socket_close(&here);
	/* the next use of the socket has no witness */
	assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM, 0, ends), 0);
	wt_socket_adopt(&here, WT_STREAM, ends[0]);
	assert_null(here.tap);
	wt_socket_close(&here);
	close(ends[1]);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_stack_depth_is_seen),
		cmocka_unit_test(test_stack_depth_is_that_of_a_painted_stack),
		cmocka_unit_test(test_looking_at_the_stack_takes_no_memory),
		cmocka_unit_test(test_cpu_time_is_getrusages),
		cmocka_unit_test(test_the_wall_clock_is_the_systems),
		cmocka_unit_test(test_the_machine_works_at_least_as_much_as_we_do),
		cmocka_unit_test(test_cycles_are_counted_or_the_reason_is_told),
		cmocka_unit_test(test_rss_grows_by_what_is_touched),
		cmocka_unit_test(test_free_memory_is_less_than_all),
		cmocka_unit_test(test_the_limit_of_files_rises),
		cmocka_unit_test(test_the_tap_sees_what_passes),
	};

	signal(SIGPIPE, SIG_IGN);
	return cmocka_run_group_tests_name("port_cost", tests, NULL, NULL);
}
