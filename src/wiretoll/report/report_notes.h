/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What stands under the tables, as text: what was negotiated, what was counted, and what is wrong. */
#ifndef WT_REPORT_NOTES_H
#define WT_REPORT_NOTES_H

#include <stdio.h>

#include "judged.h"

void wt_report_notes(const struct wt_judged *judged, FILE *stream);

#endif
