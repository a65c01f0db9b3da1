/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a run can do with connections: of each mode that the programs have (mode_list.h) what the desk has to know. */
#ifndef WT_MODES_H
#define WT_MODES_H

#include <stdbool.h>

struct wt_row;

struct wt_plan_mode {
	const char *name;                 /* what the programs are told: --mode NAME */
	unsigned transports;              /* that can: bits of mode_list.h */
	const char *measure;              /* what its tries tell: a name of judge/measure.c */
	const char *word, *one, *several; /* what a try is called: "exchange", "an exchange", "exchanges" */
	const char *first;                /* the first try of a process, which is cold */
	const char *method;               /* two lines for the head of a report */
	const char *planned;              /* the same of an open loop (--rate) */
	/* Why figures of whole processes say nothing of one try, and why nothing counts the heap; NULL: they do. */
	const char *no_means, *no_heap;
	bool one_connection; /* carries all tries but the first: nothing is held beside it, and no try has a handshake */
};

/* Of a name that is empty, or none of a mode, the usual one: never NULL. */
const struct wt_plan_mode *wt_plan_mode_named(const char *name);

bool wt_plan_mode_carries(const struct wt_plan_mode *mode, const struct wt_row *row);

#endif
