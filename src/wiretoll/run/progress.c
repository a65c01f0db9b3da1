/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "progress.h"

#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "number_text.h"

static uint64_t now_ns(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (uint64_t)now.tv_sec * 1000000000 + (uint64_t)now.tv_nsec;
}

static double seconds_since(uint64_t start_ns)
{
	return (double)(now_ns() - start_ns) / 1e9;
}

void wt_progress_begin(struct wt_progress *progress, size_t cells, bool quiet)
{
	memset(progress, 0, sizeof *progress);
	progress->quiet = quiet;
	progress->live = !quiet && isatty(STDERR_FILENO);
	progress->cells = cells;
	progress->started_ns = now_ns();
	progress->round_started_ns = progress->started_ns;
}

void wt_progress_plan(const struct wt_progress *progress, const struct wt_plan *plan, const struct wt_folder *folder)
{
	char all[32];

	if (progress->quiet)
		return;
	fprintf(stderr, "%zu series:", plan->active_count);
	for (size_t i = 0; i < plan->series_count; i++)
		if (!*plan->series[i].unsupported)
			fprintf(stderr, " %s", plan->series[i].name);
	fprintf(stderr, "\n%zu size%s, %u tries of each in %u rounds: %s tries; ", plan->sizes.count,
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

static void time_left(const struct wt_progress *progress, char *text, size_t room)
{
	double left;

	if (!progress->done) {
		snprintf(text, room, "...");
		return;
	}
	left = seconds_since(progress->started_ns) / (double)progress->done *
	       (double)(progress->cells - progress->done);
	if (left < 90)
		snprintf(text, room, "about %.0f s left", left);
	else
		snprintf(text, room, "about %.0f min left", left / 60);
}

/* "round 3", and for what comes after the rounds its name. */
static const char *place_of(uint32_t round, char text[24])
{
	if (wt_round_is_extra(round))
		return round == WT_ROUND_HEAP ? "its heap" : "its hold";
	snprintf(text, 24, "round %u", round + 1);
	return text;
}

void wt_progress_cell(struct wt_progress *progress, const struct wt_plan *plan, const struct wt_series *series,
		      uint32_t round)
{
	char left[32], place[24];

	if (!progress->live)
		return;
	time_left(progress, left, sizeof left);
	fprintf(stderr, "\r\033[Kcell %zu of %zu  ", progress->done + 1, progress->cells);
	if (round == WT_ROUND_HOLD)
		fprintf(stderr, "holding %u sessions", plan->hold);
	else if (round == WT_ROUND_HEAP)
		fprintf(stderr, "counting the heap");
	else
		fprintf(stderr, "%s of %u", place_of(round, place), plan->rounds);
	fprintf(stderr, "  %s  %s", series->name, left);
	fflush(stderr);
}

void wt_progress_made(struct wt_progress *progress, const struct wt_series *series, uint32_t round, const char *failure)
{
	char place[24];

	progress->done++;
	progress->round_done++;
	if (!failure)
		return;
	progress->round_failed++;
	if (!progress->quiet)
		fprintf(stderr, "%sFAILED %s in %s: %s\n", progress->live ? "\r\033[K" : "", series->name,
			place_of(round, place), failure);
}

void wt_progress_again(struct wt_progress *progress, const struct wt_series *series, uint32_t round, const char *why)
{
	char place[24];

	if (!progress->quiet)
		fprintf(stderr, "%sAGAIN %s %s, since the link may be to blame: %s\n", progress->live ? "\r\033[K" : "",
			series->name, place_of(round, place), why);
}

void wt_progress_round(struct wt_progress *progress, const struct wt_plan *plan, uint32_t round)
{
	if (!progress->quiet && !progress->live && progress->round_done > 0)
		fprintf(stderr, "round %u of %u: %zu cells in %.1f s, %zu failed\n", round + 1, plan->rounds,
			progress->round_done, seconds_since(progress->round_started_ns), progress->round_failed);
	progress->round_started_ns = now_ns();
	progress->round_done = 0;
	progress->round_failed = 0;
}

void wt_progress_side_cells(const struct wt_progress *progress, const struct wt_plan *plan, uint32_t round)
{
	if (progress->quiet || progress->live || progress->round_done == 0)
		return;
	if (round == WT_ROUND_HEAP)
		fprintf(stderr, "heap counted");
	else
		fprintf(stderr, "%u sessions held", plan->hold);
	fprintf(stderr, " by %zu series in %.1f s, %zu failed\n", progress->round_done,
		seconds_since(progress->round_started_ns), progress->round_failed);
}

void wt_progress_end(struct wt_progress *progress)
{
	if (!progress->live)
		return;
	fputs("\r\033[K", stderr);
	fflush(stderr);
}
