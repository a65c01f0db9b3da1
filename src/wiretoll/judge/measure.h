/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What is measured of an exchange: where a try tells its value, in which unit, whether less or more of it is better,
 * and the words in which a report says so. The judge compares values and knows no unit.
 */
#ifndef WT_MEASURE_H
#define WT_MEASURE_H

#include "plan.h"
#include "sample.h"

enum wt_better { WT_LOWER_IS_BETTER, WT_HIGHER_IS_BETTER };

struct wt_measure {
	const char *name, *title; /* "time", and where a heading begins with it */
	const char *unit;         /* of a value: "µs"; the name itself where it is a count */
	const char *field;        /* of names in JSON and CSV: the "us" of "median_us" */
	const char *values;       /* several of them, where a sentence begins: "Times" */
	enum wt_better better;
	double unit_ns;                                     /* where a value is a time; else 0 */
	double (*value_of)(const struct wt_sample *sample); /* NULL: tries do not tell it */
	struct {
		const char *better, *worse;     /* verdicts: "faster", "slower" */
		const char *has, *times, *that; /* "takes" 1.23 "times as long" "as" */
		const char *more, *up_to;       /* "takes longer" than another one; "took no longer than" 5 µs */
	} words;
};

/* What the tries of a plan are measured by. */
const struct wt_measure *wt_measure_of(const struct wt_plan *plan);

/* What its report tells: the same, but of an emulated core instructions, which are counted beside the tries. */
const struct wt_measure *wt_measure_told(const struct wt_plan *plan);

/* A name of JSON and CSV with the unit behind it, "median_us". Returns `text`. */
enum { WT_MEASURE_FIELD_BYTES = 48 };
const char *wt_measure_field(const struct wt_measure *measure, const char *stem, char text[WT_MEASURE_FIELD_BYTES]);

/* The values of the first `count` samples, to be freed. NULL: memory is short. */
double *wt_measure_values(const struct wt_measure *measure, const struct wt_sample_list *list, size_t count);

/* How many times worse a thing is whose value is `ratio` times that of another one. */
double wt_measure_worse(const struct wt_measure *measure, double ratio);

#endif
