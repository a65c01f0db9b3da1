/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Where the parts of wiretoll lie. Of an installed one the programs are in ../libexec/wiretoll and its scripts in
 * ../share/wiretoll, both seen from its own executable, so that a tree that is moved works; certificates are made for
 * the user under his state folder. In a checkout all is under build/.
 */
#ifndef WT_INSTALLED_H
#define WT_INSTALLED_H

#include <stdbool.h>

#include "reason.h"
#include "whole_file.h"

struct wt_installed {
	char build[WT_PATH_BYTES];  /* where <board>/<variant>/ lie */
	char maker[WT_PATH_BYTES];  /* the script that makes certificates; empty: not installed */
	char folder[WT_PATH_BYTES]; /* where it makes them, and */
	char certs[WT_PATH_BYTES];  /* the set of them that is measured with */
	struct wt_reason why_not;   /* there can be no such folder; empty: there can */
};

/* Looks from an executable's path, and in the environment. */
void wt_installed_look(struct wt_installed *installed, const char *executable);

/* The same of this program. */
void wt_installed_find(struct wt_installed *installed);

/* Whether that is the folder of the installed programs, where no make makes what is missing. */
bool wt_installed_is(const char *build);

/* How a person comes to programs that are not in `build`. Returns `text`. */
enum { WT_ADVICE_BYTES = 256 };
const char *wt_installed_advice(const char *build, const char *board, const char *variant, char text[WT_ADVICE_BYTES]);

/* Completes what a person did not say, NULL; with a build of his own his certificates lie there, too. */
void wt_installed_complete(const struct wt_installed *installed, const char **build, const char **certs);

#endif
