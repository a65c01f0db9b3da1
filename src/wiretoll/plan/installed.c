/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "installed.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <uv.h>

/* The state folder: XDG Base Directory Specification, which has absolute paths alone. */
static void find_folder(struct wt_installed *installed)
{
	const char *state = getenv("XDG_STATE_HOME"), *home = getenv("HOME");
	bool named = state && *state;
	const char *base = named ? state : home && *home ? home : "~";
	int length = snprintf(installed->folder, sizeof installed->folder, "%s%s/wiretoll/certs", base,
			      named ? "" : "/.local/state");

	if (*base != '/')
		wt_reason_set(&installed->why_not,
			      "%s=%.200s: no absolute path, so there is no folder for certificates; valid: an absolute "
			      "path, or certificates of yours with --certs",
			      named ? "XDG_STATE_HOME" : "HOME",
			      named  ? state
			      : home ? home
				     : "");
	else if (length >= (int)sizeof installed->folder ||
		 snprintf(installed->certs, sizeof installed->certs, "%s/ecdsa-p256", installed->folder) >=
			 (int)sizeof installed->certs)
		wt_reason_set(&installed->why_not, "%s: the path is too long; valid: under %d bytes",
			      named ? "XDG_STATE_HOME" : "HOME", WT_PATH_BYTES - 64);
}

void wt_installed_look(struct wt_installed *installed, const char *executable)
{
	static const char bin[] = "/bin/wiretoll";
	size_t length = strlen(executable), end = strlen(bin);

	memset(installed, 0, sizeof *installed);
	snprintf(installed->build, sizeof installed->build, "build");
	if (length < end || strcmp(executable + length - end, bin) != 0 ||
	    length + sizeof "/share/wiretoll/scripts/cert.sh" > sizeof installed->maker)
		return;
	snprintf(installed->maker, sizeof installed->maker, "%.*s/share/wiretoll/scripts/cert.sh", (int)(length - end),
		 executable);
	if (access(installed->maker, X_OK) != 0) {
		*installed->maker = '\0';
		return;
	}
	snprintf(installed->build, sizeof installed->build, "%.*s/libexec/wiretoll", (int)(length - end), executable);
	/* a name for plans that use no certificates, where there can be no folder */
	snprintf(installed->certs, sizeof installed->certs, "ecdsa-p256");
	find_folder(installed);
}

void wt_installed_find(struct wt_installed *installed)
{
	char path[WT_PATH_BYTES];
	size_t length = sizeof path;

	if (uv_exepath(path, &length) != 0 || length >= sizeof path - 1)
		length = 0;
	path[length] = '\0';
	wt_installed_look(installed, path);
}

bool wt_installed_is(const char *build)
{
	struct wt_installed installed;

	wt_installed_find(&installed);
	return *installed.maker && !strcmp(build, installed.build);
}

const char *wt_installed_advice(const char *build, const char *board, const char *variant, char text[WT_ADVICE_BYTES])
{
	if (wt_installed_is(build))
		snprintf(
			text, WT_ADVICE_BYTES,
			"not installed; valid: --board and --variants that are, or programs of a checkout with --build");
	else
		snprintf(text, WT_ADVICE_BYTES, "make it with: make BOARD=%s VARIANT=%s", board, variant);
	return text;
}

void wt_installed_complete(const struct wt_installed *installed, const char **build, const char **certs)
{
	if (*build)
		return;
	*build = installed->build;
	if (*installed->maker && !*certs)
		*certs = installed->certs;
}
