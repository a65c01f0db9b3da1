/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * `wiretoll calibrate`: records one variant beside itself, as two variants of
 * a run, then tells how often a difference is found that is not there, and how
 * small a difference is found that is.
 */
#include <math.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "calibrate.h"
#include "commands.h"
#include "installed.h"
#include "report_folder.h"
#include "results.h"
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
	{ "build", WT_ARGUMENT_TEXT, FIELD(build), "DIR", NULL,
	  "where <board>/<variant>/ lie\n(default build; of an installed wiretoll libexec/wiretoll)", 0, 0, false },
	{ "certs", WT_ARGUMENT_TEXT, FIELD(certs), "DIR", NULL,
	  "keys and certificates\n(default <build>/certs/ecdsa-p256; installed: made\nunder the user's state folder)",
	  0, 0, false },
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

		if (wt_row_find(fields->transports.name[i], &row) && !wt_row_is_secure(&row))
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
	const char *operand;
	uint64_t given;

	if (wt_arguments_parse(&wt_command_run, 0, NULL, request, &given, &operand, reason) != WT_PARSED_RUN)
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

/* What a signal leaves behind while the recording is compared with itself, which takes seconds. */
static char last_words[2 * WT_PATH_BYTES + 128];

static void on_signal(int number)
{
	(void)number;
	if (write(STDERR_FILENO, last_words, strlen(last_words)) < 0)
		_exit(WT_EXIT_FAILED);
	_exit(WT_EXIT_FAILED);
}

/* The run has ended, and stops to catch signals: none may come between that and our catching them. */
static int close_run(struct wt_run *run)
{
	static const int numbers[] = { SIGINT, SIGTERM, SIGHUP };
	struct sigaction action = { .sa_handler = on_signal };
	sigset_t ours;
	int stop_signal;

	snprintf(last_words, sizeof last_words,
		 "wiretoll calibrate: stopped; the whole recording is in %s: wiretoll calibrate --recorded %s\n",
		 run->folder.path, run->folder.path);
	sigemptyset(&ours);
	for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++)
		sigaddset(&ours, numbers[i]);
	sigprocmask(SIG_BLOCK, &ours, NULL);
	stop_signal = run->caught && wt_runner_stopped(&run->runner) ? run->runner.stop_signal : 0;
	wt_run_close(run);
	for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++)
		sigaction(numbers[i], &action, NULL);
	if (!stop_signal)
		sigprocmask(SIG_UNBLOCK, &ours, NULL);
	return stop_signal;
}

static bool stopped(int signal, const char *folder, bool whole, struct wt_reason *reason)
{
	if (!*folder)
		return wt_reason_set(reason, "stopped by signal %d (%s); nothing is recorded", signal,
				     strsignal(signal));
	return wt_reason_set(reason,
			     "stopped by signal %d (%s); %s recording is in %s; go on with: %s%s%s"
			     "wiretoll calibrate --recorded %s",
			     signal, strsignal(signal), whole ? "the whole" : "half a", folder,
			     whole ? "" : "wiretoll run --continue ", whole ? "" : folder, whole ? "" : ", then ",
			     folder);
}

/* A run of the twins, as `wiretoll run` makes it, so that what is calibrated is what is used. */
static bool record(const struct fields *fields, struct wt_run *run, struct wt_reason *reason)
{
	char build[WT_PATH_BYTES], certs[WT_FILE_BYTES];
	const struct wt_report_wish kept = { .kept = true };
	struct wt_request request = { 0 };
	int status, stop_signal;
	bool whole = false;

	if (!wt_twins_make(fields->build, fields->board, fields->variant, fields->out, build, reason))
		return false;
	status = make_request(fields, build, certs, &request, reason) ? wt_run(run, &request, reason) : WT_EXIT_WRONG;
	/* Its table says nothing that we do not say. */
	if (status == WT_EXIT_DONE && !wt_report_wished(run->folder.path, &kept, NULL, &whole, reason))
		status = WT_EXIT_FAILED;
	if (status != WT_EXIT_DONE)
		wt_command_failed(&wt_command_run, reason, status);
	stop_signal = close_run(run);
	/* who goes on with half a recording needs the programs that it names */
	if (!stop_signal || !*run->folder.path || whole)
		wt_twins_remove(build, fields->board);
	if (stop_signal)
		return stopped(stop_signal, run->folder.path, whole, reason);
	return whole || wt_reason_set(reason, "the recording failed");
}

static bool record_and_compare(const struct fields *fields, struct wt_reason *reason)
{
	struct wt_run *run = fields->recorded ? NULL : calloc(1, sizeof *run);
	struct wt_results *results = NULL;
	bool good = false;

	if (!fields->recorded && !run)
		wt_reason_set(reason, "memory is short");
	else if (!run || record(fields, run, reason))
		results = wt_results_open(run ? run->folder.path : fields->recorded, reason);
	if (results)
		good = calibrate(results, fields, reason);
	if (good && fields->recorded)
		wt_twins_tidy(&results->plan);
	wt_results_close(results);
	free(run);
	return good;
}

static int calibrate_main(const struct wt_command *command, int argc, char **argv)
{
	struct fields fields = { 0 };
	struct wt_installed installed;
	struct wt_reason reason;
	const char *operand;
	uint64_t given;
	int status;

	if (!wt_command_begin(command, argc, argv, &fields, &given, &operand, &status))
		return status;
	if (!fields.recorded && !check_transports(&fields, &reason))
		return wt_command_failed(command, &reason, WT_EXIT_WRONG);
	wt_installed_find(&installed);
	wt_installed_complete(&installed, &fields.build, &fields.certs);
	if (!record_and_compare(&fields, &reason))
		return wt_command_failed(command, &reason, WT_EXIT_FAILED);
	return fflush(stdout) == 0 ? WT_EXIT_DONE : WT_EXIT_FAILED;
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
