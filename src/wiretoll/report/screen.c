/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "screen.h"

#include <math.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "costs.h"
#include "mode_section.h"
#include "number_text.h"
#include "ratio_text.h"
#include "report_label.h"
#include "screen_parts.h"

/* How many variants have their times told; the table of builds has them all. */
enum { SHOWN_MAX = 3 };

static const char *known_or(const char *fact, const char *otherwise)
{
	return *fact && strcmp(fact, "unknown") != 0 ? fact : otherwise;
}

/* Board, date, what an open loop asks for, and in the same breath whether the figures can be trusted. */
static void say_headline(const struct wt_judged *judged, struct wt_document *document)
{
	const struct wt_results *results = judged->results;
	const struct wt_plan *plan = &results->plan;
	const char *core = known_or(results->board.model, known_or(results->board.cpu, ""));
	time_t created = (time_t)(plan->created_us / 1000000);
	char date[40] = "", way[WT_NAME_BYTES + 64], rate[64] = "", number[32];
	struct tm utc;

	if (gmtime_r(&created, &utc))
		strftime(date, sizeof date, "%Y-%m-%d %H:%M UTC", &utc);
	snprintf(way, sizeof way, "%s%s", plan->board,
		 plan->target.way == WT_WAY_QEMU_USER || plan->target.emulated ? ", emulated"
		 : plan->target.way == WT_WAY_SSH                              ? " over SSH"
		 : plan->target.way == WT_WAY_HAND                             ? " by hand"
									       : "");
	if (plan->rate)
		snprintf(rate, sizeof rate, ", %s tries a second", wt_count_text(plan->rate, number));
	wt_say(document, WT_BLOCK_PARAGRAPH, WT_TONE_PLAIN, "", "%s%s%s%s, %s%s: %s", way, *core ? " (" : "", core,
	       *core ? ")" : "", date, rate, judged->validity.summary);
}

static void say_libraries(const struct wt_results *results, struct wt_document *document)
{
	bool timed = results->plan.target.way != WT_WAY_QEMU_USER;
	char text[WT_NAMES_MAX * 160] = "";

	for (size_t i = 0; i < results->plan.variants.count; i++) {
		const struct wt_run_record *run = wt_report_run(results, i);
		const char *label = wt_report_label(results, i);
		bool named = run && strcmp(label, run->library) != 0;
		bool old = timed && run && !strcmp(run->library, "OpenSSL") && wt_openssl_is_old(run->library_version);

		if (!run)
			wt_text_add(text, sizeof text, ", ", "%s: nothing of it has run", label);
		else
			wt_text_add(text, sizeof text, ", ", "%s%s%s %s%s", named ? label : "", named ? ": " : "",
				    run->library, run->library_version, old ? " (3.5 is about 1.6 times as fast)" : "");
	}
	wt_say(document, WT_BLOCK_PARAGRAPH, WT_TONE_PLAIN, "", "%s", text);
}

/* The median of a series at the size that is shown; of one that has no figures NAN. */
double wt_screen_value(const struct wt_judged *judged, int index, size_t size)
{
	if (!wt_judged_usable(judged->results, index))
		return (double)NAN;
	return wt_measure_told(&judged->results->plan)->value_of ? judged->series[index].sizes[size].median.value
								 : judged->results->series[index].guest.exchange[size];
}

const char *wt_screen_words(const struct wt_measure *measure, double ratio)
{
	if (isnan(ratio))
		return "-";
	ratio = wt_measure_worse(measure, ratio);
	return ratio > 1.0005 ? measure->words.worse : ratio < 0.9995 ? measure->words.better : "alike";
}

/* A value, or in a word why there is none. */
static const char *cell_text(const struct wt_judged *judged, int index, double value, char text[32])
{
	if (index >= 0 && judged->results->series[index].state == WT_SERIES_FAILED)
		return "FAILED";
	if (index >= 0 && judged->results->series[index].state == WT_SERIES_UNSUPPORTED)
		return "none";
	return wt_measure_brief(wt_measure_told(&judged->results->plan), value, text);
}

static void say_gap(struct wt_document *document)
{
	wt_say(document, WT_BLOCK_LINE, WT_TONE_PLAIN, "", "%s", "");
}

