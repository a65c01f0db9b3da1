/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Of a run with --axis parallel: exchanges a second by how many connections a client has open at once, and where that bends. */
#ifndef WT_CROWD_H
#define WT_CROWD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "axes.h"
#include "results_data.h"

/* Answered exchanges a second, all whole rounds together; NAN: the programs do not tell it, or none was answered. */
double wt_crowd_rate(const struct wt_results *results, size_t series, size_t size);

/* Series that are alike but for the number of clients, fewest first. */
struct wt_crowd_curve {
	struct {
		size_t series;
		uint32_t clients;
		double rate;
	} point[WT_AXIS_VALUES_MAX];
	size_t count;
	size_t bend; /* the first point with nine tenths of the highest rate: more clients mostly wait for each other */
};

/*
 * The curve that begins with that series, of those that are usable. False: another one begins it, or it has fewer than two
 * points with a rate.
 */
bool wt_crowd_curve(const struct wt_results *results, size_t series, size_t size, struct wt_crowd_curve *curve);

#endif
