/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Sessions held, for other programs and for other documents. */
#ifndef WT_EXPORT_HOLD_H
#define WT_EXPORT_HOLD_H

#include <jansson.h>

#include "results_data.h"

/* What one series held (docs/report.md); NULL: nothing was asked of it, or memory is short. */
json_t *wt_hold_json(const struct wt_results *results, size_t series);

#endif