/* The plain transports need no table: one value each. */
void wt_screen_plain(const struct wt_judged *judged, size_t size, char all[WT_SCREEN_TEXT_BYTES])
{
	const struct wt_plan *plan = &judged->results->plan;
	const struct wt_measure *measure = wt_measure_told(plan);
	char text[32];

	*all = '\0';
	for (const struct wt_row *row = plan->rows; *row->name; row++) {
		int index = wt_row_is_secure(row) ? -1 : wt_judged_find(plan, row, "");

		if (index >= 0)
			wt_text_add(all, WT_SCREEN_TEXT_BYTES, ", ", "%s%s %s", *all ? "" : "plain ", row->name,
				    cell_text(judged, index, wt_screen_value(judged, index, size), text));
	}
	if (*all)
		wt_text_add(all, WT_SCREEN_TEXT_BYTES, "", "%s for %u bytes", measure->value_of ? "" : " instructions",
			    plan->sizes.bytes[size]);
}

static void say_plain(const struct wt_judged *judged, size_t size, struct wt_document *document)
{
	char all[WT_SCREEN_TEXT_BYTES];

	wt_screen_plain(judged, size, all);
	if (*all)
		wt_say(document, WT_BLOCK_LINE, WT_TONE_PLAIN, "", "%s", all);
}

/* How many times the value of its plain transport: of times as the judge says it, of instructions the quotient. */
static void add_over_plain(const struct wt_judged *judged, const struct wt_row *row, int index, size_t size,
			   struct wt_document *document)
{
	const struct wt_contrast *contrast = wt_judged_contrast(judged, WT_PURPOSE_SECURITY, index);
	int plain = wt_judged_plain(&judged->results->plan, row);
	double ratio = wt_screen_value(judged, index, size) / wt_screen_value(judged, plain, size);
	char text[32];

	if (wt_measure_told(&judged->results->plan)->value_of)
		ratio = contrast && contrast->compared ? contrast->sizes[size].ratio.value : (double)NAN;

	wt_say_cells(document, "%s", wt_times_text(ratio, text));
}

/* "1.99 [1.90 2.08]" and "slower": of a variant over the first. */
static void add_ratio(const struct wt_judged *judged, int index, int first, size_t size, struct wt_document *document)
{
	const struct wt_contrast *contrast = wt_judged_contrast(judged, WT_PURPOSE_LIBRARY, index);
	const struct wt_measure *measure = wt_measure_told(&judged->results->plan);
	const struct wt_comparison *one = contrast ? &contrast->sizes[size] : NULL;
	double ratio = wt_screen_value(judged, index, size) / wt_screen_value(judged, first, size);
	const struct wt_estimate quotient = { ratio, (double)NAN, (double)NAN };
	char text[WT_RATIO_BYTES];

	if (!measure->value_of && !isnan(ratio))
		wt_say_cells(document, "%s\t%s", wt_ratio_text(&quotient, text), wt_screen_words(measure, ratio));
	else if (one && !isnan(one->ratio.value))
		wt_say_cells(document, "%s\t%s", wt_ratio_text(&one->ratio, text),
			     one->verdict == WT_VERDICT_NOTHING ? "no diff." : wt_verdict_words(measure, one->verdict));
	else
		wt_say_cells(document, "-\t%s", contrast && contrast->bar == WT_BAR_UNLIKE ? "NOT ALIKE" : "-");
}

/* The variants whose times are told: indices into the plan's. */
struct shown {
	size_t variant[SHOWN_MAX];
	size_t count;
};

/* The first variant, the first one of another library, and then the next ones; in the order of the plan. */
static struct shown choose(const struct wt_results *results)
{
	const struct wt_plan *plan = &results->plan;
	const struct wt_run_record *first = wt_report_run(results, 0);
	struct shown shown = { .count = 0 };
	size_t other = 0, room;

	for (size_t i = plan->variants.count; first && i-- > 1;) {
		const struct wt_run_record *run = wt_report_run(results, i);

		if (run && strcmp(run->library, first->library) != 0)
			other = i;
	}
	for (size_t i = 0; i < plan->variants.count && shown.count < SHOWN_MAX; i++) {
		room = SHOWN_MAX - shown.count;
		if (i == other || i == 0 || room > (other > i))
			shown.variant[shown.count++] = i;
	}
	return shown;
}

static void add_heads(const struct wt_results *results, const struct shown *shown, size_t first, size_t end,
		      size_t size, struct wt_document *document)
{
	const struct wt_plan *plan = &results->plan;
	bool timed = wt_measure_told(plan)->value_of;
	char bytes[32];

	snprintf(bytes, sizeof bytes, "%u bytes", plan->sizes.bytes[size]);
	wt_say_table(document, WT_LOOK_HEADS);
	wt_say_column(document, WT_LEFT, 0, "", bytes);
	for (size_t i = first; i < end; i++) {
		wt_say_column(document, WT_RIGHT, 0, "", wt_report_label(results, shown->variant[i]));
		wt_say_column(document, WT_RIGHT, 0, "", !i ? "over plain" : timed ? "ratio [95 %]" : "ratio");
		if (i)
			wt_say_column(document, WT_LEFT, 0, "", "is");
		else if (timed)
			wt_say_column(document, WT_RIGHT, 0, "", wt_measure_ends(wt_measure_told(plan))->tails[1]);
	}
}

