/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sections.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "costs.h"
#include "report_label.h"

#define ADD(text, ...) wt_text_add(text, WT_ANSWER_TEXT_BYTES, "", __VA_ARGS__)

/* "wolfSSL 5.9.2", or the variant's name where nothing of it ran. */
static void add_library(char text[WT_ANSWER_TEXT_BYTES], const struct wt_results *results, size_t variant)
{
	const struct wt_run_record *run = wt_report_run(results, variant);
	const char *label = wt_report_label(results, variant);

	ADD(text, "%s", label);
	if (run && strcmp(label, run->library) != 0)
		ADD(text, " (%s)", run->library);
	if (run)
		ADD(text, " %s", run->library_version);
}

/* What one variant's contrasts of one purpose say, all sizes together. */
struct sides {
	size_t planned, compared; /* contrasts */
	size_t better, worse, nothing, mixed;
	size_t unlike;            /* compared since that was asked for */
	size_t sized;             /* no difference over all sizes, but at a single one */
	const struct wt_row *row; /* of one that was compared */
	double lowest, highest;   /* ratios of those that differ */
};

static bool differs(enum wt_verdict verdict)
{
	return verdict == WT_VERDICT_BETTER || verdict == WT_VERDICT_WORSE;
}

static bool differs_at_a_size(const struct wt_contrast *contrast, size_t sizes)
{
	for (size_t k = 0; k < sizes; k++)
		if (differs(contrast->sizes[k].verdict))
			return true;
	return false;
}

static void look_at(struct sides *sides, const struct wt_plan *plan, const struct wt_contrast *contrast)
{
	enum wt_verdict verdict = contrast->all.verdict;

	sides->planned++;
	if (!contrast->compared || verdict == WT_VERDICT_NONE)
		return;
	sides->compared++;
	sides->row = &plan->series[contrast->series].row;
	sides->better += verdict == WT_VERDICT_BETTER;
	sides->worse += verdict == WT_VERDICT_WORSE;
	sides->nothing += verdict == WT_VERDICT_NOTHING;
	sides->mixed += verdict == WT_VERDICT_MIXED;
	sides->unlike += *contrast->unlike != '\0';
	sides->sized += verdict == WT_VERDICT_NOTHING && differs_at_a_size(contrast, plan->sizes.count);
	if (!differs(verdict))
		return;
	sides->lowest = fmin(sides->lowest, contrast->all.ratio.value);
	sides->highest = fmax(sides->highest, contrast->all.ratio.value);
}

/* Whether it is a transport by itself, and not another one of the plan with more clients at once. */
static bool is_transport(const struct wt_plan *plan, const struct wt_row *row)
{
	for (size_t i = 0; i < plan->series_count; i++)
		if (wt_row_crowd(&plan->series[i].row) < wt_row_crowd(row) &&
		    wt_row_same_but_crowd(&plan->series[i].row, row))
			return false;
	return true;
}

static struct sides look(const struct wt_judged *judged, enum wt_purpose purpose, size_t variant)
{
	const struct wt_plan *plan = &judged->results->plan;
	struct sides sides = { .lowest = (double)NAN, .highest = (double)NAN };

	for (size_t i = 0; i < judged->contrast_count; i++) {
		const struct wt_contrast *contrast = &judged->contrasts[i];

		if (contrast->purpose == purpose &&
		    !strcmp(plan->series[contrast->series].variant, plan->variants.name[variant]) &&
		    is_transport(plan, &plan->series[contrast->series].row))
			look_at(&sides, plan, contrast);
	}
	return sides;
}

static void add_range(char text[WT_ANSWER_TEXT_BYTES], double low, double high)
{
	int digits = high < 9.995 ? 2 : 1;

	if (fabs(high / low - 1.0) < 0.005)
		ADD(text, "%.*f", digits, low);
	else
		ADD(text, "%.*f to %.*f", digits, low, digits, high);
}

/* On which secure transports that is so. */
static void add_where(char text[WT_ANSWER_TEXT_BYTES], const struct sides *sides)
{
	size_t shown = sides->better + sides->worse;

	if (!shown)
		shown = sides->compared;
	if (sides->compared == 1)
		ADD(text, " on %s", sides->row->name);
	else if (shown == sides->compared)
		ADD(text, " on all %zu secure transports", shown);
	else
		ADD(text, " on %zu of %zu secure transports", shown, sides->compared);
	if (sides->compared == 1 && sides->planned > 1)
		ADD(text, ", the only secure transport");
	if (sides->compared < sides->planned)
		ADD(text, " that could be compared");
}

