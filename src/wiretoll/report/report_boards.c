/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "report_boards.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "side_cells.h"
#include "guest.h"
#include "judged.h"
#include "number_text.h"
#include "results.h"

enum { WIDTH_BOARD = 18, WIDTH_KIND = 10, WIDTH_BYTES = 7, WIDTH_PLAIN = 10, WIDTH_FIGURE = 16 };

/* The variants of all folders, each once, in the order in which they appear: the columns. */
static bool collect(struct wt_names *columns, struct wt_results **all, int count,
		    struct wt_reason *reason)
{
	columns->count = 0;
	for (int f = 0; f < count; f++)
		for (size_t i = 0; all[f] && i < all[f]->plan.variants.count; i++) {
			const char *name = all[f]->plan.variants.name[i];
			size_t k = 0;

			while (k < columns->count && strcmp(columns->name[k], name) != 0)
				k++;
			if (k < columns->count)
				continue;
			if (k == WT_NAMES_MAX)
				return wt_reason_set(reason, "more than %d variants in one table",
						     WT_NAMES_MAX);
			snprintf(columns->name[columns->count++], WT_NAME_BYTES, "%s", name);
		}
	return true;
}

/* The median time in µs, or of an emulated board the median number of instructions. */
static double median(const struct wt_results *results, int series, size_t size)
{
	struct wt_guest_list list = { 0 };
	struct wt_guest_series guest;
	struct wt_reason unused;
	double value = (double)NAN;

	if (results->plan.target.way == WT_WAY_QEMU_USER) {
		if (wt_guest_read(&guest, results, (size_t)series, &unused))
			value = wt_guest_median(&guest.exchange[size]);
		wt_guest_free(&guest);
		return value;
	}
	list.count = results->series[series].sizes[size].count;
	list.value = list.count ? malloc(list.count * sizeof *list.value) : NULL;
	if (!list.value)
		return value;
	for (size_t i = 0; i < list.count; i++)
		list.value[i] = (double)results->series[series].sizes[size].sample[i].total_ns;
	value = wt_guest_median(&list) / 1000;
	free(list.value);
	return value;
}

static void print_cell(const struct wt_results *results, int index, size_t size, int width,
		       FILE *stream)
{
	char text[32] = "-";
	double value;

	if (index < 0) {
		fprintf(stream, "%*s", width, text);
		return;
	}
	switch (results->series[index].state) {
	case WT_SERIES_UNSUPPORTED:
		fprintf(stream, "%*s", width, "UNSUPPORTED");
		return;
	case WT_SERIES_FAILED:
		fprintf(stream, "%*s", width, "FAILED");
		return;
	default:
		break;
	}
	value = median(results, index, size);
	if (results->plan.target.way == WT_WAY_QEMU_USER && !isnan(value))
		wt_count_text((uint64_t)(value + 0.5), text);
	else
		wt_number_text(value, text);
	fprintf(stream, "%*s", width, text);
}

