/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Faults between the port and the kernel. The linker leads the port's calls here:
 * a test that uses this has the line
 *
 *   // LDFLAGS: -Wl,--wrap=sendto,--wrap=recvfrom,--wrap=connect,--wrap=accept4
 *
 * Without a plan every call goes straight to the kernel. Plans are the process's.
 */
#ifndef WT_TEST_FAULT_H
#define WT_TEST_FAULT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* All zero: no fault. "The n-th" counts the calls that reach the kernel, from 1; 0: never. */
struct wt_fault_plan {
	uint32_t seed;                /* of the sequence of EINTR and EAGAIN; not 0 */
	uint32_t interrupt_permille;  /* calls that fail with EINTR instead */
	uint32_t again_permille;      /* calls that fail with EAGAIN instead */
	size_t send_max, receive_max; /* streams: no more bytes than that a call */
	uint32_t send_fails_at, receive_fails_at;
	int send_errno, receive_errno;          /* what the n-th call fails with */
	uint32_t ends_at_send, ends_at_receive; /* the process ends in place of the n-th call */
	bool ends_with_reset;                   /* with a RST, not in order */
	uint32_t accept_fails;                  /* so many of the first accepts fail, with accept_errno */
	int accept_errno;
	uint32_t drop_send;   /* the n-th datagram is lost */
	uint64_t drop_ns;     /* and all that are sent so long after it */
	uint32_t double_send; /* the n-th datagram arrives twice */
	uint32_t swap_send;   /* the n-th datagram arrives after the one behind it */
};

/* What got through, counted beside the port's own counters. */
struct wt_fault_counts {
	uint64_t bytes_out, bytes_in;
	uint32_t sends, receives;
	uint32_t faults; /* calls that met a fault */
};

/* From now on; NULL: no faults. Empties the counts. */
void wt_fault_use(const struct wt_fault_plan *plan);

struct wt_fault_counts wt_fault_counted(void);

/* A generator of our own: the same cases on every machine. */
uint32_t wt_test_random(uint32_t *state);

#endif
