/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "progress.h"

#include <limits.h>
#include <stdio.h>
#include <string.h>

#include "clock.h"
#include "number_text.h"
#include "terminal.h"

/* Between two lines of a log a tenth of the time that has passed, in these bounds. */
#define PAUSE_LEAST_NS (5 * WT_NS_PER_S)
#define PAUSE_MOST_NS  (60 * WT_NS_PER_S)

/* Back to the start of the line, and erase it (ECMA-48: EL). */
static const char line_start[] = "\r\033[K";

void wt_progress_begin(struct wt_progress *progress, bool quiet)
{
	memset(progress, 0, sizeof *progress);
	progress->quiet = quiet;
	progress->live = !quiet && wt_terminal_is_live();
	progress->started_ns = progress->told_ns = wt_clock_ns();
}

void wt_progress_expect(struct wt_progress *progress, size_t cells)
{
	progress->cells = progress->done + cells;
}

/* Broken between names where a terminal would break it in the middle of one. */
static void tell_series(const struct wt_plan *plan, bool live)
{
	int columns = live ? wt_terminal_live_columns() : INT_MAX,
	    used = fprintf(stderr, "%zu series:", plan->active_count);

	for (size_t i = 0; i < plan->series_count; i++) {
		int length = 1 + (int)strlen(plan->series[i].name);

		if (*plan->series[i].unsupported)
			continue;
		if (used + length > columns)
			used = fprintf(stderr, "\n ") - 1;
		used += length;
		fprintf(stderr, " %s", plan->series[i].name);
	}
	fputc('\n', stderr);
}

void wt_progress_plan(const struct wt_progress *progress, const struct wt_plan *plan, const struct wt_folder *folder)
{
	char all[32];

	if (progress->quiet)
		return;
	tell_series(plan, progress->live);
	fprintf(stderr, "%zu size%s, %u tries of each in %u rounds: %s tries\n", plan->sizes.count,
		plan->sizes.count == 1 ? "" : "s", plan->tries, plan->rounds,
		wt_count_text(wt_plan_all_tries(plan), all));
	fprintf(stderr, "seed %u; ", plan->seed);
	if (plan->target.way == WT_WAY_SSH)
		fprintf(stderr, "the board is the %s, %s; the address called is %s\n",
			plan->target.board_role == WT_CLIENT ? "client" : "server", plan->target.ssh, plan->host);
	else
		fprintf(stderr, "client on core %d, server on %d%s\n", plan->client_cpu, plan->server_cpu,
			!plan->one_core && !strcmp(wt_plan_placement(plan), "one")
				? " (placement one: no second core may be used)"
				: "");
	fprintf(stderr, "%s\n", folder->path);
	for (size_t i = 0; i < plan->series_count; i++)
		if (*plan->series[i].unsupported)
			fprintf(stderr, "UNSUPPORTED %s: %s\n", plan->series[i].name, plan->series[i].unsupported);
}

/* "48 s", "12 min", "5.5 h". */
static void duration_text(double seconds, char text[32])
{
	if (seconds < 90)
		snprintf(text, 32, "%.0f s", seconds);
	else if (seconds < 90 * 60)
		snprintf(text, 32, "%.0f min", seconds / 60);
	else
		snprintf(text, 32, "%.1f h", seconds / 3600);
}

/* Who waits for minutes goes away and wants to know when to come back; ", Tue" where that is another day. */
static void end_text(double seconds, time_t now, char text[32])
{
	time_t end = now + (time_t)(seconds + 0.5);
	struct tm today, then;

	*text = '\0';
	if (seconds >= 90 && localtime_r(&now, &today) && localtime_r(&end, &then))
		strftime(text, 32, then.tm_yday == today.tm_yday ? " (until %H:%M)" : " (until %a %H:%M)", &then);
}

