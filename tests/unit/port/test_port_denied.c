/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the system denies: stack, counters, limits and processors that cannot be had; signals; texts of errors. */
// LDFLAGS: -Wl,--wrap=fopen,--wrap=process_vm_readv,--wrap=syscall,--wrap=ioctl
// LDFLAGS: -Wl,--wrap=getrusage,--wrap=getrlimit,--wrap=setrlimit,--wrap=sched_getaffinity,--wrap=prctl
#include <stdarg.h>
#include <setjmp.h>
#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <signal.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "clock.h"
#include "environment.h"
#include "guard.h"
#include "machine.h"
#include "process.h"
#include "stack.h"
#include "support/child.h"
#include "support/skipped.h"

/* What fails, and with what; all zero: nothing. */
static struct {
	int fopen_errno, readv_errno, ioctl_errno, rusage_errno, affinity_errno;
	int getrlimit_errno, getrlimit_from; /* from this call on */
	int setrlimit_errno, setrlimit_times;
	int prctl_refused, prctl_errno; /* the option, 0: none */
	const struct rusage *rusage;    /* NULL: the truth */
	struct rlimit limit;
	bool play_limit;
	/* what the calls of perf_event_open give, one after the other: a handle, or an errno below 0 */
	int counters[2];
	bool play_counters;
} kernel;
static int getrlimit_calls, setrlimit_calls, counters_opened, ioctls;

static int fresh(void **state)
{
	(void)state;
	memset(&kernel, 0, sizeof(kernel));
	getrlimit_calls = setrlimit_calls = counters_opened = ioctls = 0;
	return 0;
}

static int refuse(int with_errno)
{
	errno = with_errno;
	return -1;
}

FILE *__real_fopen(const char *path, const char *mode);
FILE *__wrap_fopen(const char *path, const char *mode);
FILE *__wrap_fopen(const char *path, const char *mode)
{
	return kernel.fopen_errno ? (refuse(kernel.fopen_errno), NULL) : __real_fopen(path, mode);
}

ssize_t __real_process_vm_readv(pid_t of, const struct iovec *here, unsigned long here_count, const struct iovec *there,
				unsigned long there_count, unsigned long flags);
ssize_t __wrap_process_vm_readv(pid_t of, const struct iovec *here, unsigned long here_count, const struct iovec *there,
				unsigned long there_count, unsigned long flags);
ssize_t __wrap_process_vm_readv(pid_t of, const struct iovec *here, unsigned long here_count, const struct iovec *there,
				unsigned long there_count, unsigned long flags)
{
	if (kernel.readv_errno)
		return refuse(kernel.readv_errno);
	return __real_process_vm_readv(of, here, here_count, there, there_count, flags);
}

/* The port calls it for perf_event_open alone. */
long __wrap_syscall(long number, ...);
long __wrap_syscall(long number, ...)
{
	int wanted;

	assert_int_equal(number, SYS_perf_event_open);
	assert_true(counters_opened < 2);
	wanted = kernel.counters[counters_opened++];
	return wanted < 0 ? refuse(-wanted) : wanted;
}

int __wrap_ioctl(int fd, unsigned long request, ...);
int __wrap_ioctl(int fd, unsigned long request, ...)
{
	(void)request;
	assert_int_equal(fd, kernel.counters[0]);
	ioctls++;
	return kernel.ioctl_errno ? refuse(kernel.ioctl_errno) : 0;
}

int __real_getrusage(int who, struct rusage *use);
int __wrap_getrusage(int who, struct rusage *use);
int __wrap_getrusage(int who, struct rusage *use)
{
	if (kernel.rusage_errno)
		return refuse(kernel.rusage_errno);
	if (!kernel.rusage)
		return __real_getrusage(who, use);
	*use = *kernel.rusage;
	return 0;
}

int __real_getrlimit(int of, struct rlimit *limit);
int __wrap_getrlimit(int of, struct rlimit *limit);
int __wrap_getrlimit(int of, struct rlimit *limit)
{
	if (kernel.getrlimit_errno && ++getrlimit_calls >= kernel.getrlimit_from)
		return refuse(kernel.getrlimit_errno);
	if (!kernel.play_limit)
		return __real_getrlimit(of, limit);
	*limit = kernel.limit;
	return 0;
}

int __real_setrlimit(int of, const struct rlimit *limit);
int __wrap_setrlimit(int of, const struct rlimit *limit);
int __wrap_setrlimit(int of, const struct rlimit *limit)
{
	if (setrlimit_calls++ < kernel.setrlimit_times)
		return refuse(kernel.setrlimit_errno);
	if (!kernel.play_limit)
		return __real_setrlimit(of, limit);
	kernel.limit = *limit;
	return 0;
}

