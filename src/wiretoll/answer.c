/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "answer.h"

#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "report_text.h"

static void add(char text[WT_ANSWER_TEXT_BYTES], const char *format, ...)
	__attribute__((format(printf, 2, 3)));

static void add(char text[WT_ANSWER_TEXT_BYTES], const char *format, ...)
{
	size_t length = strlen(text);
	va_list arguments;

	va_start(arguments, format);
	vsnprintf(text + length, WT_ANSWER_TEXT_BYTES - length, format, arguments);
	va_end(arguments);
}

/* "wolfSSL 5.9.2", or the variant's name where nothing of it ran. */
static void add_library(char text[WT_ANSWER_TEXT_BYTES], const struct wt_results *results,
			size_t variant)
{
	const struct wt_run_record *run = wt_report_run(results, variant);
	const char *label = wt_report_label(results, variant);

	add(text, "%s", label);
	if (run && strcmp(label, run->library) != 0)
		add(text, " (%s)", run->library);
	if (run)
		add(text, " %s", run->library_version);
}

/* What one variant's pairs of a kind say, all sizes together. */
struct sides {
	size_t faster, slower, nothing, mixed;
	double lowest, highest; /* ratios of those that differ */
};

static struct sides look(const struct wt_judged *judged, enum wt_pair_kind kind, size_t variant)
{
	const struct wt_plan *plan = &judged->results->plan;
	struct sides sides = { 0, 0, 0, 0, (double)NAN, (double)NAN };

	for (size_t i = 0; i < judged->pair_count; i++) {
		const struct wt_pair *pair = &judged->pairs[i];
		enum wt_verdict verdict = pair->all.verdict;

		if (pair->kind != kind || !pair->compared ||
		    strcmp(plan->series[pair->series].variant, plan->variants.name[variant]) != 0)
			continue;
		sides.faster += verdict == WT_VERDICT_FASTER;
		sides.slower += verdict == WT_VERDICT_SLOWER;
		sides.nothing += verdict == WT_VERDICT_NOTHING;
		sides.mixed += verdict == WT_VERDICT_MIXED;
		if (verdict != WT_VERDICT_FASTER && verdict != WT_VERDICT_SLOWER)
			continue;
		sides.lowest = fmin(sides.lowest, pair->all.ratio.value);
		sides.highest = fmax(sides.highest, pair->all.ratio.value);
	}
	return sides;
}

static void add_range(char text[WT_ANSWER_TEXT_BYTES], double low, double high)
{
	int digits = high < 9.995 ? 2 : 1;

	if (fabs(high / low - 1.0) < 0.005)
		add(text, "%.*f", digits, low);
	else
		add(text, "%.*f to %.*f", digits, low, digits, high);
}

static void say_security(const struct wt_judged *judged, char text[WT_ANSWER_TEXT_BYTES])
{
	const struct wt_results *results = judged->results;
	bool first = true;

	for (size_t v = 0; v < results->plan.variants.count; v++) {
		struct sides sides = look(judged, WT_PAIR_SECURITY, v);

		if (isnan(sides.lowest))
			continue;
		add(text, "%s", first ? "A secure exchange takes " : ", and ");
		first = false;
		add_range(text, sides.lowest, sides.highest);
		add(text, " times as long as a plain one with ");
		add_library(text, results, v);
	}
	add(text, "%s", first ? "These results do not tell what security costs. " : ". ");
}

static void say_one(const struct wt_judged *judged, size_t variant, char text[WT_ANSWER_TEXT_BYTES])
{
	struct sides sides = look(judged, WT_PAIR_LIBRARY, variant);
	size_t all = sides.faster + sides.slower + sides.nothing + sides.mixed;

	add_library(text, judged->results, variant);
	if (!all) {
		add(text, " could not be compared with it");
		return;
	}
	if (sides.slower + sides.faster == 0) {
		add(text, " shows no detectable difference to it");
		return;
	}
	add(text, " takes ");
	add_range(text, sides.lowest, sides.highest);
	add(text, " times as long on %zu of %zu secure transports (slower on %zu, faster on %zu)",
	    sides.slower + sides.faster, all, sides.slower, sides.faster);
}

void wt_answer(const struct wt_judged *judged, char text[WT_ANSWER_TEXT_BYTES])
{
	const struct wt_plan *plan = &judged->results->plan;

	*text = '\0';
	if (plan->reach.way == WT_WAY_QEMU_USER) {
		add(text, "Times under emulation say nothing of the board, so none is told. "
			  "The report as text tells the instructions.");
		return;
	}
	say_security(judged, text);
	if (plan->variants.count < 2) {
		add(text, "One library was measured, so none is compared.");
		return;
	}
	add(text, "Beside ");
	add_library(text, judged->results, 0);
	for (size_t v = 1; v < plan->variants.count; v++) {
		add(text, ", ");
		say_one(judged, v, text);
	}
	add(text, ".");
}
