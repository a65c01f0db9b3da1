/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * `wiretoll calibrate`: records one variant beside itself, as two variants of
 * a run, then tells how often a difference is found that is not there, and how
 * small a difference is found that is.
 */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "calibrate.h"
#include "calibrate_record.h"
#include "commands.h"
#include "results.h"

/* What each choice buys; the first two are what a run does by itself. */
static const struct wt_design designs[] = {
	{ "100 tries: 25 rounds of 4", 25, 4, false, false },
	{ "1,000 tries: 125 rounds of 8", 125, 8, false, false },
	{ "100 tries: 20 rounds of 5", 20, 5, false, false },
	{ "100 tries: 10 rounds of 10", 10, 10, false, false },
	{ "100 tries: 25 of 4, medians only", 25, 4, false, true },
	{ "100 tries: 25 of 4, not paired", 25, 4, true, false },
	{ "1,000 tries: 200 rounds of 5", 200, 5, false, false },
	{ "1,000 tries: 125 of 8, medians only", 125, 8, false, true },
	{ "1,000 tries: 125 of 8, not paired", 125, 8, true, false },
};
enum { DESIGNS = sizeof designs / sizeof *designs };

#define FIELD(name) offsetof(struct wt_calibration, name)

static const struct wt_argument arguments[] = {
	{ "transports", WT_ARGUMENT_NAMES, FIELD(transports), "LIST", "tls1.3,dtls1.2",
	  "what to record, with commas between them", 0, 0, false },
	{ "variant", WT_ARGUMENT_TEXT, FIELD(variant), "NAME", "wolfssl",
	  "of the programs that are measured beside themselves", 0, 0, false },
	{ "sizes", WT_ARGUMENT_SIZES, FIELD(sizes), "LIST", "16,999", "bytes of a message", 16, 1048576, false },
	{ "rounds", WT_ARGUMENT_NUMBER, FIELD(rounds), "N", "200", "rounds to record", 100, 1000, false },
	{ "tries", WT_ARGUMENT_NUMBER, FIELD(tries), "N", "10", "tries of each size in a round", 10, 1000, false },
	{ "comparisons", WT_ARGUMENT_NUMBER, FIELD(comparisons), "N", "2000",
	  "of the thing with itself, for each design", 1000, 1000000, false },
	{ "seed", WT_ARGUMENT_NUMBER, FIELD(seed), "N", "1", "of what is drawn for them", 1, UINT32_MAX, false },
	{ "board", WT_ARGUMENT_TEXT, FIELD(board), "NAME", "host", "what the programs were built for", 0, 0, false },
	{ "build", WT_ARGUMENT_TEXT, FIELD(build), "DIR", "build", "where <board>/<variant>/ lie", 0, 0, false },
	{ "certs", WT_ARGUMENT_TEXT, FIELD(certs), "DIR", NULL,
	  "keys and certificates\n(default <build>/certs/ecdsa-p256)", 0, 0, false },
	{ "placement", WT_ARGUMENT_CHOICE, FIELD(placement), "one|two", "two", "both ends on one core, or on two", 0, 0,
	  false },
	{ "out", WT_ARGUMENT_TEXT, FIELD(out), "DIR", "results/calibration", "where the folder of results is made", 0,
	  0, false },
	{ "recorded", WT_ARGUMENT_TEXT, FIELD(recorded), "DIR", NULL, "take this folder, which an earlier one recorded",
	  0, 0, false },
	{ .name = NULL },
};

/* The pairs of series that are one thing, at every size. */
static size_t find_twins(const struct wt_results *results, struct wt_twins *twins)
{
	size_t count = 0;

	for (size_t i = 0; i < results->plan.series_count; i++)
		for (size_t k = i + 1; k < results->plan.series_count; k++) {
			const struct wt_series *a = &results->plan.series[i];
			const struct wt_series *b = &results->plan.series[k];

			if (a->kind != b->kind || strcmp(a->variant, wt_twin_names[0]) != 0 ||
			    strcmp(b->variant, wt_twin_names[1]) != 0 || results->series[i].state != WT_SERIES_DONE ||
			    results->series[k].state != WT_SERIES_DONE)
				continue;
			for (size_t s = 0; s < results->plan.sizes.count; s++)
				twins[count++] =
					(struct wt_twins){ wt_measure_of(&results->plan), &results->series[i].sizes[s],
							   &results->series[k].sizes[s] };
		}
	return count;
}