/* The guard of memory calls it alone, which this process is spared. */
int __wrap_prctl(int option, ...);
int __wrap_prctl(int option, ...)
{
	return option == kernel.prctl_refused ? refuse(kernel.prctl_errno) : 0;
}

int __real_sched_getaffinity(pid_t of, size_t bytes, cpu_set_t *cpus);
int __wrap_sched_getaffinity(pid_t of, size_t bytes, cpu_set_t *cpus);
int __wrap_sched_getaffinity(pid_t of, size_t bytes, cpu_set_t *cpus)
{
	return kernel.affinity_errno ? refuse(kernel.affinity_errno) : __real_sched_getaffinity(of, bytes, cpus);
}

/* --- the stack ------------------------------------------------------------------- */

static __attribute__((noinline)) void use_stack(void)
{
	volatile uint8_t area[30000];

	for (size_t i = 0; i < sizeof(area); i++)
		area[i] = 0x5a;
}

static void cannot_look_at_the_stack(const char *reason, bool wiped)
{
	struct wt_error error = { .status = WT_OK };
	uint64_t bytes = 1;

	assert_int_equal(wt_stack_peak(&bytes, &error), WT_UNSUPPORTED);
	assert_string_equal(error.text, reason);
	assert_int_equal(bytes, 0);
	if (!wiped)
		return;
	wt_error_clear(&error);
	assert_int_equal(wt_stack_wipe(&error), WT_UNSUPPORTED);
	assert_string_equal(error.operation, "stack");
	assert_string_equal(error.text, reason);
}

static void test_a_stack_that_is_not_shown(void **state)
{
	struct wt_error error = { .status = WT_OK };

	(void)state;
#ifdef __SANITIZE_ADDRESS__
	SKIP_BECAUSE("not with sanitizers");
#endif
	/* nobody said when to begin */
	cannot_look_at_the_stack("/proc/self/maps does not tell where the stack lies", false);
	assert_int_equal(wt_stack_wipe(&error), WT_OK);
	kernel.fopen_errno = ENOENT;
	cannot_look_at_the_stack("/proc/self/maps does not tell where the stack lies", true);
	kernel.fopen_errno = 0;
	kernel.readv_errno = EPERM;
	cannot_look_at_the_stack("the stack cannot be read", true);
}

/* A kernel without the call: the words are read one by one, and it comes to the same. */
static void test_a_stack_that_we_read_ourselves(void **state)
{
	struct wt_error error = { .status = WT_OK };
	uint64_t by_kernel = 0, by_us = 0;

	(void)state;
#ifdef __SANITIZE_ADDRESS__
	SKIP_BECAUSE("not with sanitizers");
#endif
	assert_int_equal(wt_stack_wipe(&error), WT_OK);
	use_stack();
	assert_int_equal(wt_stack_peak(&by_kernel, &error), WT_OK);
	assert_true(by_kernel >= 30000);
	kernel.readv_errno = ENOSYS;
	assert_int_equal(wt_stack_peak(&by_us, &error), WT_OK);
	assert_int_equal(by_us, by_kernel);
}

/* --- the processor's counters ------------------------------------------------------- */

/* A counter that has counted so much, in so much time of that in which it was wanted. */
static int counter(uint64_t value, uint64_t wanted, uint64_t running)
{
	const uint64_t told[3] = { value, wanted, running };
	int fd = memfd_create("counter", MFD_CLOEXEC);

	assert_true(fd >= 0);
	assert_int_equal(write(fd, told, sizeof(told)), sizeof(told));
	assert_int_equal(lseek(fd, 0, SEEK_SET), 0);
	return fd;
}

static bool is_closed(int fd)
{
	return fcntl(fd, F_GETFD) < 0 && errno == EBADF;
}

static void test_counters_are_read_and_closed(void **state)
{
	struct wt_cycles counters = WT_CYCLES_INIT;
	struct wt_error error = { .status = WT_OK };
	uint64_t cycles = 0, instructions = 0;

	(void)state;
	kernel.counters[0] = counter(1234567, 500, 500);
	kernel.counters[1] = counter(7654321, 500, 500);
	assert_int_equal(wt_cycles_start(&counters, &error), WT_OK);
	assert_int_equal(wt_cycles_stop(&counters, &cycles, &instructions, &error), WT_OK);
	assert_int_equal(cycles, 1234567);
	assert_int_equal(instructions, 7654321);
	assert_int_equal(ioctls, 2); /* begun, ended */
	assert_true(is_closed(kernel.counters[0]) && is_closed(kernel.counters[1]));
	assert_int_equal(wt_cycles_stop(&counters, &cycles, &instructions, &error), WT_UNSUPPORTED);
}

