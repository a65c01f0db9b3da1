/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "measure.h"

#include <stdio.h>
#include <stdlib.h>

static double time_of(const struct wt_sample *sample)
{
	return (double)sample->total_ns / 1000.0;
}

static const struct wt_measure exchange_time = {
	.name = "time",
	.title = "Time",
	.unit = "µs",
	.field = "us",
	.values = "Times",
	.better = WT_LOWER_IS_BETTER,
	.unit_ns = 1000.0,
	.value_of = time_of,
	.words = { "faster", "slower", "takes", "times as long", "as", "takes longer", "took no longer than" },
};

static const struct wt_measure guest_instructions = {
	.name = "instructions",
	.title = "Instructions",
	.unit = "instructions",
	.field = "instructions",
	.values = "Instructions",
	.better = WT_LOWER_IS_BETTER,
	.words = { "fewer", "more", "takes", "times as many", "as", "takes more", "took no more than" },
};

const struct wt_measure *wt_measure_of(const struct wt_plan *plan)
{
	(void)plan; /* all modes that a run has measure one thing */
	return &exchange_time;
}

const struct wt_measure *wt_measure_told(const struct wt_plan *plan)
{
	return plan->target.way == WT_WAY_QEMU_USER ? &guest_instructions : wt_measure_of(plan);
}

const char *wt_measure_field(const struct wt_measure *measure, const char *stem, char text[WT_MEASURE_FIELD_BYTES])
{
	snprintf(text, WT_MEASURE_FIELD_BYTES, "%s_%s", stem, measure->field);
	return text;
}

double *wt_measure_values(const struct wt_measure *measure, const struct wt_sample_list *list, size_t count)
{
	double *values = calloc(count + 1, sizeof *values);

	for (size_t i = 0; values && i < count; i++)
		values[i] = measure->value_of(&list->sample[i]);
	return values;
}

double wt_measure_worse(const struct wt_measure *measure, double ratio)
{
	return measure->better == WT_LOWER_IS_BETTER ? ratio : 1.0 / ratio;
}
