/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sections.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "number_text.h"

/* "12.3 [11.0 13.9]"; a limit that cannot be had is "?". */
static void add_estimate(const struct wt_estimate *of, int digits, struct wt_document *document)
{
	const double limits[] = { of->low, of->high };
	char text[2][32] = { "?", "?" };

	for (size_t i = 0; i < 2; i++)
		if (!isnan(limits[i]))
			snprintf(text[i], sizeof text[i], "%.*f", digits, limits[i]);
	if (isnan(of->value))
		wt_say_cells(document, "-");
	else if (isnan(of->low) && isnan(of->high))
		wt_say_cells(document, "%.*f", digits, of->value);
	else
		wt_say_cells(document, "%.*f [%s %s]", digits, of->value, text[0], text[1]);
}

static void add_measured(struct wt_document *document, const char *what, const struct wt_measure *measure)
{
	char title[64];

	snprintf(title, sizeof title, "%s, %s", what, measure->unit);
	wt_say_column(document, WT_RIGHT, 0, "", title);
}

static void add_columns(struct wt_document *document, const char *const *titles, size_t count)
{
	for (size_t i = 0; i < count; i++)
		wt_say_column(document, WT_RIGHT, 0, "", titles[i]);
}

static void add_series(const struct wt_judged *judged, size_t index, struct wt_document *document)
{
	const struct wt_results *results = judged->results;
	const struct wt_plan *plan = &results->plan;
	int digits = wt_measure_of(plan)->digits;

	for (size_t k = 0; k < plan->sizes.count; k++) {
		const struct wt_judged_figure *figure = &judged->series[index].sizes[k];
		const struct wt_cost_sums *client = &results->series[index].client_sums[k];
		double units = wt_cost_units(client);

		wt_say_row(document, WT_ROW_CELLS);
		wt_say_cells(document, "%s\t%u\t%zu", plan->series[index].name, plan->sizes.bytes[k], figure->count);
		add_estimate(&figure->median, digits, document);
		for (size_t t = 0; t < WT_TAILS; t++)
			add_estimate(&figure->tails[t], digits, document);
		wt_say_cells(document, "%.0f\t%.0f\t%.1f\t%.1f", (double)client->bytes_out / units,
			     (double)client->bytes_in / units, (double)client->sends / units,
			     (double)client->receives / units);
		if (wt_plan_mode(plan)->flow_ms)
			wt_say_cells(document, "-");
		else
			wt_say_cells(document, "%.2f", (double)client->round_trips / units);
	}
}

static void add_figures(const struct wt_judged *judged, struct wt_document *document)
{
	static const char *const titles[] = { "bytes out", "bytes in", "sends", "receives", "round trips" };
	const struct wt_measure *measure = wt_measure_of(&judged->results->plan);
	const struct wt_plan_mode *mode = wt_plan_mode(&judged->results->plan);

	WT_SAY_HEADING(document, "Every figure");
	WT_SAY_NOTE(document,
		    "%s in %s. Bytes, calls (datagrams on UDP and DTLS) and round trips are the client's, for "
		    "one %s. A ? is a limit that so few tries cannot give.",
		    measure->values, measure->unit, mode->flow_ms ? "MB" : mode->word);
	wt_say_table(document, WT_LOOK_HEADS);
	wt_say_column(document, WT_LEFT, 0, "", "series");
	wt_say_column(document, WT_RIGHT, 0, "", "bytes");
	wt_say_column(document, WT_RIGHT, 0, "", "tries");
	add_measured(document, "median", measure);
	add_columns(document, wt_measure_ends(measure)->tails, WT_TAILS);
	add_columns(document, titles, sizeof titles / sizeof *titles);
	for (size_t i = 0; i < judged->results->plan.series_count; i++)
		if (wt_judged_usable(judged->results, (int)i))
			add_series(judged, i, document);
}

/* `size` is -1 for all sizes together. */
static void add_comparison(const struct wt_judged *judged, const struct wt_contrast *contrast, int size,
			   struct wt_document *document)
{
	const struct wt_plan *plan = &judged->results->plan;
	const struct wt_comparison *one = size < 0 ? &contrast->all : &contrast->sizes[size];
	char text[32];

	wt_say_row(document, WT_ROW_CELLS);
	wt_say_cells(document, "%s over %s", plan->series[contrast->series].name, plan->series[contrast->base].name);
	if (size < 0)
		wt_say_cells(document, "all");
	else
		wt_say_cells(document, "%u", plan->sizes.bytes[size]);
	wt_say_cells(document, "%s%s", wt_verdict_words(wt_measure_of(plan), one->verdict),
		     *contrast->unlike ? " (unlike!)" : "");
	add_estimate(&one->ratio, 3, document);
	add_estimate(&one->quarter_ratio, 3, document);
	add_estimate(&one->difference, wt_measure_of(plan)->digits, document);
	wt_say_cells(document, "%.2g\t%s", one->p_corrected, wt_percent_text(one->resolution_corrected, text));
}

