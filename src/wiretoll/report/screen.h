/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The answer on one screen of a terminal: what security costs, which library is faster, how sure that is, and what each
 * build takes. At 80 columns it has at most 24 lines with three variants; all else stands in the whole report.
 */
#ifndef WT_SCREEN_H
#define WT_SCREEN_H

#include "document.h"
#include "judged.h"

/* Begins a document and fills it, for text of so many columns; free it in any case. False: memory was short. */
bool wt_screen(const struct wt_judged *judged, int columns, struct wt_document *document);

#endif
