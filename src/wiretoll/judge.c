/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "judge.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <gsl/gsl_sort.h>
#include <gsl/gsl_statistics.h>

double wt_median_us(const struct wt_sample *samples, size_t count)
{
	double *values = count ? malloc(count * sizeof *values) : NULL;
	double median = (double)NAN;

	if (!values)
		return median;
	for (size_t i = 0; i < count; i++)
		values[i] = (double)samples[i].total_ns / 1000.0;
	gsl_sort(values, 1, count);
	median = gsl_stats_median_from_sorted_data(values, 1, count);
	free(values);
	return median;
}

int wt_judged_find(const struct wt_plan *plan, const struct wt_kind *kind, const char *variant)
{
	for (size_t i = 0; i < plan->series_count; i++)
		if (plan->series[i].kind == kind &&
		    (!kind->plain || !strcmp(plan->series[i].variant, variant)))
			return (int)i;
	return -1;
}

/* Only a series that did not fail is shown and compared. */
static bool usable(const struct wt_results *results, int index)
{
	return index >= 0 && (results->series[index].state == WT_SERIES_DONE ||
			      results->series[index].state == WT_SERIES_UNFINISHED);
}

static void judge_medians(struct wt_judged *judged, size_t index)
{
	const struct wt_series_results *from = &judged->results->series[index];
	struct wt_judged_series *to = &judged->series[index];
	bool shown = usable(judged->results, (int)index);

	to->cold_us = shown ? wt_median_us(from->cold.sample, from->cold.count) : (double)NAN;
	for (size_t i = 0; i < WT_SIZES_MAX; i++) {
		to->sizes[i] = (struct wt_judged_figure){ 0, (double)NAN, (double)NAN, (double)NAN,
							  (double)NAN };
		if (!shown || i >= judged->results->plan.sizes.count)
			continue;
		to->sizes[i].count = from->sizes[i].count;
		to->sizes[i].median_us = wt_median_us(from->sizes[i].sample, from->sizes[i].count);
	}
}

static void judge_costs(struct wt_judged *judged, size_t index)
{
	const struct wt_plan *plan = &judged->results->plan;
	const struct wt_series *series = &plan->series[index];
	int plain, first;

	if (!series->kind->plain)
		return;
	plain = wt_judged_find(plan, wt_kind_find(series->kind->plain), "");
	first = wt_judged_find(plan, series->kind, plan->variants.name[0]);
	for (size_t i = 0; i < plan->sizes.count; i++) {
		struct wt_judged_figure *to = &judged->series[index].sizes[i];

		if (plain >= 0) {
			double under = judged->series[plain].sizes[i].median_us;

			to->over_us = to->median_us - under;
			to->over_times = to->median_us / under;
		}
		if (first >= 0 && (size_t)first != index)
			to->ratio = to->median_us / judged->series[first].sizes[i].median_us;
	}
}

void wt_judge(struct wt_judged *judged, const struct wt_results *results)
{
	judged->results = results;
	judged->complete = true;
	for (size_t i = 0; i < results->plan.series_count; i++) {
		enum wt_series_state state = results->series[i].state;

		judge_medians(judged, i);
		if (state != WT_SERIES_DONE && state != WT_SERIES_UNSUPPORTED)
			judged->complete = false;
	}
	for (size_t i = 0; i < results->plan.series_count; i++)
		judge_costs(judged, i);
}

bool wt_openssl_is_old(const char *version)
{
	char *end = NULL;
	long major = strtol(version, &end, 10);
	long minor = *end == '.' ? strtol(end + 1, NULL, 10) : 0;

	return end != version && (major < 3 || (major == 3 && minor < 5));
}