static void add_comparisons(const struct wt_judged *judged, struct wt_document *document)
{
	static const char *const titles[] = { "p", "resolution" };
	const struct wt_measure *measure = wt_measure_of(&judged->results->plan);
	const char *quarters = wt_measure_ends(measure)->quarters;
	char of_quarters[40];

	snprintf(of_quarters, sizeof of_quarters, "of %s", quarters);
	WT_SAY_HEADING(document, "Comparisons");
	WT_SAY_NOTE(
		document,
		"%s over %s, of medians and of %s of the same round, with 95 %% intervals; p is corrected "
		"for all %zu verdicts (Holm); resolution is the difference that these data would show 4 times in 5.",
		measure->title, measure->name, quarters, judged->verdicts);
	wt_say_table(document, WT_LOOK_HEADS);
	wt_say_column(document, WT_LEFT, 0, "", "pair");
	wt_say_column(document, WT_RIGHT, 0, "", "bytes");
	/* The verdict stands first of what follows, where no screen is too narrow for it. */
	wt_say_column(document, WT_LEFT, 0, "", "verdict");
	wt_say_column(document, WT_RIGHT, 0, "", "ratio of medians");
	wt_say_column(document, WT_RIGHT, 0, "", of_quarters);
	add_measured(document, "difference", measure);
	add_columns(document, titles, sizeof titles / sizeof *titles);
	for (size_t i = 0; i < judged->contrast_count; i++) {
		const struct wt_contrast *contrast = &judged->contrasts[i];

		for (size_t k = 0; contrast->compared && k < judged->results->plan.sizes.count; k++)
			add_comparison(judged, contrast, (int)k, document);
		if (contrast->compared && judged->results->plan.sizes.count > 1)
			add_comparison(judged, contrast, -1, document);
	}
}

void wt_report_figures(const struct wt_judged *judged, struct wt_document *document)
{
	wt_document_for(document, WT_FORM_RICH);
	add_comparisons(judged, document);
	wt_report_resolution(judged, document);
	add_figures(judged, document);
	wt_document_for(document, WT_FORM_ALL);
}

static void add_parity(const struct wt_judged *judged, struct wt_document *document)
{
	const struct wt_plan *plan = &judged->results->plan;

	WT_SAY_HEADING(document, "Were both sides alike?");
	for (size_t i = 0; i < judged->contrast_count; i++) {
		const struct wt_contrast *contrast = &judged->contrasts[i];
		bool alike = contrast->compared && !*contrast->unlike;
		const char *lead = alike               ? "alike"
				   : *contrast->unlike ? "unlike, compared since that was asked for: "
						       : "";

		wt_say(document, WT_BLOCK_ITEM, alike ? WT_TONE_PLAIN : WT_TONE_BAD, "", "%s over %s: %s%s",
		       plan->series[contrast->series].name, plan->series[contrast->base].name, lead,
		       *contrast->unlike    ? contrast->unlike
		       : contrast->compared ? ""
					    : contrast->why);
	}
}

static void add_record(const char *name, const char *end, const json_t *record, struct wt_document *document)
{
	char *text = record ? json_dumps(record, JSON_INDENT(1) | JSON_ENSURE_ASCII) : NULL;
	char label[2 * WT_NAME_BYTES + 16];

	if (!text)
		return;
	snprintf(label, sizeof label, "%s, %s", name, end);
	wt_say(document, WT_BLOCK_RECORD, WT_TONE_PLAIN, label, "%s", text);
	free(text);
}

void wt_report_settings(const struct wt_judged *judged, struct wt_document *document)
{
	const struct wt_results *results = judged->results;

	wt_document_for(document, WT_FORM_RICH);
	add_parity(judged, document);
	if (wt_document_for(document, WT_FORM_HTML)) {
		WT_SAY_HEADING(document, "Every setting and fingerprint");
		if (results->plan.target.way == WT_WAY_QEMU_USER)
			WT_SAY_NOTE(
				document,
				"Cores, memory and kernel of the emulated end are this machine's, not the board's.");
		for (size_t i = 0; i < results->plan.series_count; i++) {
			add_record(results->plan.series[i].name, "client", results->series[i].client_run, document);
			add_record(results->plan.series[i].name, "server", results->series[i].server_run, document);
		}
	}
	wt_document_for(document, WT_FORM_ALL);
}
