/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The parity gate: whether two series did the same work. A ratio of series
 * that did not would compare settings, not libraries.
 */
#ifndef WT_PARITY_H
#define WT_PARITY_H

#include <jansson.h>

#include "results_data.h"

/* What a series is compared with its base for. */
enum wt_purpose {
	WT_PURPOSE_LIBRARY,  /* the same row on two variants: everything must be alike */
	WT_PURPOSE_SECURITY, /* a secure row over its plain one: what plain has must be alike */
	/* a row over the same one with the first value of an axis: all is alike but what that is meant to change */
	WT_PURPOSE_AXIS,
	WT_PURPOSES
};

/* "library", "security", "axis". */
extern const char *const wt_purpose_names[WT_PURPOSES];

/*
 * Compares both ends' `run` records (`axis`: of WT_PURPOSE_AXIS, else NULL): what was negotiated, all settings that
 * may change the work (those such as the
 * port and the file of the records may differ), socket options, cores, address family, board. A value that one side
 * does not tell (0 or null in `negotiated`) is not compared. Writes what is not alike into `unlike`
 * ("group: secp256r1 and x25519; ..."), empty when all is alike. Returns whether it is.
 */
bool wt_parity(enum wt_purpose purpose, const struct wt_axis *axis, const struct wt_series_results *series,
	       const struct wt_series_results *base, char unlike[WT_UNLIKE_BYTES]);

/*
 * The same for one series of two runs. A setting that one side does not know
 * counts as what the programs did before they had it, where that is known; else,
 * when the programs' versions differ, it goes to `notes` and refuses nothing.
 */
bool wt_parity_changes(const struct wt_series_results *series, const struct wt_series_results *base,
		       char unlike[WT_UNLIKE_BYTES], char notes[WT_UNLIKE_BYTES]);

/*
 * The same end of two rounds of one series: everything that wt_parity looks at, and
 * what two libraries cannot have in common or two boards do not tell: library,
 * kernel, model, number of cores. Adds to `unlike`; returns whether all is alike.
 */
bool wt_parity_rounds(const json_t *run, const json_t *first, const char *end, char unlike[WT_UNLIKE_BYTES]);

/* What an `end` record tells of sessions that differ from the first one of their round. Adds to `unlike`. */
void wt_parity_sessions(const json_t *ended, const char *end, char unlike[WT_UNLIKE_BYTES]);

/* Two `run` records of the same end. Declared for the tests. */
bool wt_parity_runs(enum wt_purpose purpose, const struct wt_axis *axis, const json_t *run, const json_t *base,
		    const char *end, char unlike[WT_UNLIKE_BYTES]);

#endif
