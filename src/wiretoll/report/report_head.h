/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What stands above the tables of a report: when, on which board, with which libraries, and how. */
#ifndef WT_REPORT_HEAD_H
#define WT_REPORT_HEAD_H

#include "document.h"
#include "results_data.h"

void wt_report_title(const struct wt_plan *plan, struct wt_document *document);
void wt_report_head(const struct wt_results *results, struct wt_document *document);

/* True for the version of an OpenSSL that is older than 3.5. */
bool wt_openssl_is_old(const char *version);

#endif
