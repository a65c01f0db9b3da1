/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "hold.h"

#include <string.h>

#include "machine.h"
#include "process.h"
#include "record_line.h"

static void take_point(struct wt_hold *hold, const struct wt_library *library)
{
	struct wt_hold_point *point = &hold->points[hold->count++];
	uint64_t peak, allocations;

	point->sessions = hold->held;
	library->heap(&point->heap_bytes, &peak, &allocations);
	point->rss_bytes = wt_process_rss_bytes();
}

void wt_hold_begin(struct wt_hold *hold, uint32_t asked, const struct wt_library *library)
{
	memset(hold, 0, sizeof(*hold));
	hold->asked = asked;
	take_point(hold, library);
}

void wt_hold_add(struct wt_hold *hold, const struct wt_library *library)
{
	uint64_t step = (uint64_t)hold->asked, at = hold->held + 1ULL;
	bool due = at * WT_HOLD_STEPS / step != hold->held * (uint64_t)WT_HOLD_STEPS / step;

	hold->held++;
	if ((due || hold->held == 1) && hold->count < WT_HOLD_POINTS)
		take_point(hold, library);
}

static double value_of(const struct wt_hold_point *point, bool rss)
{
	return (double)(rss ? point->rss_bytes : point->heap_bytes);
}

/* The system tells none where its file cannot be read (no descriptor is left). */
static bool tells_rss(const struct wt_hold *hold)
{
	for (size_t i = 0; i < hold->count; i++)
		if (hold->points[i].rss_bytes == 0)
			return false;
	return true;
}

bool wt_hold_line(const struct wt_hold *hold, bool rss, struct wt_hold_line *line)
{
	double n = (double)hold->count, mean_x = 0, mean_y = 0;
	double xx = 0, xy = 0, yy = 0, left = 0;

	memset(line, 0, sizeof(*line));
	if (hold->count < 3 || (rss && !tells_rss(hold)))
		return false;
	for (size_t i = 0; i < hold->count; i++) {
		mean_x += (double)hold->points[i].sessions / n;
		mean_y += value_of(&hold->points[i], rss) / n;
	}
	for (size_t i = 0; i < hold->count; i++) {
		double x = (double)hold->points[i].sessions - mean_x;
		double y = value_of(&hold->points[i], rss) - mean_y;

		xx += x * x;
		xy += x * y;
		yy += y * y;
	}
	line->slope = xy / xx;
	for (size_t i = 0; i < hold->count; i++) {
		double x = (double)hold->points[i].sessions - mean_x;
		double off = value_of(&hold->points[i], rss) - mean_y - line->slope * x;

		left += off * off;
		if (off < 0)
			off = -off;
		if (off > line->residual_bytes)
			line->residual_bytes = off;
	}
	/* no change at all is a perfect line, too */
	line->r2 = yy > 0 ? 1 - left / yy : 1;
	return true;
}

static uint64_t whole(double value)
{
	return value > 0 ? (uint64_t)(value + 0.5) : 0;
}

static void put_line(const struct wt_hold *hold, const char *name, bool rss, struct wt_json *json)
{
	struct wt_hold_line line;

	if (!wt_hold_line(hold, rss, &line))
		return;
	wt_json_name2(json, name, "_per_session_bytes");
	wt_json_number(json, whole(line.slope));
	wt_json_name2(json, name, "_residual_bytes");
	wt_json_number(json, whole(line.residual_bytes));
	wt_json_name2(json, name, "_r2_ppm");
	wt_json_number(json, whole(line.r2 * 1e6));
}

enum wt_status wt_hold_record(const struct wt_hold *hold, enum wt_role role, const struct wt_error *error,
			      struct wt_records *records)
{
	struct wt_json json;

