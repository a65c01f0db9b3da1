/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Instructions of an emulated board, as text, with a head of their own. */
#ifndef WT_REPORT_GUEST_H
#define WT_REPORT_GUEST_H

#include <stdio.h>

#include "results_data.h"

/* False: memory is short. */
bool wt_report_guest(const struct wt_results *results, FILE *stream);

#endif
