/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "diff.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static int find_series(const struct wt_plan *plan, const char *name)
{
	for (size_t i = 0; i < plan->series_count; i++)
		if (!strcmp(plan->series[i].name, name))
			return (int)i;
	return -1;
}

static int find_size(const struct wt_plan *plan, uint32_t bytes)
{
	for (size_t i = 0; i < plan->sizes.count; i++)
		if (plan->sizes.bytes[i] == bytes)
			return (int)i;
	return -1;
}

static bool differ(struct wt_reason *reason, const char *what, const char *older, const char *newer)
{
	return wt_reason_set(reason, "the two cannot be compared: %s: %.200s and %.200s", what, older,
			     newer);
}

/* The board and what the plans say must be the same; the programs' own settings are seen by series. */
static bool plans_alike(const struct wt_results *older, const struct wt_results *newer,
			struct wt_reason *reason)
{
	const struct wt_plan *a = &older->plan, *b = &newer->plan;
	char left[64], right[64];

	if (strcmp(a->board, b->board) != 0)
		return differ(reason, "board", a->board, b->board);
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
	if (a->reach.way != b->reach.way)
		return differ(reason, "way of running", wt_way_name(a->reach.way),
			      wt_way_name(b->reach.way));
	if (a->reach.way == WT_WAY_QEMU_USER)
		return wt_reason_set(reason, "times under emulation say nothing of the board, so their "
				     "difference does not either");
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

	if (!of_rounds(&a, newer->series->median_us, newer->plain ? newer->plain->median_us : NULL,
		       newer->rounds) ||
	    !of_rounds(&b, older->series->median_us, older->plain ? older->plain->median_us : NULL,
		       older->rounds))
		return false;
	subtract(&change->median, &a, &b);
	if (!of_rounds(&a, newer->series->quarter_us, newer->plain ? newer->plain->quarter_us : NULL,
		       newer->rounds) ||
	    !of_rounds(&b, older->series->quarter_us, older->plain ? older->plain->quarter_us : NULL,
		       older->rounds))
		return false;
	subtract(&change->quarter, &a, &b);
	return true;
}

static void add_left_out(struct wt_diff *diff, const char *name, const char *why)
{
	size_t length = strlen(diff->left_out);

	snprintf(diff->left_out + length, sizeof diff->left_out - length, "%s%s (%s)", length ? ", " : "",
		 name, why);
}

/* Most series have the same notes: each set is told once. */
static void add_notes(struct wt_diff *diff, const char *notes)
{
	size_t length = strlen(diff->notes);

	if (*notes && !strstr(diff->notes, notes))
		snprintf(diff->notes + length, sizeof diff->notes - length, "%s%s", length ? "; " : "", notes);
}

/* The series at one size; with `relative` over its plain one. False: there is none of that. */
static bool find_side(struct side *side, const struct wt_judged *judged, size_t index, int size,
		      bool relative)
{
	const struct wt_plan *plan = &judged->results->plan;
	const char *under = plan->series[index].kind->plain;
	int plain = relative && under ? wt_judged_find(plan, wt_kind_find(under), "") : -1;

	side->series = &judged->series[index].by_round[size];
	side->plain = plain >= 0 ? &judged->series[plain].by_round[size] : NULL;
	side->rounds = plan->rounds;
	return !relative || (plain >= 0 && wt_judged_usable(judged->results, plain));
}

/* All common sizes of one series. */
static bool add_series(struct wt_diff *diff, const struct wt_judged *older,
		       const struct wt_judged *newer, size_t old_index, size_t new_index,
		       struct wt_reason *reason)
{
	const struct wt_plan *plan = &newer->results->plan;
	char unlike[WT_UNLIKE_BYTES], notes[WT_UNLIKE_BYTES];

