/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Waiting for many sockets at once: epoll, level-triggered, so that what is left unread is told again, behind the others. */
#include <errno.h>
#include <poll.h>
#include <sys/epoll.h>
#include <unistd.h>

#include "listener.h"
#include "posix_limits.h"
#include "posix_spin.h"
#include "process.h"

enum wt_status wt_sockets_open(struct wt_socket_set *set, struct wt_error *error)
{
	set->handle = epoll_create1(EPOLL_CLOEXEC);
	return set->handle < 0 ? wt_error_system(error, WT_ERROR, "epoll_create", errno) : WT_OK;
}

static enum wt_status control(const struct wt_socket_set *set, int operation, const struct wt_socket *socket,
			      bool to_send, void *whose, struct wt_error *error)
{
	struct epoll_event event = { .events = to_send ? EPOLLOUT : EPOLLIN, .data.ptr = whose };

	if (epoll_ctl((int)set->handle, operation, (int)socket->handle, &event) == 0)
		return WT_OK;
	return wt_error_system(error, WT_ERROR, "epoll_ctl", errno);
}

enum wt_status wt_sockets_add(struct wt_socket_set *set, const struct wt_socket *socket, bool to_send, void *whose,
			      struct wt_error *error)
{
	return control(set, EPOLL_CTL_ADD, socket, to_send, whose, error);
}

enum wt_status wt_sockets_change(struct wt_socket_set *set, const struct wt_socket *socket, bool to_send, void *whose,
				 struct wt_error *error)
{
	return control(set, EPOLL_CTL_MOD, socket, to_send, whose, error);
}

void wt_sockets_remove(struct wt_socket_set *set, const struct wt_socket *socket)
{
	(void)control(set, EPOLL_CTL_DEL, socket, false, NULL, NULL);
}

/* For so long at most. */
static int wait_for(const struct wt_socket_set *set, struct epoll_event *events, uint64_t limit_ns)
{
	int limit_ms = wt_spins() ? 0 : (int)((limit_ns + WT_NS_PER_MS - 1) / WT_NS_PER_MS);
	uint64_t end_ns = 0;
	int found;

	do {
		found = epoll_wait((int)set->handle, events, WT_SOCKETS_READY, limit_ms);
	} while (found == 0 && limit_ns && wt_spin_on(&end_ns, limit_ns));
	return found;
}

enum wt_status wt_sockets_wait(const struct wt_socket_set *set, uint64_t deadline_ns, struct wt_sockets_ready *ready,
			       struct wt_error *error)
{
	struct epoll_event events[WT_SOCKETS_READY];
	int found = 0;

	ready->count = ready->taken = 0;
	for (;;) {
		uint64_t now = deadline_ns ? wt_clock_ns() : 0, left_ns = WT_SLICE_NS;

		/* in slices: a signal that comes just before the wait is noticed */
		if (deadline_ns && deadline_ns < now + left_ns)
			left_ns = deadline_ns > now ? deadline_ns - now : 0;
		found = wait_for(set, events, left_ns);
		if (wt_stop_requested())
			return wt_error_set(error, WT_ERROR, "wait", "signal", wt_stop_requested(), "interrupted");
		if (found > 0)
			break;
		if (found < 0 && errno != EINTR)
			return wt_listener_failure("wait", errno, error);
		if (deadline_ns && wt_clock_ns() >= deadline_ns)
			return wt_error_set(error, WT_TIMEOUT, "wait", "wiretoll", 0, "nobody sent anything in time");
	}
	for (int i = 0; i < found; i++)
		ready->whose[i] = events[i].data.ptr;
	ready->count = (size_t)found;
	return WT_OK;
}

bool wt_socket_ready(const struct wt_socket *socket)
{
	struct pollfd one = { .fd = (int)socket->handle, .events = POLLIN };

	return poll(&one, 1, 0) > 0;
}

void wt_sockets_close(struct wt_socket_set *set)
{
	if (set->handle >= 0)
		close((int)set->handle);
	set->handle = -1;
}
