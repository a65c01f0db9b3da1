/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sections.h"

#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "side_cells.h"
#include "mode_section.h"
#include "open_loop.h"
#include "number_text.h"
#include "shell.h"

static const char *name_or(const char *name, const char *otherwise)
{
	return *name ? name : otherwise;
}

static void describe(const struct wt_series_results *series, bool one_end, char *text, size_t room)
{
	const struct wt_negotiated_record *n = &series->negotiated;
	bool mutual = n->peer_authenticated && series->server_authenticated_client;

	if (*n->psk) {
		snprintf(text, room, "%s, %s, %s%spre-shared key (%s), %lld hello %s",
			 name_or(n->version_name, "version unknown"), name_or(n->suite_name, "suite unknown"),
			 n->group_name, *n->group_name ? ", " : "", n->psk, (long long)n->hello_retries,
			 n->hello_retries == 1 ? "retry" : "retries");
		return;
	}
	snprintf(text, room, "%s, %s, %s, %s, %s %lld bits, %s, %lld hello %s%s",
		 name_or(n->version_name, "version unknown"), name_or(n->suite_name, "suite unknown"),
		 name_or(n->group_name, "group unknown"), name_or(n->peer_signature_name, "signature unknown"),
		 name_or(n->peer_key, "key unknown"), (long long)n->peer_key_bits,
		 mutual                             ? "mutual authentication"
		 : one_end && n->peer_authenticated ? "server authenticated (the client: not told)"
		 : n->peer_authenticated            ? "the server alone authenticated"
						    : "NOT mutually authenticated",
		 (long long)n->hello_retries, n->hello_retries == 1 ? "retry" : "retries",
		 n->resumed ? ", RESUMED" : "");
}

/* Variants that agreed on the same share a paragraph; where they did not, the reader must see it. */
static void add_row(const struct wt_results *results, const struct wt_row *row, struct wt_document *document)
{
	const struct wt_plan *plan = &results->plan;
	char first[320] = "", other[320];
	bool alike = true;

	for (size_t i = 0; i < plan->series_count; i++) {
		if (!wt_row_same(&plan->series[i].row, row) || !results->series[i].negotiated.known)
			continue;
		describe(&results->series[i], plan->target.one_end, other, sizeof other);
		if (*first && strcmp(first, other) != 0)
			alike = false;
		if (!*first)
			memcpy(first, other, sizeof first);
	}
	if (*first && alike) {
		wt_say(document, WT_BLOCK_TERM, WT_TONE_PLAIN, row->name, "%s", first);
		return;
	}
	for (size_t i = 0; *first && i < plan->series_count; i++) {
		if (!wt_row_same(&plan->series[i].row, row) || !results->series[i].negotiated.known)
			continue;
		describe(&results->series[i], plan->target.one_end, other, sizeof other);
		wt_say(document, WT_BLOCK_TERM, WT_TONE_BAD, row->name, "NOT ALIKE: %s: %s", plan->series[i].variant,
		       other);
	}
}

static void add_negotiated(const struct wt_results *results, struct wt_document *document)
{
	bool any = false;

	for (size_t i = 0; i < results->plan.series_count; i++)
		any = any || results->series[i].negotiated.known;
	if (!any)
		return;
	WT_SAY_HEADING(document, "Negotiated, on both sides of each comparison");
	for (const struct wt_row *row = results->plan.rows; *row->name; row++)
		add_row(results, row, document);
}

static void note(struct wt_document *document, bool *any, const char *label, const char *format, ...)
	__attribute__((format(printf, 4, 5)));

static void note(struct wt_document *document, bool *any, const char *label, const char *format, ...)
{
	char text[2 * WT_REASON_BYTES];
	va_list arguments;

	if (!*any)
		WT_SAY_HEADING(document, "Notes");
	*any = true;
	va_start(arguments, format);
	vsnprintf(text, sizeof text, format, arguments);
	va_end(arguments);
	wt_say_item(document, label, "%s", text);
}

static void note_mode(const struct wt_results *results, size_t series, struct wt_document *document, bool *any)
{
	const struct wt_mode_section *mode = wt_mode_section(&results->plan);
	char text[WT_MODE_NOTES][WT_MODE_NOTE_BYTES];
	size_t count = mode->notes ? mode->notes(results, series, text) : 0;

	for (size_t i = 0; i < count; i++)
		note(document, any, "", "%s: %s", results->plan.series[series].name, text[i]);
}

