/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "calibrate.h"

#include <math.h>
#include <stdlib.h>

#include <gsl/gsl_rng.h>
#include <gsl/gsl_sort.h>

#include "median.h"

/* A delay of up to the exchange's own time is tried, halving the step each time. */
enum { STEPS = 12 };

/* One comparison drawn: the statistics of its rounds, and what a delay is a share of. */
struct drawn {
	const struct wt_measure *measure;
	struct wt_by_round first, second;
	double base;
};

struct work {
	const struct wt_design *design;
	gsl_rng *rng;
	struct drawn *drawn;
	size_t count;
	double *values; /* of one round */
	double *matrix; /* of the twin at hand: both sides × rounds × tries */
};

/* Puts the values of one side in place: NAN where a try was not answered. */
static void fill_side(double *side, const struct wt_measure *measure, const struct wt_sample_list *list,
		      uint32_t rounds, uint32_t tries)
{
	uint32_t round = 0, at = 0;

	for (size_t i = 0; i < (size_t)rounds * tries; i++)
		side[i] = (double)NAN;
	for (size_t i = 0; i < list->count; i++) {
		if (list->sample[i].round != round)
			at = 0;
		round = list->sample[i].round;
		if (round < rounds && at < tries)
			side[(size_t)round * tries + at++] = measure->value_of(&list->sample[i]);
	}
}

static void take_round(const struct work *work, const struct wt_measure *measure, struct wt_by_round *to,
		       uint32_t place, const double *round)
{
	size_t count = 0;

	for (uint32_t i = 0; i < work->design->tries; i++)
		if (!isnan(round[i]))
			work->values[count++] = wt_measure_order(measure, round[i]);
	gsl_sort(work->values, 1, count);
	to->median[place] = to->quarter[place] = (double)NAN;
	if (!count)
		return;
	to->median[place] = wt_measure_order(measure, work->values[wt_nearest_rank(0.5, count)]);
	to->quarter[place] = wt_measure_order(measure, work->values[wt_nearest_rank(0.25, count)]);
}

static void draw(struct work *work, struct drawn *to, const double *matrix, uint32_t rounds, uint32_t tries)
{
	const struct wt_design *design = work->design;
	uint32_t start = (uint32_t)gsl_rng_uniform_int(work->rng, rounds - design->rounds + 1);
	uint32_t offset = (uint32_t)gsl_rng_uniform_int(work->rng, tries - design->tries + 1);
	uint32_t shift = design->unpaired ? design->rounds / 2 : 0;

	for (uint32_t i = 0; i < design->rounds; i++) {
		uint32_t round = start + i, other = start + (i + shift) % design->rounds;
		const double *a = matrix + (size_t)round * tries + offset;
		const double *b = matrix + ((size_t)rounds + other) * tries + offset;
		bool swapped = gsl_rng_uniform_int(work->rng, 2) == 1;

		take_round(work, to->measure, &to->first, i, swapped ? b : a);
		take_round(work, to->measure, &to->second, i, swapped ? a : b);
	}
}

static bool make_room(struct work *work, uint32_t rounds, uint32_t tries)
{
	bool good;

	work->rng = gsl_rng_alloc(gsl_rng_mt19937);
	work->drawn = calloc(work->count, sizeof *work->drawn);
	work->values = calloc((size_t)tries + 1, sizeof *work->values);
	work->matrix = calloc((size_t)rounds * tries * 2 + 1, sizeof *work->matrix);
	good = work->rng && work->drawn && work->values && work->matrix;
	for (size_t i = 0; good && i < work->count; i++) {
		struct wt_by_round *sides[] = { &work->drawn[i].first, &work->drawn[i].second };

		for (size_t k = 0; k < 2; k++) {
			sides[k]->median = calloc(work->design->rounds, sizeof(double));
			sides[k]->quarter = calloc(work->design->rounds, sizeof(double));
			good = good && sides[k]->median && sides[k]->quarter;
		}
	}
	return good;
}

static void free_room(struct work *work)
{
	for (size_t i = 0; work->drawn && i < work->count; i++) {
		free(work->drawn[i].first.median);
		free(work->drawn[i].first.quarter);
		free(work->drawn[i].second.median);
		free(work->drawn[i].second.quarter);
	}
	if (work->rng)
		gsl_rng_free(work->rng);
	free(work->drawn);
	free(work->values);
	free(work->matrix);
}