/* What the figures of a board are, so that nobody takes one for the other. */
static const char *unit_of(const struct wt_plan *plan)
{
	if (plan->target.way == WT_WAY_QEMU_USER)
		return "instructions";
	return wt_target_is_emulated(&plan->target) ? "µs (VIRTUAL)" : "µs";
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

static void print_extra(const char *series, const char *what, const struct wt_extra *extra, FILE *stream,
			bool *complete)
{
	if (!*wt_extra_word(extra))
		return;
	*complete = false;
	fprintf(stream, "    %s %s of %s: %s\n", wt_extra_word(extra), what, series, extra->why.text);
}

static void print_board(const struct wt_results *results, const struct wt_names *columns,
			FILE *stream)
{
	const struct wt_plan *plan = &results->plan;
	size_t last = plan->sizes.count - 1;
	char text[WT_NAME_BYTES];
	const char *name = label_of(results, text);

	for (const struct wt_kind *kind = wt_kinds; kind->name; kind++) {
		bool planned = false;

		for (size_t i = 0; i < plan->series_count; i++)
			planned = planned || plan->series[i].kind == kind;
		if (!planned)
			continue;
		fprintf(stream, "%-*.*s%-*s%*u", WIDTH_BOARD, WIDTH_BOARD - 1, name, WIDTH_KIND,
			kind->name, WIDTH_BYTES, plan->sizes.bytes[last]);
		name = "";
		print_cell(results, kind->plain ? -1 : wt_judged_find(plan, kind, ""), last, WIDTH_PLAIN,
			   stream);
		for (size_t i = 0; i < columns->count; i++)
			print_cell(results,
				   kind->plain ? wt_judged_find(plan, kind, columns->name[i]) : -1,
				   last, WIDTH_FIGURE, stream);
		fprintf(stream, "  %s\n", unit_of(plan));
	}
}

static void note_board(const struct wt_results *results, FILE *stream, bool *complete)
{
	const struct wt_plan *plan = &results->plan;
	char text[WT_NAME_BYTES];

	fprintf(stream, "  %s: BOARD=%s; %s", label_of(results, text), plan->board,
		results->folder.path);
	if (*results->board.cpu && plan->target.way != WT_WAY_QEMU_USER)
		fprintf(stream, "; %s; %s", results->board.model, results->board.cpu);
	if (plan->target.way == WT_WAY_QEMU_USER)
		fprintf(stream, "; %s, core %s", plan->target.emulator,
			*plan->target.core ? plan->target.core : "of the emulator's choice");
	if (plan->target.way == WT_WAY_SSH)
		fprintf(stream, "; %s at %s", plan->target.board_role == WT_CLIENT ? "client" : "server",
			plan->target.ssh);
	fputc('\n', stream);
	for (size_t i = 0; i < plan->series_count; i++) {
		const struct wt_series_results *one = &results->series[i];

		if (one->state == WT_SERIES_FAILED || one->state == WT_SERIES_UNFINISHED) {
			*complete = false;
			fprintf(stream, "    %s %s: %s\n",
				one->state == WT_SERIES_FAILED ? "FAILED" : "UNFINISHED",
				plan->series[i].name,
				one->state == WT_SERIES_FAILED ? one->why.text : "rounds are missing");
		}
		print_extra(plan->series[i].name, "heap", &one->heap, stream, complete);
		print_extra(plan->series[i].name, "hold", &one->hold.cell, stream, complete);
	}
}

static void print_all(struct wt_results **all, const struct wt_reason *why, int count,
		      const struct wt_names *columns, FILE *stream, bool *complete)
{
	fputs("One exchange, board by board: the median at the largest size of each\n\n", stream);
	fprintf(stream, "%-*s%-*s%*s%*s", WIDTH_BOARD, "board", WIDTH_KIND, "transport", WIDTH_BYTES,
		"bytes", WIDTH_PLAIN, "plain");
	for (size_t i = 0; i < columns->count; i++)
		fprintf(stream, "%*.*s", WIDTH_FIGURE, WIDTH_FIGURE - 1, columns->name[i]);
	fputs("  unit\n", stream);
	for (int f = 0; f < count; f++)
		if (all[f])
			print_board(all[f], columns, stream);
	fputs("\nBoards\n", stream);
	for (int f = 0; f < count; f++) {
		if (all[f]) {
			note_board(all[f], stream, complete);
			continue;
		}
		*complete = false;
		fprintf(stream, "  UNREADABLE %s\n", why[f].text);
	}
}

bool wt_report_boards(char **paths, int count, FILE *stream, bool *complete,
		      struct wt_reason *reason)
{
	struct wt_results **all = calloc((size_t)count, sizeof *all);
	struct wt_reason *why = calloc((size_t)count, sizeof *why);
	struct wt_names columns;
	bool good = false;

	*complete = true;
	if (!all || !why) {
		wt_reason_set(reason, "memory is short");
		goto out;
	}
	for (int f = 0; f < count; f++) {
		all[f] = malloc(sizeof **all);
		if (!all[f]) {
			wt_reason_set(reason, "memory is short");
			goto out;
		}
		if (wt_results_read(all[f], paths[f], &why[f]))
			continue;
		wt_results_free(all[f]);
		free(all[f]);
		all[f] = NULL;
	}
	good = collect(&columns, all, count, reason);
	if (good)
		print_all(all, why, count, &columns, stream, complete);
out:
	for (int f = 0; all && f < count; f++) {
		if (all[f])
			wt_results_free(all[f]);
		free(all[f]);
	}
	free(all);
	free(why);
	return good;
}
