/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "judge_repeated.h"

#include <math.h>
#include <stdlib.h>

#include "median.h"

bool wt_judge_repeated(struct wt_judged_figure *figure, const struct wt_measure *measure,
		       const struct wt_sample_list *all, size_t timed)
{
	double *values[2] = { calloc(timed + 1, sizeof(double)), calloc(timed + 1, sizeof(double)) };
	size_t count[2] = { 0, 0 };
	bool good = values[0] && values[1];

	figure->repeated = 0;
	for (size_t i = 0; i < all->count; i++)
		figure->repeated += all->sample[i].repeated;
	for (size_t i = 0; good && i < timed; i++) {
		bool which = all->sample[i].repeated;

		values[which][count[which]++] = measure->value_of(&all->sample[i]);
	}
	figure->clean_median = good ? wt_median(values[false], count[false]) : (double)NAN;
	figure->repeated_median = good ? wt_median(values[true], count[true]) : (double)NAN;
	free(values[0]);
	free(values[1]);
	return good;
}
