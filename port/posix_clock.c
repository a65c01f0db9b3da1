/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <time.h>

#include "clock.h"

static uint64_t read_ns(clockid_t clock)
{
	struct timespec now;

	clock_gettime(clock, &now);
	return (uint64_t)now.tv_sec * WT_NS_PER_S + (uint64_t)now.tv_nsec;
}

uint64_t wt_clock_ns(void)
{
	return read_ns(CLOCK_MONOTONIC);
}

uint64_t wt_thread_cpu_ns(void)
{
	return read_ns(CLOCK_THREAD_CPUTIME_ID);
}

uint64_t wt_wall_clock_us(void)
{
	struct timespec now;

	clock_gettime(CLOCK_REALTIME, &now);
	/* No division of 64 bits: on a core without one it takes as many instructions as the time of day asks for. */
	return (uint64_t)now.tv_sec * 1000000 + (uint32_t)now.tv_nsec / 1000;
}

uint64_t wt_clock_resolution_ns(void)
{
	struct timespec step;

	clock_getres(CLOCK_MONOTONIC, &step);
	return (uint64_t)step.tv_sec * WT_NS_PER_S + (uint64_t)step.tv_nsec;
}
