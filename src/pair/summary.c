/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <stdlib.h>

#include "summary.h"

enum { COLUMNS = 1 + WT_PHASES_CLIENT };

enum wt_status wt_samples_make(struct wt_samples *samples, uint32_t capacity)
{
	samples->capacity = 0;
	samples->count = 0;
	samples->values = NULL;
	samples->values = calloc(capacity > 0 ? capacity : 1, COLUMNS * sizeof(uint64_t));
	if (samples->values == NULL)
		return WT_ERROR;
	samples->capacity = capacity;
	return WT_OK;
}

void wt_samples_free(struct wt_samples *samples)
{
	free(samples->values);
	samples->values = NULL;
	samples->capacity = 0;
	samples->count = 0;
}

static uint64_t *column_of(const struct wt_samples *samples, size_t column)
{
	return samples->values + column * samples->capacity;
}

void wt_samples_add(struct wt_samples *samples, const struct wt_try *one)
{
	size_t phase;

	if (one->cold || !one->ok || samples->count >= samples->capacity)
		return;
	column_of(samples, 0)[samples->count] = one->waited_ns + one->total_ns;
	for (phase = 0; phase < WT_PHASES_CLIENT; phase++)
		column_of(samples, 1 + phase)[samples->count] = one->phases[phase].ns;
	samples->count++;
}

static void sift_down(uint64_t *values, size_t root, size_t count)
{
	uint64_t value = values[root];
	size_t child;

	while ((child = 2 * root + 1) < count) {
		if (child + 1 < count && values[child + 1] > values[child])
			child++;
		if (values[child] <= value)
			break;
		values[root] = values[child];
		root = child;
	}
	values[root] = value;
}

/* Heapsort: the C library's qsort may allocate as much again as it sorts. */
static void sort(uint64_t *values, size_t count)
{
	size_t i;

	for (i = count / 2; i > 0; i--)
		sift_down(values, i - 1, count);
	for (i = count; i > 1; i--) {
		uint64_t largest = values[0];

		values[0] = values[i - 1];
		values[i - 1] = largest;
		sift_down(values, 0, i - 1);
	}
}

uint64_t wt_quantile(const uint64_t *ascending, size_t count, unsigned permille)
{
	uint64_t rank = ((uint64_t)count * permille + 999) / 1000;

	if (count == 0)
		return 0;
	if (rank < 1)
		rank = 1;
	if (rank > count)
		rank = count;
	return ascending[rank - 1];
}

static void figure(uint64_t *values, size_t count, struct wt_figures *figures)
{
	sort(values, count);
	figures->min_ns = wt_quantile(values, count, 0);
	figures->p50_ns = wt_quantile(values, count, 500);
	figures->p90_ns = wt_quantile(values, count, 900);
	figures->p99_ns = wt_quantile(values, count, 990);
	figures->max_ns = wt_quantile(values, count, 1000);
}

void wt_samples_summarise(struct wt_samples *samples, struct wt_summary *summary)
{
	size_t phase;

	figure(column_of(samples, 0), samples->count, &summary->total);
	for (phase = 0; phase < WT_PHASES_CLIENT; phase++)
		figure(column_of(samples, 1 + phase), samples->count, &summary->phases[phase]);
	samples->count = 0;
}
