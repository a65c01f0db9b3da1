/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "diff.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static int find_size(const struct wt_plan *plan, uint32_t bytes)
{
	for (size_t i = 0; i < plan->sizes.count; i++)
		if (plan->sizes.bytes[i] == bytes)
			return (int)i;
	return -1;
}

static bool differ(struct wt_reason *reason, const char *what, const char *older, const char *newer)
{
	return wt_reason_set(reason, "the two cannot be compared: %s: %.200s and %.200s", what, older, newer);
}

/* The board and what the plans say must be the same; the programs' own settings are seen by series. */
static bool plans_alike(const struct wt_results *older, const struct wt_results *newer, struct wt_reason *reason)
{
	const struct wt_plan *a = &older->plan, *b = &newer->plan;
	char left[64], right[64];

	if (strcmp(a->board, b->board) != 0)
		return differ(reason, "board", a->board, b->board);
	if (a->target.way != b->target.way)
		return differ(reason, "way of running", wt_way_name(a->target.way), wt_way_name(b->target.way));
	if (strcmp(wt_plan_placement(a), wt_plan_placement(b)) != 0)
		return differ(reason, "placement", wt_plan_placement(a), wt_plan_placement(b));
	if (wt_plan_mode(a) != wt_plan_mode(b))
		return differ(reason, "mode", wt_plan_mode(a)->name, wt_plan_mode(b)->name);
	if (a->spin != b->spin)
		return differ(reason, "wait", wt_plan_wait(a), wt_plan_wait(b));
	if (a->rate != b->rate) {
		snprintf(left, sizeof left, "%u", a->rate);
		snprintf(right, sizeof right, "%u", b->rate);
		return differ(reason, "rate", left, right);
	}
	if (a->streams != b->streams) {
		snprintf(left, sizeof left, "%u", wt_plan_streams(a));
		snprintf(right, sizeof right, "%u", wt_plan_streams(b));
		return differ(reason, "requests at once", left, right);
	}
	/* Of one that has no whole round nothing is known, and there is nothing to compare. */
	if (!*older->board.kernel || !*newer->board.kernel)
		return true;
	if (strcmp(older->board.cpu, newer->board.cpu) != 0)
		return differ(reason, "processor", older->board.cpu, newer->board.cpu);
	if (strcmp(older->board.machine, newer->board.machine) != 0)
		return differ(reason, "machine", older->board.machine, newer->board.machine);
	if (strcmp(older->board.model, newer->board.model) != 0)
		return differ(reason, "model", older->board.model, newer->board.model);
	if (older->board.cores != newer->board.cores) {
		snprintf(left, sizeof left, "%lld", (long long)older->board.cores);
		snprintf(right, sizeof right, "%lld", (long long)newer->board.cores);
		return differ(reason, "number of cores", left, right);
	}
	return true;
}

/* The means of two samples and the error of their difference (Welch), each as in wt_paired_estimate. */
static void subtract(struct wt_paired *to, const struct wt_paired *newer, const struct wt_paired *older)
{
	double a = newer->error * newer->error, b = older->error * older->error;

	wt_paired_none(to);
	if (isnan(a) || isnan(b))
		return;
	to->rounds = newer->rounds < older->rounds ? newer->rounds : older->rounds;
	to->error = sqrt(a + b);
	to->freedom = a + b > 0.0 ? (a + b) * (a + b) / (a * a / newer->freedom + b * b / older->freedom)
				  : newer->freedom + older->freedom;
	to->estimate.value = newer->estimate.value - older->estimate.value;
	wt_paired_conclude(to);
}

/* `plain` may be NULL: the times themselves. */
static bool of_rounds(struct wt_paired *to, const double *by_round, const double *plain, uint32_t rounds)
{
	double *values = calloc((size_t)rounds + 1, sizeof *values);
	size_t count = 0;

	if (!values)
		return false;
	for (uint32_t i = 0; i < rounds; i++)
		if (!isnan(by_round[i]) && !(plain && isnan(plain[i])))
			values[count++] = log(by_round[i] / (plain ? plain[i] : 1.0));
	wt_paired_estimate(to, values, count);
	free(values);
	return true;
}

/* One side: a series at one size, and its plain one, or NULL. */
struct side {
	const struct wt_by_round *series, *plain;
	uint32_t rounds;
};

