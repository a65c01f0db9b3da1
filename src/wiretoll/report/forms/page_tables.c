/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "page_tables.h"

#include <math.h>
#include <stdlib.h>

#include "escape.h"
#include "number_text.h"
#include "report_handshake.h"
#include "report_probe.h"
#include "report_resolution.h"

/* "12.3 [11.0 13.9]"; a limit that cannot be had is "?". */
static void put_estimate(const struct wt_estimate *estimate, int digits, FILE *page)
{
	if (isnan(estimate->value)) {
		fputs("<td>-</td>", page);
		return;
	}
	fprintf(page, "<td>%.*f", digits, estimate->value);
	if (!isnan(estimate->low) || !isnan(estimate->high)) {
		fputs(" [", page);
		if (isnan(estimate->low))
			fputs("? ", page);
		else
			fprintf(page, "%.*f ", digits, estimate->low);
		if (isnan(estimate->high))
			fputs("?]", page);
		else
			fprintf(page, "%.*f]", digits, estimate->high);
	}
	fputs("</td>", page);
}

static void put_series_rows(const struct wt_judged *judged, size_t index, FILE *page)
{
	const struct wt_results *results = judged->results;
	const struct wt_plan *plan = &results->plan;

	for (size_t k = 0; k < plan->sizes.count; k++) {
		const struct wt_judged_figure *figure = &judged->series[index].sizes[k];
		const struct wt_cost_sums *client = &results->series[index].client_sums[k];
		double tries = client->tries ? (double)client->tries : (double)NAN;

		fputs("<tr><td>", page);
		wt_html_text(plan->series[index].name, page);
		fprintf(page, "</td><td>%u</td><td>%zu</td>", plan->sizes.bytes[k], figure->count);
		put_estimate(&figure->median_us, 1, page);
		put_estimate(&figure->p90_us, 1, page);
		put_estimate(&figure->p99_us, 1, page);
		put_estimate(&figure->p999_us, 1, page);
		fprintf(page, "<td>%.0f</td><td>%.0f</td><td>%.1f</td><td>%.1f</td><td>%.2f</td></tr>\n",
			(double)client->bytes_out / tries, (double)client->bytes_in / tries,
			(double)client->sends / tries, (double)client->receives / tries,
			(double)client->round_trips / tries);
	}
}

static void put_figures(const struct wt_judged *judged, FILE *page)
{
	fputs("<h2>Every figure</h2>\n<p class=\"soft\">Times in µs. Bytes, calls (datagrams on UDP and DTLS) "
	      "and round trips are the client's, for one exchange. A ? is a limit that so few tries cannot "
	      "give.</p>\n<div class=\"wide\"><table>\n<tr><th>series</th><th>bytes</th><th>tries</th>"
	      "<th>median</th><th>p90</th><th>p99</th><th>p99.9</th><th>bytes out</th><th>bytes in</th>"
	      "<th>sends</th><th>receives</th><th>round trips</th></tr>\n",
	      page);
	for (size_t i = 0; i < judged->results->plan.series_count; i++)
		if (wt_judged_usable(judged->results, (int)i))
			put_series_rows(judged, i, page);
	fputs("</table></div>\n", page);
}

static void put_comparison(const struct wt_judged *judged, const struct wt_pair *pair, int size,
			   FILE *page)
{
	const struct wt_plan *plan = &judged->results->plan;
	const struct wt_comparison *one = size < 0 ? &pair->all : &pair->sizes[size];
	char resolution[32];

	fputs("<tr><td>", page);
	wt_html_text(plan->series[pair->series].name, page);
	fputs(" over ", page);
	wt_html_text(plan->series[pair->base].name, page);
	if (size < 0)
		fputs("</td><td>all</td>", page);
	else
		fprintf(page, "</td><td>%u</td>", plan->sizes.bytes[size]);
	/* The verdict stands first of what follows, where no screen is too narrow for it. */
	fprintf(page, "<td class=\"text\">%s%s</td>", wt_verdict_words(one->verdict),
		*pair->unlike ? " (unlike!)" : "");
	put_estimate(&one->ratio, 3, page);
	put_estimate(&one->quarter_ratio, 3, page);
	put_estimate(&one->difference_us, 1, page);
	fprintf(page, "<td>%.2g</td><td>%s</td></tr>\n", one->p_corrected,
		wt_percent_text(one->resolution_corrected, resolution));
}