static void note_series(const struct wt_results *results, size_t index, struct wt_document *document, bool *any)
{
	const struct wt_series_results *one = &results->series[index];
	const char *name = results->plan.series[index].name;
	bool by_hand = results->plan.target.way == WT_WAY_HAND;
	char answered[32], planned[32], command[WT_COMMAND_BYTES];

	wt_shell_command(command, "run --continue", results->folder.path);
	wt_count_text(one->answered, answered);
	wt_count_text(one->planned, planned);
	if (one->state == WT_SERIES_UNSUPPORTED)
		note(document, any, "UNSUPPORTED", "%s: %s", name, one->why.text);
	if (one->state == WT_SERIES_FAILED)
		note(document, any, "FAILED", "%s (%s of %s tries answered): %s", name, answered, planned,
		     one->why.text);
	if (one->state == WT_SERIES_UNFINISHED)
		note(document, any, "UNFINISHED", "%s: %u of %u rounds, %s of %s tries; %s%s", name, one->rounds_done,
		     results->plan.rounds, answered, planned,
		     by_hand ? "import it again" : "go on with: ", by_hand ? "" : command);
	if (one->state != WT_SERIES_FAILED && one->lost + one->failed > 0)
		note(document, any, "", "%s: %llu tries lost, %llu failed; medians are of those answered", name,
		     (unsigned long long)one->lost, (unsigned long long)one->failed);
	note_mode(results, index, document, any);
	if (one->unmatched > 0)
		note(document, any, "", "%s: %llu answered tries have no record on the server's side", name,
		     (unsigned long long)one->unmatched);
	if (*wt_extra_word(&one->heap))
		note(document, any, wt_extra_word(&one->heap), "heap of %s: %s%s%s", name, one->heap.why.text,
		     one->heap.state == WT_EXTRA_MISSING && !by_hand ? "; go on with: " : "",
		     one->heap.state == WT_EXTRA_MISSING && !by_hand ? command : "");
	if (*one->rounds_unlike)
		note(document, any, "", "%s: its rounds are unlike: %s", name, one->rounds_unlike);
}

/* Handshakes in which a timer ran out, apart from the others. */
static void note_repeated(const struct wt_judged *judged, size_t index, struct wt_document *document, bool *any)
{
	const struct wt_plan *plan = &judged->results->plan;
	const struct wt_measure *measure = wt_measure_of(plan);

	for (size_t k = 0; k < plan->sizes.count; k++) {
		const struct wt_judged_figure *figure = &judged->series[index].sizes[k];
		char with[32], without[32];

		if (!figure->repeated)
			continue;
		snprintf(with, sizeof with, "%.*f %s", measure->digits, figure->repeated_median, measure->unit);
		snprintf(without, sizeof without, "%.*f %s", measure->digits, figure->clean_median, measure->unit);
		note(document, any, "",
		     "%s, %u bytes: of %zu answered tries %zu had a flight of their handshake sent again; median %s with, %s without",
		     plan->series[index].name, plan->sizes.bytes[k], figure->count, figure->repeated,
		     isnan(figure->repeated_median) ? "not told" : with,
		     isnan(figure->clean_median) ? "not told" : without);
	}
}

/* Its times say how long the queue grew, and nothing of the library. */
static void note_beyond(const struct wt_results *results, size_t index, struct wt_document *document, bool *any)
{
	const struct wt_plan *plan = &results->plan;
	struct wt_open_loop loop;

	for (size_t k = 0; k < plan->sizes.count; k++)
		if (wt_open_loop(results, index, k, &loop) && loop.beyond)
			note(document, any, "BEYOND CAPACITY", "%s, %u bytes: of %u tries a second %.1f did begin",
			     plan->series[index].name, plan->sizes.bytes[k], plan->rate, loop.achieved);
}

/*
 * Where both ends together work for less than half of the time, the rest is waiting: for cores
 * that the kernel puts to sleep between two messages and wakes up again, most of it.
 */
static void note_waiting(const struct wt_results *results, struct wt_document *document, bool *any)
{
	const struct wt_plan *plan = &results->plan;
	char names[320] = "";
	double lowest = 0.5;
	size_t count = 0, more = 0;

	if (plan->rate || plan->target.way != WT_WAY_LOCAL || strcmp(wt_plan_placement(plan), "two") != 0)
		return;
	for (size_t i = 0; i < plan->series_count; i++) {
		const struct wt_machine *machine = &results->series[i].machine;
		double share = machine->loop_ns > 0 ? machine->own_ns / machine->loop_ns : 1.0;

		/* where others had the processors, it was them that we waited for */
		if (share >= 0.5 || machine->busy_ns - machine->own_ns > 0.25 * machine->loop_ns)
			continue;
		wt_text_list(names, sizeof names, &more, plan->series[i].name);
		lowest = share < lowest ? share : lowest;
		count++;
	}
	wt_text_list_end(names, sizeof names, more);
	if (*names)
		note(document, any, "",
		     "%s: the time is mostly waiting (both ends' CPU time is %.0f %% of the time elapsed%s): idle "
		     "cores that are woken up. What the work takes: --placement one",
		     names, 100.0 * lowest, count > 1 ? ", at the lowest" : "");
}

