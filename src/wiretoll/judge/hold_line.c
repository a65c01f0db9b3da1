/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "hold_line.h"

const struct wt_held_line *wt_hold_line(const struct wt_results *results, size_t series, enum wt_role role, bool rss)
{
	const struct wt_hold_results *hold = &results->series[series].hold;
	const struct wt_held *held = role == WT_CLIENT ? &hold->client : &hold->server;
	const struct wt_held_line *line = rss ? &held->rss : &held->heap;
	const struct wt_target *target = &results->plan.target;

	if (hold->cell.state != WT_EXTRA_DONE || !line->known)
		return NULL;
	if (rss && target->way == WT_WAY_QEMU_USER && wt_target_is_board(target, role))
		return NULL;
	return line;
}

bool wt_hold_is_peer(const struct wt_results *results, enum wt_role role)
{
	const struct wt_target *target = &results->plan.target;

	return target->way != WT_WAY_LOCAL && !wt_target_is_board(target, role);
}
