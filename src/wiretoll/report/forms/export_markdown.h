/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The judged results for other documents. */
#ifndef WT_EXPORT_MARKDOWN_H
#define WT_EXPORT_MARKDOWN_H

#include <stdio.h>

#include "judged.h"

/* The answer, the tables and the lists. */
void wt_export_markdown(const struct wt_judged *judged, FILE *stream);

#endif
