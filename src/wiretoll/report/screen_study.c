/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The answer of a study: of each library each value over the first one of its protocol. */
#include <ctype.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "costs.h"
#include "crowd.h"
#include "number_text.h"
#include "ratio_text.h"
#include "report_label.h"
#include "screen_parts.h"

/* Lines of the table that a screen of 24 has room for. */
enum { LINES_MAX = 15 };

/* What is told, of which variants. */
struct told {
	const struct wt_judged *judged;
	size_t size;
	enum wt_role end; /* the board, else the client */
	bool cpu[2];      /* of which ends */
	bool heap;
	bool crowd; /* rows are clients at once: their rate and the server's memory in place of bytes and trips */
	bool variant[WT_NAMES_MAX];
};

/* "tls1.3" of "tls1.3_x25519". */
static size_t protocol_bytes(const struct wt_row *row)
{
	return strcspn(row->name, "_");
}

/* What a row is told over: the first one of its protocol, which has the first values. */
static const struct wt_row *base_of(const struct wt_plan *plan, const struct wt_row *row)
{
	const struct wt_row *base = plan->rows;

	while (protocol_bytes(base) != protocol_bytes(row) || strncmp(base->name, row->name, protocol_bytes(row)) != 0)
		base++;
	return base;
}

static int series_of(const struct told *told, const struct wt_row *row, size_t variant)
{
	return wt_judged_find(&told->judged->results->plan, row, told->judged->results->plan.variants.name[variant]);
}

static bool has_line(const struct told *told, const struct wt_row *row, size_t variant)
{
	int index = wt_row_is_secure(row) ? series_of(told, row, variant) : -1;

	return index >= 0 && told->judged->results->series[index].state != WT_SERIES_UNSUPPORTED;
}

/* The judged comparison of a row that has one other value than its base; NULL: it has more of them, or there is none. */
static const struct wt_contrast *contrast_of(const struct told *told, const struct wt_row *row,
					     const struct wt_row *base, int index)
{
	struct wt_row first;

	for (size_t i = 0; wt_axes[i].option; i++)
		if (wt_row_base(row, i, &first) && wt_row_same(&first, base))
			return wt_judged_over_first(told->judged, i, index);
	return NULL;
}

/* A ratio, or where the judge found no difference that; of counts, which repeat, and of two values at once the quotient. */
static void add_ratio(const struct told *told, const struct wt_row *row, const struct wt_row *base, size_t variant,
		      struct wt_document *document)
{
	int index = series_of(told, row, variant), first = series_of(told, base, variant);
	const struct wt_contrast *contrast = contrast_of(told, row, base, index);
	const struct wt_comparison *one = contrast ? &contrast->sizes[told->size] : NULL;
	double ratio =
		wt_screen_value(told->judged, index, told->size) / wt_screen_value(told->judged, first, told->size);
	char text[32];

	if (contrast && contrast->bar == WT_BAR_UNLIKE)
		wt_say_cells(document, "not alike");
	else if (one && one->verdict == WT_VERDICT_NOTHING)
		wt_say_cells(document, "no diff.");
	else
		wt_say_cells(document, "%s", wt_times_text(one && contrast->compared ? one->ratio.value : ratio, text));
}

static double cost_of(const struct told *told, int index, enum wt_role end, enum wt_cost_id cost)
{
	const char *why;

	return wt_judged_usable(told->judged->results, index)
		       ? wt_cost_of(told->judged->results, (size_t)index, end, told->size, cost, &why)
		       : (double)NAN;
}

/* What is added or saved, "same" where that is nothing as it is told. */
static const char *difference_text(enum wt_cost_id cost, double difference, char text[48])
{
	char number[32];
	const char *told = wt_cost_text(cost, fabs(difference), number);

	if (isnan(difference))
		return "-";
	snprintf(text, 48, "%c%s", difference < 0 ? '-' : '+', told);
	return strpbrk(told, "123456789") ? text : "same";
}

/* Of what a column's title does not say; NULL: it does. */
static const char *told_unit(enum wt_cost_id cost)
{
	return cost == WT_COST_THREAD_CPU || cost == WT_COST_HEAP || cost == WT_COST_RSS ? wt_cost_rows[cost].unit->text
											 : NULL;
}

