/* SPDX-License-Identifier: GPL-3.0-or-later */
/* `wiretoll diff OLD NEW`: which series changed, and whether for the worse. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "commands.h"
#include "diff.h"
#include "judge.h"
#include "number_text.h"
#include "results.h"
#include "until.h"

/* Beside the statuses of every command. */
enum { EXIT_SUSPECT = 3 };

struct fields {
	const char *threshold;
	bool relative;
};

#define FIELD(name) offsetof(struct fields, name)

static const struct wt_option options[] = {
	{ "threshold", WT_OPTION_TEXT, FIELD(threshold), "SHARE", NULL,
	  "how much slower a series must be to be a regression (default 5%; of an emulated board's instructions 0.5%)",
	  NULL, 0, 0 },
	{ "relative", WT_OPTION_FLAG, FIELD(relative), NULL, NULL,
	  "compare what is over the plain transport, not times: most of what the machine did to both falls out", NULL,
	  0, 0 },
	WT_QUESTION_OPTIONS("print the version"),
	{ .name = NULL },
};

/* A folder that was read and judged. */
struct judged_folder {
	struct wt_results results;
	struct wt_judged judged;
};

static bool open_folder(struct judged_folder *folder, const char *path, struct wt_reason *reason)
{
	if (!wt_results_read(&folder->results, path, reason))
		return false;
	return wt_judge(&folder->judged, &folder->results, false) || wt_reason_set(reason, "memory is short");
}

static void free_folder(struct judged_folder *folder)
{
	if (!folder)
		return;
	wt_judged_free(&folder->judged);
	wt_results_free(&folder->results);
	free(folder);
}

static void put_ratio(const struct wt_estimate *ratio)
{
	char text[64];

	snprintf(text, sizeof text, "%.3f [%.3f %.3f]", ratio->value, ratio->low, ratio->high);
	printf("%22s", isnan(ratio->value) ? "-" : text);
}

/* What is compared, of one series at one size: the median of its tries. */
static double median_of(const struct wt_diff *diff, const struct wt_judged *judged, size_t index, uint32_t bytes)
{
	const struct wt_plan *plan = &judged->results->plan;

	for (size_t k = 0; k < plan->sizes.count; k++)
		if (plan->sizes.bytes[k] == bytes)
			return diff->measure->value_of ? judged->series[index].sizes[k].median.value
						       : judged->results->series[index].guest.exchange[k];
	return (double)NAN;
}

static void put_median(const struct wt_diff *diff, const struct wt_judged *judged, size_t index, uint32_t bytes)
{
	double value = median_of(diff, judged, index, bytes);
	char text[32];

	if (diff->measure->value_of || isnan(value))
		printf("%10s", wt_measure_text(diff->measure, value, text));
	else
		printf("%14.0f", value);
}

/* Quarters are of times alone. */
static void put_heads(const struct wt_diff *diff, int width)
{
	char old[64], new[64];

	snprintf(old, sizeof old, "old, %s", diff->measure->unit);
	snprintf(new, sizeof new, " new, %s", diff->measure->unit);
	if (diff->measure->value_of)
		printf("%-*s%7s%11s%11s%22s%22s  %s\n", width, "series", "bytes", old, new,
		       diff->relative ? "over plain, medians" : "new over old, medians",
		       wt_measure_ends(diff->measure)->quarters, "new is");
	else
		printf("%-*s%7s%14s%14s%22s  %s\n", width, "series", "bytes", "old", "new", "new over old, medians",
		       "new takes");
}

static void put_changes(const struct wt_diff *diff, const struct wt_judged *older, const struct wt_judged *newer)
{
	int width = 20;

	for (size_t i = 0; i < newer->results->plan.series_count; i++) {
		int length = (int)strlen(newer->results->plan.series[i].name);

		width = length + 1 > width ? length + 1 : width;
	}
	if (!diff->measure->value_of)
		printf("Instructions of the board's end of %s\n", wt_plan_mode(&newer->results->plan)->one);
	put_heads(diff, width);
	for (size_t i = 0; i < diff->count; i++) {
		const struct wt_change *one = &diff->changes[i];

		printf("%-*s%7u", width, newer->results->plan.series[one->new_index].name, one->size);
		put_median(diff, older, one->old_index, one->size);
		put_median(diff, newer, one->new_index, one->size);
		put_ratio(&one->ratio);
		if (diff->measure->value_of)
			put_ratio(&one->quarter_ratio);
		printf("  %s%s\n", wt_verdict_words(diff->measure, one->verdict),
		       one->regression ? ", REGRESSION"
		       : one->suspect  ? ", SUSPECT"
				       : "");
	}
}

/* The version of the programs that measured, as the first series tells that has a whole round; NULL: none does. */
static const char *version_of(const struct wt_results *results)
{
	for (size_t i = 0; i < results->plan.series_count; i++)
		if (results->series[i].client_run)
			return json_string_value(json_object_get(results->series[i].client_run, "version"));
	return NULL;
}

