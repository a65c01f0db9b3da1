/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What one end tells of the sessions that it held open at once (docs/results.md, "hold"). */
#ifndef WT_HELD_TOLD_H
#define WT_HELD_TOLD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

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

/*
 * A `hold` record that was checked, of a plan that holds as many sessions as were asked for: its points ascend, and
 * give the figures that stand beside them.
 */
struct wt_held {
	bool ok;         /* all that were asked for were reached */
	bool rss_untold; /* a point has no field of it */
	uint32_t asked, held;
	struct wt_held_point points[WT_HELD_POINTS]; /* ascending, the first of no session */
	size_t count;
	struct wt_held_line heap, rss; /* made from the points again */
};

/*
 * Whether the points lie on the line well enough for its slope to be called the
 * memory of a session: R² of 0.999 or more (docs/method.md says why).
 */
bool wt_held_is_line(const struct wt_held_line *line);

#endif
