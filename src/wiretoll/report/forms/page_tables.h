/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The page's tables and lists: every figure, what was compared and what not, every setting. */
#ifndef WT_PAGE_TABLES_H
#define WT_PAGE_TABLES_H

#include <stdio.h>

#include "judged.h"

void wt_page_tables(const struct wt_judged *judged, FILE *page);
void wt_page_lists(const struct wt_judged *judged, FILE *page);

#endif
