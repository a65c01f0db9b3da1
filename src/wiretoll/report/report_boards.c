/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "report_boards.h"

#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "judge.h"
#include "judged.h"
#include "measure.h"
#include "median.h"
#include "number_text.h"
#include "report_label.h"
#include "side_cells.h"

/* What is usual in a column. */
enum { ROOM_BOARD = 18, ROOM_KIND = 10, ROOM_BYTES = 7, ROOM_PLAIN = 10, ROOM_FIGURE = 16 };

/* The variants of all folders, each once, in the order in which they appear: the columns. */
static bool collect(struct wt_names *columns, struct wt_results **all, int count, struct wt_reason *reason)
{
	columns->count = 0;
	for (int f = 0; f < count; f++)
		for (size_t i = 0; all[f] && i < all[f]->plan.variants.count; i++)
			if (!wt_names_add(columns, all[f]->plan.variants.name[i]))
				return wt_reason_set(reason, "more than %d variants in one table", WT_NAMES_MAX);
	return true;
}

/* The median of what the board is measured by. */
static double median(const struct wt_results *results, int series, size_t size)
{
	const struct wt_measure *measure = wt_measure_told(&results->plan);
	const struct wt_sample_list *list = &results->series[series].sizes[size];
	double *values, value;

	if (!measure->value_of)
		return results->series[series].guest.exchange[size];
	values = wt_measure_values(measure, list, list->count);
	value = values ? wt_median(values, list->count) : (double)NAN;
	free(values);
	return value;
}

/* `index` is -1 where the plan has no such series. */
static void add_cell(const struct wt_results *results, int index, size_t size, struct wt_document *document)
{
	enum wt_series_state state = index < 0 ? WT_SERIES_DONE : results->series[index].state;
	double value = index < 0 ? (double)NAN : median(results, index, size);
	char text[32] = "-";

	if (state == WT_SERIES_UNSUPPORTED || state == WT_SERIES_FAILED)
		snprintf(text, sizeof text, "%s", state == WT_SERIES_FAILED ? "FAILED" : "UNSUPPORTED");
	else if (!isnan(value))
		wt_measure_text(wt_measure_told(&results->plan), value, text);
	wt_say_cells(document, "%s", text);
}

/* The name in a fleet: its folder is <fleet>/<name>/latest. Elsewhere that of the board file. */
static const char *label_of(const struct wt_results *results, char text[WT_NAME_BYTES])
{
	const char *path = results->folder.path, *end = strstr(path, "/latest");
	const char *start = end;

	snprintf(text, WT_NAME_BYTES, "%s", results->plan.board);
	if (!end || end == path || (end[7] && strcmp(end + 7, "/") != 0))
		return text;
	while (start > path && start[-1] != '/')
		start--;
	if ((size_t)(end - start) < WT_NAME_BYTES && strncmp(start, "results", 7) != 0)
		snprintf(text, WT_NAME_BYTES, "%.*s", (int)(end - start), start);
	return text;
}

static void add_board(const struct wt_judged *judged, const struct wt_names *columns, struct wt_document *document)
{
	const struct wt_results *results = judged->results;
	const struct wt_plan *plan = &results->plan;
	size_t last = plan->sizes.count - 1;
	char text[WT_NAME_BYTES];
	const char *name = label_of(results, text);
	/* Nobody shall take its figures for those of a board, or believe what is not trusted. */
	bool virtual = plan->target.way == WT_WAY_SSH && wt_target_is_emulated(&plan->target);
	bool doubtful = judged->validity.grave > 0;
	struct wt_cell *unit;

	for (const struct wt_row *row = plan->rows; *row->name; row++) {
		wt_say_row(document, WT_ROW_CELLS);
		wt_say_cells(document, "%.*s\t%s\t%u", ROOM_BOARD - 1, name, row->name, plan->sizes.bytes[last]);
		name = "";
		add_cell(results, wt_row_is_secure(row) ? -1 : wt_judged_plain(plan, row), last, document);
		for (size_t i = 0; i < columns->count; i++)
			add_cell(results, wt_row_is_secure(row) ? wt_judged_find(plan, row, columns->name[i]) : -1,
				 last, document);
		wt_say_cells(document, "%s%s%s", wt_measure_told(plan)->unit, virtual ? " (VIRTUAL)" : "",
			     doubtful ? " (NOT TRUSTED)" : "");
		unit = wt_last_cell(document);
		if (unit)
			unit->bad = doubtful;
	}
}

