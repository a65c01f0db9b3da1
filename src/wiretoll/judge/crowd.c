/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "crowd.h"

#include <math.h>
#include <string.h>

#include "judged.h"
#include "plan.h"

static const double most_of_it = 0.9;

double wt_crowd_rate(const struct wt_results *results, size_t series, size_t size)
{
	const struct wt_cost_sums *sums = &results->series[series].client_sums[size];

	return sums->elapsed_ns && sums->tries ? (double)sums->tries * 1e9 / (double)sums->elapsed_ns : (double)NAN;
}

static bool is_alike(const struct wt_series *a, const struct wt_series *b)
{
	return !strcmp(a->variant, b->variant) && wt_row_same_but_crowd(&a->row, &b->row);
}

/* The series with the fewest clients above so many; -1: none. */
static int next_of(const struct wt_plan *plan, const struct wt_series *of, uint32_t above)
{
	int next = -1;

	for (size_t i = 0; i < plan->series_count; i++) {
		uint32_t clients = wt_row_crowd(&plan->series[i].row);

		if (clients > above && is_alike(&plan->series[i], of) &&
		    (next < 0 || clients < wt_row_crowd(&plan->series[next].row)))
			next = (int)i;
	}
	return next;
}

static void add_point(struct wt_crowd_curve *curve, const struct wt_results *results, size_t series, size_t size)
{
	double rate = wt_judged_usable(results, (int)series) ? wt_crowd_rate(results, series, size) : (double)NAN;

	if (isnan(rate))
		return;
	curve->point[curve->count].series = series;
	curve->point[curve->count].clients = wt_row_crowd(&results->plan.series[series].row);
	curve->point[curve->count++].rate = rate;
}

bool wt_crowd_curve(const struct wt_results *results, size_t series, size_t size, struct wt_crowd_curve *curve)
{
	const struct wt_plan *plan = &results->plan;
	const struct wt_series *of = &plan->series[series];
	double highest = 0.0;

	memset(curve, 0, sizeof *curve);
	if (next_of(plan, of, 0) != (int)series)
		return false;
	for (int next = (int)series; next >= 0; next = next_of(plan, of, wt_row_crowd(&plan->series[next].row)))
		add_point(curve, results, (size_t)next, size);
	for (size_t i = 0; i < curve->count; i++)
		highest = fmax(highest, curve->point[i].rate);
	while (curve->bend < curve->count && curve->point[curve->bend].rate < most_of_it * highest)
		curve->bend++;
	return curve->count > 1;
}
