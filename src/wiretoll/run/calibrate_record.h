/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The recording of `wiretoll calibrate`: a run of one variant under two names. */
#ifndef WT_CALIBRATE_RECORD_H
#define WT_CALIBRATE_RECORD_H

#include "arguments.h"
#include "folder.h"

/* The two names. */
extern const char wt_twin_names[2][8];

/* What a person asked for. Strings are the caller's; `certs` and `recorded` may be NULL. */
struct wt_calibration {
	struct wt_names transports;
	struct wt_size_list sizes;
	const char *variant, *board, *build, *certs, *out, *recorded, *placement;
	uint32_t rounds, tries, comparisons, seed;
};

/*
 * Records into a new folder under `out`; `folder` is its path. Blocks until that is
 * done. SIGINT, SIGTERM and SIGHUP end the programs of both ends, and then it is
 * false: `reason` says what is there and how to go on. When they come after it has
 * returned true they end the process, with status 1 and one line that says the same.
 */
bool wt_calibration_record(const struct wt_calibration *asked, char folder[WT_PATH_BYTES], struct wt_reason *reason);

/* Removes the links that a recording which was stopped has left for going on; it is whole now. */
void wt_calibration_tidy(const struct wt_plan *plan);

#endif