void wt_progress_words(const struct wt_progress *progress, uint64_t now_ns, time_t now,
		       char text[WT_PROGRESS_TEXT_BYTES])
{
	double passed = (double)(now_ns - progress->started_ns) / 1e9, seconds;
	char left[32], end[32], failed[40] = "";

	if (progress->failed)
		snprintf(failed, sizeof failed, ", %zu failed", progress->failed);
	if (!progress->done || progress->done >= progress->cells) {
		snprintf(text, WT_PROGRESS_TEXT_BYTES, "%zu of %zu cells%s", progress->done, progress->cells, failed);
		return;
	}
	seconds = passed / (double)progress->done * (double)(progress->cells - progress->done);
	duration_text(seconds, left);
	end_text(seconds, now, end);
	snprintf(text, WT_PROGRESS_TEXT_BYTES, "%zu of %zu cells%s, about %s left%s", progress->done, progress->cells,
		 failed, left, end);
}

bool wt_progress_is_due(const struct wt_progress *progress, uint64_t now_ns)
{
	uint64_t tenth_ns = (now_ns - progress->started_ns) / 10;
	uint64_t pause_ns = tenth_ns < PAUSE_LEAST_NS  ? PAUSE_LEAST_NS
			    : tenth_ns > PAUSE_MOST_NS ? PAUSE_MOST_NS
						       : tenth_ns;

	return now_ns - progress->told_ns >= pause_ns;
}

/* "round 3", and for what comes after the rounds its name. */
static const char *place_of(struct wt_cell_id id, char text[24])
{
	if (id.purpose != WT_CELL_TIMING)
		return id.purpose == WT_CELL_HEAP ? "its heap" : "its hold";
	snprintf(text, 24, "round %u", id.round + 1);
	return text;
}

/* The line is written over: it must not be longer than the terminal is wide. */
static void tell_live(const char *line)
{
	int columns = wt_terminal_live_columns();

	fprintf(stderr, "%s%.*s", line_start, columns - 1, line);
	fflush(stderr);
}

void wt_progress_cell(struct wt_progress *progress, const struct wt_plan *plan, const struct wt_series *series,
		      struct wt_cell_id id)
{
	char words[WT_PROGRESS_TEXT_BYTES], line[512], place[24];
	uint64_t now_ns = wt_clock_ns();

	if (progress->quiet || (!progress->live && !wt_progress_is_due(progress, now_ns)))
		return;
	wt_progress_words(progress, now_ns, time(NULL), words);
	progress->told_ns = now_ns;
	if (!progress->live) {
		fprintf(stderr, "%s\n", words);
		return;
	}
	if (id.purpose != WT_CELL_TIMING)
		snprintf(line, sizeof line, "%s: %s, %s", words, series->name, place_of(id, place));
	else
		snprintf(line, sizeof line, "%s: %s, %s of %u", words, series->name, place_of(id, place), plan->rounds);
	tell_live(line);
}

void wt_progress_made(struct wt_progress *progress, const struct wt_series *series, struct wt_cell_id id,
		      const char *failure)
{
	char place[24];

	progress->done++;
	progress->heaps += !failure && id.purpose == WT_CELL_HEAP;
	progress->holds += !failure && id.purpose == WT_CELL_SESSIONS;
	if (!failure)
		return;
	progress->failed++;
	if (!progress->quiet)
		fprintf(stderr, "%sFAILED %s in %s: %s\n", progress->live ? line_start : "", series->name,
			place_of(id, place), failure);
}

void wt_progress_again(const struct wt_progress *progress, const struct wt_series *series, struct wt_cell_id id,
		       const char *why)
{
	char place[24];

	if (!progress->quiet)
		fprintf(stderr, "%sAGAIN %s %s, since the link may be to blame: %s\n", progress->live ? line_start : "",
			series->name, place_of(id, place), why);
}

void wt_progress_clear(const struct wt_progress *progress)
{
	if (progress->live)
		fputs(line_start, stderr);
	fflush(stderr);
}

void wt_progress_end(const struct wt_progress *progress, const struct wt_plan *plan)
{
	if (progress->quiet || progress->live || !progress->done)
		return;
	fprintf(stderr, "%zu cell%s in %.1f s, %zu failed", progress->done, progress->done == 1 ? "" : "s",
		(double)(wt_clock_ns() - progress->started_ns) / 1e9, progress->failed);
	if (progress->heaps)
		fprintf(stderr, "; heap counted by %zu series", progress->heaps);
	if (progress->holds)
		fprintf(stderr, "; %u sessions held by %zu series", plan->hold, progress->holds);
	fputc('\n', stderr);
}
