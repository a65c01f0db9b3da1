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

enum { WT_TAILS = 3 };

/* What is called by the end of the values that it is at, which is another one where higher values are better. */
struct wt_measure_ends {
	const char *quarters, *quarters_ratio; /* the quiet ones: "lower quarters", "lower_quarter_ratio" */
	const char *tails[WT_TAILS], *tail_stems[WT_TAILS]; /* the bad ends: "p99.9", and in names "p999" */
};

struct wt_measure {
	const char *name, *title; /* "time", and where a heading begins with it */
	const char *unit;         /* of a value: "µs"; the name itself where it is a count */
	const char *field;        /* of names in JSON and CSV: the "us" of "median_us" */
	const char *values;       /* several of them, where a sentence begins: "Times" */
	enum wt_better better;
	double unit_ns; /* where a value is a time; else 0 */
	int digits;     /* behind the point of a value below 1000 */
	const char *(*brief)(const struct wt_measure *measure, double value, char text[32]); /* wt_measure_brief */
	double (*value_of)(
		const struct wt_sample
			*sample); /* NAN: this try, such as a cold one, has none; NULL: tries do not tell it */
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

const struct wt_measure_ends *wt_measure_ends(const struct wt_measure *measure);

/* A value so that the better is the lower; of such a one the value: what is sorted by it has the best values first. */
double wt_measure_order(const struct wt_measure *measure, double value);

/* How many times worse a thing is whose value is `ratio` times that of another one. */
double wt_measure_worse(const struct wt_measure *measure, double ratio);

/* `value` when each unit of work takes longer by `share` of what it takes where the value is `base`. */
double wt_measure_delayed(const struct wt_measure *measure, double value, double base, double share);

/* A value without its unit: "652.0", "2,603", "-" for NAN. Returns `text`. */
char *wt_measure_text(const struct wt_measure *measure, double value, char text[32]);

/* A value in few characters, a unit with it: "923 µs", "1.79 ms", "2.43 M" instructions. Returns the text or a constant. */
const char *wt_measure_brief(const struct wt_measure *measure, double value, char text[32]);

#endif
