/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "screen_parts.h"

#include <math.h>
#include <string.h>

#include "number_text.h"
#include "sections.h"

enum { FAILURES_MAX = 3 };

/* What a study compares is in its table, and there is said where it has no ratio. */
static bool says_failure(const struct wt_block *block, bool study)
{
	return block->kind == WT_BLOCK_ITEM &&
	       (!strcmp(block->label, "FAILED") || !strcmp(block->label, "UNFINISHED") ||
		!strcmp(block->label, "BEYOND CAPACITY") || (!study && !strcmp(block->label, "NO RATIO")));
}

/* Of the notes those that say what is not there, as the whole report says them; a screen has room for few. */
static void say_failures(const struct wt_judged *judged, struct wt_document *document)
{
	struct wt_document notes;
	size_t count = 0;

	wt_document_begin(&notes, WT_FORM_TEXT);
	wt_report_notes(judged, &notes);
	for (size_t i = 0; i < notes.count; i++)
		if (says_failure(&notes.block[i], *judged->results->plan.study) && count++ < FAILURES_MAX)
			wt_say_item(document, notes.block[i].label, "%s", notes.block[i].text);
	if (count > FAILURES_MAX)
		wt_say_item(document, "", "and %zu more that are not there, in the whole report", count - FAILURES_MAX);
	document->failed = document->failed || notes.failed;
	wt_document_free(&notes);
}

/* What a reader has to know before he believes a figure: what is not there, what was lost, why it is not trusted. */
void wt_screen_doubts(const struct wt_judged *judged, struct wt_document *document)
{
	const struct wt_results *results = judged->results;
	uint64_t lost = 0, failed = 0;
	size_t told = 0;

	for (size_t i = 0; i < judged->validity.count && told < 2; i++)
		if (judged->validity.warnings[i].gravity == WT_GRAVE) {
			wt_say(document, WT_BLOCK_PARAGRAPH, WT_TONE_BAD, "", "%s: %s.",
			       judged->validity.warnings[i].name, judged->validity.warnings[i].text);
			told++;
		}
	say_failures(judged, document);
	for (size_t i = 0; i < results->plan.series_count; i++) {
		lost += results->series[i].lost;
		failed += results->series[i].failed;
	}
	if (lost || failed)
		wt_say(document, WT_BLOCK_LINE, WT_TONE_BAD, "", "%llu tries were lost, %llu failed.",
		       (unsigned long long)lost, (unsigned long long)failed);
}

void wt_screen_resolution(const struct wt_judged *judged, struct wt_document *document)
{
	const char *words;
	double found = wt_judged_first_resolution(judged, &words).corrected;
	char text[32];

	if (!wt_target_is_emulated(&judged->results->plan.target) && !isnan(found))
		wt_say(document, WT_BLOCK_LINE, WT_TONE_SOFT, "", "A difference %s of %s would have been found.", words,
		       wt_percent_text(found, text));
}