static void put_comparisons(const struct wt_judged *judged, FILE *page)
{
	const struct wt_plan *plan = &judged->results->plan;
	char resolution[WT_RESOLUTION_TEXT_BYTES];

	fprintf(page,
		"<h2>Comparisons</h2>\n<p class=\"soft\">Time over time, of medians and of lower quarters of the "
		"same round; p is corrected for all %zu verdicts (Holm); resolution is the difference that these "
		"data would show 4 times in 5.</p>\n<div class=\"wide\"><table>\n<tr><th>pair</th><th>bytes</th>"
		"<th class=\"text\">verdict</th><th>ratio of medians</th><th>of lower quarters</th>"
		"<th>difference, µs</th><th>p</th><th>resolution</th></tr>\n",
		judged->verdicts);
	for (size_t i = 0; i < judged->pair_count; i++) {
		const struct wt_pair *pair = &judged->pairs[i];

		for (size_t k = 0; pair->compared && k < plan->sizes.count; k++)
			put_comparison(judged, pair, (int)k, page);
		if (pair->compared && plan->sizes.count > 1)
			put_comparison(judged, pair, -1, page);
	}
	fputs("</table></div>\n", page);
	wt_report_resolution(judged, resolution);
	fprintf(page, "<p class=\"soft\">Resolution: %s.</p>\n", resolution);
}

void wt_page_tables(const struct wt_judged *judged, FILE *page)
{
	put_comparisons(judged, page);
	put_figures(judged, page);
}

static void put_parity(const struct wt_judged *judged, FILE *page)
{
	const struct wt_plan *plan = &judged->results->plan;

	fputs("<h2>Were both sides alike?</h2>\n<ul>\n", page);
	for (size_t i = 0; i < judged->pair_count; i++) {
		const struct wt_pair *pair = &judged->pairs[i];

		fputs("<li>", page);
		wt_html_text(plan->series[pair->series].name, page);
		fputs(" over ", page);
		wt_html_text(plan->series[pair->base].name, page);
		fputs(pair->compared && !*pair->unlike ? ": alike" : ": <span class=\"bad\">", page);
		if (!pair->compared)
			wt_html_text(pair->why, page);
		if (*pair->unlike) {
			fputs("unlike, compared since that was asked for: ", page);
			wt_html_text(pair->unlike, page);
		}
		fputs(pair->compared && !*pair->unlike ? "</li>\n" : "</span></li>\n", page);
	}
	fputs("</ul>\n", page);
}

static void put_validity(const struct wt_judged *judged, FILE *page)
{
	const struct wt_validity *validity = &judged->validity;

	fputs("<h2>Can the figures be trusted?</h2>\n<p>", page);
	wt_html_text(validity->summary, page);
	fputs("</p>\n<ul>\n", page);
	for (size_t i = 0; i < validity->count; i++) {
		fputs(validity->warnings[i].gravity == WT_GRAVE ? "<li class=\"bad\">" : "<li>", page);
		wt_html_text(validity->warnings[i].name, page);
		fputs(": ", page);
		wt_html_text(validity->warnings[i].text, page);
		fputs("</li>\n", page);
	}
	fputs("</ul>\n", page);
}

static void put_record(const char *name, const char *end, const json_t *record, FILE *page)
{
	char *text = record ? json_dumps(record, JSON_INDENT(1) | JSON_ENSURE_ASCII) : NULL;

	if (!text)
		return;
	fputs("<details><summary>", page);
	wt_html_text(name, page);
	fprintf(page, ", %s</summary><pre>", end);
	wt_html_text(text, page);
	fputs("</pre></details>\n", page);
	free(text);
}

void wt_page_lists(const struct wt_judged *judged, FILE *page)
{
	const struct wt_results *results = judged->results;

	put_parity(judged, page);
	wt_page_handshakes(judged, page);
	put_validity(judged, page);
	wt_probe_page(results, page);
	fputs("<h2>Every setting and fingerprint</h2>\n", page);
	if (results->plan.target.way == WT_WAY_QEMU_USER)
		fputs("<p class=\"soft\">Cores, memory and kernel of the emulated end are this machine's, not the board's.</p>\n",
		      page);
	for (size_t i = 0; i < results->plan.series_count; i++) {
		const char *name = results->plan.series[i].name;

		put_record(name, "client", results->series[i].client_run, page);
		put_record(name, "server", results->series[i].server_run, page);
	}
}
