/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "costs.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "judged.h"

enum { WHY_MAX = 48 };

struct reasons {
	struct {
		enum wt_cost_id cost;
		size_t series;
		const char *why; /* NULL: told already */
	} list[WHY_MAX];
	size_t count;
};

static void note(struct reasons *reasons, enum wt_cost_id cost, size_t series, const char *why)
{
	for (size_t i = 0; i < reasons->count; i++)
		if (reasons->list[i].cost == cost && !strcmp(reasons->list[i].why, why))
			return;
	if (reasons->count < WHY_MAX) {
		reasons->list[reasons->count].cost = cost;
		reasons->list[reasons->count].series = series;
		reasons->list[reasons->count++].why = why;
	}
}

static void collect_end(const struct wt_results *results, size_t series, enum wt_role role, struct reasons *reasons)
{
	if (!wt_judged_usable(results, (int)series) || !wt_cost_is_told(&results->plan, role))
		return;
	for (int cost = 0; cost < WT_COSTS; cost++) {
		const char *why = "";

		if (isnan(wt_cost_shown(results, series, role, (enum wt_cost_id)cost, &why)))
			note(reasons, (enum wt_cost_id)cost, series, why);
	}
}

static void collect(const struct wt_results *results, struct reasons *reasons)
{
	for (size_t i = 0; i < 2 * results->plan.series_count; i++)
		collect_end(results, i / 2, i % 2 ? WT_SERVER : WT_CLIENT, reasons);
}

void wt_cost_reasons(const struct wt_results *results, wt_cost_teller tell, void *context)
{
	struct reasons reasons = { .count = 0 };
	char why[WT_REASON_BYTES], text[2 * WT_REASON_BYTES];

	collect(results, &reasons);
	for (size_t i = 0; i < reasons.count; i++) {
		if (!reasons.list[i].why)
			continue;
		wt_text_copy(why, sizeof why, reasons.list[i].why);
		*text = '\0';
		/* Costs that are missing for one reason share a line. */
		for (size_t k = i; k < reasons.count; k++) {
			if (!reasons.list[k].why || strncmp(reasons.list[k].why, why, sizeof why - 1) != 0)
				continue;
			wt_text_add(text, sizeof text, "; ", "%s", wt_cost_rows[reasons.list[k].cost].title);
			if (k > i)
				reasons.list[k].why = NULL;
		}
		wt_text_add(text, sizeof text, "", " (%s): %s", results->plan.series[reasons.list[i].series].name, why);
		tell(text, i == 0, context);
	}
}
