/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "fault.h"

#include <errno.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "child.h"
#include "clock.h"

ssize_t __real_sendto(int fd, const void *data, size_t bytes, int flags, const struct sockaddr *name, socklen_t length);
ssize_t __wrap_sendto(int fd, const void *data, size_t bytes, int flags, const struct sockaddr *name, socklen_t length);
ssize_t __real_recvfrom(int fd, void *data, size_t room, int flags, struct sockaddr *name, socklen_t *length);
ssize_t __wrap_recvfrom(int fd, void *data, size_t room, int flags, struct sockaddr *name, socklen_t *length);
int __real_connect(int fd, const struct sockaddr *name, socklen_t length);
int __wrap_connect(int fd, const struct sockaddr *name, socklen_t length);
int __real_accept4(int fd, struct sockaddr *name, socklen_t *length, int flags);
int __wrap_accept4(int fd, struct sockaddr *name, socklen_t *length, int flags);

static struct wt_fault_plan plan;
static struct wt_fault_counts counts;
static uint32_t random_state, send_calls, receive_calls;
static uint64_t drop_until_ns;

/* The datagram that waits for the one behind it. */
static struct {
	uint8_t data[65536];
	size_t bytes;
	struct sockaddr_storage name;
	socklen_t length;
} held;

uint32_t wt_test_random(uint32_t *state)
{
	*state ^= *state << 13;
	*state ^= *state >> 17;
	*state ^= *state << 5;
	return *state;
}

void wt_fault_use(const struct wt_fault_plan *wanted)
{
	memset(&plan, 0, sizeof(plan));
	if (wanted)
		plan = *wanted;
	memset(&counts, 0, sizeof(counts));
	random_state = plan.seed ? plan.seed : 1;
	send_calls = 0;
	receive_calls = 0;
	held.bytes = 0;
}

struct wt_fault_counts wt_fault_counted(void)
{
	return counts;
}

static int fail(int with_errno)
{
	counts.faults++;
	errno = with_errno;
	return -1;
}

/* 0, or the errno of a fault that hits calls at random. */
static int stumbles(void)
{
	uint32_t draw;

	if (!plan.interrupt_permille && !plan.again_permille)
		return 0;
	draw = wt_test_random(&random_state) % 1000;
	if (draw < plan.interrupt_permille)
		return EINTR;
	return draw < plan.interrupt_permille + plan.again_permille ? EAGAIN : 0;
}

/* A peer that dies: the kernel closes its socket. */
static void end_process(int fd)
{
	struct linger now = { .l_onoff = 1, .l_linger = 0 };

	if (plan.ends_with_reset)
		setsockopt(fd, SOL_SOCKET, SO_LINGER, &now, sizeof(now));
	else
		shutdown(fd, SHUT_WR);
	wt_test_end(0);
}

static bool gets_lost(void)
{
	if (!plan.drop_send || send_calls < plan.drop_send)
		return false;
	if (send_calls == plan.drop_send)
		drop_until_ns = wt_clock_ns() + plan.drop_ns;
	return send_calls == plan.drop_send || wt_clock_ns() < drop_until_ns;
}

static ssize_t send_on(int fd, const void *data, size_t bytes, int flags, const struct sockaddr *name, socklen_t length)
{
	if (gets_lost()) {
		counts.faults++;
		return (ssize_t)bytes;
	}
	if (send_calls == plan.swap_send && plan.swap_send) {
		counts.faults++;
		memcpy(held.data, data, bytes);
		held.bytes = bytes;
		held.length = length;
		if (name)
			memcpy(&held.name, name, length);
		return (ssize_t)bytes;
	}
	if (send_calls == plan.double_send && plan.double_send) {
		counts.faults++;
		__real_sendto(fd, data, bytes, flags, name, length);
	}
	return __real_sendto(fd, data, bytes, flags, name, length);
}

ssize_t __wrap_sendto(int fd, const void *data, size_t bytes, int flags, const struct sockaddr *name, socklen_t length)
{
	int fault = stumbles();
	ssize_t moved;

	if (fault)
		return fail(fault);
	send_calls++;
	if (send_calls == plan.ends_at_send)
		end_process(fd);
	if (send_calls == plan.send_fails_at)
		return fail(plan.send_errno);
	if (plan.send_max && bytes > plan.send_max)
		bytes = plan.send_max;
	moved = send_on(fd, data, bytes, flags, name, length);
	if (held.bytes && send_calls > plan.swap_send) {
		__real_sendto(fd, held.data, held.bytes, flags, held.length ? (struct sockaddr *)&held.name : NULL,
			      held.length);
		held.bytes = 0;
	}
	if (moved >= 0) {
		counts.bytes_out += (uint64_t)moved;
		counts.sends++;
	}
	return moved;
}

ssize_t __wrap_recvfrom(int fd, void *data, size_t room, int flags, struct sockaddr *name, socklen_t *length)
{
	int fault = stumbles();
	ssize_t moved;

	if (fault)
		return fail(fault);
	if (receive_calls + 1 == plan.ends_at_receive)
		end_process(fd);
	if (receive_calls + 1 == plan.receive_fails_at) {
		receive_calls++;
		return fail(plan.receive_errno);
	}
	if (plan.receive_max && room > plan.receive_max)
		room = plan.receive_max;
	moved = __real_recvfrom(fd, data, room, flags, name, length);
	if (moved > 0) {
		receive_calls++;
		counts.bytes_in += (uint64_t)moved;
		counts.receives++;
	}
	return moved;
}

int __wrap_connect(int fd, const struct sockaddr *name, socklen_t length)
{
	int fault = stumbles();

	/* EAGAIN of a connect is no wait that ended: that is called EINPROGRESS there */
	if (fault)
		return fail(fault == EAGAIN ? EINPROGRESS : fault);
	return __real_connect(fd, name, length);
}

int __wrap_accept4(int fd, struct sockaddr *name, socklen_t *length, int flags)
{
	int fault = stumbles();

	if (plan.accept_fails) {
		plan.accept_fails--;
		return fail(plan.accept_errno);
	}
	return fault ? fail(fault) : __real_accept4(fd, name, length, flags);
}
