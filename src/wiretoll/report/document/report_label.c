/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "report_label.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

const struct wt_run_record *wt_report_run(const struct wt_results *results, size_t variant)
{
	const struct wt_plan *plan = &results->plan;

	for (size_t i = 0; i < plan->series_count; i++)
		if (!strcmp(plan->series[i].variant, plan->variants.name[variant]) && *results->series[i].run.library)
			return &results->series[i].run;
	return NULL;
}

const char *wt_report_label(const struct wt_results *results, size_t variant)
{
	const struct wt_run_record *run = wt_report_run(results, variant);

	for (size_t i = 0; run && i < results->plan.variants.count; i++) {
		const struct wt_run_record *other = wt_report_run(results, i);

		if (i != variant && other && !strcmp(other->library, run->library))
			run = NULL;
	}
	return run ? run->library : results->plan.variants.name[variant];
}

int wt_report_label_width(const struct wt_results *results, int least)
{
	int width = least;

	for (size_t v = 0; v < results->plan.variants.count; v++) {
		int label = (int)strlen(wt_report_label(results, v));

		width = label + 2 > width ? label + 2 : width;
	}
	return width;
}

int wt_report_row_width(const struct wt_plan *plan, int least)
{
	int width = least;

	for (const struct wt_row *row = plan->rows; row && *row->name; row++) {
		int length = (int)strlen(row->name);

		width = length > width ? length : width;
	}
	return width;
}

bool wt_openssl_is_old(const char *version)
{
	char *end = NULL;
	long major = strtol(version, &end, 10);
	long minor = *end == '.' ? strtol(end + 1, NULL, 10) : 0;

	return end != version && (major < 3 || (major == 3 && minor < 5));
}

bool wt_report_has_secure(const struct wt_plan *plan)
{
	for (size_t i = 0; i < plan->series_count; i++)
		if (wt_row_is_secure(&plan->series[i].row))
			return true;
	return false;
}
