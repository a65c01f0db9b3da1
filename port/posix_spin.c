/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "posix_spin.h"

#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <sys/socket.h>
#include <time.h>

#include "clock.h"
#include "process.h"
#include "socket.h"

static bool spins;

void wt_sockets_spin(void)
{
	spins = true;
}

bool wt_spins(void)
{
	return spins;
}

int wt_spin_flag(void)
{
	return spins ? SOCK_NONBLOCK : 0;
}

void wt_spin_adopt(int handle)
{
	if (spins)
		(void)fcntl(handle, F_SETFL, fcntl(handle, F_GETFL) | O_NONBLOCK);
}

/* A peer on the same processor gets no turn but by our giving way. */
bool wt_spin_on(uint64_t *end_ns, uint64_t limit_ns)
{
	uint64_t now_ns;

	if (!spins)
		return false;
	sched_yield();
	now_ns = wt_clock_ns();
	if (!*end_ns)
		*end_ns = now_ns + limit_ns;
	errno = EAGAIN;
	return now_ns < *end_ns && !wt_stop_requested();
}

/* A signal that comes just before the sleep is noticed after a while. */
#define SLEEP_MAX_NS (WT_NS_PER_S / 10)

void wt_clock_sleep_until(uint64_t ns)
{
	uint64_t end_ns = 0, now_ns = wt_clock_ns();

	while (now_ns < ns && !wt_stop_requested()) {
		uint64_t to_ns = ns - now_ns > SLEEP_MAX_NS ? now_ns + SLEEP_MAX_NS : ns;
		struct timespec to = { .tv_sec = (time_t)(to_ns / WT_NS_PER_S),
				       .tv_nsec = (long)(to_ns % WT_NS_PER_S) };

		if (!wt_spin_on(&end_ns, ns - now_ns))
			clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &to, NULL);
		now_ns = wt_clock_ns();
	}
}
