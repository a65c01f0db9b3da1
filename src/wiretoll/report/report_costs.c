/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sections.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "costs.h"
#include "judged.h"
#include "report_label.h"

/* What is usual in a column; a blank more stands before the first one of an end. */
enum { ROOM_TITLE = 40, ROOM_FIGURE = 11, ROOM_GAP = 3 };

static const enum wt_role roles[] = { WT_CLIENT, WT_SERVER };

/* NAN: there is none; `series` is -1 where the plan has none. */
static double figure_of(const struct wt_results *results, int series, enum wt_role role, enum wt_cost_id cost)
{
	const char *why = "";

	return wt_judged_usable(results, series) ? wt_cost_shown(results, (size_t)series, role, cost, &why)
						 : (double)NAN;
}

/*
 * The series of a row's figures: plain, and behind it each variant's. A plain transport that no secure one of the
 * plan is compared with has a row of its own, with one figure.
 */
static size_t row_series(const struct wt_plan *plan, const struct wt_row *row, int series[1 + WT_NAMES_MAX])
{
	size_t count = 1;

	series[0] = wt_judged_plain(plan, row);
	for (size_t v = 0; wt_row_is_secure(row) && v < plan->variants.count; v++)
		series[count++] = wt_judged_find(plan, row, plan->variants.name[v]);
	return count;
}

/* Plain and each library, one end beside the other; a row without any figure is told by its reason. */
static void add_row(const struct wt_results *results, const struct wt_row *row, enum wt_cost_id cost,
		    struct wt_document *document)
{
	int series[1 + WT_NAMES_MAX];
	size_t count = row_series(&results->plan, row, series);
	struct wt_cell *head;
	char text[32];
	bool any = false;

	for (size_t i = 0; i < 2 * count; i++)
		any = any || (wt_cost_is_told(&results->plan, roles[i / count]) &&
			      !isnan(figure_of(results, series[i % count], roles[i / count], cost)));
	if (!any)
		return;
	wt_say_row(document, WT_ROW_CELLS);
	wt_say_cells(document, "%s", wt_cost_rows[cost].title);
	head = wt_last_cell(document);
	if (head) {
		head->unit = wt_cost_rows[cost].unit->text;
		head->marked = *wt_cost_mark(results, cost) != '\0';
	}
	for (size_t i = 0; i < 2 * count; i++)
		if (wt_cost_is_told(&results->plan, roles[i / count]))
			wt_say_cells(document, "%s",
				     wt_cost_text(cost, figure_of(results, series[i % count], roles[i / count], cost),
						  text));
}

static void add_columns(const struct wt_results *results, bool secure, struct wt_document *document)
{
	const struct wt_plan *plan = &results->plan;
	int room = wt_report_label_width(results, ROOM_FIGURE);

	wt_say_column(document, WT_LEFT, ROOM_TITLE, "", "transport, cost");
	for (size_t r = 0; r < 2; r++) {
		const char *end = roles[r] == WT_CLIENT ? "client" : "server";

		if (!wt_cost_is_told(plan, roles[r]))
			continue;
		wt_say_column(document, WT_RIGHT, room + ROOM_GAP, end, "plain");
		for (size_t v = 0; secure && v < plan->variants.count; v++)
			wt_say_column(document, WT_RIGHT, room, end, wt_report_label(results, v));
	}
}

/* Whether any series of that row is shown. */
static bool is_shown(const struct wt_results *results, const struct wt_row *row)
{
	for (size_t i = 0; i < results->plan.series_count; i++)
		if (wt_row_same(&results->plan.series[i].row, row) && wt_judged_usable(results, (int)i))
			return true;
	return false;
}

/* A plain transport whose figures no secure one has beside its own. */
static bool stands_alone(const struct wt_results *results, const struct wt_row *plain)
{
	struct wt_row of;

	for (const struct wt_row *row = results->plan.rows; *row->name; row++) {
		wt_row_plain(row, &of);
		if (wt_row_is_secure(row) && wt_row_same(&of, plain) && is_shown(results, row))
			return false;
	}
	return !wt_row_is_secure(plain);
}

/* A part a transport: of secure ones, or of the plain ones that stand alone. Whether there is any. */
static bool add_table(const struct wt_results *results, bool secure, struct wt_document *document)
{
	bool any = false;

	for (const struct wt_row *row = results->plan.rows; *row->name; row++) {
		if (!is_shown(results, row) || !(secure ? wt_row_is_secure(row) : stands_alone(results, row)))
			continue;
		if (!any) {
			WT_SAY_HEADING(document, "What else %s of %u bytes costs, on %s end (1 KB is 1000 bytes)",
				       wt_plan_mode(&results->plan)->costs_of,
				       results->plan.sizes.bytes[wt_cost_size(&results->plan)],
				       results->plan.target.way == WT_WAY_QEMU_USER ? "the board's"
				       : results->plan.target.one_end               ? "the client's"
										    : "either");
			wt_say_table(document, WT_LOOK_HEADS | WT_LOOK_RULE);
			add_columns(results, secure, document);
		}
		any = true;
		wt_say_row(document, WT_ROW_PART);
		wt_say_cells(document, "%s", row->name);
		for (int cost = 0; cost < WT_COSTS; cost++)
			add_row(results, row, (enum wt_cost_id)cost, document);
	}
	return any;
}

static void add_reason(const char *text, bool first, void *document)
{
	if (first)
		wt_say(document, WT_BLOCK_SUBHEADING, WT_TONE_PLAIN, "", "Not available");
	wt_say_item(document, "", "%s", text);
}

void wt_report_costs(const struct wt_results *results, struct wt_document *document)
{
	char legend[WT_COST_LEGEND_BYTES];
	bool any = add_table(results, true, document);

	wt_document_for(document, WT_FORM_RICH);
	add_table(results, false, document);
	wt_document_for(document, any ? WT_FORM_ALL : WT_FORM_RICH);
	wt_cost_legend(results, legend);
	if (*legend)
		WT_SAY_NOTE(document, "%s", legend);
	wt_cost_reasons(results, add_reason, document);
	wt_document_for(document, WT_FORM_ALL);
}
