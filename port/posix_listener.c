/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a listener meets that is no fault of ours: one peer's, or the machine's for a while. */
#include <errno.h>
#include <poll.h>

#include "posix_limits.h"

enum { SHORTAGE_PAUSE_MS = 100, OTHER_PAUSE_MS = 10 };

/* No call on this socket will ever succeed. */
static bool lasts(int reason)
{
	return reason == EBADF || reason == ENOTSOCK || reason == EINVAL || reason == EFAULT;
}

/* Without a pause a server would spin for as long as it lasts. A connection that failed is off the queue. */
static int pause_of(int reason)
{
	switch (reason) {
	case ECONNABORTED: /* the peer gave up while it waited in our queue */
	case EPROTO:
	case ENETDOWN:
	case ENETUNREACH:
	case EHOSTDOWN:
	case EHOSTUNREACH:
	case ENOPROTOOPT:
	case EOPNOTSUPP:
		return 0;
	case EMFILE:
	case ENFILE:
	case ENOBUFS:
	case ENOMEM:
		return SHORTAGE_PAUSE_MS;
	default:
		return OTHER_PAUSE_MS;
	}
}

enum wt_status wt_listener_failure(const char *operation, int reason, struct wt_error *error)
{
	int pause_ms = pause_of(reason);

	if (lasts(reason))
		return wt_error_system(error, WT_ERROR, operation, reason);
	if (pause_ms)
		poll(NULL, 0, pause_ms);
	return wt_error_system(error, WT_WANT_READ, operation, reason);
}