static void put_version(const struct wt_results *older, const struct wt_results *newer)
{
	const char *before = version_of(older), *now = version_of(newer);

	if (before && now && strcmp(before, now) != 0)
		printf("wiretoll: %s, before %s\n", now, before);
}

static void put_library(const struct wt_judged *older, const struct wt_judged *newer)
{
	const struct wt_results *a = older->results, *b = newer->results;

	for (size_t i = 0; i < b->plan.series_count; i++) {
		int k = wt_plan_find(&a->plan, b->plan.series[i].name);
		const char *before = k < 0 ? "" : a->series[k].run.library_version;
		const char *now = b->series[i].run.library_version;

		if (*before && *now && strcmp(before, now) != 0)
			printf("%s: %s %s, before %s\n", b->plan.series[i].name, b->series[i].run.library, now, before);
	}
	if (strcmp(a->board.kernel, b->board.kernel) != 0)
		printf("kernel: %s, before %s\n", b->board.kernel, a->board.kernel);
}

/* What is wrong with the new one, each on its own line, and the status that says it. */
static int put_verdict(const struct wt_diff *diff)
{
	if (diff->gone_count)
		printf("GONE, whole in the old one: %s\n", diff->gone);
	if (diff->suspects)
		printf("%zu SUSPECT: %s, but %s, so the machine itself may have been slower;\n"
		       "repeat both on a quiet machine%s\n",
		       diff->suspects, diff->measure->words.worse,
		       diff->plain_worse ? "plain TCP and UDP are as well" : "not both runs are trusted",
		       diff->plain_worse ? ", or compare with --relative" : "");
	printf("%zu regression%s over %.1f %% among %zu verdicts%s\n", diff->regressions,
	       diff->regressions == 1 ? "" : "s", 100.0 * diff->threshold, diff->count,
	       diff->measure->value_of ? ", corrected for their number" : "");
	if (diff->regressions || diff->gone_count)
		return WT_EXIT_FAILED;
	return diff->suspects ? EXIT_SUSPECT : WT_EXIT_DONE;
}

static int print_diff(const struct wt_diff *diff, const struct judged_folder *older, const struct judged_folder *newer)
{
	if (diff->count)
		put_changes(diff, &older->judged, &newer->judged);
	put_version(older->judged.results, newer->judged.results);
	put_library(&older->judged, &newer->judged);
	wt_diff_handshakes(older->judged.results, newer->judged.results, stdout);
	if (*diff->notes)
		printf("settings that only one version knows, old and new: %s\n", diff->notes);
	if (*diff->left_out)
		printf("left out: %s\n", diff->left_out);
	printf("old: %s; new: %s\n", older->judged.validity.summary, newer->judged.validity.summary);
	return put_verdict(diff);
}

static int diff_main(const struct wt_command *command, int argc, char **argv)
{
	struct fields fields = { NULL, false };
	struct judged_folder *older = calloc(1, sizeof *older), *newer = calloc(1, sizeof *newer);
	struct wt_diff diff = { .changes = NULL };
	struct wt_reason reason;
	struct wt_taken taken;
	double threshold = 0.0;
	int status = WT_EXIT_WRONG;

	if (!older || !newer || !wt_command_begin(command, argc, argv, &fields, &taken, &status))
		goto out;
	status = WT_EXIT_WRONG;
	if (taken.operands != 2)
		wt_reason_set(&reason, "two folders are needed; valid: wiretoll diff OLD NEW");
	else if ((!fields.threshold || wt_share_parse("threshold", fields.threshold, &threshold, &reason)) &&
		 open_folder(older, argv[0], &reason) && open_folder(newer, argv[1], &reason) &&
		 wt_diff_make(&diff, &older->judged, &newer->judged, threshold, fields.relative, &reason))
		status = print_diff(&diff, older, newer);
	if (status == WT_EXIT_WRONG)
		wt_command_failed(command, &reason, status);
out:
	wt_diff_free(&diff);
	free_folder(older);
	free_folder(newer);
	return status;
}

const struct wt_command wt_command_diff = {
	.name = "diff",
	.purpose = "Tells which series changed between two folders of results.",
	.operands = "OLD NEW",
	.operands_max = 2,
	.notes = "A regression is a series that is slower beyond doubt (corrected for the number of\n"
		 "verdicts) and by more than the threshold. Where one of the runs is not trusted, or the\n"
		 "plain series became slower as well, it is only SUSPECT. Of emulated boards instructions\n"
		 "are compared, which no busy machine changes. The exit status is 0 without any; 1 with a\n"
		 "regression, or when a series that was whole is FAILED, unfinished or missing; 3 when\n"
		 "there is nothing worse than a suspect one; 2 when the two cannot be compared or the\n"
		 "command line is wrong; 4 when what it says cannot be written.",
	.options = options,
	.run = diff_main,
};