/* What a range hides: verdicts that are not like each other. */
static void add_apart(char text[WT_ANSWER_TEXT_BYTES], const struct wt_measure *measure, const struct sides *sides)
{
	char parts[256] = "";

	if (sides->better && sides->worse)
		wt_text_add(parts, sizeof parts, "; ", "%s on %zu, %s on %zu", measure->words.worse, sides->worse,
			    measure->words.better, sides->better);
	if (sides->nothing && sides->nothing < sides->compared)
		wt_text_add(parts, sizeof parts, "; ", "no detectable difference on %zu", sides->nothing);
	if (sides->mixed)
		wt_text_add(parts, sizeof parts, "; ", "mixed on %zu: medians say one thing, %s the other",
			    sides->mixed, wt_measure_ends(measure)->quarters);
	if (sides->sized)
		wt_text_add(parts, sizeof parts, "; ", "all sizes together; at single sizes some differ");
	if (*parts)
		ADD(text, " (%s)", parts);
}

static void add_unlike(char text[WT_ANSWER_TEXT_BYTES], size_t unlike)
{
	if (unlike == 1)
		ADD(text, ", (!) one pair unlike");
	else if (unlike)
		ADD(text, ", (!) %zu pairs unlike", unlike);
}

/* Which of the two sides is missing. */
static void say_why_not(const struct wt_judged *judged, char text[WT_ANSWER_TEXT_BYTES])
{
	bool paired = false;

	for (size_t i = 0; i < judged->contrast_count; i++)
		paired = paired || judged->contrasts[i].purpose == WT_PURPOSE_SECURITY;
	ADD(text, "These results do not tell what security costs: no secure transport %s.",
	    paired ? "could be compared with a plain one" : "was measured beside a plain one");
}

/* One library's part of the first sentence; `told` is whether another stands before it that has the whole wording. */
static void say_one_cost(const struct wt_plan *plan, const struct sides *sides, bool told,
			 char text[WT_ANSWER_TEXT_BYTES])
{
	const struct wt_measure *measure = wt_measure_of(plan);
	const char *word = wt_plan_mode(plan)->word;

	if (!told)
		ADD(text, " a secure %s", word);
	if (!sides->compared) {
		ADD(text, "%s could not be compared", told ? " it" : "");
		return;
	}
	ADD(text, " ");
	if (sides->better + sides->worse) {
		if (!told)
			ADD(text, "%s ", measure->words.has);
		add_range(text, sides->lowest, sides->highest);
		ADD(text, " %s", measure->words.times);
		if (!told)
			ADD(text, " %s a plain one", measure->words.that);
	} else if (sides->nothing) {
		ADD(text, told ? "no detectable difference" : "shows no detectable difference to a plain one");
	} else if (told) {
		ADD(text, "neither clearly more nor less");
	} else {
		ADD(text, "%s neither clearly more nor less %s than a plain one", measure->words.has, measure->name);
	}
	add_where(text, sides);
	add_apart(text, measure, sides);
}

static void say_security(const struct wt_judged *judged, char text[WT_ANSWER_TEXT_BYTES])
{
	size_t variants = judged->results->plan.variants.count, compared = 0, unlike = 0;
	bool told = false;

	for (size_t v = 0; v < variants; v++)
		compared += look(judged, WT_PURPOSE_SECURITY, v).compared;
	if (!compared) {
		say_why_not(judged, text);
		return;
	}
	for (size_t v = 0; v < variants; v++) {
		struct sides sides = look(judged, WT_PURPOSE_SECURITY, v);

		ADD(text, v ? "; with " : "With ");
		add_library(text, judged->results, v);
		say_one_cost(&judged->results->plan, &sides, told, text);
		told = told || sides.compared;
		unlike += sides.unlike;
	}
	add_unlike(text, unlike);
	ADD(text, ".");
}

/* One library's part of the second sentence. */
static void say_one(const struct wt_judged *judged, size_t variant, const struct sides *sides,
		    char text[WT_ANSWER_TEXT_BYTES])
{
	const struct wt_measure *measure = wt_measure_of(&judged->results->plan);

	add_library(text, judged->results, variant);
	if (!sides->compared) {
		ADD(text, " could not be compared with ");
		add_library(text, judged->results, 0);
		return;
	}
	if (sides->better + sides->worse) {
		ADD(text, " %s ", measure->words.has);
		add_range(text, sides->lowest, sides->highest);
		ADD(text, " %s %s ", measure->words.times, measure->words.that);
	} else if (sides->nothing) {
		ADD(text, " shows no detectable difference to ");
	} else {
		ADD(text, " is neither clearly %s nor %s than ", measure->words.worse, measure->words.better);
	}
	add_library(text, judged->results, 0);
	add_where(text, sides);
	add_apart(text, measure, sides);
}

static void say_libraries(const struct wt_judged *judged, char text[WT_ANSWER_TEXT_BYTES])
{
	size_t unlike = 0;
	bool any = false;

	for (size_t v = 1; v < judged->results->plan.variants.count; v++) {
		struct sides sides = look(judged, WT_PURPOSE_LIBRARY, v);

		/* Of plain transports alone there is nothing to say of libraries. */
		if (!sides.planned)
			continue;
		ADD(text, any ? "; " : " ");
		any = true;
		say_one(judged, v, &sides, text);
		unlike += sides.unlike;
	}
	if (!any)
		return;
	add_unlike(text, unlike);
	ADD(text, ".");
}

