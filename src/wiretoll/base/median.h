/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef WT_MEDIAN_H
#define WT_MEDIAN_H

#include <stddef.h>

/*
 * The median of values in any order, which it changes: of a million a sort would take longer than reading them.
 * The mean of the middle two for an even count; NAN for none.
 */
double wt_median(double *values, size_t count);

#endif