static void add_table(const struct wt_judged *judged, int count, const struct wt_names *columns,
		      struct wt_document *document)
{
	wt_say_table(document, WT_LOOK_HEADS);
	wt_say_column(document, WT_LEFT, ROOM_BOARD, "", "board");
	wt_say_column(document, WT_LEFT, ROOM_KIND, "", "transport");
	wt_say_column(document, WT_RIGHT, ROOM_BYTES, "", "bytes");
	wt_say_column(document, WT_RIGHT, ROOM_PLAIN, "", "plain");
	for (size_t i = 0; i < columns->count; i++)
		wt_say_column(document, WT_RIGHT, ROOM_FIGURE, "", columns->name[i]);
	wt_say_column(document, WT_LEFT, 0, "", "unit");
	for (int f = 0; f < count; f++)
		if (judged[f].results)
			add_board(&judged[f], columns, document);
}

/* What is told of a board: text indents it, and behind it what is wrong with it; the other forms have a list. */
static void say(struct wt_document *document, const char *word, const char *format, ...)
	__attribute__((format(printf, 3, 4)));

static void say(struct wt_document *document, const char *word, const char *format, ...)
{
	char text[2 * WT_REASON_BYTES + 8 * WT_FACT_BYTES];
	va_list arguments;

	va_start(arguments, format);
	vsnprintf(text, sizeof text, format, arguments);
	va_end(arguments);
	wt_document_for(document, WT_FORM_TEXT);
	wt_say(document, WT_BLOCK_LINE, *word ? WT_TONE_BAD : WT_TONE_PLAIN, "", "  %s%s%s%s", *word ? "  " : "", word,
	       *word ? " " : "", text);
	wt_document_for(document, WT_FORM_RICH);
	wt_say_item(document, word, "%s", text);
	wt_document_for(document, WT_FORM_ALL);
}

static void flaw(struct wt_document *document, bool *complete, const char *word, const char *of, const char *why)
{
	*complete = false;
	say(document, word, "%s: %s", of, why);
}

static void add_side_cell(const char *series, const char *what, const struct wt_extra *cell,
			  struct wt_document *document, bool *complete)
{
	char of[2 * WT_NAME_BYTES + 16];

	snprintf(of, sizeof of, "%s of %s", what, series);
	if (*wt_extra_word(cell))
		flaw(document, complete, wt_extra_word(cell), of, cell->why.text);
}

static void add_probes(const struct wt_results *results, struct wt_document *document, bool *complete)
{
	char of[WT_NAME_BYTES + 16];

	for (size_t i = 0; i < results->probes.count; i++) {
		const struct wt_probe_told *probe = &results->probes.list[i];

		snprintf(of, sizeof of, "probe of %s", probe->variant);
		if (probe->state == WT_PROBE_FAILED)
			flaw(document, complete, "FAILED", of, probe->why.text);
	}
}