/* Few rounds detect little: that no difference is found must not be read as that there is none. */
static void add_blunt(const struct wt_judged *judged, char text[WT_ANSWER_TEXT_BYTES])
{
	double widest = 1.0;

	for (size_t i = 0; i < judged->contrast_count; i++) {
		const struct wt_contrast *contrast = &judged->contrasts[i];

		if (contrast->compared && contrast->all.verdict == WT_VERDICT_NOTHING &&
		    contrast->all.ratio.value > 0.0)
			widest = fmax(widest, fmax(contrast->all.ratio.value, 1.0 / contrast->all.ratio.value));
	}
	if (widest > 1.25)
		ADD(text,
		    " Where no difference is detectable the medians lie up to %.1f times apart: the rounds are too few to tell.",
		    widest);
}

/* A figure with its unit; one that is missing is left out. Returns whether it was there. */
static bool add_build(char text[WT_ANSWER_TEXT_BYTES], const char *lead, const struct wt_build *build,
		      enum wt_build_figure figure, const char *unit)
{
	char number[32];

	if (isnan(build->figure[figure].value))
		return false;
	ADD(text, "%s%s%s", lead, wt_build_text(build, figure, number), unit);
	return true;
}

/* What an exchange moves: the same under emulation as on a board. */
static void add_traffic(const struct wt_judged *judged, const struct wt_builds *builds, const struct wt_build *build,
			char text[WT_ANSWER_TEXT_BYTES])
{
	const struct wt_results *results = judged->results;
	size_t series = (size_t)wt_judged_find(&results->plan, builds->row, build->variant);
	char out[32], in[32], trips[32];
	const char *why = "";
	double bytes_out = wt_cost_shown(results, series, builds->end, WT_COST_BYTES_OUT, &why);
	double bytes_in = wt_cost_shown(results, series, builds->end, WT_COST_BYTES_IN, &why);
	double round_trips = wt_cost_shown(results, series, builds->end, WT_COST_ROUND_TRIPS, &why);

	if (isnan(bytes_out) || isnan(bytes_in) || isnan(round_trips))
		return;
	ADD(text, ", %s bytes sent and %s received in %s round trips", wt_cost_text(WT_COST_BYTES_OUT, bytes_out, out),
	    wt_cost_text(WT_COST_BYTES_IN, bytes_in, in), wt_cost_text(WT_COST_ROUND_TRIPS, round_trips, trips));
}

static void say_build(const struct wt_judged *judged, const struct wt_builds *builds, const struct wt_build *build,
		      char text[WT_ANSWER_TEXT_BYTES])
{
	bool lead;

	if (!build->run) {
		ADD(text, " nothing: %s", build->unsupported ? "it cannot speak that" : "it was not measured");
		return;
	}
	lead = add_build(text, " ", build, WT_BUILD_TIME,
			 builds->handshakes ? " instructions a handshake" : " instructions");
	if (lead && build != builds->list)
		add_build(text, " (", build, WT_BUILD_RATIO, " times)");
	lead = add_build(text, lead ? ", " : " ", build, WT_BUILD_FLASH, " KB of flash over plain") || lead;
	lead = add_build(text, lead ? ", " : " ", build, WT_BUILD_HEAP, " KB of heap") || lead;
	add_build(text, lead ? ", " : " ", build, WT_BUILD_STACK, " KB of stack");
	add_traffic(judged, builds, build, text);
}

/* No time of an emulated board is one of the board, but the rest is. */
static void say_emulated(const struct wt_judged *judged, char text[WT_ANSWER_TEXT_BYTES])
{
	struct wt_builds builds;

	wt_builds_make(&builds, judged);
	ADD(text, "Times under emulation say nothing of the board");
	if (!builds.row) {
		ADD(text, ", and no secure transport was measured.");
		return;
	}
	ADD(text,
	    "; these figures do, of %s of %u bytes over %s on the %s:", wt_plan_mode(&judged->results->plan)->costs_of,
	    builds.bytes, builds.row->name, builds.end == WT_CLIENT ? "client" : "server");
	for (size_t v = 0; v < builds.count; v++) {
		ADD(text, v ? "; " : " ");
		add_library(text, judged->results, v);
		ADD(text, ":");
		say_build(judged, &builds, &builds.list[v], text);
	}
	ADD(text, ".");
}

void wt_answer(const struct wt_judged *judged, char text[WT_ANSWER_TEXT_BYTES])
{
	const struct wt_plan *plan = &judged->results->plan;

	*text = '\0';
	if (wt_target_is_emulated(&plan->target)) {
		say_emulated(judged, text);
		return;
	}
	say_security(judged, text);
	if (plan->variants.count < 2 && wt_report_has_secure(plan))
		ADD(text, " One library was measured, so none is compared.");
	else
		say_libraries(judged, text);
	wt_answer_axes(judged, text);
	add_blunt(judged, text);
}
