/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "judged.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "median.h"

int wt_judged_find(const struct wt_plan *plan, const struct wt_row *row, const char *variant)
{
	for (size_t i = 0; i < plan->series_count; i++)
		if (wt_row_same(&plan->series[i].row, row) &&
		    (!wt_row_is_secure(row) || !strcmp(plan->series[i].variant, variant)))
			return (int)i;
	return -1;
}

int wt_judged_plain(const struct wt_plan *plan, const struct wt_row *row)
{
	struct wt_row plain;

	wt_row_plain(row, &plain);
	return wt_judged_find(plan, &plain, "");
}

bool wt_judged_usable(const struct wt_results *results, int index)
{
	return index >= 0 &&
	       (results->series[index].state == WT_SERIES_DONE || results->series[index].state == WT_SERIES_UNFINISHED);
}

void wt_judged_free(struct wt_judged *judged)
{
	for (size_t i = 0; judged->series && i < judged->results->plan.series_count; i++)
		for (size_t k = 0; k < WT_SIZES_MAX; k++) {
			free(judged->series[i].by_round[k].median);
			free(judged->series[i].by_round[k].quarter);
		}
	free(judged->contrasts);
	judged->contrasts = NULL;
	judged->contrast_count = 0;
	free(judged->series);
	judged->series = NULL;
}

const struct wt_contrast *wt_judged_contrast(const struct wt_judged *judged, enum wt_purpose purpose, int index)
{
	for (size_t i = 0; i < judged->contrast_count; i++)
		if (judged->contrasts[i].purpose == purpose && (int)judged->contrasts[i].series == index)
			return &judged->contrasts[i];
	return NULL;
}

const struct wt_contrast *wt_judged_over_first(const struct wt_judged *judged, size_t axis, int index)
{
	for (size_t i = 0; i < judged->contrast_count; i++) {
		const struct wt_contrast *one = &judged->contrasts[i];

		if (one->purpose == WT_PURPOSE_AXIS && one->axis == axis && (index < 0 || (int)one->series == index))
			return one;
	}
	return NULL;
}

struct wt_judged_resolution wt_judged_resolution(const struct wt_judged *judged, enum wt_purpose purpose)
{
	struct wt_judged_resolution found = { (double)NAN, (double)NAN, (double)NAN };
	size_t room = judged->contrast_count * WT_SIZES_MAX + 1, count = 0;
	double *alone = calloc(room, sizeof *alone), *corrected = calloc(room, sizeof *corrected);

	for (size_t i = 0; alone && corrected && i < judged->contrast_count; i++)
		for (size_t k = 0; k < judged->results->plan.sizes.count; k++) {
			const struct wt_comparison *one = &judged->contrasts[i].sizes[k];

			if (judged->contrasts[i].purpose != purpose || isnan(one->resolution))
				continue;
			alone[count] = one->resolution;
			corrected[count++] = one->resolution_corrected;
			found.worst = fmax(found.worst, one->resolution_corrected);
		}
	if (count) {
		found.alone = wt_median(alone, count);
		found.corrected = wt_median(corrected, count);
	}
	free(alone);
	free(corrected);
	return found;
}

struct wt_judged_resolution wt_judged_first_resolution(const struct wt_judged *judged, const char **words)
{
	static const char *const differences[WT_PURPOSES] = { "between libraries", "to plain", "to a first value" };
	struct wt_judged_resolution found = { (double)NAN, (double)NAN, (double)NAN };

	for (size_t i = 0; i < WT_PURPOSES && isnan(found.alone); i++) {
		found = wt_judged_resolution(judged, (enum wt_purpose)i);
		*words = differences[i];
	}
	return found;
}

const struct wt_held_line *wt_hold_line(const struct wt_results *results, size_t series, enum wt_role role, bool rss)
{
	const struct wt_hold_results *hold = &results->series[series].hold;
	const struct wt_held *held = role == WT_CLIENT ? &hold->client : &hold->server;
	const struct wt_held_line *line = rss ? &held->rss : &held->heap;
	const struct wt_target *target = &results->plan.target;

	if (hold->cell.state != WT_EXTRA_DONE || !line->known)
		return NULL;
	if (rss && target->way == WT_WAY_QEMU_USER && wt_target_is_board(target, role))
		return NULL;
	return line;
}

bool wt_hold_is_peer(const struct wt_results *results, enum wt_role role)
{
	const struct wt_target *target = &results->plan.target;

	return target->way != WT_WAY_LOCAL && !wt_target_is_board(target, role);
}