static void note_board(const struct wt_judged *judged, struct wt_document *document, bool *complete)
{
	const struct wt_results *results = judged->results;
	const struct wt_plan *plan = &results->plan;
	const struct wt_target *target = &plan->target;
	char label[WT_NAME_BYTES], how[4 * WT_FACT_BYTES] = "";

	if (target->way == WT_WAY_QEMU_USER)
		snprintf(how, sizeof how, "; %s, core %s", target->emulator,
			 *target->core ? target->core : "of the emulator's choice");
	else if (target->way == WT_WAY_HAND)
		snprintf(how, sizeof how, "; by hand, imported");
	else if (target->way == WT_WAY_SSH)
		snprintf(how, sizeof how, "; %s at %s", target->board_role == WT_CLIENT ? "client" : "server",
			 target->ssh);
	if (*results->board.cpu && target->way != WT_WAY_QEMU_USER)
		say(document, "", "%s: BOARD=%s; %s; %s; %s%s", label_of(results, label), plan->board,
		    results->folder.path, results->board.model, results->board.cpu, how);
	else
		say(document, "", "%s: BOARD=%s; %s%s", label_of(results, label), plan->board, results->folder.path,
		    how);
	if (judged->validity.grave)
		say(document, "NOT TRUSTED", "%s", strchr(judged->validity.summary, ':') + 2);
	for (size_t i = 0; i < plan->series_count; i++) {
		const struct wt_series_results *one = &results->series[i];
		const char *name = plan->series[i].name;

		if (one->state == WT_SERIES_FAILED)
			flaw(document, complete, "FAILED", name, one->why.text);
		else if (one->state == WT_SERIES_UNFINISHED)
			flaw(document, complete, "UNFINISHED", name, "rounds are missing");
		add_side_cell(name, "heap", &one->heap, document, complete);
		add_side_cell(name, "hold", &one->hold.cell, document, complete);
	}
	add_probes(results, document, complete);
}

/* The time of a message is not that of a connection with one: no table has both. `*mode`: NULL where none can be read. */
static bool of_one_mode(struct wt_results **all, int count, const struct wt_plan_mode **mode, struct wt_reason *reason)
{
	const char *first = "";

	*mode = NULL;
	for (int f = 0; f < count; f++) {
		const struct wt_plan_mode *other = all[f] ? wt_plan_mode(&all[f]->plan) : NULL;

		if (other && *mode && other != *mode)
			return wt_reason_set(reason,
					     "%.400s is of mode %s, %.400s of mode %s; valid: folders of one mode",
					     first, (*mode)->name, all[f]->folder.path, other->name);
		if (other && !*mode)
			first = all[f]->folder.path;
		*mode = *mode ? *mode : other;
	}
	return true;
}

static void add_all(const struct wt_judged *judged, const struct wt_reason *why, int count,
		    const struct wt_names *columns, struct wt_document *document, bool *complete)
{
	add_table(judged, count, columns, document);
	WT_SAY_HEADING(document, "Boards");
	for (int f = 0; f < count; f++) {
		if (judged[f].results) {
			note_board(&judged[f], document, complete);
			continue;
		}
		*complete = false;
		say(document, "UNREADABLE", "%s", why[f].text);
	}
}

bool wt_report_boards(struct wt_results **all, const struct wt_reason *why, int count, unsigned forms,
		      struct wt_document *document, bool *complete, struct wt_reason *reason)
{
	struct wt_judged *judged = calloc((size_t)count, sizeof *judged);
	const struct wt_plan_mode *mode = NULL;
	struct wt_names columns;
	bool good = judged != NULL;

	*complete = true;
	wt_document_begin(document, forms);
	for (int f = 0; good && f < count; f++)
		good = !all[f] || wt_judge(&judged[f], all[f], false);
	if (!good)
		wt_reason_set(reason, "memory is short");
	good = good && of_one_mode(all, count, &mode, reason) && collect(&columns, all, count, reason);
	if (good)
		wt_say(document, WT_BLOCK_TITLE, WT_TONE_PLAIN, "",
		       "One %s, board by board: the median at the largest size of each", mode ? mode->word : "try");
	if (good)
		add_all(judged, why, count, &columns, document, complete);
	for (int f = 0; judged && f < count; f++)
		wt_judged_free(&judged[f]);
	free(judged);
	return good && (!document->failed || wt_reason_set(reason, "memory is short"));
}
