/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "held_told.h"

#include <math.h>
#include <string.h>

#include <gsl/gsl_fit.h>

#include "plan.h"
#include "record_fields.h"
#include "record_kind.h"

/* No memory is larger, and a double holds it to the byte. */
static const int64_t bytes_max = INT64_C(1) << 50;

/* With it and 22 points the slope's own standard error is 0.7 % (docs/method.md). */
static const double line_r2 = 0.999;

bool wt_held_is_line(const struct wt_held_line *line)
{
	return line->known && line->r2 >= line_r2;
}

static bool take_point(struct wt_held *held, const json_t *from, struct wt_reason *reason)
{
	struct wt_held_point *point = &held->points[held->count];
	int64_t sessions = 0, heap = 0, rss = 0;

	if (!json_is_object(from))
		return wt_reason_set(reason, "a point that is not an object");
	if (!wt_record_number(from, "sessions", held->held, &sessions, reason) ||
	    !wt_record_number(from, "heap_bytes", bytes_max, &heap, reason))
		return false;
	if (!json_object_get(from, "rss_bytes"))
		held->rss_untold = true;
	else if (!wt_record_number(from, "rss_bytes", bytes_max, &rss, reason))
		return false;
	if (held->count == 0 && sessions != 0)
		return wt_reason_set(reason, "the first point has %lld sessions; valid: 0", (long long)sessions);
	if (held->count > 0 && sessions <= point[-1].sessions)
		return wt_reason_set(reason, "'sessions' %lld behind %u: they must ascend", (long long)sessions,
				     point[-1].sessions);
	*point = (struct wt_held_point){ (uint32_t)sessions, (uint64_t)heap, (uint64_t)rss };
	held->count++;
	return true;
}

static bool take_points(struct wt_held *held, const json_t *record, struct wt_reason *reason)
{
	const json_t *points = json_object_get(record, "points");
	size_t count = json_array_size(points);

	if (count < 1 || count > WT_HELD_POINTS)
		return wt_reason_set(reason, "'points' is missing or not a list of 1 to %d", WT_HELD_POINTS);
	for (size_t i = 0; i < count; i++)
		if (!take_point(held, json_array_get(points, i), reason))
			return false;
	if (held->ok && held->points[held->count - 1].sessions != held->held)
		return wt_reason_set(reason, "the last point has %u sessions, but %u were held",
				     held->points[held->count - 1].sessions, held->held);
	return true;
}

/* The line is made here once more, so that no figure of a report rests on what somebody wrote. */
static void fit(struct wt_held_line *line, const struct wt_held *held, bool rss)
{
	double x[WT_HELD_POINTS], y[WT_HELD_POINTS], mean = 0.0, all = 0.0;
	double start, slope, cov00, cov01, cov11, left;

	memset(line, 0, sizeof *line);
	if (held->count < 3)
		return;
	for (size_t i = 0; i < held->count; i++) {
		const struct wt_held_point *point = &held->points[i];

		x[i] = (double)point->sessions;
		y[i] = (double)(rss ? point->rss_bytes : point->heap_bytes);
		mean += y[i] / (double)held->count;
	}
	gsl_fit_linear(x, 1, y, 1, held->count, &start, &slope, &cov00, &cov01, &cov11, &left);
	for (size_t i = 0; i < held->count; i++) {
		all += (y[i] - mean) * (y[i] - mean);
		line->residual_bytes = fmax(line->residual_bytes, fabs(y[i] - start - slope * x[i]));
	}
	line->slope_bytes = slope;
	line->r2 = all > 0.0 ? 1.0 - left / all : 1.0;
	line->known = true;
}

/* The program rounded it; its computer may have other last digits than ours. */
static bool agrees(const json_t *record, const char *name, double ours, struct wt_reason *reason)
{
	int64_t theirs = 0;

	ours = fmax(ours, 0.0);
	if (!wt_record_number(record, name, bytes_max, &theirs, reason))
		return false;
	if (fabs((double)theirs - ours) <= 2.0 + 1e-6 * ours)
		return true;
	return wt_reason_set(reason, "'%s' is %lld, but its points give %.0f", name, (long long)theirs, ours);
}

static bool take_line(struct wt_held_line *line, const struct wt_held *held, bool rss, const json_t *record,
		      struct wt_reason *reason)
{
	static const char *const names[2][3] = {
		{ "heap_per_session_bytes", "heap_residual_bytes", "heap_r2_ppm" },
		{ "rss_per_session_bytes", "rss_residual_bytes", "rss_r2_ppm" },
	};
	const char *const *name = names[rss];

	fit(line, held, rss);
	if (rss && held->rss_untold)
		line->known = false;
	for (size_t i = 0; !line->known && i < 3; i++)
		if (json_object_get(record, name[i]))
			return wt_reason_set(reason, "'%s' with %s", name[i],
					     held->count < 3 ? "fewer than three points" : "a point that tells no RSS");
	if (line->known && (!agrees(record, name[0], line->slope_bytes, reason) ||
			    !agrees(record, name[1], line->residual_bytes, reason) ||
			    !agrees(record, name[2], line->r2 * 1e6, reason)))
		return false;
	/* older programs said 0 where the system did not tell */
	for (size_t i = 0; rss && i < held->count; i++)
		line->known = line->known && held->points[i].rss_bytes > 0;
	return true;
}

static bool take_counts(struct wt_held *held, uint32_t asked, const json_t *record, struct wt_reason *reason)
{
	int64_t theirs = 0, reached = 0;

	if (!wt_record_number(record, "asked", UINT32_MAX, &theirs, reason))
		return false;
	if (theirs != asked)
		return wt_reason_set(reason, "'asked' is %lld, but the plan holds %u", (long long)theirs, asked);
	if (!wt_record_number(record, "held", asked, &reached, reason) ||
	    !wt_record_flag(record, "ok", &held->ok, reason))
		return false;
	if (held->ok && reached != asked)
		return wt_reason_set(reason, "'ok' is true with %lld of %u held", (long long)reached, asked);
	held->asked = asked;
	held->held = (uint32_t)reached;
	return true;
}

static bool take_held(struct wt_cell_file *file, const struct wt_cell_expected *expected, const json_t *record,
		      struct wt_reason *reason)
{
	struct wt_held *held = file->own;

	return take_counts(held, expected->plan->hold, record, reason) && take_points(held, record, reason) &&
	       take_line(&held->heap, held, false, record, reason) && take_line(&held->rss, held, true, record, reason);
}

static bool fit_held(struct wt_cell_file *file, const struct wt_cell_expected *expected, struct wt_reason *reason)
{
	const struct wt_held *held = file->own;
	uint32_t count = held ? held->held : 0;

	(void)expected;
	if (file->end_ok && !(held && held->ok))
		return wt_reason_set(reason, "its end is well, but no 'hold' record says so");
	return file->end_answered == count ||
	       wt_reason_set(reason, "the records do not add up: %u sessions held, but its end says %llu", count,
			     (unsigned long long)file->end_answered);
}

const struct wt_record_kind wt_held_records = {
	.name = "hold",
	.alone = true,
	.bytes = sizeof(struct wt_held),
	.take = take_held,
	.fit = fit_held,
};