/* What is told of one variant on one transport. */
static void add_variant(const struct wt_judged *judged, const struct wt_row *row, size_t variant, size_t size,
			struct wt_document *document)
{
	const struct wt_plan *plan = &judged->results->plan;
	const struct wt_measure *measure = wt_measure_told(plan);
	int index = wt_judged_find(plan, row, plan->variants.name[variant]);
	char text[32];

	wt_say_cells(document, "%s", cell_text(judged, index, wt_screen_value(judged, index, size), text));
	if (variant) {
		add_ratio(judged, index, wt_judged_find(plan, row, plan->variants.name[0]), size, document);
		return;
	}
	add_over_plain(judged, row, index, size, document);
	if (measure->value_of)
		wt_say_cells(document, "%s",
			     wt_judged_usable(judged->results, index)
				     ? wt_measure_brief(measure, judged->series[index].sizes[size].tails[1].value, text)
				     : "-");
}

/* Those shown from `first` to `end` - 1, a row a secure transport. */
static void say_times(const struct wt_judged *judged, const struct shown *shown, size_t first, size_t end, size_t size,
		      struct wt_document *document)
{
	const struct wt_plan *plan = &judged->results->plan;

	add_heads(judged->results, shown, first, end, size, document);
	for (const struct wt_row *row = plan->rows; *row->name; row++) {
		if (!wt_row_is_secure(row))
			continue;
		wt_say_row(document, WT_ROW_CELLS);
		wt_say_cells(document, "%s", row->name);
		for (size_t i = first; i < end; i++)
			add_variant(judged, row, shown->variant[i], size, document);
	}
}

/* How many of those shown, from `first` on, fit beside each other: where it ends. One does in any case. */
static size_t fitting(const struct wt_results *results, const struct shown *shown, size_t first, int columns)
{
	/* Room of the transports' names, of a value, between columns, and of what stands beside the first and the others. */
	enum { NAMES = 11, VALUE = 7, GAP = 2 };
	bool timed = wt_measure_told(&results->plan)->value_of;
	int beside_first = timed ? 21 : 12, beside_other = timed ? 28 : 14;
	int used = NAMES;
	size_t i;

	for (i = first; i < shown->count; i++) {
		int label = (int)strlen(wt_report_label(results, shown->variant[i]));

		used += (label > VALUE ? label : VALUE) + GAP + (i ? beside_other : beside_first);
		if (i > first && used > columns)
			break;
	}
	return i;
}

/* What a run of no study ends with: times, what axes change, builds. */
static void say_usual(const struct wt_judged *judged, int columns, struct wt_document *document)
{
	size_t size = wt_cost_size(&judged->results->plan);
	struct shown shown = choose(judged->results);
	/* Of plain transports alone there is nothing to compare. */
	bool secure = wt_report_has_secure(&judged->results->plan);

	say_gap(document);
	say_plain(judged, size, document);
	for (size_t i = 0, end; secure && i < shown.count; i = end) {
		end = fitting(judged->results, &shown, i, columns);
		say_times(judged, &shown, i, end, size, document);
	}
	wt_screen_axes(judged, document);
	if (secure) {
		say_gap(document);
		wt_screen_builds(judged, document);
	}
	say_gap(document);
	wt_screen_resolution(judged, document);
	wt_screen_verdicts(judged, shown.variant, shown.count, size, document);
}

bool wt_screen(const struct wt_judged *judged, int columns, struct wt_document *document)
{
	const struct wt_study *study = wt_study_find(judged->results->plan.study);
	const struct wt_mode_section *mode = wt_mode_section(&judged->results->plan);

	wt_document_begin(document, WT_FORM_TEXT);
	say_headline(judged, document);
	if (wt_report_has_secure(&judged->results->plan))
		say_libraries(judged->results, document);
	if (study)
		wt_screen_study(judged, study, document);
	else
		say_usual(judged, columns, document);
	if (mode->screen)
		mode->screen(judged, document);
	wt_screen_doubts(judged, document);
	return !document->failed;
}