/* The median of one side's times, without those that are NAN. */
static double median_of_side(const double *side, size_t count, double *room)
{
	size_t kept = 0;

	for (size_t i = 0; i < count; i++)
		if (!isnan(side[i]))
			room[kept++] = side[i];
	return wt_median(room, kept);
}

/* Every twin gets its share of the comparisons. */
static bool draw_all(struct work *work, const struct wt_twins *twins, size_t twin_count, uint32_t rounds,
		     uint32_t tries)
{
	double *room = calloc((size_t)rounds * tries + 1, sizeof *room);

	if (!room)
		return false;
	for (size_t t = 0; t < twin_count; t++) {
		double base;

		fill_side(work->matrix, twins[t].measure, twins[t].a, rounds, tries);
		fill_side(work->matrix + (size_t)rounds * tries, twins[t].measure, twins[t].b, rounds, tries);
		base = median_of_side(work->matrix, (size_t)rounds * tries, room);
		for (size_t i = t; i < work->count; i += twin_count) {
			work->drawn[i].measure = twins[t].measure;
			work->drawn[i].base = base;
			draw(work, &work->drawn[i], work->matrix, rounds, tries);
		}
	}
	free(room);
	return true;
}

/* A delay moves every order statistic of a round by itself. */
static void delay(struct drawn *one, uint32_t rounds, double share)
{
	for (uint32_t i = 0; i < rounds; i++) {
		double *values[] = { &one->second.median[i], &one->second.quarter[i] };

		for (size_t k = 0; k < 2; k++)
			*values[k] = wt_measure_delayed(one->measure, *values[k], one->base, share);
	}
}

/* Whether the second side stands there as the worse one. */
static bool is_worse(const struct wt_measure *measure, const struct wt_comparison *one)
{
	return wt_measure_order(measure, one->median.estimate.value + one->quarter.estimate.value) > 0.0;
}

/* How many comparisons find a difference when the second side is that much slower. */
static bool count_found(const struct work *work, double share, bool right_way, size_t *found, double *resolutions)
{
	*found = 0;
	for (size_t i = 0; i < work->count; i++) {
		struct wt_comparison one;
		bool good;

		delay(&work->drawn[i], work->design->rounds, share);
		good = wt_compare(&one, &work->drawn[i].second, &work->drawn[i].first, work->design->rounds);
		delay(&work->drawn[i], work->design->rounds, -share);
		if (!good)
			return false;
		if (work->design->median_only)
			one.quarter = one.median;
		if (work->design->median_only)
			one.p = one.median.p;
		if (resolutions)
			resolutions[i] = one.resolution;
		*found += wt_found(&one, WT_ALPHA) && (!right_way || is_worse(work->drawn[i].measure, &one));
	}
	return true;
}

static bool find_resolution(const struct work *work, double *resolution)
{
	double low = 0.0, high = 1.0;
	size_t found;

	if (!count_found(work, high, true, &found, NULL))
		return false;
	*resolution = (double)NAN;
	if ((double)found < 0.8 * (double)work->count)
		return true;
	for (int i = 0; i < STEPS; i++) {
		double middle = (low + high) / 2.0;

		if (!count_found(work, middle, true, &found, NULL))
			return false;
		if ((double)found < 0.8 * (double)work->count)
			low = middle;
		else
			high = middle;
	}
	*resolution = high;
	return true;
}

bool wt_calibrate(struct wt_calibrated *to, const struct wt_design *design, const struct wt_twins *twins,
		  size_t twin_count, uint32_t rounds, uint32_t tries_by_round, size_t comparisons, uint32_t seed)
{
	struct work work = { .design = design, .count = comparisons };
	double *resolutions = calloc(comparisons + 1, sizeof *resolutions);
	bool good = resolutions && design->rounds <= rounds && design->tries <= tries_by_round &&
		    make_room(&work, rounds, tries_by_round);

	if (good) {
		gsl_rng_set(work.rng, seed);
		good = draw_all(&work, twins, twin_count, rounds, tries_by_round) &&
		       count_found(&work, 0.0, false, &to->found, resolutions) &&
		       find_resolution(&work, &to->resolution);
	}
	if (good) {
		to->comparisons = comparisons;
		to->found_share = wt_share_estimate(to->found, comparisons);
		to->expected = wt_median(resolutions, comparisons);
	}
	free(resolutions);
	free_room(&work);
	return good;
}
