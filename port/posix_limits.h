/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Inside the port only: deadlines as the kernel's receive time-outs. */
#ifndef WT_POSIX_LIMITS_H
#define WT_POSIX_LIMITS_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/time.h>

#include "clock.h"
#include "socket.h"

/* A wait is cut in slices, so that a signal that comes just before it is noticed. */
#define WT_SLICE_NS (WT_NS_PER_S / 2)

/* The time, for what is done about a deadline: to the tick where that is far away. */
uint64_t wt_clock_near_ns(uint64_t deadline_ns);

/* Time left until a deadline in ns, at least 1 ms; a year for "no deadline". */
uint64_t wt_left_ns(uint64_t deadline_ns);

struct timeval wt_timeval(uint64_t limit_ns);

/*
 * Makes the kernel's receive time-out fit the socket's deadline and timer. False:
 * the deadline has passed. A time-out that is right within an eighth is left
 * as it is, so that the usual receive costs no second system call.
 */
bool wt_limit_receive(struct wt_socket *socket);

/*
 * What a listener's system call failed with, where another call may succeed: the kernel hands out
 * pending errors of the network, or is short of something. Waits where that takes time to pass.
 * WT_WANT_READ, and `error` says why; WT_ERROR: no call on this listener will ever succeed.
 */
enum wt_status wt_listener_failure(const char *operation, int reason, struct wt_error *error);

#endif
