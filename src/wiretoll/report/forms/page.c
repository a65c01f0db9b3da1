/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "page.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "answer.h"
#include "escape.h"
#include "page_costs.h"
#include "page_hold.h"
#include "page_plots.h"
#include "page_tables.h"
#include "report_builds.h"
#include "report_text.h"
#include "until_file.h"
#include "version.h"

/*
 * gnuplot draws in black; where the page is dark, what it calls black takes the
 * page's own ink. Nothing is fetched: the policy in the head forbids it as well.
 */
static const char head[] =
	"<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
	"<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
	"<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; "
	"style-src 'unsafe-inline'; img-src data:\">\n"
	"<link rel=\"icon\" href=\"data:,\">\n<meta name=\"color-scheme\" content=\"light dark\">\n"
	"<title>What security costs</title>\n<style>\n"
	":root{color-scheme:light dark;--ink:#1a1a1a;--paper:#fff;--soft:#5a5a5a;--line:#c8c8c8;"
	"--box:#f3f3f3;--bad:#9c3a00}\n"
	"@media (prefers-color-scheme:dark){:root{--ink:#e6e6e6;--paper:#16181b;--soft:#a8a8a8;"
	"--line:#454a50;--box:#212429;--bad:#ff9e5e}}\n"
	"*{box-sizing:border-box}\n"
	"body{margin:0 auto;max-width:76rem;padding:1rem;font:16px/1.5 system-ui,sans-serif;"
	"color:var(--ink);background:var(--paper)}\n"
	"h1{font-size:1.5rem;margin:.5rem 0}h2{font-size:1.2rem;margin:2rem 0 .5rem;"
	"border-bottom:1px solid var(--line)}\n"
	".answer{font-size:1.15rem;background:var(--box);padding:1rem;border-radius:.5rem;margin:.5rem 0}\n"
	".soft,figcaption{color:var(--soft);font-size:.9rem}.bad{color:var(--bad);font-weight:600}\n"
	"figure{margin:1rem 0}svg.plot{width:100%;height:auto;color:var(--ink);display:block}svg.narrow{display:none}\n"
	"@media (max-width:44rem){svg.broad{display:none}svg.narrow{display:block}}\n"
	"svg.plot [stroke=\"rgb(  0,   0,   0)\"]{stroke:var(--ink)}"
	"svg.plot [fill=\"rgb(0,0,0)\"]{fill:var(--ink)}svg.plot [stroke=\"rgb(190, 190, 190)\"]{stroke:var(--line)}\n"
	"svg.plot [stroke=\"black\"]{stroke:var(--ink)}svg.plot [fill=\"black\"]{fill:var(--ink)}\n"
	"svg.plot [color=\"black\"]{color:var(--ink)}svg.plot [stroke=\"gray\"]{stroke:var(--line)}\n"
	".wide{overflow-x:auto}table{border-collapse:collapse;font-size:.85rem;"
	"font-variant-numeric:tabular-nums}\n"
	"th,td{padding:.2rem .45rem;text-align:right;white-space:nowrap;border-bottom:1px solid var(--line)}\n"
	"th:first-child,td:first-child{text-align:left}td.text,th.text{text-align:left}\n"
	"@media (max-width:44rem){td:first-child{white-space:normal;min-width:8rem}}\n"
	"pre{overflow-x:auto;background:var(--box);padding:.75rem;font-size:.8rem}\n"
	"details{margin:.5rem 0}summary{cursor:pointer}\n"
	"</style>\n</head>\n<body>\n<main>\n";

/* Of an emulated core the report as text tells what there is. */
static bool is_timed(const struct wt_judged *judged)
{
	return judged->results->plan.target.way != WT_WAY_QEMU_USER;
}

void wt_page_answer(const struct wt_judged *judged, FILE *page)
{
	const struct wt_results *results = judged->results;
	time_t created = (time_t)(results->plan.created_us / 1000000);
	char text[WT_ANSWER_TEXT_BYTES], date[40] = "", until[WT_UNTIL_TEXT_BYTES];
	struct tm utc;

	if (gmtime_r(&created, &utc))
		strftime(date, sizeof date, "%Y-%m-%d %H:%M UTC", &utc);
	fputs("<h1>What security costs</h1>\n<p class=\"answer\">", page);
	wt_answer(judged, text);
	wt_html_text(text, page);
	fputs("</p>\n<p>Validity: <span", page);
	fputs(judged->validity.grave ? " class=\"bad\">" : ">", page);
	wt_html_text(judged->validity.summary, page);
	fputs("</span></p>\n", page);
	wt_until_text(&results->folder, until);
	if (*until) {
		fputs("<p>Until: ", page);
		wt_html_text(until, page);
		fputs(".</p>\n", page);
	}
	fputs("<p class=\"soft\">Board ", page);
	wt_html_text(results->plan.board, page);
	if (*results->board.cpu && strcmp(results->board.cpu, "unknown") != 0) {
		fputs(", ", page);
		wt_html_text(results->board.cpu, page);
	}
	fprintf(page, "; %s. %s%u tries of each size in %u rounds%s.</p>\n", date,
		is_timed(judged) ? "Time of one exchange (connect, secure, send, answer), closed loop: the next "
				   "starts when the last has ended. "
				 : "",
		results->plan.tries, results->plan.rounds,
		is_timed(judged) ? "; ratios are of the same round, brackets hold 95&nbsp;% intervals" : "");
}

/* The text report is what a terminal shows; here it is for copying. */
static void put_text_report(const struct wt_judged *judged, FILE *page)
{
	char *text = NULL;
	size_t length = 0;
	FILE *memory = open_memstream(&text, &length);

	if (!memory)
		return;
	wt_report_text(judged, memory);
	if (fclose(memory) == 0) {
		fprintf(page,
			"<h2>The report as text</h2>\n<details%s><summary>As on a terminal</summary><pre>",
			is_timed(judged) ? "" : " open");
		wt_html_text(text, page);
		fputs("</pre></details>\n", page);
	}
	free(text);
}

bool wt_page(const struct wt_judged *judged, FILE *page, struct wt_reason *reason)
{
	fputs(head, page);
	wt_page_answer(judged, page);
	if (is_timed(judged) && !wt_page_plots(judged, page, reason))
		return false;
	wt_builds_page(judged, page);
	if (!wt_page_costs(judged, page, reason) || !wt_hold_page(judged->results, page, reason))
		return false;
	if (is_timed(judged))
		wt_page_tables(judged, page);
	wt_page_lists(judged, page);
	put_text_report(judged, page);
	fputs("<p class=\"soft\">wiretoll " WT_VERSION "</p>\n</main>\n</body>\n</html>\n", page);
	return true;
}