/* A counter that others had part of the time, or that cannot be read, is no figure. */
static void test_counters_that_are_no_figures(void **state)
{
	static const struct {
		uint64_t running[2];
		bool cut;
	} cases[] = { { { 499, 500 }, false }, { { 500, 0 }, false }, { { 500, 500 }, true } };

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct wt_cycles counters = WT_CYCLES_INIT;
		struct wt_error error = { .status = WT_OK };
		uint64_t cycles = 0, instructions = 0;

		fresh(NULL);
		for (int c = 0; c < 2; c++)
			kernel.counters[c] = counter(1000, 500, cases[i].running[c]);
		if (cases[i].cut)
			assert_int_equal(ftruncate(kernel.counters[1], 8), 0);
		assert_int_equal(wt_cycles_start(&counters, &error), WT_OK);
		assert_int_equal(wt_cycles_stop(&counters, &cycles, &instructions, &error), WT_UNSUPPORTED);
		assert_string_equal(error.text, "others used the counters part of the time");
		assert_true(is_closed(kernel.counters[0]) && is_closed(kernel.counters[1]));
	}
}

static void test_why_there_are_no_counters(void **state)
{
	static const struct {
		int reason;
		const char *text;
	} cases[] = {
		{ ENOENT, "this machine shows no hardware counters" },
		{ EOPNOTSUPP, "this machine shows no hardware counters" },
		{ ENODEV, "this machine shows no hardware counters" },
		{ EACCES, "not allowed here (kernel.perf_event_paranoid)" },
		{ EPERM, "not allowed here (kernel.perf_event_paranoid)" },
		{ ENOSYS, "the kernel has no perf_event_open" },
		{ EMFILE, "Too many open files" },
	};

	(void)state;
	/* at the first counter, at the second, at the begin of both */
	for (size_t i = 0; i < 3 * sizeof(cases) / sizeof(cases[0]); i++) {
		struct wt_cycles counters = WT_CYCLES_INIT;
		struct wt_error error = { .status = WT_OK };
		int reason = cases[i / 3].reason;

		fresh(NULL);
		kernel.counters[0] = i % 3 == 0 ? -reason : counter(1, 1, 1);
		kernel.counters[1] = i % 3 == 1 ? -reason : i % 3 == 2 ? counter(1, 1, 1) : 0;
		kernel.ioctl_errno = i % 3 == 2 ? reason : 0;
		assert_int_equal(wt_cycles_start(&counters, &error), WT_UNSUPPORTED);
		assert_string_equal(error.text, cases[i / 3].text);
		assert_int_equal(error.code, reason);
		assert_int_equal(counters.cycles_handle, -1);
		for (int c = 0; c < 2; c++)
			assert_true(kernel.counters[c] <= 0 || is_closed(kernel.counters[c]));
	}
}

/* --- the process ----------------------------------------------------------------- */

static void test_a_process_that_is_not_told_what_it_used(void **state)
{
	struct wt_process_usage usage;

	(void)state;
	memset(&usage, 1, sizeof(usage));
	kernel.rusage_errno = EFAULT;
	wt_process_usage(&usage);
	assert_int_equal(usage.user_cpu_ns + usage.system_cpu_ns, 0);
	assert_int_equal(usage.voluntary_switches + usage.involuntary_switches, 0);
}

static void test_what_a_process_used(void **state)
{
	const struct rusage use = {
		.ru_utime = { .tv_sec = 3, .tv_usec = 5 },
		.ru_stime = { .tv_sec = 1, .tv_usec = 700000 },
		.ru_nvcsw = 11,
		.ru_nivcsw = 13,
	};
	struct wt_process_usage usage;

	(void)state;
	kernel.rusage = &use;
	wt_process_usage(&usage);
	assert_int_equal(usage.user_cpu_ns, 3000005000);
	assert_int_equal(usage.system_cpu_ns, 1700000000);
	assert_int_equal(usage.voluntary_switches, 11);
	assert_int_equal(usage.involuntary_switches, 13);
}

