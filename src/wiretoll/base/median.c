/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "median.h"

#include <math.h>

#include <gsl/gsl_statistics.h>

double wt_median(double *values, size_t count)
{
	return count ? gsl_stats_median(values, 1, count) : (double)NAN;
}