/* The sum of two costs, or one alone, as it is, or over that of `first`. */
static void add_cost(const struct told *told, int index, int first, enum wt_role end, enum wt_cost_id cost,
		     enum wt_cost_id other, struct wt_document *document)
{
	double value = cost_of(told, index, end, cost), base = cost_of(told, first, end, cost);
	char text[48], number[32];

	if (other != cost) {
		value += cost_of(told, index, end, other);
		base += cost_of(told, first, end, other);
	}
	if (index == first && !isnan(value))
		wt_say_cells(document, "%s%s%s", wt_cost_text(cost, value, number), told_unit(cost) ? " " : "",
			     told_unit(cost) ? told_unit(cost) : "");
	else if (index == first)
		wt_say_cells(document, "-");
	else if (cost == WT_COST_THREAD_CPU)
		wt_say_cells(document, "%s", wt_times_text(value / base, number));
	else
		wt_say_cells(document, "%s", difference_text(cost, value - base, text));
}

static void add_rate(const struct told *told, int index, struct wt_document *document)
{
	double rate = wt_judged_usable(told->judged->results, index)
			      ? wt_crowd_rate(told->judged->results, (size_t)index, told->size)
			      : (double)NAN;
	char text[32];

	wt_say_cells(document, "%s", isnan(rate) ? "-" : wt_number_text(rate, 0, text));
}

static void add_costs(const struct told *told, int index, int first, struct wt_document *document)
{
	if (told->crowd)
		add_rate(told, index, document);
	for (int role = 0; role < 2; role++)
		if (told->cpu[role])
			add_cost(told, index, first, (enum wt_role)role, WT_COST_THREAD_CPU, WT_COST_THREAD_CPU,
				 document);
	if (told->crowd) {
		add_cost(told, index, first, WT_SERVER, WT_COST_RSS, WT_COST_RSS, document);
		return;
	}
	add_cost(told, index, first, told->end, WT_COST_BYTES_OUT, WT_COST_BYTES_IN, document);
	if (!wt_plan_mode(&told->judged->results->plan)->flow_ms)
		add_cost(told, index, first, told->end, WT_COST_ROUND_TRIPS, WT_COST_ROUND_TRIPS, document);
	if (told->heap)
		add_cost(told, index, first, told->end, WT_COST_HEAP, WT_COST_HEAP, document);
}

/* Its values, behind its protocol; one that needs the others of the row ("early-single-use" a session) says them, too. */
static const char *values_of(const struct wt_row *row)
{
	const char *name = row->name + protocol_bytes(row) + 1;

	for (size_t i = 0; wt_axes[i].option; i++) {
		const char *needs = row->value[i] ? wt_axes[i].needs[row->value[i]] : NULL;
		bool all = needs != NULL;

		for (size_t other = 0; all && wt_axes[other].option; other++)
			all = other == i || wt_axes[other].is_protocol || !row->value[other] ||
			      wt_words_hold(needs, wt_axes[other].values[row->value[other]]);
		if (all)
			name = wt_axis_named(&wt_axes[i], row->value[i]);
	}
	return name;
}

static void add_line(const struct told *told, const struct wt_row *row, size_t variant, bool named,
		     struct wt_document *document)
{
	const struct wt_results *results = told->judged->results;
	const struct wt_row *base = base_of(&results->plan, row);
	const struct wt_measure *measure = wt_measure_told(&results->plan);
	int index = series_of(told, row, variant);
	char text[32];

	wt_say_row(document, WT_ROW_CELLS);
	if (named)
		wt_say_cells(document, "%s%s", row == base ? "" : "  ", row == base ? row->name : values_of(row));
	else
		wt_say_cells(document, "%s", "");
	wt_say_cells(document, "%s", wt_report_label(results, variant));
	if (results->series[index].state == WT_SERIES_FAILED)
		wt_say_cells(document, "FAILED");
	else if (row == base)
		wt_say_cells(document, "%s",
			     wt_measure_brief(measure, wt_screen_value(told->judged, index, told->size), text));
	else
		add_ratio(told, row, base, variant, document);
	add_costs(told, index, series_of(told, base, variant), document);
}

