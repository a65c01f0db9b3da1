/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What stands above the tables of a report as text: when, on which board, with which libraries, and how. */
#ifndef WT_REPORT_HEAD_H
#define WT_REPORT_HEAD_H

#include <stdio.h>

#include "results_data.h"

void wt_report_head(const struct wt_results *results, FILE *stream);

/* Of a core without crypto instructions, whose emulator has them. */
extern const char wt_report_masked[];

/* True for the version of an OpenSSL that is older than 3.5. */
bool wt_openssl_is_old(const char *version);

#endif
