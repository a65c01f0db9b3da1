/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The answer in two sentences: what security costs, and which library is faster. */
#ifndef WT_ANSWER_H
#define WT_ANSWER_H

#include "judged.h"

enum { WT_ANSWER_TEXT_BYTES = 1600 };

void wt_answer(const struct wt_judged *judged, char text[WT_ANSWER_TEXT_BYTES]);

#endif
