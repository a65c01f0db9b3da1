/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <fcntl.h>
#include <limits.h>
#include <sched.h>
#include <signal.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

#include "clock.h"
#include "process.h"

static volatile sig_atomic_t stop_signal;
static uint64_t first_stop_ns;

/* One wish to stop may come as two signals (timeout(1) sends it to the program and to its group); a
 * second wish comes later, and ends us at once. */
#define IMPATIENT_NS (WT_NS_PER_S / 4)

static uint64_t timeval_ns(const struct timeval *time)
{
	return (uint64_t)time->tv_sec * WT_NS_PER_S + (uint64_t)time->tv_usec * WT_NS_PER_US;
}

void wt_process_usage(struct wt_process_usage *usage)
{
	struct rusage self;

	memset(usage, 0, sizeof(*usage));
	if (getrusage(RUSAGE_SELF, &self))
		return;
	usage->user_cpu_ns = timeval_ns(&self.ru_utime);
	usage->system_cpu_ns = timeval_ns(&self.ru_stime);
	usage->voluntary_switches = (uint64_t)self.ru_nvcsw;
	usage->involuntary_switches = (uint64_t)self.ru_nivcsw;
}

uint64_t wt_process_allow_files(uint64_t wanted)
{
	/* Descriptors are ints, and on 32-bit boards the limit is not wider. */
	rlim_t files = wanted < INT_MAX ? (rlim_t)wanted : INT_MAX;
	struct rlimit limit;

	if (getrlimit(RLIMIT_NOFILE, &limit))
		return 0;
	if (limit.rlim_cur >= files)
		return limit.rlim_cur;
	limit.rlim_cur = files;
	if (limit.rlim_max < files)
		limit.rlim_max = files; /* a privileged process may */
	if (setrlimit(RLIMIT_NOFILE, &limit) == 0)
		return files;
	if (getrlimit(RLIMIT_NOFILE, &limit))
		return 0;
	limit.rlim_cur = limit.rlim_max < files ? limit.rlim_max : files;
	(void)setrlimit(RLIMIT_NOFILE, &limit);
	return getrlimit(RLIMIT_NOFILE, &limit) ? 0 : limit.rlim_cur;
}

int wt_process_allowed_cpu(int index)
{
	cpu_set_t allowed;

	if (sched_getaffinity(0, sizeof(allowed), &allowed))
		return -1;
	for (int cpu = 0; cpu < CPU_SETSIZE; cpu++) {
		if (!CPU_ISSET((size_t)cpu, &allowed))
			continue;
		if (index-- == 0)
			return cpu;
	}
	return -1;
}

bool wt_process_pin(int cpu)
{
	cpu_set_t one;

	if (cpu < 0 || cpu >= CPU_SETSIZE)
		return false;
	CPU_ZERO(&one);
	CPU_SET((size_t)cpu, &one);
	return sched_setaffinity(0, sizeof(one), &one) == 0;
}

static void remember_signal(int number)
{
	uint64_t now_ns = wt_clock_ns(); /* clock_gettime may be called in a handler (POSIX) */

	if (stop_signal == 0) {
		first_stop_ns = now_ns;
		stop_signal = number;
		return;
	}
	if (now_ns - first_stop_ns < IMPATIENT_NS)
		return;
	signal(number, SIG_DFL);
	raise(number);
}

void wt_stop_catch(void)
{
	struct sigaction action;

	memset(&action, 0, sizeof(action));
	sigemptyset(&action.sa_mask);
	/* no SA_RESTART: a wait in the kernel has to end */
	action.sa_handler = remember_signal;
	sigaction(SIGINT, &action, NULL);
	sigaction(SIGTERM, &action, NULL);
	sigaction(SIGUSR1, &action, NULL);
	action.sa_handler = SIG_IGN;
	sigaction(SIGPIPE, &action, NULL);
	sigaction(SIGXFSZ, &action, NULL); /* a file limit is an error of write, told as one */
}

int wt_stop_requested(void)
{
	return stop_signal;
}

bool wt_stop_is_farewell(void)
{
	return stop_signal == SIGUSR1;
}

bool wt_process_open_standard(void)
{
	/* open takes the lowest one that is free; children have it, too */
	for (int descriptor = STDIN_FILENO; descriptor <= STDERR_FILENO; descriptor++)
		if (fcntl(descriptor, F_GETFD) < 0 && open("/dev/null", O_RDWR) != descriptor)
			return false;
	return true;
}

bool wt_process_is_terminal(int descriptor)
{
	return isatty(descriptor) == 1;
}