static bool compare(struct wt_change *change, const struct side *older, const struct side *newer)
{
	struct wt_paired a, b;

	if (!of_rounds(&a, newer->series->median, newer->plain ? newer->plain->median : NULL, newer->rounds) ||
	    !of_rounds(&b, older->series->median, older->plain ? older->plain->median : NULL, older->rounds))
		return false;
	subtract(&change->median, &a, &b);
	if (!of_rounds(&a, newer->series->quarter, newer->plain ? newer->plain->quarter : NULL, newer->rounds) ||
	    !of_rounds(&b, older->series->quarter, older->plain ? older->plain->quarter : NULL, older->rounds))
		return false;
	subtract(&change->quarter, &a, &b);
	return true;
}

static void add_gone(struct wt_diff *diff, const char *name, const char *why)
{
	wt_text_add(diff->gone, sizeof diff->gone, ", ", "%s (%s)", name, why);
	diff->gone_count++;
}

/* Most series have the same notes: each set is told once. */
static void add_notes(struct wt_diff *diff, const char *notes)
{
	if (*notes && !strstr(diff->notes, notes))
		wt_text_add(diff->notes, sizeof diff->notes, "; ", "%s", notes);
}

/* The plain series that is the baseline of a secure one, -1: there is none that can be used. */
static int find_plain(const struct wt_judged *judged, size_t index)
{
	const struct wt_plan *plan = &judged->results->plan;
	const struct wt_row *row = &plan->series[index].row;
	int plain = wt_row_is_secure(row) ? wt_judged_plain(plan, row) : -1;

	return wt_judged_usable(judged->results, plain) && judged->results->series[plain].rounds_done >= 2 ? plain : -1;
}

/* The series at one size; with `relative` over its plain one. */
static void find_side(struct side *side, const struct wt_judged *judged, size_t index, int size, bool relative)
{
	int plain = relative ? find_plain(judged, index) : -1;

	side->series = &judged->series[index].by_round[size];
	side->plain = plain >= 0 ? &judged->series[plain].by_round[size] : NULL;
	side->rounds = judged->results->plan.rounds;
}

static bool compare_times(struct wt_change *change, const struct wt_judged *older, const struct wt_judged *newer,
			  int old_size, int new_size, bool relative)
{
	struct side old_side, new_side;

	find_side(&old_side, older, change->old_index, old_size, relative);
	find_side(&new_side, newer, change->new_index, new_size, relative);
	return compare(change, &old_side, &new_side);
}

/*
 * Instructions repeat from try to try, so two runs differ where their middle halves do not overlap; the interval of the
 * ratio is that of these halves.
 */
static void compare_counts(struct wt_change *change, const struct wt_guest_figures *older, int old_size,
			   const struct wt_guest_figures *newer, int new_size)
{
	change->ratio = (struct wt_estimate){ newer->exchange[new_size] / older->exchange[old_size],
					      newer->lower[new_size] / older->upper[old_size],
					      newer->upper[new_size] / older->lower[old_size] };
	change->quarter_ratio = (struct wt_estimate){ (double)NAN, (double)NAN, (double)NAN };
	change->p = change->p_corrected = (double)NAN;
	change->verdict = isnan(change->ratio.value) ? WT_VERDICT_NONE
			  : change->ratio.low > 1.0  ? WT_VERDICT_WORSE
			  : change->ratio.high < 1.0 ? WT_VERDICT_BETTER
						     : WT_VERDICT_NOTHING;
}

/* All common sizes of one series. */
static bool add_series(struct wt_diff *diff, const struct wt_judged *older, const struct wt_judged *newer,
		       size_t old_index, size_t new_index, struct wt_reason *reason)
{
	const struct wt_plan *plan = &newer->results->plan;
	const char *peer = plan->series[new_index].peer, *old_peer = older->results->plan.series[old_index].peer;
	char unlike[WT_UNLIKE_BYTES], notes[WT_UNLIKE_BYTES];
	bool good = true;

	if (strcmp(peer, old_peer) != 0)
		return wt_reason_set(reason, "the two cannot be compared: %s: peer: %s and %s",
				     plan->series[new_index].name, *old_peer ? old_peer : "the same variant",
				     *peer ? peer : "the same variant");
	if (!wt_parity_changes(&newer->results->series[new_index], &older->results->series[old_index], unlike, notes))
		return wt_reason_set(reason, "the two cannot be compared: %s: %s", plan->series[new_index].name,
				     unlike);
	add_notes(diff, notes);
	for (size_t k = 0; k < plan->sizes.count; k++) {
		int other = find_size(&older->results->plan, plan->sizes.bytes[k]);
		struct wt_change *change = &diff->changes[diff->count];

		if (other < 0)
			continue;
		*change = (struct wt_change){ .old_index = old_index,
					      .new_index = new_index,
					      .size = plan->sizes.bytes[k] };
		if (diff->measure->value_of)
			good = compare_times(change, older, newer, other, (int)k, diff->relative);
		else
			compare_counts(change, &older->results->series[old_index].guest, other,
				       &newer->results->series[new_index].guest, (int)k);
		if (!good)
			return wt_reason_set(reason, "memory is short");
		diff->count++;
	}
	return true;
}

