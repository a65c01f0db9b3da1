/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The whole report as text: which sections it has, and their order. No section includes this. */
#ifndef WT_REPORT_TEXT_H
#define WT_REPORT_TEXT_H

#include <stdio.h>

#include "judged.h"

void wt_report_text(const struct wt_judged *judged, FILE *stream);

#endif
