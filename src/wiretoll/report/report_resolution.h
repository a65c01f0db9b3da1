/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How small a difference these data could have shown, in words: the same in every form. */
#ifndef WT_REPORT_RESOLUTION_H
#define WT_REPORT_RESOLUTION_H

#include "judged.h"

enum { WT_RESOLUTION_TEXT_BYTES = 480 };
void wt_report_resolution(const struct wt_judged *judged, char text[WT_RESOLUTION_TEXT_BYTES]);

#endif
