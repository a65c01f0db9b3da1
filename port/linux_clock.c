/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A clock that only Linux has. */
#include <time.h>

#include "clock.h"

uint64_t wt_clock_coarse_ns(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC_COARSE, &now);
	return (uint64_t)now.tv_sec * WT_NS_PER_S + (uint64_t)now.tv_nsec;
}