static void print_design(const struct wt_design *design, const struct wt_calibrated *one)
{
	printf("  %-38s %5zu of %5zu  %4.1f %% [%3.1f %3.1f]", design->name, one->found, one->comparisons,
	       100.0 * one->found_share.value, 100.0 * one->found_share.low, 100.0 * one->found_share.high);
	if (isnan(one->resolution))
		printf("    over 100 %%\n");
	else
		printf("  %9.1f %%\n", 100.0 * one->resolution);
}

static bool calibrate(const struct wt_results *results, const struct wt_calibration *fields, struct wt_reason *reason)
{
	static struct wt_twins twins[WT_SERIES_MAX * WT_SIZES_MAX];
	const struct wt_plan *plan = &results->plan;
	uint32_t tries = plan->tries / plan->rounds;
	size_t count = find_twins(results, twins);

	if (!count)
		return wt_reason_set(reason,
				     "%s: holds no whole series of same-a and same-b; valid: a folder that "
				     "'wiretoll calibrate' recorded",
				     results->folder.path);
	printf("Calibration: %zu series and sizes, each measured beside itself in %u rounds of %u tries\n"
	       "  %s\n\n"
	       "  %-38s %-16s%-16s%s\n",
	       count, plan->rounds, tries, results->folder.path, "design", "difference found", " though none is",
	       "   resolution");
	for (size_t i = 0; i < DESIGNS; i++) {
		struct wt_calibrated one;

		if (designs[i].rounds > plan->rounds || designs[i].tries > tries) {
			printf("  %-38s the recording is too short\n", designs[i].name);
			continue;
		}
		if (!wt_calibrate(&one, &designs[i], twins, count, plan->rounds, tries, fields->comparisons,
				  fields->seed))
			return wt_reason_set(reason, "memory is short");
		print_design(&designs[i], &one);
	}
	printf("\nThe first two are what a run does. Found: share with its 95 %% interval; 5 %% are allowed.\n"
	       "Resolution: smallest delay added to one side, of its median, that is found 4 times in 5\n"
	       "by a verdict that stands alone.\n");
	return true;
}

/* A plain transport has one series, whatever the variants: nothing to measure beside itself. */
static bool check_transports(const struct wt_calibration *fields, struct wt_reason *reason)
{
	for (size_t i = 0; i < fields->transports.count; i++) {
		const struct wt_kind *kind = wt_kind_find(fields->transports.name[i]);

		if (kind && !kind->plain)
			return wt_reason_set(reason,
					     "--transports %s: a plain transport is one series and not two; valid: "
					     "tls1.2, tls1.3, dtls1.2, dtls1.3",
					     kind->name);
	}
	return true;
}

static int calibrate_main(const struct wt_command *command, int argc, char **argv)
{
	struct wt_calibration fields = { 0 };
	struct wt_results *results = calloc(1, sizeof *results);
	char folder[WT_PATH_BYTES] = "";
	struct wt_reason reason;
	const char *operand;
	uint64_t given;
	int status = WT_EXIT_FAILED;
	bool good = true;

	if (!results || !wt_command_begin(command, argc, argv, &fields, &given, &operand, &status))
		goto out;
	if (!fields.recorded && !check_transports(&fields, &reason)) {
		status = wt_command_failed(command, &reason, WT_EXIT_WRONG);
		goto out;
	}
	if (!fields.recorded)
		good = wt_calibration_record(&fields, folder, &reason);
	good = good && wt_results_read(results, fields.recorded ? fields.recorded : folder, &reason) &&
	       calibrate(results, &fields, &reason);
	if (good && fields.recorded)
		wt_calibration_tidy(&results->plan);
	status = good && fflush(stdout) == 0 ? WT_EXIT_DONE : WT_EXIT_FAILED;
	if (!good)
		wt_command_failed(command, &reason, WT_EXIT_FAILED);
out:
	if (results)
		wt_results_free(results);
	free(results);
	return status;
}

const struct wt_command wt_command_calibrate = {
	.name = "calibrate",
	.purpose = "Tells how far verdicts can be trusted, and how small a difference they find.",
	.notes = "Records one variant beside itself, as two variants of a run, and compares it with\n"
		 "itself. The exit status is 0 when that could be done, 1 when not, 2 when the command\n"
		 "line is wrong.",
	.arguments = arguments,
	.run = calibrate_main,
};
