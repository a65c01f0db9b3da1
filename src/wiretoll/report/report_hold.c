/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "report_hold.h"

#include "side_cells.h"
#include "hold_line.h"
#include "judged.h"
#include "number_text.h"
#include "report_label.h"
#include "report_lines.h"

enum { WIDTH_KIND = 9, WIDTH_END = 9, WIDTH_MEMORY = 7, WIDTH_BYTES = 12, WIDTH_LINE = 12, WIDTH_TIMES = 8 };

const char wt_hold_legend[] =
	"Bytes are the slope of the line through the memory at up to 22 counts of open sessions, from none "
	"to all; line is its R², and below 0.999 that is not a line, so the slope is not what each session "
	"takes. Heap is what the TLS library holds, counted by its allocator hooks; RSS is that of the "
	"process: the allocator's own share is in it, pages that were never written are not. What the kernel "
	"holds (sockets and their buffers) is in neither. OpenSSL keeps its record buffers as long as a TLS "
	"session is open, unless told not to (SSL_MODE_RELEASE_BUFFERS; here it is not).";

const char *wt_hold_too_few(const struct wt_results *results)
{
	for (size_t i = 0; i < results->plan.series_count; i++) {
		const struct wt_hold_results *hold = &results->series[i].hold;

		if (hold->cell.state == WT_EXTRA_DONE && hold->client.count < 3)
			return "No figure is told: a line needs three points, so two sessions at least must be "
			       "held (--hold 2; a hundred say more).";
	}
	return "";
}

void wt_hold_remark(const struct wt_results *results, char text[WT_HOLD_REMARK_BYTES])
{
	const struct wt_target *target = &results->plan.target;
	const char *peer = target->board_role == WT_CLIENT ? "server" : "client";
	char variant[WT_PEER_TEXT_BYTES];

	text[0] = '\0';
	wt_plan_peer_text(&results->plan, variant);
	if (target->way == WT_WAY_LOCAL)
		return;
	snprintf(text, WT_HOLD_REMARK_BYTES, "The %s is this machine with variant %s throughout.%s", peer,
		 variant,
		 target->way == WT_WAY_QEMU_USER
			 ? " The RSS of an emulated program is not told: most of it is the emulator's."
			 : "");
}

/* A paragraph under the table. */
static void print_note(FILE *stream, const char *text)
{
	fputs("  ", stream);
	wt_report_wrapped(stream, 4, text);
}

/* A name stands over the columns of bytes and line. */
static int line_width(const struct wt_results *results)
{
	return wt_report_label_width(results, WIDTH_BYTES + WIDTH_LINE) - WIDTH_BYTES;
}

static void print_line(const struct wt_held_line *line, int width, FILE *stream)
{
	char text[32];

	if (!line) {
		fprintf(stream, "%*s%*s", WIDTH_BYTES, "-", width, "-");
		return;
	}
	fprintf(stream, "%*s", WIDTH_BYTES,
		wt_count_text(line->slope_bytes > 0 ? (uint64_t)(line->slope_bytes + 0.5) : 0, text));
	if (wt_held_is_line(line))
		fprintf(stream, "%*.5f", width, line->r2);
	else
		fprintf(stream, "%*s", width, "not a line");
}

static void print_times(const struct wt_held_line *line, const struct wt_held_line *base, FILE *stream)
{
	char text[32] = "-";

	if (line && base && wt_held_is_line(line) && wt_held_is_line(base) && base->slope_bytes > 0)
		snprintf(text, sizeof text, "x%.2f", line->slope_bytes / base->slope_bytes);
	fprintf(stream, "%*s", WIDTH_TIMES, text);
}

/* One row: the heap or the RSS of one end, the variants side by side. */
static void print_row(const struct wt_results *results, const struct wt_kind *kind, enum wt_role role,
		      bool rss, FILE *stream)
{
	const struct wt_plan *plan = &results->plan;
	const struct wt_held_line *base = NULL;

	for (size_t v = 0; v < plan->variants.count; v++) {
		int index = wt_judged_find(plan, kind, plan->variants.name[v]);
		const struct wt_held_line *line =
			index < 0 ? NULL : wt_hold_line(results, (size_t)index, role, rss);
		const char *word = index < 0 ? "" : wt_extra_word(&results->series[index].hold.cell);

		if (index >= 0 && *plan->series[index].unsupported)
			word = "UNSUPPORTED";
		if (*word)
			fprintf(stream, "%*s%*s", WIDTH_BYTES, word, line_width(results), "-");
		else
			print_line(line, line_width(results), stream);
		if (v == 0)
			base = line;
		else
			print_times(line, wt_hold_is_peer(results, role) ? NULL : base, stream);
	}
	fputc('\n', stream);
}

