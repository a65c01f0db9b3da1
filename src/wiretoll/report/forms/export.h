/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The judged results for other programs. */
#ifndef WT_EXPORT_H
#define WT_EXPORT_H

#include <jansson.h>

#include "judged.h"

/* One JSON object (docs/report.md); a figure that cannot be had is null. NULL: memory is short. */
json_t *wt_export_json(const struct wt_judged *judged);

/* The part of it on builds; JSON's null when there is none. NULL: memory is short. */
json_t *wt_builds_json(const struct wt_judged *judged);

#endif
