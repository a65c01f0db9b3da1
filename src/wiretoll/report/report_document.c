/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "mode_section.h"
#include "plots.h"
#include "sections.h"

static void report_instructions(const struct wt_judged *judged, struct wt_document *document)
{
	wt_report_guest(judged->results, document);
	wt_report_axes(judged, document);
}

static void report_times(const struct wt_judged *judged, struct wt_document *document)
{
	wt_plots_times(judged, document);
	wt_report_table(judged, document);
	wt_report_axes(judged, document);
	wt_report_figures(judged, document);
}

bool wt_report_document(const struct wt_judged *judged, unsigned forms, struct wt_document *document)
{
	const struct wt_results *results = judged->results;
	const struct wt_mode_section *mode = wt_mode_section(&results->plan);

	wt_document_begin(document, forms);
	wt_report_title(&results->plan, document);
	wt_report_answer(judged, document);
	wt_report_head(results, document);
	if (results->plan.target.way == WT_WAY_QEMU_USER)
		report_instructions(judged, document);
	else
		report_times(judged, document);
	wt_report_open_loop(judged, document);
	if (mode->report)
		mode->report(judged, document);
	wt_report_builds(judged, document);
	wt_plots_builds(judged, document);
	wt_plots_costs(results, document);
	wt_report_costs(results, document);
	wt_report_hold(results, document);
	wt_report_notes(judged, document);
	wt_report_settings(judged, document);
	return !document->failed;
}
