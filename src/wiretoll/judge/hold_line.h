/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What one session takes, by the line through the memory of sessions that were held open. */
#ifndef WT_HOLD_LINE_H
#define WT_HOLD_LINE_H

#include "results_data.h"

/*
 * The line of one end's heap or RSS. NULL: not done, or not told: the system does
 * not, or it is the RSS of an emulated program, which is mostly the emulator's.
 */
const struct wt_held_line *wt_hold_line(const struct wt_results *results, size_t series, enum wt_role role, bool rss);

/* Whether this end is not the series' own variant but the same peer throughout. */
bool wt_hold_is_peer(const struct wt_results *results, enum wt_role role);

#endif
