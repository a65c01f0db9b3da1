/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reads what one end tells of the sessions that it held open at once (docs/results.md, "hold"). */
#ifndef WT_HOLD_FILE_H
#define WT_HOLD_FILE_H

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "reason.h"

enum { WT_HELD_POINTS = 24 };

struct wt_held_point {
	uint32_t sessions;              /* open */
	uint64_t heap_bytes, rss_bytes; /* RSS of 0: not told */
};

/* The line through the points, by least squares. */
struct wt_held_line {
	bool known;            /* false: too few points, or the system did not tell */
	double slope_bytes;    /* of a session */
	double residual_bytes; /* the largest distance of a point from the line */
	double r2;             /* coefficient of determination */
};

/* A `hold` record that was checked. All zero: there was none. */
struct wt_held {
	bool known;
	bool ok;         /* all that were asked for were reached */
	bool rss_untold; /* a point has no field of it */
	uint32_t asked, held;
	struct wt_held_point points[WT_HELD_POINTS]; /* ascending, the first of no session */
	size_t count;
	struct wt_held_line heap, rss; /* made from the points again */
};

/*
 * Takes a `hold` record of a plan that holds `asked` sessions. The points must
 * ascend and give the figures that stand beside them. False: `reason` names the
 * field that is not as it must be, and nothing of it counts.
 */
bool wt_held_take(struct wt_held *held, uint32_t asked, const json_t *record, struct wt_reason *reason);

/*
 * Whether the points lie on the line well enough for its slope to be called the
 * memory of a session: R² of 0.999 or more (docs/method.md says why).
 */
bool wt_held_is_line(const struct wt_held_line *line);

#endif
