/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "until.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "clock.h"
#include "judge.h"
#include "results.h"
#include "until_file.h"

bool wt_share_parse(const char *option, const char *text, double *share, struct wt_reason *reason)
{
	char *end = NULL;
	double percent = strspn(text, "0123456789.") ? strtod(text, &end) : -1.0;

	if (end && !strcmp(end, "%"))
		end++;
	if (!end || *end || !(percent >= 0.1) || !(percent <= 100.0))
		return wt_reason_set(reason, "--%s %.100s: not valid; valid: 0.1%% to 100%%", option, text);
	*share = percent / 100.0;
	return true;
}

/* How far an interval reaches from its figure, at most. */
static double target_of(const struct wt_estimate *ratio)
{
	return fmax(ratio->high / ratio->value, ratio->value / ratio->low) - 1.0;
}

/* The widest of all ratios; NAN when there is none, or when a series failed. */
static bool look(const struct wt_folder *folder, double *widest, struct wt_reason *reason)
{
	struct wt_results *results = wt_results_open(folder->path, reason);
	struct wt_judged *judged = calloc(1, sizeof *judged);
	bool good = results && judged;

	if (results && !judged)
		wt_reason_set(reason, "memory is short");
	*widest = (double)NAN;
	if (good && !wt_judge(judged, results, false))
		good = wt_reason_set(reason, "memory is short");
	for (size_t i = 0; good && judged->complete && i < judged->contrast_count; i++)
		for (size_t k = 0; k < results->plan.sizes.count; k++) {
			const struct wt_comparison *one = &judged->contrasts[i].sizes[k];

			if (!isnan(one->ratio.value))
				*widest = fmax(*widest, fmin(target_of(&one->ratio), target_of(&one->quarter_ratio)));
		}
	if (judged)
		wt_judged_free(judged);
	wt_results_close(results);
	free(judged);
	return good;
}

static bool is_base(const struct wt_plan *plan, size_t series, int base)
{
	return base >= 0 && (size_t)base != series && !*plan->series[base].unsupported;
}

/*
 * Whether any secure series that can be made has another one beside it: of the first variant, the plain one, or the one
 * with the first value of an axis.
 */
static bool has_ratio(const struct wt_plan *plan)
{
	for (size_t i = 0; i < plan->series_count; i++) {
		const struct wt_series *one = &plan->series[i];
		struct wt_row first;

		if (!wt_series_has_sessions(one))
			continue;
		if (is_base(plan, i, wt_judged_find(plan, &one->row, plan->variants.name[0])) ||
		    is_base(plan, i, wt_judged_plain(plan, &one->row)))
			return true;
		for (size_t axis = 0; axis < WT_AXES_MAX && wt_axes[axis].option; axis++)
			if (wt_row_base(&one->row, axis, &first) &&
			    is_base(plan, i, wt_judged_find(plan, &first, one->variant)))
				return true;
	}
	return false;
}

bool wt_until_possible(const struct wt_plan *plan, struct wt_reason *reason)
{
	if (plan->target.way == WT_WAY_QEMU_USER)
		return wt_reason_set(reason, "--until: times under emulation say nothing of the board, so there is no "
					     "ratio to wait for; valid: a run without --until");
	if (!has_ratio(plan))
		return wt_reason_set(reason, "--until: there is no ratio to wait for, since nothing stands beside a "
					     "secure transport; valid: its plain one (tcp of tls, udp of dtls), or two "
					     "--variants that can be made");
	if (plan->tries % plan->rounds != 0)
		return wt_reason_set(reason,
				     "--until: %u tries are not the same in each of %u rounds; valid: "
				     "--tries that is a multiple of --rounds",
				     plan->tries, plan->rounds);
	return true;
}

uint32_t wt_until_more_rounds(const struct wt_plan *plan)
{
	uint32_t more = plan->rounds / 4 > 5 ? plan->rounds / 4 : 5;
	uint32_t most = WT_TRIES_MAX / (plan->tries / plan->rounds);

	if (most > WT_ROUNDS_MAX)
		most = WT_ROUNDS_MAX;
	if (plan->rounds >= most)
		return 0;
	return more < most - plan->rounds ? more : most - plan->rounds;
}

/* More rounds of the size that the plan has; those that are there keep their tries and order. */
static bool extend(struct wt_plan *plan, const struct wt_folder *folder, struct wt_reason *reason)
{
	uint32_t share = plan->tries / plan->rounds;

	plan->rounds += wt_until_more_rounds(plan);
	plan->tries = plan->rounds * share;
	return wt_plan_draw(plan, reason) && wt_plan_write(plan, folder, reason);
}

/* What goes on is told to who wants progress; a goal that is missed, to everybody. */
static void tell(const struct wt_progress *progress, const struct wt_until *until, const char *words)
{
	if (progress->quiet && (until->end == WT_UNTIL_MET || until->end == WT_UNTIL_STOPPED))
		return;
	wt_progress_clear(progress);
	if (isnan(until->widest))
		fprintf(stderr, "--until: there is no ratio to wait for\n");
	else
		fprintf(stderr, "--until: every ratio is known within %.1f %%, asked for %.1f %%%s\n",
			100.0 * until->widest, 100.0 * until->goal, words);
}

/* Whether it has come to an end, and which. */
static bool is_over(struct wt_until *until, const struct wt_plan *plan, uint64_t started_ns)
{
	if (isnan(until->widest))
		until->end = WT_UNTIL_NO_RATIO;
	else if (until->widest <= until->goal)
		until->end = WT_UNTIL_MET;
	else if (wt_clock_ns() - started_ns > until->limit_ms * WT_NS_PER_MS)
		until->end = WT_UNTIL_LIMIT;
	else if (!wt_until_more_rounds(plan))
		until->end = WT_UNTIL_ROUNDS;
	return until->end != WT_UNTIL_STOPPED;
}

static const char *last_words(enum wt_until_end end)
{
	return end == WT_UNTIL_LIMIT    ? ": goal missed: the limit of time has come"
	       : end == WT_UNTIL_ROUNDS ? ": goal missed: no more rounds fit into one plan"
					: "";
}

bool wt_run_until(struct wt_runner *runner, struct wt_plan *plan, const struct wt_folder *folder, double share,
		  uint64_t started_ns, uint64_t limit_ms, struct wt_progress *progress, struct wt_reason *reason)
{
	struct wt_until until = { .goal = share, .limit_ms = limit_ms, .rounds_asked = plan->rounds };

	for (;;) {
		bool over;

		if (!look(folder, &until.widest, reason))
			return false;
		over = is_over(&until, plan, started_ns);
		until.rounds_made = plan->rounds;
		if (!wt_until_write(&until, folder, reason))
			return false;
		if (over)
			break;
		tell(progress, &until, ": more rounds");
		if (!extend(plan, folder, reason) || !wt_run_cells(runner, plan, folder, progress, reason))
			return false;
	}
	tell(progress, &until, last_words(until.end));
	return true;
}