	if (!wt_parity_changes(&newer->results->series[new_index], &older->results->series[old_index],
			       unlike, notes))
		return wt_reason_set(reason, "the two cannot be compared: %s: %s",
				     plan->series[new_index].name, unlike);
	add_notes(diff, notes);
	for (size_t k = 0; k < plan->sizes.count; k++) {
		int other = find_size(&older->results->plan, plan->sizes.bytes[k]);
		struct side old_side, new_side;
		struct wt_change *change = &diff->changes[diff->count];

		if (other < 0 || !find_side(&old_side, older, old_index, other, diff->relative) ||
		    !find_side(&new_side, newer, new_index, (int)k, diff->relative))
			continue;
		*change = (struct wt_change){ .old_index = old_index, .new_index = new_index,
					      .size = plan->sizes.bytes[k] };
		if (!compare(change, &old_side, &new_side))
			return wt_reason_set(reason, "memory is short");
		diff->count++;
	}
	return true;
}

static bool add_all(struct wt_diff *diff, const struct wt_judged *older, const struct wt_judged *newer,
		    struct wt_reason *reason)
{
	const struct wt_plan *a = &older->results->plan, *b = &newer->results->plan;

	for (size_t i = 0; i < b->series_count; i++) {
		int other = find_series(a, b->series[i].name);

		if (newer->results->series[i].state == WT_SERIES_UNSUPPORTED ||
		    (diff->relative && !b->series[i].kind->plain))
			continue;
		if (other < 0)
			add_left_out(diff, b->series[i].name, "only in the new one");
		else if (older->results->series[other].rounds_done < 2 ||
			 !wt_judged_usable(older->results, other))
			add_left_out(diff, b->series[i].name, "not whole in the old one");
		else if (newer->results->series[i].rounds_done < 2 ||
			 !wt_judged_usable(newer->results, (int)i))
			add_left_out(diff, b->series[i].name, "not whole in the new one");
		else if (!add_series(diff, older, newer, (size_t)other, i, reason))
			return false;
	}
	for (size_t i = 0; i < a->series_count; i++)
		if (find_series(b, a->series[i].name) < 0)
			add_left_out(diff, a->series[i].name, "only in the old one");
	return true;
}

static bool conclude(struct wt_diff *diff, double threshold, struct wt_reason *reason)
{
	struct wt_comparison *all = calloc(diff->count + 1, sizeof *all);
	struct wt_comparison **list = calloc(diff->count + 1, sizeof *list);
	bool good = all && list;

	for (size_t i = 0; good && i < diff->count; i++) {
		wt_compare_estimates(&all[i], &diff->changes[i].median, &diff->changes[i].quarter);
		list[i] = &all[i];
	}
	good = good && wt_verdicts(list, diff->count);
	for (size_t i = 0; good && i < diff->count; i++) {
		struct wt_change *change = &diff->changes[i];

		change->ratio = all[i].ratio;
		change->quarter_ratio = all[i].quarter_ratio;
		change->p = all[i].p;
		change->p_corrected = all[i].p_corrected;
		change->verdict = all[i].verdict;
		change->regression = (change->verdict == WT_VERDICT_SLOWER ||
				      change->verdict == WT_VERDICT_MIXED) &&
				     fmax(change->ratio.value, change->quarter_ratio.value) >
					     1.0 + threshold;
		diff->regressions += change->regression;
	}
	free(all);
	free(list);
	return good || wt_reason_set(reason, "memory is short");
}

bool wt_diff_make(struct wt_diff *diff, const struct wt_judged *older, const struct wt_judged *newer,
		  double threshold, bool relative, struct wt_reason *reason)
{
	memset(diff, 0, sizeof *diff);
	diff->relative = relative;
	if (!plans_alike(older->results, newer->results, reason))
		return false;
	diff->changes = calloc((size_t)WT_SERIES_MAX * WT_SIZES_MAX, sizeof *diff->changes);
	if (!diff->changes)
		return wt_reason_set(reason, "memory is short");
	if (!add_all(diff, older, newer, reason))
		return false;
	if (!diff->count)
		return wt_reason_set(reason, "the two have no whole series of the same size in common%s%.600s",
				     *diff->left_out ? ": " : "", diff->left_out);
	return conclude(diff, threshold, reason);
}

void wt_diff_free(struct wt_diff *diff)
{
	free(diff->changes);
	diff->changes = NULL;
}
