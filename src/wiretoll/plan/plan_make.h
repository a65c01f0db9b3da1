/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Makes a plan of what a person asked for. */
#ifndef WT_PLAN_MAKE_H
#define WT_PLAN_MAKE_H

#include "plan.h"

/* What a person asked for. Strings are the caller's; `certs` may be NULL. */
struct wt_request {
	struct wt_names transports;
	const char *study;          /* that some of the values are of; NULL: none */
	struct wt_named_lists axes; /* values that rows of these transports have beside those of their names */
	struct wt_names variants;
	struct wt_size_list sizes;
	const char *mode; /* NULL: the usual one */
	/* `sizes` none, `tries` 0: those of the mode; `rounds` 0: as many as suit the tries; `seed` 0: draw one */
	WT_PLAN_NUMBERS(WT_PLAN_SETTING_MEMBER)
	uint64_t timeout_ns;  /* of a try */
	uint64_t flow_ns;     /* how long a flow lasts; 0: as long as the mode has it */
	const char *counters; /* on, no-heap, off */
	const char *wait;     /* block, spin; NULL: block */
	int client_cpu;       /* number or WT_CPU_AUTO */
	int server_cpu;
	const char *placement; /* of both ends: "one" core or "two" */
	const char *board;
	const char *build;
	const char *certs;
	const char *host;
	struct wt_target_request target;
	const char *out;
	const char *resume; /* folder to go on with, NULL: a new one */
	const char *until;  /* how well every ratio is to be known, "2%"; NULL: the rounds asked for */
	uint64_t limit_ns;  /* of time, with `until` */
	bool full;          /* at the end the whole report, and not one screen */
	bool quiet;
};

/* The row of that name. False: `reason` says that there is none, and which there are, behind `asked` ("--transports "). */
bool wt_plan_row(const char *asked, const char *name, struct wt_row *row, struct wt_reason *reason);

/* Makes the matrix and draws the order. Allocates: wt_plan_free. False: `reason` says why. */
bool wt_plan_make(struct wt_plan *plan, const struct wt_request *request, struct wt_reason *reason);

#endif
