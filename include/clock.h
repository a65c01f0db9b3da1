/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The clocks that a port provides. None of them allocates or fails, and but one blocks. */
#ifndef WT_CLOCK_H
#define WT_CLOCK_H

#include <stdint.h>

#define WT_NS_PER_US 1000ULL
#define WT_NS_PER_MS 1000000ULL
#define WT_NS_PER_S  1000000000ULL

/* Monotonic time in ns since an arbitrary start; the clock of every figure. */
uint64_t wt_clock_ns(void);

/*
 * The same clock as it was at the system's last tick, 10 ms ago at most: a fifth of the cost. For
 * deadlines; no figure is made from it.
 */
uint64_t wt_clock_coarse_ns(void);

/* CPU time of the calling thread in ns, user and system. Costs about 0.5 µs a call. */
uint64_t wt_thread_cpu_ns(void);

/*
 * Until that time of the monotonic clock, or a signal that asks us to stop. Waits that do not sleep (socket.h) do not
 * here either.
 */
void wt_clock_sleep_until(uint64_t ns);

/* Wall clock in µs since 1970-01-01 UTC; it may jump, so no figure is made from it. */
uint64_t wt_wall_clock_us(void);

/* Smallest step of the monotonic clock in ns, as the system states it. */
uint64_t wt_clock_resolution_ns(void);

#endif
