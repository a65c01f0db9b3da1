/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The report as CSV (RFC 4180): a line a series and size, and one for all sizes together. */
#ifndef WT_EXPORT_CSV_H
#define WT_EXPORT_CSV_H

#include <stdio.h>

#include "judged.h"

/* One line a series and size, with a head (RFC 4180), and one for all sizes; a figure that cannot be had is empty. */
void wt_export_csv(const struct wt_judged *judged, FILE *stream);

#endif
