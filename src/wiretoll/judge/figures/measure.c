/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "measure.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "number_text.h"

/* Of an open loop from the planned time on. */
static double time_of(const struct wt_sample *sample)
{
	return (double)(sample->waited_ns + sample->total_ns) / 1000.0;
}

static const char *brief_time(const struct wt_measure *measure, double value, char text[32])
{
	double us = value * measure->unit_ns / 1000.0;

	if (us < 999.5)
		snprintf(text, 32, "%.*f µs", us < 9.95 ? 1 : 0, us);
	else if (us < 999.5e3)
		snprintf(text, 32, "%.*f ms", us < 99.95e3 ? 2 : 0, us / 1e3);
	else
		snprintf(text, 32, "%.2f s", us / 1e6);
	return text;
}

static const char *brief_count(const struct wt_measure *measure, double value, char text[32])
{
	(void)measure;
	if (value >= 99.95e3)
		snprintf(text, 32, "%.*f M", value < 99.95e6 ? 2 : 0, value / 1e6);
	else
		wt_count_text((uint64_t)(value + 0.5), text);
	return text;
}

static const struct wt_measure exchange_time = {
	.name = "time",
	.title = "Time",
	.unit = "µs",
	.field = "us",
	.values = "Times",
	.better = WT_LOWER_IS_BETTER,
	.unit_ns = 1000.0,
	.digits = 1,
	.brief = brief_time,
	.value_of = time_of,
	.words = { "faster", "slower", "takes", "times as long", "as", "takes longer", "took no longer than" },
};

/* A cold try moves no flow. */
static double rate_of(const struct wt_sample *sample)
{
	return sample->flow_bytes ? (double)sample->flow_bytes * 1000.0 / (double)sample->total_ns : (double)NAN;
}

static const char *brief_rate(const struct wt_measure *measure, double value, char text[32])
{
	(void)measure;
	if (value < 9999.5)
		snprintf(text, 32, "%.*f MB/s", value < 9.995 ? 2 : value < 99.95 ? 1 : 0, value);
	else
		snprintf(text, 32, "%.1f GB/s", value / 1e3);
	return text;
}

static const struct wt_measure flow_rate = {
	.name = "throughput",
	.title = "Throughput",
	.unit = "MB/s",
	.field = "mb_s",
	.values = "Throughputs",
	.better = WT_HIGHER_IS_BETTER,
	.digits = 1,
	.brief = brief_rate,
	.value_of = rate_of,
	.words = { "faster", "slower", "has", "times the throughput", "of", "has more", "had no more than" },
};

static const struct wt_measure guest_instructions = {
	.name = "instructions",
	.title = "Instructions",
	.unit = "instructions",
	.field = "instructions",
	.values = "Instructions",
	.better = WT_LOWER_IS_BETTER,
	.digits = 0,
	.brief = brief_count,
	.words = { "fewer", "more", "takes", "times as many", "as", "takes more", "took no more than" },
};

/* What the tries of a mode tell. */
static const struct wt_measure *const measures[] = { &exchange_time, &flow_rate };

const struct wt_measure *wt_measure_of(const struct wt_plan *plan)
{
	const char *name = wt_plan_mode(plan)->measure;
	size_t i = 0;

	while (i + 1 < sizeof measures / sizeof *measures && strcmp(measures[i]->name, name) != 0)
		i++;
	return measures[i];
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

const struct wt_measure_ends *wt_measure_ends(const struct wt_measure *measure)
{
	static const struct wt_measure_ends ends[] = {
		[WT_LOWER_IS_BETTER] = { "lower quarters",
					 "lower_quarter_ratio",
					 { "p90", "p99", "p99.9" },
					 { "p90", "p99", "p999" } },
		[WT_HIGHER_IS_BETTER] = { "upper quarters",
					  "upper_quarter_ratio",
					  { "p10", "p1", "p0.1" },
					  { "p10", "p1", "p0_1" } },
	};

	return &ends[measure->better];
}

double wt_measure_order(const struct wt_measure *measure, double value)
{
	return measure->better == WT_LOWER_IS_BETTER ? value : -value;
}

double wt_measure_worse(const struct wt_measure *measure, double ratio)
{
	return measure->better == WT_LOWER_IS_BETTER ? ratio : 1.0 / ratio;
}

double wt_measure_delayed(const struct wt_measure *measure, double value, double base, double share)
{
	return measure->better == WT_LOWER_IS_BETTER ? value + share * base : value / (1.0 + share * value / base);
}

char *wt_measure_text(const struct wt_measure *measure, double value, char text[32])
{
	return wt_number_text(value, measure->digits, text);
}

const char *wt_measure_brief(const struct wt_measure *measure, double value, char text[32])
{
	return isnan(value) ? "-" : measure->brief(measure, value, text);
}
