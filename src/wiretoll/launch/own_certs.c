/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "own_certs.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "certs_sets.h"
#include "helper.h"
#include "installed.h"

/* Some keys and their certificates: a second here, a minute on a slow core. */
enum { LIMIT_MS = 300000, GRACE_MS = 5000 };

/* Takes away the last `count` folders of a path again. */
static void remove_last(char *path, size_t count)
{
	for (; count > 0 && rmdir(path) == 0; count--)
		*strrchr(path, '/') = '\0';
}

/* A folder and those above it, each for this user alone; what was made goes again where one cannot be. */
static bool make_private(const char *folder, struct wt_reason *reason)
{
	char path[WT_PATH_BYTES];
	size_t made = 0;

	wt_text_copy(path, sizeof path, folder);
	for (char *at = path + 1;; at++) {
		char end = *at;

		if (end && end != '/')
			continue;
		*at = '\0';
		if (mkdir(path, 0700) == 0) {
			made++;
		} else if (errno != EEXIST) {
			wt_reason_set(
				reason,
				"%s: cannot be made: %s; it is for certificates; valid: a home that can be "
				"written, another folder with XDG_STATE_HOME, or certificates of yours with --certs",
				path, strerror(errno));
			*strrchr(path, '/') = '\0';
			remove_last(path, made);
			return false;
		}
		*at = end;
		if (!end)
			return true;
	}
}

bool wt_own_certs(struct wt_runner *runner, const struct wt_plan *plan, struct wt_reason *reason)
{
	static char option[] = "--out", option_keys[] = "--keys";
	struct wt_helper helper = { .what = "making certificates", .limit_ms = LIMIT_MS, .grace_ms = GRACE_MS };
	struct wt_installed installed;
	struct wt_certs_set set[WT_CERTS_SETS_MAX];
	char kinds[WT_CERTS_SETS_MAX][WT_AXIS_WORD_BYTES];
	size_t sets = wt_certs_sets(plan, set), count = 3;
	char *argv[4 + 2 * WT_CERTS_SETS_MAX] = { installed.maker, option, installed.folder };
	int cause;

	wt_installed_find(&installed);
	if (!*installed.maker || strcmp(plan->certs, installed.certs) != 0 || !sets)
		return true;
	for (size_t i = 0; i < sets; i++)
		if (set[i].keys) {
			snprintf(kinds[i], sizeof kinds[i], "%s", set[i].keys);
			argv[count++] = option_keys;
			argv[count++] = kinds[i];
		}
	if (*installed.why_not.text)
		return wt_reason_set(reason, "%s", installed.why_not.text);
	if (!make_private(installed.folder, reason))
		return false;
	if (access(installed.folder, W_OK | X_OK) == 0)
		return wt_helper_run(&helper, runner, argv, reason);
	cause = errno;
	/* those that are there may do */
	return access(installed.certs, X_OK) == 0 ||
	       wt_reason_set(reason,
			     "%s: %s; valid: a folder that this user may write, another one with XDG_STATE_HOME, or "
			     "certificates of yours with --certs",
			     installed.folder, strerror(cause));
}