/* Why a series cannot be compared, as far as one run goes; NULL: it can. */
static const char *unusable(const struct wt_judged *judged, int index, bool relative)
{
	const struct wt_series_results *series;

	if (index < 0)
		return "missing";
	series = &judged->results->series[index];
	if (series->state == WT_SERIES_UNSUPPORTED)
		return "not supported";
	if (series->state == WT_SERIES_FAILED)
		return "failed";
	if (series->rounds_done < 2)
		return "not whole";
	if (relative && find_plain(judged, (size_t)index) < 0)
		return "no whole plain one beside it";
	return NULL;
}

/* Whether a series has the counts of instructions at every size that both have; of times it is not asked. */
static bool counted(const struct wt_diff *diff, const struct wt_judged *judged, size_t index)
{
	const struct wt_series_results *series = &judged->results->series[index];

	for (size_t k = 0; !diff->measure->value_of && k < judged->results->plan.sizes.count; k++)
		if (isnan(series->guest.exchange[k]))
			return false;
	return true;
}

/* A series that was whole before must be so still: else a run that broke down would pass. */
static void look_for_gone(struct wt_diff *diff, const struct wt_judged *older, const struct wt_judged *newer)
{
	const struct wt_plan *a = &older->results->plan;

	for (size_t i = 0; i < a->series_count; i++) {
		int other = wt_plan_find(&newer->results->plan, a->series[i].name);
		const char *why = unusable(newer, other, diff->relative && wt_row_is_secure(&a->series[i].row));

		if (older->results->series[i].state != WT_SERIES_DONE ||
		    unusable(older, (int)i, diff->relative && wt_row_is_secure(&a->series[i].row)))
			continue;
		if (!why && newer->results->series[other].state == WT_SERIES_UNFINISHED)
			why = "unfinished";
		if (!why && counted(diff, older, i) && !counted(diff, newer, (size_t)other))
			why = "its instructions were not counted";
		if (why)
			add_gone(diff, a->series[i].name, why);
	}
}

/* What both have, or why not; what is gone from the new one is told apart. */
static bool add_all(struct wt_diff *diff, const struct wt_judged *older, const struct wt_judged *newer,
		    struct wt_reason *reason)
{
	const struct wt_plan *b = &newer->results->plan;

	look_for_gone(diff, older, newer);
	for (size_t i = 0; i < b->series_count; i++) {
		int other = wt_plan_find(&older->results->plan, b->series[i].name);
		const char *before = unusable(older, other, diff->relative);
		const char *now = unusable(newer, (int)i, diff->relative);

		if (newer->results->series[i].state == WT_SERIES_UNSUPPORTED ||
		    (diff->relative && !wt_row_is_secure(&b->series[i].row)))
			continue;
		if (before || now) {
			wt_text_add(diff->left_out, sizeof diff->left_out, ", ", "%s (%s in the %s one)",
				    b->series[i].name, before ? before : now, before ? "old" : "new");
		} else if (!add_series(diff, older, newer, (size_t)other, i, reason)) {
			return false;
		}
	}
	return true;
}

/* Nothing was compared, and nothing is gone: why. */
static bool nothing_common(const struct wt_diff *diff, struct wt_reason *reason)
{
	if (diff->relative)
		return wt_reason_set(reason,
				     "--relative needs a whole secure series with a whole plain one beside it in "
				     "both, and there is none%s%.600s",
				     *diff->left_out ? ": " : "", diff->left_out);
	return wt_reason_set(reason, "the two have no whole series of the same size in common%s%.600s",
			     *diff->left_out ? ": " : "", diff->left_out);
}