static void test_files_that_are_not_allowed(void **state)
{
	(void)state;
	kernel.play_limit = true;
	kernel.limit = (struct rlimit){ .rlim_cur = 64, .rlim_max = 100 };
	/* not privileged: as far as the system lets us */
	kernel.setrlimit_errno = EPERM;
	kernel.setrlimit_times = 1;
	assert_int_equal(wt_process_allow_files(5000), 100);
	assert_int_equal(kernel.limit.rlim_cur, 100);
	assert_int_equal(kernel.limit.rlim_max, 100);
	/* less than may be had, and even that is refused */
	kernel.limit = (struct rlimit){ .rlim_cur = 64, .rlim_max = 100 };
	kernel.setrlimit_times = 10;
	setrlimit_calls = 0;
	assert_int_equal(wt_process_allow_files(80), 64);
	/* the system does not tell: none may be counted on, whichever of its calls it is */
	kernel.getrlimit_errno = EFAULT;
	for (kernel.getrlimit_from = 1; kernel.getrlimit_from <= 3; kernel.getrlimit_from++) {
		getrlimit_calls = 0;
		assert_int_equal(wt_process_allow_files(80), 0);
	}
}

/* A process whose memory is not guarded reads no keys; that old kernels know less is no reason. */
static void test_memory_that_cannot_be_guarded(void **state)
{
	struct wt_error error;

	(void)state;
	kernel.play_limit = true;
	kernel.limit.rlim_max = 1;
	wt_error_clear(&error);
	assert_int_equal(wt_guard_memory(&error), WT_OK);
	assert_int_equal(kernel.limit.rlim_max, 0);
	kernel.prctl_refused = PR_SET_NO_NEW_PRIVS;
	kernel.prctl_errno = EINVAL;
	assert_int_equal(wt_guard_memory(&error), WT_OK);
	assert_int_equal(error.status, WT_OK);
	kernel.prctl_errno = EPERM;
	assert_int_equal(wt_guard_memory(&error), WT_ERROR);
	assert_string_equal(error.text, "new privileges cannot be given up: Operation not permitted");
	assert_int_equal(error.code, EPERM);
	wt_error_clear(&error);
	kernel.prctl_refused = PR_SET_DUMPABLE;
	assert_int_equal(wt_guard_memory(&error), WT_ERROR);
	assert_string_equal(error.text,
			    "core dumps, which would hold keys, cannot be turned off: Operation not permitted");
	wt_error_clear(&error);
	kernel.prctl_refused = setrlimit_calls = 0;
	kernel.setrlimit_times = 1;
	kernel.setrlimit_errno = EACCES;
	assert_int_equal(wt_guard_memory(&error), WT_ERROR);
	assert_string_equal(error.text, "core dumps, which would hold keys, cannot be turned off: Permission denied");
}

static void test_processors(void **state)
{
	int first = wt_process_allowed_cpu(0);

	(void)state;
	assert_true(first >= 0);
	assert_int_equal(wt_process_allowed_cpu(CPU_SETSIZE), -1);
	assert_false(wt_process_pin(-1));
	assert_false(wt_process_pin(CPU_SETSIZE));
	assert_true(wt_process_pin(first));
	assert_int_equal(sched_getcpu(), first);
	assert_int_equal(wt_process_allowed_cpu(1), -1);
	kernel.affinity_errno = EINVAL;
	assert_int_equal(wt_process_allowed_cpu(0), -1);
}

static void test_a_terminal_is_one(void **state)
{
	int null = open("/dev/null", O_RDONLY);

	(void)state;
	assert_false(wt_process_is_terminal(null));
	close(null);
	assert_false(wt_process_is_terminal(null));
}

/* The first wish to stop is remembered, its echo is not a second one; one that comes later ends the process. */
static void test_two_wishes_to_stop(void **state)
{
	int status;
	pid_t child;

	(void)state;
	(void)fflush(NULL);
	child = fork();
	if (child == 0) {
		uint64_t patience_ns;

		wt_stop_catch();
		if (wt_stop_requested() != 0)
			wt_test_end(1);
		(void)raise(SIGPIPE);
		(void)raise(SIGTERM);
		(void)raise(SIGTERM);
		if (wt_stop_requested() != SIGTERM)
			wt_test_end(2);
		patience_ns = wt_clock_ns() + WT_NS_PER_S / 2;
		while (wt_clock_ns() < patience_ns)
			;
		wt_test_note();
		(void)raise(SIGINT);
		wt_test_end(3);
	}
	assert_true(child > 0);
	assert_int_equal(waitpid(child, &status, 0), child);
	assert_true(WIFSIGNALED(status));
	assert_int_equal(WTERMSIG(status), SIGINT);
}

