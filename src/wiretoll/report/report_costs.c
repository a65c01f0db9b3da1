/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "report_costs.h"

#include <math.h>

#include "cost_reasons.h"
#include "costs.h"
#include "judged.h"
#include "report_label.h"
#include "report_lines.h"

enum { WIDTH_TITLE = 34, WIDTH_UNIT = 6, WIDTH_FIGURE = 11, WIDTH_GAP = 3 };

static const enum wt_role roles[] = { WT_CLIENT, WT_SERVER };

/* Wide enough for the longest name at its head. */
static int figure_width(const struct wt_results *results)
{
	return wt_report_label_width(results, WIDTH_FIGURE);
}

/* One figure; `series` is -1 where the plan has none. */
static double put_figure(const struct wt_results *results, int series, enum wt_role role,
			 enum wt_cost_id cost, FILE *stream)
{
	const char *why = "";
	double value = (double)NAN;
	char text[32];

	if (wt_judged_usable(results, series))
		value = wt_cost_shown(results, (size_t)series, role, cost, &why);
	if (stream)
		fprintf(stream, "%*s", figure_width(results), wt_cost_text(cost, value, text));
	return value;
}

/* Plain and each library, one end beside the other. Returns whether there is any figure. */
static bool put_figures(const struct wt_results *results, const struct wt_kind *kind,
			enum wt_cost_id cost, FILE *stream)
{
	const struct wt_plan *plan = &results->plan;
	int plain = wt_judged_find(plan, wt_kind_find(kind->plain), "");
	bool any = false;

	for (size_t r = 0; r < 2; r++) {
		if (!wt_cost_is_told(plan, roles[r]))
			continue;
		if (stream)
			fprintf(stream, "%*s", WIDTH_GAP, "");
		any = !isnan(put_figure(results, plain, roles[r], cost, stream)) || any;
		for (size_t v = 0; v < plan->variants.count; v++) {
			int series = wt_judged_find(plan, kind, plan->variants.name[v]);

			any = !isnan(put_figure(results, series, roles[r], cost, stream)) || any;
		}
	}
	return any;
}

static void put_heads(const struct wt_results *results, FILE *stream)
{
	const struct wt_plan *plan = &results->plan;
	int width = figure_width(results);
	int end = width * (1 + (int)plan->variants.count) + WIDTH_GAP, ends = 0;

	fprintf(stream, "%*s", WIDTH_TITLE + WIDTH_UNIT, "");
	for (size_t r = 0; r < 2; r++)
		if (wt_cost_is_told(plan, roles[r])) {
			fprintf(stream, "%*s", end, roles[r] == WT_CLIENT ? "client" : "server");
			ends++;
		}
	fprintf(stream, "\n%-*s", WIDTH_TITLE + WIDTH_UNIT, "transport, cost");
	for (int r = 0; r < ends; r++) {
		fprintf(stream, "%*s%*s", WIDTH_GAP, "", width, "plain");
		for (size_t v = 0; v < plan->variants.count; v++)
			fprintf(stream, "%*s", width, wt_report_label(results, v));
	}
	fputc('\n', stream);
	wt_report_rule(WIDTH_TITLE + WIDTH_UNIT + ends * end, stream);
}

static void put_kind(const struct wt_results *results, const struct wt_kind *kind,
		     FILE *stream)
{
	char title[64];

	fprintf(stream, "%s\n", kind->name);
	for (int cost = 0; cost < WT_COSTS; cost++) {
		/* A row without any figure is told by its reason. */
		if (!put_figures(results, kind, (enum wt_cost_id)cost, NULL))
			continue;
		fputs("  ", stream);
		snprintf(title, sizeof title, "%s%s", wt_cost_rows[cost].title,
			 wt_cost_mark(results, (enum wt_cost_id)cost));
		wt_report_left(stream, WIDTH_TITLE - 2, title);
		wt_report_left(stream, WIDTH_UNIT, wt_cost_rows[cost].unit);
		put_figures(results, kind, (enum wt_cost_id)cost, stream);
		fputc('\n', stream);
	}
}

static void tell_reason(const char *text, bool first, FILE *stream)
{
	fputs(first ? "Not available\n  " : "  ", stream);
	wt_report_wrapped(stream, 4, text);
}

/* Whether any series of that kind is shown. */
static bool is_shown(const struct wt_results *results, const struct wt_kind *kind)
{
	const struct wt_plan *plan = &results->plan;

	for (size_t i = 0; kind->plain && i < plan->series_count; i++)
		if (plan->series[i].kind == kind && wt_judged_usable(results, (int)i))
			return true;
	return false;
}

void wt_report_costs(const struct wt_results *results, FILE *stream)
{
	char legend[WT_COST_LEGEND_BYTES];
	bool any = false;

	for (const struct wt_kind *kind = wt_kinds; kind->name; kind++) {
		if (!is_shown(results, kind))
			continue;
		if (!any) {
			fprintf(stream, "\nWhat else an exchange of %u bytes costs, on %s end (1 KB is 1000 bytes)\n",
				results->plan.sizes.bytes[wt_cost_size(&results->plan)],
				results->plan.target.way == WT_WAY_QEMU_USER ? "the board's" : "either");
			put_heads(results, stream);
		}
		any = true;
		put_kind(results, kind, stream);
	}
	wt_cost_legend(results, legend);
	if (any && *legend) {
		fputs("  ", stream);
		wt_report_wrapped(stream, 4, legend);
	}
	if (any)
		wt_cost_reasons(results, tell_reason, stream);
}