/* Worse beyond doubt, and by more than the threshold. */
static bool is_worse(const struct wt_diff *diff, const struct wt_change *change)
{
	return (change->verdict == WT_VERDICT_WORSE || change->verdict == WT_VERDICT_MIXED) &&
	       fmax(wt_measure_worse(diff->measure, change->ratio.value),
		    wt_measure_worse(diff->measure, change->quarter_ratio.value)) > 1.0 + diff->threshold;
}

/*
 * Whether more than half of the plain figures are worse, beside secure ones: no TLS library makes TCP and UDP slower, so
 * it was the machine, its kernel or its load, and the secure ones are no better witness. Plain series alone are what was
 * asked about.
 */
static bool plain_is_worse(const struct wt_diff *diff, const struct wt_plan *plan)
{
	size_t plain = 0, worse = 0;

	for (size_t i = 0; i < diff->count; i++)
		if (!wt_row_is_secure(&plan->series[diff->changes[i].new_index].row)) {
			plain++;
			worse += is_worse(diff, &diff->changes[i]);
		}
	return plain < diff->count && 2 * worse > plain;
}

/*
 * A figure of a run that is not trusted may be the machine's doing, and what is over plain as well: plain and secure
 * are not slowed alike. Instructions are counted on a core that no other program shares.
 */
static void mark(struct wt_diff *diff, struct wt_change *change, bool trusted)
{
	bool worse = is_worse(diff, change);

	change->suspect = worse && diff->measure->value_of && (!trusted || diff->plain_worse);
	change->regression = worse && !change->suspect;
	diff->regressions += change->regression;
	diff->suspects += change->suspect;
}

/* The verdicts of times, corrected for their number. */
static bool judge_times(struct wt_diff *diff)
{
	struct wt_comparison *all = calloc(diff->count + 1, sizeof *all);
	struct wt_comparison **list = calloc(diff->count + 1, sizeof *list);
	bool good = all && list;

	for (size_t i = 0; good && i < diff->count; i++) {
		wt_compare_estimates(&all[i], &diff->changes[i].median, &diff->changes[i].quarter);
		list[i] = &all[i];
	}
	good = good && wt_verdicts(diff->measure, list, diff->count);
	for (size_t i = 0; good && i < diff->count; i++) {
		struct wt_change *change = &diff->changes[i];

		change->ratio = all[i].ratio;
		change->quarter_ratio = all[i].quarter_ratio;
		change->p = all[i].p;
		change->p_corrected = all[i].p_corrected;
		change->verdict = all[i].verdict;
	}
	free(all);
	free(list);
	return good;
}

static bool conclude(struct wt_diff *diff, const struct wt_plan *plan, bool trusted, struct wt_reason *reason)
{
	if (diff->measure->value_of && !judge_times(diff))
		return wt_reason_set(reason, "memory is short");
	diff->plain_worse = diff->measure->value_of && plain_is_worse(diff, plan);
	for (size_t i = 0; i < diff->count; i++)
		mark(diff, &diff->changes[i], trusted);
	return true;
}

bool wt_diff_make(struct wt_diff *diff, const struct wt_judged *older, const struct wt_judged *newer, double threshold,
		  bool relative, struct wt_reason *reason)
{
	memset(diff, 0, sizeof *diff);
	diff->relative = relative;
	diff->measure = wt_measure_told(&newer->results->plan);
	if (!plans_alike(older->results, newer->results, reason))
		return false;
	if (relative && !diff->measure->value_of)
		return wt_reason_set(reason,
				     "--relative is for times; instructions of an emulated board are no other on a "
				     "busy machine; valid: without it");
	if (threshold <= 0.0)
		threshold = diff->measure->value_of ? 0.05 : 0.005;
	diff->threshold = threshold;
	diff->changes = calloc(newer->results->plan.series_count * WT_SIZES_MAX, sizeof *diff->changes);
	if (!diff->changes)
		return wt_reason_set(reason, "memory is short");
	if (!add_all(diff, older, newer, reason))
		return false;
	if (!diff->count && !diff->gone_count)
		return nothing_common(diff, reason);
	return conclude(diff, &newer->results->plan, !older->validity.grave_of_run && !newer->validity.grave_of_run,
			reason);
}

void wt_diff_free(struct wt_diff *diff)
{
	free(diff->changes);
	diff->changes = NULL;
}
