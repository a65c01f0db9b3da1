/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the table of builds says in words, alike in every form of the report. */
#ifndef WT_BUILD_WORDS_H
#define WT_BUILD_WORDS_H

#include "builds.h"

/* A figure for a reader, or a word in its place ("shared", "UNSUPPORTED", "-"). Returns `text` or a constant. */
const char *wt_build_text(const struct wt_build *build, enum wt_build_figure figure, char text[32]);

enum { WT_BUILDS_TEXT_BYTES = 640 };

/* Why figures are missing, one sentence for each reason; `at` counts from 0. False: there is no more. */
bool wt_builds_reason(const struct wt_builds *builds, size_t *at, char text[WT_BUILDS_TEXT_BYTES]);

#endif
