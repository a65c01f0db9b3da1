/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a run can do with connections: of each mode that the programs have (mode_list.h) what the desk has to know. */
#ifndef WT_MODES_H
#define WT_MODES_H

#include <stdbool.h>
#include <stdint.h>

#include "settings.h"

struct wt_row;

/* Sizes that a run has where nobody says which: of messages, and of the writes of a flow. */
#define WT_MESSAGE_SIZES 16, 64, 256, 512, 999
#define WT_WRITE_SIZES   256, 1024, 16384, 131072

struct wt_plan_mode {
	const char *name;                 /* what the programs are told: --mode NAME */
	unsigned transports;              /* that can: bits of mode_list.h */
	const char *measure;              /* what its tries tell: a name of judge/figures/measure.c */
	const char *word, *one, *several; /* what a try is called: "exchange", "an exchange", "exchanges" */
	const char *first;                /* the first try of a process, which is cold; NULL: it tells no value */
	const char *method;               /* two lines for the head of a report */
	const char *planned;              /* the same of an open loop (--rate) */
	const char *beside; /* the same of several tries at once on a connection (--streams); NULL: there is none */
	/* Why figures of whole processes say nothing of one try, and why nothing counts the heap; NULL: they do. */
	const char *no_means, *no_heap;
	bool one_connection; /* carries all tries but the first: nothing is held beside it, and no try has a handshake */

	struct wt_size_list sizes; /* the usual ones */
	uint32_t tries;            /* of each, as many as is usual */
	/*
	 * Set where a try lasts for a time, as is usual, in ms (--seconds): its costs are those of a MB, a process makes one of
	 * each size and so a plan has as many rounds as tries, no phases are told, and of the usual sizes are taken those that
	 * every row carries. 0: a try is a message.
	 */
	uint32_t flow_ms;
	const char *costs_of;      /* whose costs are told: "an exchange"; "a MB in writes" */
	const char *body, *bodies; /* what has a size: "message", "messages" */
};

/* Of a name that is empty, or none of a mode, the usual one: never NULL. */
const struct wt_plan_mode *wt_plan_mode_named(const char *name);

/* Whether a row has what the mode takes: its transport, and the axes of that mode alone. */
bool wt_plan_mode_carries(const struct wt_plan_mode *mode, const struct wt_row *row);

#endif
