/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What a run can vary beside library and size: a line of the table in axes.c an axis. Programs, names of rows and
 * folders, checks of the records and the parity gate all read it.
 */
#ifndef WT_AXES_H
#define WT_AXES_H

#include <stdbool.h>

enum { WT_AXES_MAX = 16, WT_AXIS_VALUES_MAX = 8, WT_AXIS_WORD_BYTES = 24 };

/* The first line of the table. */
enum { WT_AXIS_VERSION };

/* A field of `negotiated` in the records. */
struct wt_fact {
	const char *name;
	const char *words;    /* what a reader calls it */
	const char *readable; /* the field that holds the value's name; NULL: none */
	bool may_be_untold;   /* 0 or null: the library does not tell */
};

struct wt_axis {
	const char *option;     /* of the programs, without dashes; their records have it among the settings */
	const char *transports; /* those that have it, a blank around each */
	/* The first one is usual: rows have it that name no value. The list ends with NULL. */
	const char *values[WT_AXIS_VALUES_MAX + 1];
	bool in_every_name;  /* "tls1.2": the first value stands in a row's name as well; else "_value" of the others */
	struct wt_fact fact; /* what shows in the records that it was so; it is part of the same work */
	/* How the readable fact ends, a value; NULL: as the value itself. */
	const char *shows[WT_AXIS_VALUES_MAX];
};

/* The last line has no option. */
extern const struct wt_axis wt_axes[WT_AXES_MAX + 1];

bool wt_axis_is_of(const struct wt_axis *axis, const char *transport);

#endif
