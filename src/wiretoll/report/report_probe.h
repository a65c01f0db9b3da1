/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the probes tell, in every form of the report. */
#ifndef WT_REPORT_PROBE_H
#define WT_REPORT_PROBE_H

#include "document.h"
#include "results_data.h"

/* One line of one probe, without its variant. */
enum { WT_PROBE_SAID_BYTES = WT_REASON_BYTES + 256 };
void wt_probe_said(const struct wt_probe_told *probe, char text[WT_PROBE_SAID_BYTES]);

/* A block of them all; nothing where none is told. */
void wt_report_probes(const struct wt_results *results, struct wt_document *document);

/* A list, empty where there is none. */
json_t *wt_probe_json(const struct wt_results *results);

#endif