static void add_counts(const struct wt_results *results, struct wt_document *document)
{
	struct wt_series_results sum = { 0 };
	char text[5][32];

	for (size_t i = 0; i < results->plan.series_count; i++) {
		sum.planned += results->series[i].planned;
		sum.answered += results->series[i].answered;
		sum.lost += results->series[i].lost;
		sum.failed += results->series[i].failed;
		sum.not_made += results->series[i].not_made;
	}
	wt_say(document, WT_BLOCK_LINE, WT_TONE_PLAIN, "Tries",
	       "%s planned = %s answered + %s lost + %s failed + %s not made", wt_count_text(sum.planned, text[0]),
	       wt_count_text(sum.answered, text[1]), wt_count_text(sum.lost, text[2]),
	       wt_count_text(sum.failed, text[3]), wt_count_text(sum.not_made, text[4]));
}

static void note_contrast(const struct wt_judged *judged, const struct wt_contrast *contrast,
			  struct wt_document *document, bool *any)
{
	const struct wt_plan *plan = &judged->results->plan;
	const char *series = plan->series[contrast->series].name;
	const char *base = plan->series[contrast->base].name;

	if (!contrast->compared && contrast->bar != WT_BAR_SERIES)
		note(document, any, "NO RATIO", "of %s over %s: %s", series, base, contrast->why);
	if (*contrast->unlike)
		note(document, any, "", "(!) UNLIKE, compared since --allow-unlike asks for it: %s over %s: %s", series,
		     base, contrast->unlike);
}

static void add_summary(const struct wt_judged *judged, struct wt_document *document)
{
	wt_say(document, WT_BLOCK_LINE, judged->validity.grave ? WT_TONE_BAD : WT_TONE_PLAIN, "Validity", "%s",
	       judged->validity.summary);
}

static void add_until(const struct wt_judged *judged, struct wt_document *document)
{
	char text[WT_UNTIL_TEXT_BYTES];

	if (!judged->results->depends)
		return;
	wt_until_text(&judged->results->until, text);
	wt_say(document, WT_BLOCK_PARAGRAPH, WT_TONE_PLAIN, "Until", "%s", text);
}

static void add_validity(const struct wt_judged *judged, struct wt_document *document)
{
	const struct wt_validity *validity = &judged->validity;

	wt_document_for(document, WT_FORM_RICH);
	WT_SAY_HEADING(document, "Can the figures be trusted?");
	wt_document_for(document, WT_FORM_ALL);
	add_summary(judged, document);
	for (size_t i = 0; i < validity->count; i++)
		wt_say_item(document, validity->warnings[i].gravity == WT_GRAVE ? "WARNING" : "", "%s: %s",
			    validity->warnings[i].name, validity->warnings[i].text);
}

void wt_report_answer(const struct wt_judged *judged, struct wt_document *document)
{
	char text[WT_ANSWER_TEXT_BYTES];

	wt_document_for(document, WT_FORM_RICH);
	wt_answer(judged, text);
	wt_say(document, WT_BLOCK_PARAGRAPH, WT_TONE_ANSWER, "", "%s", text);
	add_summary(judged, document);
	add_until(judged, document);
	wt_document_for(document, WT_FORM_ALL);
}

/* At the end, where a terminal stands still. */
static void add_answer(const struct wt_judged *judged, struct wt_document *document)
{
	char text[WT_ANSWER_TEXT_BYTES];

	wt_answer(judged, text);
	wt_say(document, WT_BLOCK_PARAGRAPH, WT_TONE_PLAIN, "In short", "%s", text);
}

void wt_report_notes(const struct wt_judged *judged, struct wt_document *document)
{
	const struct wt_results *results = judged->results;
	bool any = false;

	add_negotiated(results, document);
	wt_report_handshakes(judged, document);
	for (size_t i = 0; i < results->plan.series_count; i++)
		note_series(results, i, document, &any);
	for (size_t i = 0; i < results->plan.series_count; i++) {
		note_repeated(judged, i, document, &any);
		note_beyond(results, i, document, &any);
	}
	note_waiting(results, document, &any);
	/* Of an emulated board no contrast has a ratio, for one reason, which the validity below tells. */
	for (size_t i = 0; !wt_target_is_emulated(&results->plan.target) && i < judged->contrast_count; i++)
		note_contrast(judged, &judged->contrasts[i], document, &any);
	/* The rich forms have these two elsewhere. */
	wt_document_for(document, WT_FORM_TEXT);
	wt_report_resolution(judged, document);
	add_until(judged, document);
	wt_document_for(document, WT_FORM_ALL);
	wt_report_probes(results, document);
	add_validity(judged, document);
	add_counts(results, document);
	wt_document_for(document, WT_FORM_TEXT);
	add_answer(judged, document);
	wt_document_for(document, WT_FORM_ALL);
}
