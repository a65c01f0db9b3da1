/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a person asks for with `--axis NAME=VALUE,...`: which rows that makes of those that --transports names. */
#ifndef WT_AXES_ASKED_H
#define WT_AXES_ASKED_H

#include "option.h"
#include "reason.h"
#include "rows.h"

struct wt_axes_asked {
	bool any[WT_AXES_MAX]; /* else the row's name says its value */
	bool value[WT_AXES_MAX][WT_AXIS_VALUES_MAX];
};

/* False: there is no such axis or value; `reason` says which there are. */
bool wt_axes_read(struct wt_axes_asked *asked, const struct wt_named_lists *lists, struct wt_reason *reason);

/*
 * The rows that were asked for with `named`, in the order of the report: of one that is all zero the first. False: no more.
 */
bool wt_axes_next(const struct wt_axes_asked *asked, const struct wt_row *named, struct wt_row *row);

/* Whether each value that was asked for is that of a row; behind the last of these one without a name. NULL: no rows. */
bool wt_axes_met(const struct wt_axes_asked *asked, const struct wt_row *rows, struct wt_reason *reason);

#endif
