/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "export_markdown.h"

#include <math.h>

#include "answer.h"
#include "cost_reasons.h"
#include "costs.h"
#include "escape.h"
#include "export_hold.h"
#include "judged.h"
#include "report_builds.h"
#include "report_handshake.h"
#include "report_probe.h"
#include "report_resolution.h"
#include "report_text.h"
#include "until_file.h"

static void put_estimate(const struct wt_estimate *of, int digits, FILE *stream)
{
	if (isnan(of->value)) {
		fputs(" - |", stream);
		return;
	}
	fprintf(stream, " %.*f", digits, of->value);
	if (!isnan(of->low) && !isnan(of->high))
		fprintf(stream, " [%.*f %.*f]", digits, of->low, digits, of->high);
	fputs(" |", stream);
}

static void put_medians(const struct wt_judged *judged, FILE *stream)
{
	const struct wt_plan *plan = &judged->results->plan;

	fputs("\n| series | bytes | tries | median, µs | p90 | p99 | p99.9 |\n"
	      "| --- | ---: | ---: | ---: | ---: | ---: | ---: |\n",
	      stream);
	for (size_t i = 0; i < plan->series_count; i++)
		for (size_t k = 0; wt_judged_usable(judged->results, (int)i) && k < plan->sizes.count; k++) {
			const struct wt_judged_figure *figure = &judged->series[i].sizes[k];

			fprintf(stream, "| %s | %u | %zu |", plan->series[i].name, plan->sizes.bytes[k],
				figure->count);
			put_estimate(&figure->median_us, 1, stream);
			put_estimate(&figure->p90_us, 1, stream);
			put_estimate(&figure->p99_us, 1, stream);
			put_estimate(&figure->p999_us, 1, stream);
			fputc('\n', stream);
		}
}

static void put_comparison(const struct wt_judged *judged, const struct wt_pair *pair, int size,
			   FILE *stream)
{
	const struct wt_plan *plan = &judged->results->plan;
	const struct wt_comparison *one = size < 0 ? &pair->all : &pair->sizes[size];

	fprintf(stream, "| %s over %s |", plan->series[pair->series].name, plan->series[pair->base].name);
	if (size < 0)
		fputs(" all |", stream);
	else
		fprintf(stream, " %u |", plan->sizes.bytes[size]);
	put_estimate(&one->ratio, 3, stream);
	put_estimate(&one->quarter_ratio, 3, stream);
	put_estimate(&one->difference_us, 1, stream);
	fprintf(stream, " %s%s |\n", wt_verdict_words(one->verdict), *pair->unlike ? " (unlike!)" : "");
}

static void put_pairs(const struct wt_judged *judged, FILE *stream)
{
	const struct wt_plan *plan = &judged->results->plan;
	char resolution[WT_RESOLUTION_TEXT_BYTES];

	fputs("\n| pair | bytes | ratio of medians | of lower quarters | difference, µs | verdict |\n"
	      "| --- | ---: | ---: | ---: | ---: | --- |\n",
	      stream);
	for (size_t i = 0; i < judged->pair_count; i++) {
		const struct wt_pair *pair = &judged->pairs[i];

		for (size_t k = 0; pair->compared && k < plan->sizes.count; k++)
			put_comparison(judged, pair, (int)k, stream);
		if (pair->compared && plan->sizes.count > 1)
			put_comparison(judged, pair, -1, stream);
	}
	fputc('\n', stream);
	wt_report_resolution(judged, resolution);
	fprintf(stream, "Resolution: %s.\n\n", resolution);
	for (size_t i = 0; i < judged->pair_count; i++) {
		const struct wt_pair *pair = &judged->pairs[i];

		if (pair->compared && !*pair->unlike)
			continue;
		fprintf(stream, "- %s over %s: %s", plan->series[pair->series].name,
			plan->series[pair->base].name, pair->compared ? "UNLIKE, compared all the same: " : "");
		wt_markdown_text(pair->compared ? pair->unlike : pair->why, stream);
		fputc('\n', stream);
	}
}

