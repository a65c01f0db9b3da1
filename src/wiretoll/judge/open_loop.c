/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "open_loop.h"

#include <math.h>
#include <gsl/gsl_sort.h>
#include <stdlib.h>

#include "statistics.h"

/* The tries of one round, in the order in which they were made. */
struct stretch {
	const struct wt_sample *first;
	size_t count;
};

/* The next round's of a list that is sorted by round. */
static struct stretch next_round(const struct wt_sample_list *list, size_t from)
{
	struct stretch stretch = { list->sample + from, 0 };

	while (from + stretch.count < list->count && list->sample[from + stretch.count].round == stretch.first->round)
		stretch.count++;
	return stretch;
}

/* As the programs judge it themselves: even the least late of the last quarter by a hundredth of the whole plan. */
static bool grows(const struct stretch *stretch, uint32_t rate)
{
	double least_ns = INFINITY;

	for (size_t i = stretch->count - stretch->count / 4; i < stretch->count; i++)
		least_ns = fmin(least_ns, (double)stretch->first[i].waited_ns);
	return isfinite(least_ns) && least_ns > (double)stretch->count * 1e9 / rate / 100.0;
}

/* The places of two tries tell how far apart they were planned. */
static void add_pace(const struct stretch *stretch, uint32_t rate, double *steps, double *seconds)
{
	const struct wt_sample *first = stretch->first, *last = first + stretch->count - 1;
	double planned = (double)last->place - (double)first->place;

	*steps += planned;
	*seconds += planned / rate + ((double)last->waited_ns - (double)first->waited_ns) / 1e9;
}

bool wt_open_loop(const struct wt_results *results, size_t series, size_t size, struct wt_open_loop *to)
{
	const struct wt_sample_list *list = &results->series[series].sizes[size];
	uint32_t rate = results->plan.rate;
	double *waited = rate && list->count ? malloc(list->count * sizeof *waited) : NULL;
	double steps = 0.0, seconds = 0.0;
	size_t rounds = 0, growing = 0;

	if (!waited)
		return false;
	for (size_t i = 0; i < list->count; rounds++) {
		struct stretch stretch = next_round(list, i);

		add_pace(&stretch, rate, &steps, &seconds);
		growing += grows(&stretch, rate);
		i += stretch.count;
	}
	for (size_t i = 0; i < list->count; i++)
		waited[i] = (double)list->sample[i].waited_ns / 1000.0;
	gsl_sort(waited, 1, list->count);
	*to = (struct wt_open_loop){ .achieved = seconds > 0.0 && steps > 0.0 ? steps / seconds : (double)NAN,
				     .waited_p50_us = waited[wt_nearest_rank(0.5, list->count)],
				     .waited_p99_us = waited[wt_nearest_rank(0.99, list->count)],
				     .beyond = 2 * growing > rounds };
	free(waited);
	return true;
}
