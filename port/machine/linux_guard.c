/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <errno.h>
#include <stddef.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>

#include "guard.h"

enum wt_status wt_guard_memory(struct wt_error *error)
{
	const struct rlimit none = { 0, 0 };

	/* The limit alone does not do: a core_pattern that names a program is given the core whatever the limit. */
	if (setrlimit(RLIMIT_CORE, &none) || prctl(PR_SET_DUMPABLE, 0L, 0L, 0L, 0L))
		return wt_error_set(error, WT_ERROR, "open", "system", errno,
				    "core dumps, which would hold keys, cannot be turned off: %s", strerror(errno));
	/* Linux before 3.5 does not know it */
	if (prctl(PR_SET_NO_NEW_PRIVS, 1L, 0L, 0L, 0L) && errno != EINVAL)
		return wt_error_set(error, WT_ERROR, "open", "system", errno, "new privileges cannot be given up: %s",
				    strerror(errno));
	return WT_OK;
}