static void tell_reason(const char *text, bool first, FILE *stream)
{
	fputs(first ? "\nNot available\n\n- " : "- ", stream);
	wt_markdown_text(text, stream);
	fputc('\n', stream);
}

static void put_cost_heads(const struct wt_results *results, FILE *stream)
{
	const struct wt_plan *plan = &results->plan;

	fprintf(stream, "\nWhat else an exchange of %u bytes costs (1 KB is 1000 bytes)\n\n| series | end |",
		plan->sizes.bytes[wt_cost_size(plan)]);
	for (int cost = 0; cost < WT_COSTS; cost++)
		fprintf(stream, " %s%s%s%s |", wt_cost_rows[cost].title, *wt_cost_rows[cost].unit ? ", " : "",
			wt_cost_rows[cost].unit, *wt_cost_mark(results, (enum wt_cost_id)cost) ? " \\*" : "");
	fputs("\n| --- | --- |", stream);
	for (int cost = 0; cost < WT_COSTS; cost++)
		fputs(" ---: |", stream);
	fputc('\n', stream);
}

static void put_costs(const struct wt_judged *judged, FILE *stream)
{
	const struct wt_results *results = judged->results;
	const struct wt_plan *plan = &results->plan;
	const char *why = "";
	char text[32], legend[WT_COST_LEGEND_BYTES];

	put_cost_heads(results, stream);
	for (size_t i = 0; i < 2 * plan->series_count; i++) {
		enum wt_role role = i % 2 ? WT_SERVER : WT_CLIENT;

		if (!wt_judged_usable(results, (int)(i / 2)))
			continue;
		fprintf(stream, "| %s | %s |", plan->series[i / 2].name, i % 2 ? "server" : "client");
		for (int cost = 0; cost < WT_COSTS; cost++)
			fprintf(stream, " %s |",
				wt_cost_text((enum wt_cost_id)cost,
					       wt_cost_shown(results, i / 2, role, (enum wt_cost_id)cost, &why),
					       text));
		fputc('\n', stream);
	}
	wt_cost_legend(results, legend);
	if (*legend)
		fprintf(stream, "\n\\%s.\n", legend);
	wt_cost_reasons(results, tell_reason, stream);
	fputc('\n', stream);
}

void wt_export_markdown(const struct wt_judged *judged, FILE *stream)
{
	const struct wt_validity *validity = &judged->validity;
	char answer[WT_ANSWER_TEXT_BYTES], until[WT_UNTIL_TEXT_BYTES];

	wt_answer(judged, answer);
	fputs("# What security costs\n\n", stream);
	wt_markdown_text(answer, stream);
	fputs("\n\nValidity: ", stream);
	wt_markdown_text(validity->summary, stream);
	fputs("\n\n", stream);
	wt_until_text(&judged->results->folder, until);
	if (*until) {
		fputs("Until: ", stream);
		wt_markdown_text(until, stream);
		fputs(".\n\n", stream);
	}
	if (judged->results->plan.target.way == WT_WAY_QEMU_USER) {
		/* No times, so no table of them. */
		fputs("```\n", stream);
		wt_report_text(judged, stream);
		fputs("```\n\n", stream);
	} else {
		fprintf(stream,
			"Time of one exchange, closed loop; %u tries of each size in %u rounds; [95 %% intervals]; "
			"verdicts corrected for their number (%zu).\n",
			judged->results->plan.tries, judged->results->plan.rounds, judged->verdicts);
		put_medians(judged, stream);
		put_pairs(judged, stream);
		wt_builds_markdown(judged, stream);
		put_costs(judged, stream);
	}
	wt_markdown_handshakes(judged, stream);
	for (size_t i = 0; i < validity->count; i++) {
		fprintf(stream, "- %s%s: ", validity->warnings[i].gravity == WT_GRAVE ? "**warning** " : "",
			validity->warnings[i].name);
		wt_markdown_text(validity->warnings[i].text, stream);
		fputc('\n', stream);
	}
	wt_probe_markdown(judged->results, stream);
	wt_hold_markdown(judged->results, stream);
}
