/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Of a run with --rate: the rate that was achieved beside the one that was asked for, and how long what was planned waited. */
#include "sections.h"

#include <math.h>

#include "number_text.h"
#include "open_loop.h"

static void add_row(const struct wt_results *results, size_t series, size_t size, const struct wt_open_loop *loop,
		    struct wt_document *document)
{
	char achieved[32], middle[32], late[32];

	wt_say_row(document, WT_ROW_CELLS);
	wt_say_cells(document, "%s\t%u\t%s\t%s\t%s\t%s", results->plan.series[series].name,
		     results->plan.sizes.bytes[size],
		     isnan(loop->achieved) ? "-" : wt_number_text(loop->achieved, 1, achieved),
		     wt_number_text(loop->waited_p50_us, 1, middle), wt_number_text(loop->waited_p99_us, 1, late),
		     loop->beyond ? "beyond capacity" : "");
}

void wt_report_open_loop(const struct wt_judged *judged, struct wt_document *document)
{
	const struct wt_plan *plan = &judged->results->plan;
	struct wt_open_loop loop;
	char rate[32];

	if (!plan->rate)
		return;
	WT_SAY_HEADING(document, "Open loop: %s tries a second", wt_count_text(plan->rate, rate));
	wt_say_table(document, WT_LOOK_HEADS);
	wt_say_column(document, WT_LEFT, 0, "", "series");
	wt_say_column(document, WT_RIGHT, 0, "", "bytes");
	wt_say_column(document, WT_RIGHT, 0, "", "did begin");
	wt_say_column(document, WT_RIGHT, 0, "", "waited p50, µs");
	wt_say_column(document, WT_RIGHT, 0, "", "p99");
	wt_say_column(document, WT_LEFT, 0, "", "");
	for (size_t s = 0; s < plan->series_count; s++)
		for (size_t k = 0; k < plan->sizes.count; k++)
			if (wt_judged_usable(judged->results, (int)s) && wt_open_loop(judged->results, s, k, &loop))
				add_row(judged->results, s, k, &loop, document);
	WT_SAY_NOTE(document,
		    "Times count from the planned ones: a try that waited for the one before has that in its "
		    "time. Beyond capacity the queue grows for as long as it lasts, so its times say how long "
		    "that was.");
}
