/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "report_text.h"

#include "report_builds.h"
#include "report_costs.h"
#include "report_guest.h"
#include "report_head.h"
#include "report_hold.h"
#include "report_notes.h"
#include "report_table.h"

void wt_report_text(const struct wt_judged *judged, FILE *stream)
{
	const struct wt_results *results = judged->results;

	if (results->plan.target.way == WT_WAY_QEMU_USER) {
		wt_report_guest(results, stream);
	} else {
		wt_report_head(results, stream);
		wt_report_table(judged, stream);
	}
	wt_builds_print(judged, stream);
	wt_report_costs(results, stream);
	wt_hold_text(results, stream);
	wt_report_notes(judged, stream);
}
