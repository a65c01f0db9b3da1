/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The parts of the screen behind its table of times, a file each; screen.c puts them together. */
#ifndef WT_SCREEN_PARTS_H
#define WT_SCREEN_PARTS_H

#include "document.h"
#include "judged.h"
#include "studies.h"

/* screen.c: the median of a series as it is told, of times or of instructions; NAN: none. */
double wt_screen_value(const struct wt_judged *judged, int index, size_t size);

/* The same of all plain transports in a few words; "": there are none. */
enum { WT_SCREEN_TEXT_BYTES = 600 };
void wt_screen_plain(const struct wt_judged *judged, size_t size, char all[WT_SCREEN_TEXT_BYTES]);

/* A quotient of counts, which repeat, in a word. */
const char *wt_screen_words(const struct wt_measure *measure, double ratio);

/* screen_builds.c: the frontier, what each build takes of flash and RAM, and how long. */
void wt_screen_builds(const struct wt_judged *judged, struct wt_document *document);

/* Of it what security takes of flash with each build that has its library in it, in a few words; "": that variant has not. */
void wt_screen_flash(const struct wt_judged *judged, const char *variant, char all[WT_SCREEN_TEXT_BYTES]);

/* screen_doubts.c: how small a difference would have been found. */
void wt_screen_resolution(const struct wt_judged *judged, struct wt_document *document);

/* screen_verdicts.c: where a verdict and the interval beside it seem to contradict each other, why they do not. Of the variants shown. */
void wt_screen_verdicts(const struct wt_judged *judged, const size_t *variants, size_t count, size_t size,
			struct wt_document *document);

/* What a reader has to know before he believes a figure: what is not there, what was lost, why it is not trusted. */
void wt_screen_doubts(const struct wt_judged *judged, struct wt_document *document);

/* report_axes.c: each row over the same one with the first value of an axis, where there is such a one. */
void wt_screen_axes(const struct wt_judged *judged, struct wt_document *document);

/* screen_study.c: what a study asks, and of each library time, CPU, bytes and round trips of each value of a study over the first one. */
void wt_screen_study(const struct wt_judged *judged, const struct wt_study *study, struct wt_document *document);

#endif
