/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sections.h"

#include <stdio.h>

#include "side_cells.h"
#include "judged.h"
#include "number_text.h"
#include "plots.h"
#include "report_label.h"
#include "shell.h"

/* What is usual in a column. */
enum { ROOM_KIND = 11, ROOM_END = 9, ROOM_MEMORY = 7, ROOM_FIGURE = 12, ROOM_TIMES = 8 };

static const char legend[] =
	"Bytes are the slope of the line through the memory at up to 22 counts of open sessions, from none "
	"to all; line is its R², and below 0.999 that is not a line, so the slope is not what each session "
	"takes. Heap is what the TLS library holds, counted by its allocator hooks; RSS is that of the "
	"process: the allocator's own share is in it, pages that were never written are not. What the kernel "
	"holds (sockets and their buffers) is in neither. OpenSSL keeps its record buffers as long as a TLS "
	"session is open, unless told not to (SSL_MODE_RELEASE_BUFFERS; here it is not).";

static const char *too_few(const struct wt_results *results)
{
	for (size_t i = 0; i < results->plan.series_count; i++) {
		const struct wt_hold_results *hold = &results->series[i].hold;

		if (hold->cell.state == WT_EXTRA_DONE && hold->client.count < 3)
			return "No figure is told: a line needs three points, so two sessions at least must be "
			       "held (--hold 2; a hundred say more).";
	}
	return "";
}

/* What a reader must know of the figures of an emulated board, of the peer. */
static void add_remark(const struct wt_plan *plan, struct wt_document *document)
{
	const char *peer = plan->target.board_role == WT_CLIENT ? "server" : "client";
	char variant[WT_PEER_TEXT_BYTES];

	if (plan->target.way == WT_WAY_LOCAL)
		return;
	wt_plan_peer_text(plan, variant);
	WT_SAY_NOTE(document, "* The %s is this machine with variant %s throughout.%s", peer, variant,
		    plan->target.way == WT_WAY_QEMU_USER
			    ? " The RSS of an emulated program is not told: most of it is the emulator's."
			    : "");
}

/* The bytes of a session, with commas for a reader, and how good a line they are of. */
static void add_line(const struct wt_held_line *line, bool commas, struct wt_document *document)
{
	struct wt_cell *cell;
	char text[32];

	if (!line) {
		wt_say_cells(document, "-\t-");
		return;
	}
	if (commas)
		wt_count_text(line->slope_bytes > 0 ? (uint64_t)(line->slope_bytes + 0.5) : 0, text);
	else
		snprintf(text, sizeof text, "%.0f", line->slope_bytes);
	wt_say_cells(document, "%s", text);
	if (wt_held_is_line(line)) {
		wt_say_cells(document, "%.5f", line->r2);
		return;
	}
	wt_say_cells(document, "not a line");
	cell = wt_last_cell(document);
	if (cell)
		cell->bad = true;
}

static void add_times(const struct wt_held_line *line, const struct wt_held_line *base, struct wt_document *document)
{
	if (line && base && wt_held_is_line(line) && wt_held_is_line(base) && base->slope_bytes > 0)
		wt_say_cells(document, "x%.2f", line->slope_bytes / base->slope_bytes);
	else
		wt_say_cells(document, "-");
}

/* The heap or the RSS of one end, the variants side by side. */
static void add_figures(const struct wt_results *results, const struct wt_row *row, enum wt_role role, bool rss,
			struct wt_document *document)
{
	const struct wt_plan *plan = &results->plan;
	const struct wt_held_line *base = NULL;

	for (size_t v = 0; v < plan->variants.count; v++) {
		int index = wt_judged_find(plan, row, plan->variants.name[v]);
		const struct wt_held_line *line = index < 0 ? NULL : wt_hold_line(results, (size_t)index, role, rss);
		const char *word = index < 0 ? "" : wt_extra_word(&results->series[index].hold.cell);

		if (index >= 0 && *plan->series[index].unsupported)
			word = "UNSUPPORTED";
		if (*word) {
			wt_say_cells(document, "%s\t-", word);
		} else {
			add_line(line, true, document);
		}
		if (v == 0)
			base = line;
		else
			add_times(line, wt_hold_is_peer(results, role) ? NULL : base, document);
	}
}

static const char *end_of(const struct wt_results *results, enum wt_role role)
{
	bool peer = wt_hold_is_peer(results, role);

	return role == WT_CLIENT ? peer ? "client*" : "client" : peer ? "server*" : "server";
}