/* --- texts ------------------------------------------------------------------------ */

static void test_the_environment_is_cleared(void **state)
{
	char name[WT_ENVIRONMENT_NAME_BYTES];
	const char *at = NULL, *value;
	int found = 0;

	(void)state;
	setenv("OPENSSL_ia32cap", "0", 1);
	setenv("MALLOC_TRIM_THRESHOLD_", "", 1);
	setenv("LD_HWCAP_MASK", "7", 1);
	while (wt_environment_next(&at, name, &value))
		found += strcmp(name, "OPENSSL_ia32cap") == 0 || strcmp(name, "MALLOC_TRIM_THRESHOLD_") == 0 ||
			 (strcmp(name, "LD_HWCAP_MASK") == 0 && strcmp(value, "7") == 0);
	assert_int_equal(found, 3);
	wt_environment_clear();
	assert_null(getenv("OPENSSL_ia32cap"));
	assert_null(getenv("MALLOC_TRIM_THRESHOLD_"));
	/* what a library may need to be found stays */
	assert_string_equal(getenv("LD_HWCAP_MASK"), "7");
	unsetenv("LD_HWCAP_MASK");
}

static void test_names_of_statuses(void **state)
{
	static const char *const names[] = {
		[WT_OK] = "OK",
		[WT_WANT_READ] = "WANT_READ",
		[WT_WANT_WRITE] = "WANT_WRITE",
		[WT_EOF] = "EOF",
		[WT_TIMEOUT] = "TIMEOUT",
		[WT_REFUSED] = "REFUSED",
		[WT_UNSUPPORTED] = "UNSUPPORTED",
		[WT_ERROR] = "ERROR",
	};

	(void)state;
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		assert_string_equal(wt_status_name((enum wt_status)i), names[i]);
	assert_string_equal(wt_status_name((enum wt_status)99), "UNKNOWN");
}

static void test_an_error_is_one_line_and_the_first_wins(void **state)
{
	struct wt_error error = { .status = WT_OK };

	(void)state;
	assert_int_equal(wt_error_set(&error, WT_ERROR, "open", "system", 2, "%s", "a\nb\033[1m\x7f \xc3\xa9"),
			 WT_ERROR);
	assert_string_equal(error.text, "a?b?[1m? \xc3\xa9");
	assert_int_equal(wt_error_set(&error, WT_TIMEOUT, "recv", "wiretoll", 0, "later"), WT_TIMEOUT);
	assert_int_equal(error.status, WT_ERROR);
	assert_string_equal(error.operation, "open");
	wt_error_clear(&error);
	assert_string_equal(error.text, "");
	assert_int_equal(wt_error_system(&error, WT_REFUSED, "connect", ECONNREFUSED), WT_REFUSED);
	assert_string_equal(error.text, strerror(ECONNREFUSED));
	assert_int_equal(error.code, ECONNREFUSED);
	/* who does not want to know why still hears that */
	assert_int_equal(wt_error_set(NULL, WT_EOF, "recv", "wiretoll", 0, "end"), WT_EOF);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_a_stack_that_is_not_shown, fresh, fresh),
		cmocka_unit_test_setup_teardown(test_a_stack_that_we_read_ourselves, fresh, fresh),
		cmocka_unit_test_setup_teardown(test_counters_are_read_and_closed, fresh, fresh),
		cmocka_unit_test_setup_teardown(test_counters_that_are_no_figures, fresh, fresh),
		cmocka_unit_test_setup_teardown(test_why_there_are_no_counters, fresh, fresh),
		cmocka_unit_test_setup_teardown(test_a_process_that_is_not_told_what_it_used, fresh, fresh),
		cmocka_unit_test_setup_teardown(test_what_a_process_used, fresh, fresh),
		cmocka_unit_test_setup_teardown(test_files_that_are_not_allowed, fresh, fresh),
		cmocka_unit_test_setup_teardown(test_memory_that_cannot_be_guarded, fresh, fresh),
		cmocka_unit_test_setup_teardown(test_processors, fresh, fresh),
		cmocka_unit_test(test_a_terminal_is_one),
		cmocka_unit_test(test_two_wishes_to_stop),
		cmocka_unit_test(test_the_environment_is_cleared),
		cmocka_unit_test(test_names_of_statuses),
		cmocka_unit_test(test_an_error_is_one_line_and_the_first_wins),
	};

	return cmocka_run_group_tests_name("port_denied", tests, NULL, NULL);
}
