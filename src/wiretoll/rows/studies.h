/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Studies: named sets of what a run measures, each for one question, which the screen at its end answers. A study is
 * options of `wiretoll run`, taken before those that a person gives, so that what is given beside it counts.
 */
#ifndef WT_STUDIES_H
#define WT_STUDIES_H

#include <stdbool.h>
#include <stddef.h>

/* Their names, as --study takes them. */
#define WT_STUDIES "resumption|groups|keys|suites|psk|post-quantum|iot|client-auth|session|throughput|crowd"

enum { WT_STUDY_OPTIONS_MAX = 8 };

struct wt_study {
	const char *name;
	const char *question;
	bool tells_heap;                               /* in place of the server's CPU time */
	const char *variant;                           /* measured as well where it is built; NULL: none */
	const char *options[WT_STUDY_OPTIONS_MAX + 1]; /* "--name=value", behind them NULL */
};

/* The last one has no name. */
extern const struct wt_study wt_studies[];

/* NULL: there is none of that name; `name` may be NULL. */
const struct wt_study *wt_study_find(const char *name);

/* The mode that the study says; NULL: none. */
const char *wt_study_mode(const struct wt_study *study);

/* Whether the study says the values of that axis. */
bool wt_study_has_axis(const struct wt_study *study, const char *axis);

#endif