static bool row_holds(const struct wt_plan *plan, const struct wt_row *row)
{
	for (size_t i = 0; i < plan->series_count; i++)
		if (wt_row_same(&plan->series[i].row, row) && wt_series_has_sessions(&plan->series[i]))
			return true;
	return false;
}

static void add_row(const struct wt_results *results, const struct wt_row *row, struct wt_document *document)
{
	for (size_t i = 0; i < 4; i++) {
		enum wt_role role = i < 2 ? WT_CLIENT : WT_SERVER;

		wt_say_row(document, WT_ROW_CELLS);
		wt_say_cells(document, "%s\t%s\t%s", i ? "" : row->name, i % 2 ? "" : end_of(results, role),
			     i % 2 ? "RSS" : "heap");
		add_figures(results, row, role, i % 2, document);
	}
}

static void add_table(const struct wt_results *results, struct wt_document *document)
{
	wt_say_table(document, WT_LOOK_HEADS | WT_LOOK_RULE);
	wt_say_column(document, WT_LEFT, wt_report_row_width(&results->plan, ROOM_KIND), "", "transport");
	wt_say_column(document, WT_LEFT, ROOM_END, "", "end");
	wt_say_column(document, WT_LEFT, ROOM_MEMORY, "", "memory");
	for (size_t v = 0; v < results->plan.variants.count; v++) {
		const char *label = wt_report_label(results, v);

		wt_say_column(document, WT_RIGHT, ROOM_FIGURE, label, "bytes");
		wt_say_column(document, WT_RIGHT, ROOM_FIGURE, label, "line");
		if (v)
			wt_say_column(document, WT_RIGHT, ROOM_TIMES, label, "times");
	}
	for (const struct wt_row *row = results->plan.rows; *row->name; row++)
		if (row_holds(&results->plan, row))
			add_row(results, row, document);
}

/* A row a series and end. */
static void add_series(const struct wt_results *results, struct wt_document *document)
{
	static const char *const titles[] = { "end",  "open at once",      "heap of one, bytes",
					      "line", "RSS of one, bytes", "line" };

	wt_say_table(document, WT_LOOK_HEADS);
	wt_say_column(document, WT_LEFT, 0, "", "series");
	for (size_t i = 0; i < sizeof titles / sizeof *titles; i++)
		wt_say_column(document, WT_RIGHT, 0, "", titles[i]);
	for (size_t i = 0; i < 2 * results->plan.series_count; i++) {
		const struct wt_hold_results *hold = &results->series[i / 2].hold;
		enum wt_role role = i % 2 ? WT_SERVER : WT_CLIENT;

		if (hold->cell.state != WT_EXTRA_DONE)
			continue;
		wt_say_row(document, WT_ROW_CELLS);
		wt_say_cells(document, "%s\t%s\t%u", results->plan.series[i / 2].name, end_of(results, role),
			     role == WT_CLIENT ? hold->client.held : hold->server.held);
		add_line(wt_hold_line(results, i / 2, role, false), false, document);
		add_line(wt_hold_line(results, i / 2, role, true), false, document);
	}
}

static void add_reasons(const struct wt_results *results, struct wt_document *document)
{
	char command[WT_COMMAND_BYTES];

	for (size_t i = 0; i < results->plan.series_count; i++) {
		const struct wt_hold_results *hold = &results->series[i].hold;
		bool missing = hold->cell.state == WT_EXTRA_MISSING;

		if (*wt_extra_word(&hold->cell))
			wt_say_item(document, wt_extra_word(&hold->cell), "hold of %s: %s%s%s",
				    results->plan.series[i].name, hold->cell.why.text, missing ? "; go on with: " : "",
				    missing ? wt_shell_command(command, "run --continue", results->folder.path) : "");
	}
}

void wt_report_hold(const struct wt_results *results, struct wt_document *document)
{
	char count[32];

	if (!results->plan.hold)
		return;
	WT_SAY_HEADING(document, "Sessions held: memory of one, with %s open at once",
		       wt_count_text(results->plan.hold, count));
	wt_plots_hold(results, document);
	add_table(results, document);
	wt_document_for(document, WT_FORM_RICH);
	add_series(results, document);
	wt_document_for(document, WT_FORM_ALL);
	if (*too_few(results))
		WT_SAY_NOTE(document, "%s", too_few(results));
	WT_SAY_NOTE(document, "%s", legend);
	if (results->plan.variants.count > 1)
		WT_SAY_NOTE(document, "times: over that of %s", wt_report_label(results, 0));
	add_remark(&results->plan, document);
	add_reasons(results, document);
}
