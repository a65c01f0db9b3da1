/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The sections of a report: each adds its blocks to a document, and none where it has nothing to tell. Which of them
 * a report has, and their order, stands in report_document.c; each has a file of its own.
 */
#ifndef WT_SECTIONS_H
#define WT_SECTIONS_H

#include "builds.h"
#include "document.h"
#include "judged.h"

/* report_head.c: when, on which board, with which libraries, and how. */
void wt_report_title(const struct wt_plan *plan, struct wt_document *document);
void wt_report_head(const struct wt_results *results, struct wt_document *document);

/* report_table.c: medians, what security costs, first exchanges. */
void wt_report_table(const struct wt_judged *judged, struct wt_document *document);

/*
 * report_axes.c: each row over the same one with the first value of an axis, where there is such a one: a table, and
 * a sentence that is added to the answer.
 */
void wt_report_axes(const struct wt_judged *judged, struct wt_document *document);

/* report_details.c: for the rich forms a row a comparison, a row a series and size; what was compared, and the
 * settings. */
void wt_report_figures(const struct wt_judged *judged, struct wt_document *document);
void wt_report_settings(const struct wt_judged *judged, struct wt_document *document);

/* report_guest.c: of an emulated core, in place of times. */
void wt_report_guest(const struct wt_results *results, struct wt_document *document);

/*
 * build_words.c: a row a variant. A figure of it for a reader, or a word in its place ("shared", "UNSUPPORTED", "-"):
 * `text` or a constant. Why figures are missing, a sentence for each reason; `at` counts from 0, false: no more.
 */
void wt_report_builds(const struct wt_judged *judged, struct wt_document *document);
const char *wt_build_text(const struct wt_build *build, enum wt_build_figure figure, char text[32]);
enum { WT_BUILDS_TEXT_BYTES = 640 };
bool wt_builds_reason(const struct wt_builds *builds, size_t *at, char text[WT_BUILDS_TEXT_BYTES]);

/* report_costs.c: what an exchange costs beside time: a part a secure transport, a row a cost. */
void wt_report_costs(const struct wt_results *results, struct wt_document *document);

/* report_hold.c: the sessions that were held open at once. */
void wt_report_hold(const struct wt_results *results, struct wt_document *document);

/* report_open_loop.c: of a run with --rate a row a series and size. */
void wt_report_open_loop(const struct wt_judged *judged, struct wt_document *document);

/* report_handshake.c: what the handshakes of two libraries differ in, and why, where that is known. */
void wt_report_handshakes(const struct wt_judged *judged, struct wt_document *document);

/* report_probe.c: how the libraries leave the vector registers. Of one probe, a line without its variant. */
enum { WT_PROBE_SAID_BYTES = WT_REASON_BYTES + 256 };
void wt_probe_said(const struct wt_probe_told *probe, char text[WT_PROBE_SAID_BYTES]);
void wt_report_probes(const struct wt_results *results, struct wt_document *document);

/* report_resolution.c: how small a difference these data could have shown. */
void wt_report_resolution(const struct wt_judged *judged, struct wt_document *document);

/* answer.c: in two sentences, what security costs and which library is faster. */
enum { WT_ANSWER_TEXT_BYTES = 1600 };
void wt_answer(const struct wt_judged *judged, char text[WT_ANSWER_TEXT_BYTES]);
void wt_answer_axes(const struct wt_judged *judged, char text[WT_ANSWER_TEXT_BYTES]);

/* report_notes.c: for forms that begin with it, the answer and whether it can be trusted; for all, the notes. */
void wt_report_answer(const struct wt_judged *judged, struct wt_document *document);
void wt_report_notes(const struct wt_judged *judged, struct wt_document *document);

/* report_document.c: the whole report, for these forms. Free the document in any case. False: memory is short. */
bool wt_report_document(const struct wt_judged *judged, unsigned forms, struct wt_document *document);

#endif
