/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Whether two runs shook hands alike. Libraries may do other work in a newer version: that is told, and is no verdict. */
#ifndef WT_DIFF_HANDSHAKE_H
#define WT_DIFF_HANDSHAKE_H

#include <stdio.h>

#include "results_data.h"

/* Writes a line for each difference of a series that both have; one line for those that only one of them tells. */
void wt_diff_handshakes(const struct wt_results *older, const struct wt_results *newer, FILE *stream);

#endif