static void add_heads(const struct told *told, struct wt_document *document)
{
	const struct wt_plan *plan = &told->judged->results->plan;
	bool timed = wt_measure_told(plan)->value_of != NULL;
	char bytes[32];

	snprintf(bytes, sizeof bytes, "%u bytes", plan->sizes.bytes[told->size]);
	wt_say_table(document, WT_LOOK_HEADS);
	wt_say_column(document, WT_LEFT, 0, "", bytes);
	wt_say_column(document, WT_LEFT, 0, "", "");
	wt_say_column(document, WT_RIGHT, 0, "", timed ? wt_measure_told(plan)->name : "instr.");
	if (told->crowd)
		wt_say_column(document, WT_RIGHT, 0, "", "a second");
	for (int role = 0; role < 2; role++)
		if (told->cpu[role])
			wt_say_column(document, WT_RIGHT, 0, "", role == WT_CLIENT ? "client CPU" : "server CPU");
	if (told->crowd) {
		wt_say_column(document, WT_RIGHT, 0, "", "server RSS");
		return;
	}
	wt_say_column(document, WT_RIGHT, 0, "", "bytes");
	if (!wt_plan_mode(plan)->flow_ms)
		wt_say_column(document, WT_RIGHT, 0, "", "trips");
	if (told->heap)
		wt_say_column(document, WT_RIGHT, 0, "", "heap");
}

static void add_table(const struct told *told, struct wt_document *document)
{
	const struct wt_plan *plan = &told->judged->results->plan;

	add_heads(told, document);
	for (const struct wt_row *row = plan->rows; *row->name; row++) {
		bool named = true;

		for (size_t v = 0; v < plan->variants.count; v++)
			if (told->variant[v] && has_line(told, row, v)) {
				add_line(told, row, v, named, document);
				named = false;
			}
	}
}

/* Whether any variant that is told has it. */
static bool has_any(const struct told *told, const struct wt_row *row)
{
	for (size_t v = 0; v < told->judged->results->plan.variants.count; v++)
		if (told->variant[v] && has_line(told, row, v))
			return true;
	return false;
}

/* How many lines a variant takes; 0: it has nothing to compare. */
static size_t lines_of(const struct told *told, size_t variant)
{
	const struct wt_plan *plan = &told->judged->results->plan;
	size_t lines = 0;
	bool any = false;

	for (const struct wt_row *row = plan->rows; *row->name; row++)
		if (has_line(told, row, variant)) {
			lines++;
			any = any || row != base_of(plan, row);
		}
	return any ? lines : 0;
}

/* The first variants that there is room for; of the others one line. */
static void choose(struct told *told, char left_out[WT_SCREEN_TEXT_BYTES])
{
	const struct wt_plan *plan = &told->judged->results->plan;
	size_t used = 0, lines;

	for (size_t v = 0; v < plan->variants.count; v++) {
		const char *label = wt_report_label(told->judged->results, v);

		lines = lines_of(told, v);
		if (!lines) {
			wt_text_add(left_out, WT_SCREEN_TEXT_BYTES, " ", "%s has none of it.", label);
		} else if (used && used + lines > LINES_MAX) {
			wt_text_add(left_out, WT_SCREEN_TEXT_BYTES, " ", "%s: in the whole report.", label);
		} else {
			told->variant[v] = true;
			used += lines;
		}
	}
}

/* Rows that a variant which is told has not; those that none of them has once. */
static void add_lacks(const struct told *told, char left_out[WT_SCREEN_TEXT_BYTES])
{
	const struct wt_plan *plan = &told->judged->results->plan;
	char nobody[WT_SCREEN_TEXT_BYTES / 2] = "";

	for (const struct wt_row *row = plan->rows; *row->name; row++)
		if (wt_row_is_secure(row) && !has_any(told, row))
			wt_text_add(nobody, sizeof nobody, ", ", "%s", row->name);
	if (*nobody)
		wt_text_add(left_out, WT_SCREEN_TEXT_BYTES, " ", "There is no %s.", nobody);
	for (size_t v = 0; v < plan->variants.count; v++) {
		char rows[WT_SCREEN_TEXT_BYTES / 2] = "";

		for (const struct wt_row *row = plan->rows; told->variant[v] && *row->name; row++)
			if (has_any(told, row) && !has_line(told, row, v))
				wt_text_add(rows, sizeof rows, ", ", "%s", row->name);
		if (*rows)
			wt_text_add(left_out, WT_SCREEN_TEXT_BYTES, " ", "%s has no %s.",
				    wt_report_label(told->judged->results, v), rows);
	}
}

