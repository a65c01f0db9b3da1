/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "paired.h"

void wt_span_add(struct wt_span *to, const struct wt_cell_file *client)
{
	const char *boot = json_string_value(json_object_get(client->record, "boot"));
	bool monotonic = boot && *boot;
	json_int_t told = json_integer_value(json_object_get(client->record, monotonic ? "started_ns" : "started_us"));
	uint64_t started_ns = told > 0 ? (uint64_t)told * (monotonic ? 1 : 1000) : 0;

	if (!started_ns)
		return;
	to->first_ns = !to->first_ns || started_ns < to->first_ns ? started_ns : to->first_ns;
	to->last_ns = started_ns > to->last_ns ? started_ns : to->last_ns;
}

bool wt_results_paired(const struct wt_results *results, uint32_t *round)
{
	const struct wt_span *rounds = results->rounds;

	if (results->plan.target.way != WT_WAY_HAND)
		return true;
	for (*round = 0; *round + 1 < results->plan.rounds; (*round)++)
		if (rounds[*round + 1].first_ns && rounds[*round].last_ns >= rounds[*round + 1].first_ns)
			return false;
	return true;
}
