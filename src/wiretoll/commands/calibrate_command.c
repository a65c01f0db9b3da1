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
#include "commands.h"
#include "installed.h"
#include "last_words.h"
#include "report_folder.h"
#include "results.h"
#include "run_failure.h"
#include "shared_rows.h"
#include "shell.h"
#include "twins.h"
#include "whole_run.h"

/* What a person asked for. `certs` and `recorded` may be NULL. */
struct fields {
	struct wt_names transports;
	struct wt_size_list sizes;
	const char *variant, *board, *build, *certs, *out, *recorded, *placement;
	uint32_t rounds, tries, comparisons, seed;
};

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

#define FIELD(name) offsetof(struct fields, name)

static const struct wt_option options[] = {
	{ "transports", WT_OPTION_NAMES, FIELD(transports), "LIST", "tls1.3,dtls1.2",
	  "what to record, with commas between them", WT_TRANSPORTS, 0, 0 },
	{ "variant", WT_OPTION_TEXT, FIELD(variant), "NAME", "wolfssl",
	  "of the programs that are measured beside themselves", WT_VARIANTS, 0, 0 },
	{ "sizes", WT_OPTION_SIZES, FIELD(sizes), "LIST", "16,999", "bytes of a message", NULL, 16, 1048576 },
	{ "rounds", WT_OPTION_NUMBER, FIELD(rounds), "N", "200", "rounds to record", NULL, 100, 1000 },
	{ "tries", WT_OPTION_NUMBER, FIELD(tries), "N", "10", "tries of each size in a round", NULL, 10, 1000 },
	{ "comparisons", WT_OPTION_NUMBER, FIELD(comparisons), "N", "2000", "of the thing with itself, for each design",
	  NULL, 1000, 1000000 },
	{ "seed", WT_OPTION_NUMBER, FIELD(seed), "N", "1", "of what is drawn for them", NULL, 1, UINT32_MAX },
	WT_PROGRAM_ROWS(FIELD),
	WT_PLACEMENT_ROW(FIELD),
	WT_OUT_ROW(FIELD, "results/calibration"),
	{ "recorded", WT_OPTION_TEXT, FIELD(recorded), "DIR", NULL, "take this folder, which an earlier one recorded",
	  NULL, 0, 0 },
	WT_QUESTION_OPTIONS("print the version"),
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

			if (!wt_row_same(&a->row, &b->row) || strcmp(a->variant, wt_twin_names[0]) != 0 ||
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

static bool calibrate(const struct wt_results *results, const struct fields *fields, struct wt_reason *reason)
{
	const struct wt_plan *plan = &results->plan;
	uint32_t tries = plan->tries / plan->rounds;
	size_t most = plan->series_count * plan->series_count * plan->sizes.count;
	struct wt_twins *twins = calloc(most + 1, sizeof *twins);
	size_t count = twins ? find_twins(results, twins) : 0;
	bool good = true;

	if (!twins)
		return wt_reason_set(reason, "memory is short");
	if (!count) {
		free(twins);
		return wt_reason_set(reason,
				     "%s: holds no whole series of same-a and same-b; valid: a folder that "
				     "'wiretoll calibrate' recorded",
				     results->folder.path);
	}
	printf("Calibration: %zu series and sizes, each measured beside itself in %u rounds of %u tries\n"
	       "  %s\n\n"
	       "  %-38s %-16s%-16s%s\n",
	       count, plan->rounds, tries, results->folder.path, "design", "difference found", " though none is",
	       "   resolution");
	for (size_t i = 0; good && i < DESIGNS; i++) {
		struct wt_calibrated one;

		if (designs[i].rounds > plan->rounds || designs[i].tries > tries) {
			printf("  %-38s the recording is too short\n", designs[i].name);
			continue;
		}
		good = wt_calibrate(&one, &designs[i], twins, count, plan->rounds, tries, fields->comparisons,
				    fields->seed);
		if (good)
			print_design(&designs[i], &one);
	}
	free(twins);
	if (!good)
		return wt_reason_set(reason, "memory is short");
	printf("\nThe first two are what a run does. Found: share with its 95 %% interval; 5 %% are allowed.\n"
	       "Resolution: smallest delay added to one side, of its median, that is found 4 times in 5\n"
	       "by a verdict that stands alone.\n");
	return true;
}

/* A plain transport has one series, whatever the variants: nothing to measure beside itself. */
static bool check_transports(const struct fields *fields, struct wt_reason *reason)
{
	for (size_t i = 0; i < fields->transports.count; i++) {
		struct wt_row row;

		if (!wt_plan_row("--transports ", fields->transports.name[i], &row, reason))
			return false;
		if (!wt_row_is_secure(&row))
			return wt_reason_set(reason,
					     "--transports %s: a plain transport is one series and not two; valid: "
					     "tls1.2, tls1.3, dtls1.2, dtls1.3",
					     row.name);
	}
	return true;
}

/* What `wiretoll run` does where nothing is said, of the twins. `certs` is room for the path of those that it takes. */
static bool make_request(const struct fields *fields, const char *build, char certs[WT_FILE_BYTES],
			 struct wt_request *request, struct wt_reason *reason)
{
	struct wt_taken taken;

	if (wt_command_take(&wt_command_run, 0, NULL, request, &taken, reason) != WT_OPTIONS_RUN)
		return false;
	snprintf(certs, WT_FILE_BYTES, "%s/certs/ecdsa-p256", fields->build);
	request->transports = fields->transports;
	request->variants.count = 2;
	memcpy(request->variants.name[0], wt_twin_names[0], sizeof wt_twin_names[0]);
	memcpy(request->variants.name[1], wt_twin_names[1], sizeof wt_twin_names[1]);
	request->sizes = fields->sizes;
	request->tries = fields->tries * fields->rounds;
	request->rounds = fields->rounds;
	request->board = fields->board;
	request->build = build;
	request->certs = fields->certs ? fields->certs : certs;
	request->placement = fields->placement;
	request->out = fields->out;
	return true;
}

/* A recording that a signal ended: run and calibrate make it whole. */
static void stopped(const struct wt_run *run, struct wt_reason *reason)
{
	char why[WT_REASON_BYTES / 2], half[WT_COMMAND_BYTES], whole[WT_COMMAND_BYTES], both[2 * WT_COMMAND_BYTES];
	int number = run->runner.stop_signal;

	snprintf(why, sizeof why, "stopped by signal %d (%s); %s", number, strsignal(number),
		 *run->folder.path ? "half a recording is kept" : "nothing is recorded");
	snprintf(both, sizeof both, "%s && %s", wt_shell_command(half, "run --continue", run->folder.path),
		 wt_shell_command(whole, "calibrate --recorded", run->folder.path));
	if (*run->folder.path)
		wt_reason_hint(reason, why, "go on with", both);
	else
		wt_reason_set(reason, "%s", why);
}

/*
 * The report of a recording, whose table says nothing that we do not say; that and the comparing take seconds.
 * False: the recording is not whole.
 */
static bool report(const struct wt_run *run, struct wt_reason *reason)
{
	const struct wt_report_wish kept = { .kept = true };
	char command[WT_COMMAND_BYTES];
	bool whole = false;

	wt_last_words("wiretoll calibrate: stopped; what was recorded is kept; go on with: %s",
		      wt_shell_command(command, "calibrate --recorded", run->folder.path));
	if (!wt_report_wished(run->folder.path, &kept, NULL, &whole, reason))
		return false;
	if (!whole)
		wt_run_failure(&run->plan, &run->folder, reason);
	return whole;
}

/*
 * A run of the twins, as `wiretoll run` makes it, so that what is calibrated is what is used. Returns the exit status;
 * unless it is WT_EXIT_DONE, `reason` is set.
 */
static int record(const struct fields *fields, struct wt_run *run, struct wt_reason *reason)
{
	char build[WT_PATH_BYTES], certs[WT_FILE_BYTES];
	struct wt_request request = { 0 };
	int status = wt_twins_make(fields->build, fields->board, fields->variant, fields->out, build, reason);

	if (status != WT_EXIT_DONE)
		return status;
	status = make_request(fields, build, certs, &request, reason) ? wt_run(run, &request, reason) : WT_EXIT_WRONG;
	if (status > WT_EXIT_SIGNAL)
		stopped(run, reason);
	if (status == WT_EXIT_DONE && !report(run, reason))
		status = WT_EXIT_FAILED;
	wt_run_close(run);
	/* who goes on with half a recording needs the programs that it names */
	if (status <= WT_EXIT_SIGNAL || !*run->folder.path)
		wt_twins_remove(build, fields->board);
	return status;
}

static int record_and_compare(const struct fields *fields, struct wt_reason *reason)
{
	struct wt_run *run = fields->recorded ? NULL : calloc(1, sizeof *run);
	struct wt_results *results = NULL;
	int status = WT_EXIT_DONE;

	if (run) {
		status = record(fields, run, reason);
	} else if (!fields->recorded) {
		wt_reason_set(reason, "memory is short");
		status = WT_EXIT_FAILED;
	}
	if (status == WT_EXIT_DONE) {
		results = wt_results_open(run ? run->folder.path : fields->recorded, reason);
		if (!results || !calibrate(results, fields, reason))
			status = WT_EXIT_FAILED;
	}
	if (status == WT_EXIT_DONE && fields->recorded)
		wt_twins_tidy(&results->plan);
	wt_results_close(results);
	free(run);
	return status;
}

static int calibrate_main(const struct wt_command *command, int argc, char **argv)
{
	struct fields fields = { 0 };
	struct wt_installed installed;
	struct wt_reason reason;
	struct wt_taken taken;
	int status;

	if (!wt_command_begin(command, argc, argv, &fields, &taken, &status))
		return status;
	if (!fields.recorded && !check_transports(&fields, &reason))
		return wt_command_failed(command, &reason, WT_EXIT_WRONG);
	wt_installed_find(&installed);
	wt_installed_complete(&installed, &fields.build, &fields.certs);
	status = record_and_compare(&fields, &reason);
	return status == WT_EXIT_DONE ? status : wt_command_failed(command, &reason, status);
}

const struct wt_command wt_command_calibrate = {
	.name = "calibrate",
	.purpose = "Tells how far verdicts can be trusted, and how small a difference they find.",
	.notes = "Records one variant beside itself, as two variants of a run, and compares it with\n"
		 "itself. The exit status is 0 when that could be done, 1 when not, 2 when the command\n"
		 "line is wrong, and 130 when it was stopped by Ctrl-C (128 and the signal): what was\n"
		 "recorded is kept.",
	.options = options,
	.run = calibrate_main,
};