/* What a study asks of another build, that build pays for in flash. */
static void add_flash(const struct told *told, const struct wt_study *study, char all[2 * WT_SCREEN_TEXT_BYTES])
{
	char flash[WT_SCREEN_TEXT_BYTES];

	if (!study->variant)
		return;
	wt_screen_flash(told->judged, study->variant, flash);
	if (*flash)
		wt_text_add(all, 2 * WT_SCREEN_TEXT_BYTES, " ", "Flash over plain: %s.", flash);
}

/* Whether a curve stands in the table: plain ones stand for every variant. */
static bool is_told(const struct told *told, size_t series)
{
	const struct wt_plan *plan = &told->judged->results->plan;
	bool is = !wt_row_is_secure(&plan->series[series].row);

	for (size_t v = 0; !is && v < plan->variants.count; v++)
		is = told->variant[v] && series_of(told, &plan->series[series].row, v) == (int)series;
	return is;
}

/* Where more clients at once add no rate: "tcp 4 (31,200 a second), tls1.3 wolfSSL 4 (1,912)". */
static void add_bends(const struct told *told, char all[2 * WT_SCREEN_TEXT_BYTES])
{
	const struct wt_results *results = told->judged->results;
	char bends[WT_SCREEN_TEXT_BYTES] = "", text[32];
	struct wt_crowd_curve curve;

	for (size_t i = 0; i < results->plan.series_count; i++) {
		if (!is_told(told, i) || !wt_crowd_curve(results, i, told->size, &curve))
			continue;
		wt_text_add(bends, sizeof bends, ", ", "%s %u (%s%s)", results->plan.series[i].name,
			    curve.point[curve.bend].clients, wt_number_text(curve.point[curve.bend].rate, 0, text),
			    *bends ? "" : " a second");
	}
	if (*bends)
		wt_text_add(all, 2 * WT_SCREEN_TEXT_BYTES, " ", "Nine tenths of the highest rate with so many: %s.",
			    bends);
}

/* Behind the table: plain transports, flash, how small a difference would have been found, what is not there. */
static void say_rest(const struct told *told, const struct wt_study *study, const char *left_out,
		     struct wt_document *document)
{
	double found = wt_judged_resolution(told->judged, WT_PURPOSE_AXIS).corrected;
	char all[2 * WT_SCREEN_TEXT_BYTES] = "", plain[WT_SCREEN_TEXT_BYTES], text[32];

	wt_screen_plain(told->judged, told->size, plain);
	if (*plain)
		wt_text_add(all, sizeof all, "", "%c%s.", toupper((unsigned char)*plain), plain + 1);
	add_flash(told, study, all);
	if (told->crowd)
		add_bends(told, all);
	if (!wt_target_is_emulated(&told->judged->results->plan.target) && !isnan(found))
		wt_text_add(all, sizeof all, " ", "A difference in %s of %s would have been found.",
			    wt_measure_of(&told->judged->results->plan)->name, wt_percent_text(found, text));
	if (*left_out)
		wt_text_add(all, sizeof all, " ", "%s", left_out);
	if (*all)
		wt_say(document, WT_BLOCK_PARAGRAPH, WT_TONE_SOFT, "", "%s", all);
}

void wt_screen_study(const struct wt_judged *judged, const struct wt_study *study, struct wt_document *document)
{
	const struct wt_plan *plan = &judged->results->plan;
	bool local = plan->target.way == WT_WAY_LOCAL || plan->target.one_end;
	struct told told = { .judged = judged,
			     .size = wt_cost_size(plan),
			     .end = WT_CLIENT,
			     .heap = study->tells_heap,
			     .crowd = wt_plan_crowd(plan) > 1 && wt_study_has_axis(study, "parallel") };
	char left_out[WT_SCREEN_TEXT_BYTES] = "";

	if (!local)
		told.end = plan->target.board_role;
	for (int role = 0; role < 2; role++)
		told.cpu[role] = wt_cost_is_told(plan, (enum wt_role)role) && !wt_target_is_emulated(&plan->target) &&
				 (!told.heap || (enum wt_role)role == told.end) && !(told.crowd && role == WT_CLIENT);
	choose(&told, left_out);
	add_lacks(&told, left_out);
	wt_say(document, WT_BLOCK_LINE, WT_TONE_ANSWER, "", "%s", study->question);
	add_table(&told, document);
	say_rest(&told, study, left_out, document);
}
