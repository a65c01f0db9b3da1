/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Inside the port only: waits that do not sleep (wt_sockets_spin). */
#ifndef WT_POSIX_SPIN_H
#define WT_POSIX_SPIN_H

#include <stdbool.h>
#include <stdint.h>

/* What a new descriptor is made with so that no call on it sleeps: SOCK_NONBLOCK; 0 where waits may sleep. */
int wt_spin_flag(void);

/* Whether waits do not sleep. */
bool wt_spins(void);

/* Makes a descriptor of somebody else's so, where waits do not sleep. */
void wt_spin_adopt(int handle);

/*
 * After a call that found nothing to do (EAGAIN): whether to make it again. *end_ns is 0 before the first time, when
 * `limit_ns` begins to run. Gives the processor to whoever wants it. False: waits may sleep, the limit has passed, or a signal
 * asks us to stop; errno is EAGAIN then, as of a call that slept for so long.
 */
bool wt_spin_on(uint64_t *end_ns, uint64_t limit_ns);

#endif