static bool kind_holds(const struct wt_plan *plan, const struct wt_kind *kind)
{
	for (size_t i = 0; i < plan->series_count; i++)
		if (plan->series[i].kind == kind && wt_series_has_sessions(&plan->series[i]))
			return true;
	return false;
}

static void print_kind(const struct wt_results *results, const struct wt_kind *kind, FILE *stream)
{
	static const enum wt_role roles[] = { WT_CLIENT, WT_SERVER };

	for (size_t i = 0; i < 4; i++) {
		enum wt_role role = roles[i / 2];
		char end[16];

		snprintf(end, sizeof end, "%s%s", role == WT_CLIENT ? "client" : "server",
			 wt_hold_is_peer(results, role) ? "*" : "");
		fprintf(stream, "%-*s  %-*s%-*s", WIDTH_KIND, i ? "" : kind->name, WIDTH_END,
			i % 2 ? "" : end, WIDTH_MEMORY, i % 2 ? "RSS" : "heap");
		print_row(results, kind, role, i % 2, stream);
	}
}

static void print_heads(const struct wt_results *results, FILE *stream)
{
	size_t variants = results->plan.variants.count;
	int width = WIDTH_KIND + 2 + WIDTH_END + WIDTH_MEMORY;

	fprintf(stream, "%*s", width, "");
	for (size_t v = 0; v < variants; v++)
		fprintf(stream, "%*s", WIDTH_BYTES + line_width(results) + (v ? WIDTH_TIMES : 0),
			wt_report_label(results, v));
	fprintf(stream, "\n%-*s  %-*s%-*s", WIDTH_KIND, "transport", WIDTH_END, "end", WIDTH_MEMORY, "memory");
	for (size_t v = 0; v < variants; v++) {
		fprintf(stream, "%*s%*s", WIDTH_BYTES, "bytes", line_width(results), "line");
		if (v)
			fprintf(stream, "%*s", WIDTH_TIMES, "times");
		width += WIDTH_BYTES + line_width(results) + (v ? WIDTH_TIMES : 0);
	}
	fputc('\n', stream);
	wt_report_rule(width, stream);
}

static void print_reasons(const struct wt_results *results, FILE *stream)
{
	char text[3 * WT_REASON_BYTES];

	for (size_t i = 0; i < results->plan.series_count; i++) {
		const struct wt_hold_results *hold = &results->series[i].hold;

		if (!*wt_extra_word(&hold->cell))
			continue;
		snprintf(text, sizeof text, "%s hold of %s: %s%s%s", wt_extra_word(&hold->cell),
			 results->plan.series[i].name, hold->cell.why.text,
			 hold->cell.state == WT_EXTRA_MISSING ? "; go on with: wiretoll run --continue " : "",
			 hold->cell.state == WT_EXTRA_MISSING ? results->folder.path : "");
		print_note(stream, text);
	}
}

void wt_hold_text(const struct wt_results *results, FILE *stream)
{
	char text[WT_HOLD_REMARK_BYTES + 8] = "* ", count[32];

	if (!results->plan.hold)
		return;
	fprintf(stream, "\nSessions held: memory of one, with %s open at once\n",
		wt_count_text(results->plan.hold, count));
	print_heads(results, stream);
	for (const struct wt_kind *kind = wt_kinds; kind->name; kind++)
		if (kind_holds(&results->plan, kind))
			print_kind(results, kind, stream);
	if (*wt_hold_too_few(results))
		print_note(stream, wt_hold_too_few(results));
	print_note(stream, wt_hold_legend);
	if (results->plan.variants.count > 1) {
		char times[WT_FACT_BYTES + 32];

		snprintf(times, sizeof times, "times: over that of %s", wt_report_label(results, 0));
		print_note(stream, times);
	}
	wt_hold_remark(results, text + 2);
	if (text[2])
		print_note(stream, text);
	print_reasons(results, stream);
}
