/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Waiting for several sockets at once. */
#include <errno.h>
#include <poll.h>

#include "listener.h"
#include "posix_limits.h"
#include "posix_spin.h"
#include "process.h"

/* As poll for so long at most. */
static int poll_for(struct pollfd *all, size_t count, uint64_t limit_ns)
{
	int limit_ms = wt_spins() ? 0 : (int)((limit_ns + WT_NS_PER_MS - 1) / WT_NS_PER_MS);
	uint64_t end_ns = 0;
	int found;

	do {
		found = poll(all, (nfds_t)count, limit_ms);
	} while (found == 0 && wt_spin_on(&end_ns, limit_ns));
	return found;
}

static size_t first_ready(const struct pollfd *all, size_t count)
{
	size_t i = 0;

	while (i + 1 < count && all[i].revents == 0)
		i++;
	return i;
}

enum wt_status wt_sockets_wait(const struct wt_socket *const *sockets, size_t count, uint64_t deadline_ns,
			       size_t *ready, struct wt_error *error)
{
	struct pollfd all[WT_SOCKETS_MAX];
	uint64_t left_ns;
	int found;

	for (size_t i = 0; i < count; i++)
		all[i] = (struct pollfd){ .fd = (int)sockets[i]->handle, .events = POLLIN };
	for (;;) {
		left_ns = wt_left_ns(deadline_ns);
		if (left_ns > WT_SLICE_NS) /* a signal that comes just before the wait is noticed */
			left_ns = WT_SLICE_NS;
		found = poll_for(all, count, left_ns);
		if (wt_stop_requested())
			return wt_error_set(error, WT_ERROR, "wait", "signal", wt_stop_requested(), "interrupted");
		if (found > 0)
			break;
		if (found < 0 && errno != EINTR)
			return wt_listener_failure("wait", errno, error);
		if (deadline_ns && wt_clock_ns() >= deadline_ns)
			return wt_error_set(error, WT_TIMEOUT, "wait", "wiretoll", 0, "nobody sent anything in time");
	}
	*ready = first_ready(all, count);
	return WT_OK;
}