	if (!wt_record_wanted(records))
		return records->error.status;
	wt_record_begin(records, &json, "hold", role);
	wt_json_number_of(&json, "asked", hold->asked);
	wt_json_number_of(&json, "held", hold->held);
	if (hold->moved)
		wt_json_number_of(&json, "moved", hold->moved);
	wt_json_bool_of(&json, "ok", error->status == WT_OK);
	if (error->status != WT_OK)
		wt_json_string_of(&json, "reason", error->text);
	wt_json_name(&json, "points");
	wt_json_begin(&json, '[');
	for (size_t i = 0; i < hold->count; i++) {
		wt_json_begin(&json, '{');
		wt_json_number_of(&json, "sessions", hold->points[i].sessions);
		wt_json_number_of(&json, "heap_bytes", hold->points[i].heap_bytes);
		if (hold->points[i].rss_bytes)
			wt_json_number_of(&json, "rss_bytes", hold->points[i].rss_bytes);
		wt_json_end(&json, '}');
	}
	wt_json_end(&json, ']');
	put_line(hold, "heap", false, &json);
	put_line(hold, "rss", true, &json);
	return wt_record_finish(records, &json);
}

void wt_hold_print(const struct wt_hold *hold, const char *program, FILE *stream)
{
	struct wt_hold_line heap, rss;

	fprintf(stream, "  sessions  heap, bytes   RSS, bytes\n");
	for (size_t i = 0; i < hold->count; i++) {
		fprintf(stream, "%10u %12llu ", hold->points[i].sessions,
			(unsigned long long)hold->points[i].heap_bytes);
		if (hold->points[i].rss_bytes)
			fprintf(stream, "%12llu\n", (unsigned long long)hold->points[i].rss_bytes);
		else
			fprintf(stream, "%12s\n", "not told");
	}
	fprintf(stream, "%s: %u of %u sessions held", program, hold->held, hold->asked);
	if (wt_hold_line(hold, false, &heap))
		fprintf(stream, "; each %.0f bytes of the TLS library's heap (R2 %.6f)", heap.slope, heap.r2);
	if (wt_hold_line(hold, true, &rss))
		fprintf(stream, ", %.0f bytes of RSS (R2 %.6f)", rss.slope, rss.r2);
	if (hold->moved)
		fprintf(stream, "; %u went on from another port", hold->moved);
	fputc('\n', stream);
}

enum wt_status wt_hold_allow(const char *option, uint32_t sessions, struct wt_error *error)
{
	uint64_t wanted = (uint64_t)sessions + WT_HOLD_OTHER_FILES;
	uint64_t allowed = wt_process_allow_files(wanted);

	if (allowed >= wanted)
		return WT_OK;
	if (allowed <= WT_HOLD_OTHER_FILES)
		return wt_error_set(error, WT_ERROR, "hold", "wiretoll", 0,
				    "%s %u: needs %llu descriptors, the system allows %llu, too few for any; "
				    "valid: after ulimit -n %llu",
				    option, sessions, (unsigned long long)wanted, (unsigned long long)allowed,
				    (unsigned long long)wanted);
	return wt_error_set(error, WT_ERROR, "hold", "wiretoll", 0,
			    "%s %u: needs %llu descriptors, the system allows %llu; valid: 1 to %llu", option, sessions,
			    (unsigned long long)wanted, (unsigned long long)allowed,
			    (unsigned long long)(allowed - WT_HOLD_OTHER_FILES));
}

enum wt_status wt_hold_fits(uint32_t sessions, uint64_t session_bytes, struct wt_error *error)
{
	/* the other end may take as much of the same machine */
	uint64_t room = wt_machine_free_bytes() / 2;
	uint64_t wanted_mb = sessions * session_bytes / 1000000 + 1, room_mb = room / 1000000;

	if (room == 0 || session_bytes == 0 || sessions <= room / session_bytes)
		return WT_OK;
	return wt_error_set(error, WT_ERROR, "hold", "wiretoll", 0,
			    "--hold %u: needs %llu MB at %llu bytes a session, %llu MB may be had; "
			    "valid: 1 to %llu",
			    sessions, (unsigned long long)wanted_mb, (unsigned long long)session_bytes,
			    (unsigned long long)room_mb, (unsigned long long)(room / session_bytes));
}
