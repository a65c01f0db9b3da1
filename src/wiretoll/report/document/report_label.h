/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the report calls a variant and a series. */
#ifndef WT_REPORT_LABEL_H
#define WT_REPORT_LABEL_H

#include "results_data.h"

/* The first run record of a variant's secure series, or NULL when none has run. */
const struct wt_run_record *wt_report_run(const struct wt_results *results, size_t variant);

/*
 * What a variant is called in the report: its library's name, or the variant's
 * own when two of them share a library or none has run. `name` has WT_NAME_BYTES.
 */
const char *wt_report_label(const struct wt_results *results, size_t variant);

/* Columns that hold the longest of these names and two blanks; `least` or more. */
int wt_report_label_width(const struct wt_results *results, int least);

/* The same of the names of rows. */
int wt_report_row_width(const struct wt_plan *plan, int least);

/* Whether the plan has a secure series, one that cannot be made as well. */
bool wt_report_has_secure(const struct wt_plan *plan);

/* True for the version of an OpenSSL that is older than 3.5. */
bool wt_openssl_is_old(const char *version);

#endif
