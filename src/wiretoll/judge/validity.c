/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "validity.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "environment.h"
#include "measure.h"
#include "paired.h"
#include "side_cells.h"

/* From where on a thing is worth a warning. */
static const double load_limit = 0.10;      /* of all processors, by others */
static const double stolen_limit = 0.02;    /* by a hypervisor */
static const double frequency_limit = 1.05; /* highest over lowest */
static const double drift_limit = 2.0;      /* highest over lowest median of a round */
static const double clock_limit = 0.01;     /* a step of the clock, of the smallest median */
static const double again_limit = 0.01;     /* tries with a retransmission; lost tries */
static const double ticks_needed = 20.0;    /* steps of /proc/stat, for a load to be told at all */
static const int64_t hot_limit_mc = 80000;  /* 1/1000 °C: where a Raspberry Pi slows down (its soft limit) */

static const json_t *fact(const json_t *run, const char *name)
{
	return json_object_get(json_object_get(run, "facts"), name);
}

static const char *fact_text(const json_t *run, const char *name)
{
	const char *text = json_string_value(fact(run, name));

	return text ? text : "unknown";
}

/* The run record of the first series that has one. */
static const json_t *first_run(const struct wt_results *results)
{
	for (size_t i = 0; i < results->plan.series_count; i++)
		if (results->series[i].client_run)
			return results->series[i].client_run;
	return NULL;
}

/* Both ends' boards, all series and rounds; where the ends are one machine, in the first alone. */
struct boards {
	struct wt_board_health client, server;
	bool one_machine;
};

static struct boards look_at_boards(const struct wt_results *results)
{
	/* where there is one end alone there is one machine to look at */
	struct boards boards = { .one_machine =
					 results->plan.target.way == WT_WAY_LOCAL || results->plan.target.one_end };

	for (size_t i = 0; i < results->plan.series_count; i++) {
		const struct wt_machine *machine = &results->series[i].machine;

		wt_board_health_join(&boards.client, &machine->client_board);
		wt_board_health_join(boards.one_machine ? &boards.client : &boards.server, &machine->server_board);
	}
	return boards;
}

static void check_governor(struct wt_validity *to, const struct wt_results *results)
{
	const char *governor = fact_text(first_run(results), "governor");

	if (!strcmp(governor, "unknown"))
		WT_WARN(to, WT_NOTICE, "governor", "the machine does not tell how its frequency is governed");
	else if (strcmp(governor, "performance") != 0 && strcmp(governor, "userspace") != 0)
		WT_WARN(to, WT_GRAVE, "governor",
			"the frequency is not fixed (governor %.60s); fix it with: cpupower frequency-set "
			"-g performance",
			governor);
}

/* What a board tells of itself before and after each program, where it does. */
static void check_board(struct wt_validity *to, const struct wt_board_health *board, const char *whose)
{
	if (board->governor_changed)
		WT_WARN(to, WT_GRAVE, "governor", "it was changed from %s to %s%s while a program ran",
			board->governor_from, board->governor_to, whose);
	if (board->lowest_khz && (double)board->highest_khz > (double)board->lowest_khz * frequency_limit)
		WT_WARN(to, WT_GRAVE, "frequency", "it moved between %lld and %lld MHz%s",
			(long long)board->lowest_khz / 1000, (long long)board->highest_khz / 1000, whose);
	if (board->throttled_before || board->throttled_after)
		WT_WARN(to, WT_GRAVE, "throttling",
			"the processor says that it was throttled%s: at the start of %u and at the end of %u "
			"of %u programs",
			whose, board->throttled_before, board->throttled_after, board->programs);
	if (board->hottest_mc >= hot_limit_mc)
		WT_WARN(to, WT_NOTICE, "temperature",
			"the hottest zone came to %lld °C%s; many boards slow down from %lld °C on",
			(long long)board->hottest_mc / 1000, whose, (long long)hot_limit_mc / 1000);
	if (board->entropy_unready)
		WT_WARN(to, WT_GRAVE, "entropy",
			"the system's random numbers were not ready%s when %u of %u programs started", whose,
			board->entropy_unready, board->programs);
}

/* What the kernel counts in steps says nothing of a time of a few steps. */
static bool long_enough(struct wt_validity *to, double loops, double tick)
{
	if (loops >= ticks_needed * tick)
		return true;
	WT_WARN(to, WT_NOTICE, "load",
		"not judged: the rounds took %.0f ms in all, too short to tell the load, which this machine "
		"counts in steps of %.0f ms",
		loops / 1e6, tick / 1e6);
	return false;
}

static void check_load(struct wt_validity *to, const struct wt_results *results)
{
	double others = 0.0, all = 0.0, stolen = 0.0, switches = 0.0, tries = 0.0, loops = 0.0, tick = 0.0;
	double cores = results->board.cores > 0 ? (double)results->board.cores : 1.0;

	for (size_t i = 0; i < results->plan.series_count; i++) {
		const struct wt_machine *machine = &results->series[i].machine;

		others += machine->busy_ns - machine->own_ns;
		stolen += machine->stolen_ns;
		loops += machine->loop_ns;
		tick = fmax(tick, machine->tick_ns);
		switches += (double)machine->switches;
		tries += (double)machine->tries;
	}
	if (loops > 0.0 && long_enough(to, loops, tick))
		all = loops * cores;
	if (all > 0.0 && others > load_limit * all)
		WT_WARN(to, WT_GRAVE, "load", "other programs took %.0f %% of the processors", 100.0 * others / all);
	if (all > 0.0 && stolen > stolen_limit * all)
		WT_WARN(to, WT_GRAVE, "stolen time", "a hypervisor took %.0f %% of the processors",
			100.0 * stolen / all);
	/* Two programs alone on two cores are hardly ever preempted. */
	if (loops <= 0.0 && tries > 0.0 && switches > load_limit * tries)
		WT_WARN(to, WT_GRAVE, "load", "the programs were put aside for others %.2f times %s", switches / tries,
			wt_plan_mode(&results->plan)->one);
}

static void check_clock(struct wt_validity *to, const struct wt_results *results, const struct wt_judged_times *times)
{
	const struct wt_measure *measure = wt_measure_of(&results->plan);
	int64_t step = json_integer_value(fact(first_run(results), "clock_resolution_ns"));

	if (step > 0 && (double)step > clock_limit * times->smallest * measure->unit_ns && measure->unit_ns > 0.0)
		WT_WARN(to, WT_GRAVE, "clock", "a step of it is %lld ns, and the smallest median %.1f %s",
			(long long)step, times->smallest, measure->unit);
	if (times->drifted && times->drift > drift_limit)
		WT_WARN(to, WT_NOTICE, "drift",
			"the machine drifted: medians of rounds of %.72s lie apart by a factor of %.1f; "
			"comparisons pair what was measured in the same round",
			times->drifted, times->drift);
}

static void check_family(struct wt_validity *to, const struct wt_results *results)
{
	int64_t asked = strchr(results->plan.host, ':') ? 6 : 4;

	for (size_t i = 0; i < results->plan.series_count; i++) {
		const json_t *family = json_object_get(results->series[i].client_run, "family");

		if (!json_is_integer(family) || json_integer_value(family) == asked)
			continue;
		WT_WARN(to, WT_GRAVE, "address family", "%.72s ran over IPv%lld, but %.60s was asked for",
			results->plan.series[i].name, (long long)json_integer_value(family), results->plan.host);
		return;
	}
}

/* A lost try got no answer; a failed one was refused, broke down, or was stopped with its program. */
static void check_missing(struct wt_validity *to, const struct wt_series_results *one, const char *series,
			  uint64_t count, const char *name, const char *words)
{
	if (one->state == WT_SERIES_FAILED || !count)
		return;
	WT_WARN(to, (double)count > again_limit * (double)one->planned ? WT_GRAVE : WT_NOTICE, name,
		"%.72s: %llu of %llu %s", series, (unsigned long long)count, (unsigned long long)one->planned, words);
}

static void check_tries(struct wt_validity *to, const struct wt_results *results)
{
	for (size_t i = 0; i < results->plan.series_count; i++) {
		const struct wt_series_results *one = &results->series[i];
		const char *name = results->plan.series[i].name;
		uint64_t again = 0;

		for (size_t k = 0; k < results->plan.sizes.count; k++)
			again += one->client_sums[k].retransmissions + one->server_sums[k].retransmissions;
		if (again)
			WT_WARN(to, (double)again > again_limit * (double)one->answered ? WT_GRAVE : WT_NOTICE,
				"retransmissions", "%.72s: %llu handshake timers ran out", name,
				(unsigned long long)again);
		check_missing(to, one, name, one->lost, "lost tries", "were not answered");
		check_missing(to, one, name, one->failed, "failed tries", "failed");
		if (one->unmatched)
			WT_WARN(to, WT_GRAVE, "records",
				"%.72s: %llu answered tries have no record on the server's side", name,
				(unsigned long long)one->unmatched);
		if (*one->rounds_unlike)
			WT_WARN(to, WT_GRAVE, "rounds unlike", "%.72s %.240s", name, one->rounds_unlike);
	}
}

/* Figures of a part of the series are not those that were asked for. */
static void check_states(struct wt_validity *to, const struct wt_results *results)
{
	size_t failed = 0, unfinished = 0, active = 0, heaps = 0, holds = 0;

	for (size_t i = 0; i < results->plan.series_count; i++) {
		active += results->series[i].state != WT_SERIES_UNSUPPORTED;
		failed += results->series[i].state == WT_SERIES_FAILED;
		unfinished += results->series[i].state == WT_SERIES_UNFINISHED;
		heaps += *wt_extra_word(&results->series[i].heap) != '\0';
		holds += *wt_extra_word(&results->series[i].hold.cell) != '\0';
	}
	if (failed)
		WT_WARN(to, WT_GRAVE, "failed series", "%zu of %zu series failed", failed, active);
	if (unfinished)
		WT_WARN(to, WT_GRAVE, "unfinished", "%zu of %zu series are not whole", unfinished, active);
	/* times are none the worse for it */
	if (heaps)
		WT_WARN(to, WT_NOTICE, "heap", "of %zu series it was not counted: the notes say why", heaps);
	if (holds)
		WT_WARN(to, WT_NOTICE, "sessions held", "%zu series held none: the notes say why", holds);
	if (!active)
		WT_WARN(to, WT_GRAVE, "no series", "there is none that could be made");
}

/* A check that cannot be made has not been passed. */
static void check_told(struct wt_validity *to, const struct wt_results *results, const struct boards *boards)
{
	const json_t *run = first_run(results);
	uint32_t rounds = 0, told = 0;
	char names[WT_WARNING_BYTES / 2] = "";

	for (size_t i = 0; i < results->plan.series_count; i++) {
		rounds += results->series[i].machine.rounds;
		told += results->series[i].machine.told;
	}
	if (!run)
		return;
	if (told < rounds)
		wt_text_add(names, sizeof names, ", ", told ? "load (in some of the rounds)" : "load");
	if (!boards->client.lowest_khz || (!boards->one_machine && !boards->server.lowest_khz))
		wt_text_add(names, sizeof names, ", ", "frequency");
	if (!boards->client.throttled_told || (!boards->one_machine && !boards->server.throttled_told))
		wt_text_add(names, sizeof names, ", ", "throttling");
	if (!json_is_integer(fact(run, "clock_resolution_ns")))
		wt_text_add(names, sizeof names, ", ", "clock");
	if (!json_is_integer(json_object_get(run, "family")))
		wt_text_add(names, sizeof names, ", ", "address family");
	if (wt_validity_vectors_untold(results))
		wt_text_add(names, sizeof names, ", ", "vector registers");
	if (*names)
		WT_WARN(to, WT_NOTICE, "not told",
			"the records do not tell what these checks need, so they were not made: %s", names);
}

/* Whether we set it ourselves: a core without crypto instructions, whose emulator has them. */
static bool is_mask(const struct wt_plan *plan, const char *name)
{
	return plan->target.mask_crypto && !strcmp(name, "OPENSSL_armcap");
}

/* What a program was started with that may change its figures. One of each name is told. */
static void check_environment(struct wt_validity *to, const struct wt_results *results)
{
	char names[WT_WARNING_BYTES / 2] = "", listed[sizeof names + 2];

	for (size_t i = 0; i < 2 * results->plan.series_count; i++) {
		const struct wt_series_results *one = &results->series[i / 2];
		json_t *set = json_object_get(i % 2 ? one->server_run : one->client_run, "environment"), *value;
		const char *name;

		json_object_foreach(set, name, value) {
			char word[WT_ENVIRONMENT_NAME_BYTES + 4];

			snprintf(word, sizeof word, " %.31s,", name);
			snprintf(listed, sizeof listed, " %s,", names);
			if (!is_mask(&results->plan, name) && !strstr(listed, word))
				wt_text_add(names, sizeof names, ", ", "%s", name);
		}
	}
	if (*names)
		WT_WARN(to, WT_NOTICE, "environment", "set where programs ran, and may change what they do: %s", names);
}

/* What was started by hand: in what order, and which of the ends told of it. */
static void check_hand(struct wt_validity *to, const struct wt_results *results)
{
	uint32_t round;

	if (!wt_results_paired(results, &round))
		WT_WARN(to, WT_GRAVE, "not paired",
			"round %u was not over when round %u began: what would be compared was measured in blocks, one "
			"after the other, so there is no ratio and no verdict",
			round + 1, round + 2);
	if (results->plan.target.one_end)
		WT_WARN(to, WT_NOTICE, "one end",
			"the server's records were not imported: its costs, its machine, and whether it counted the same "
			"bytes and authenticated the client are not known");
}

static void check_plan(struct wt_validity *to, const struct wt_plan *plan)
{
	if (plan->target.way == WT_WAY_QEMU_USER)
		return;
	if (plan->rounds < 2)
		WT_WARN(to, WT_GRAVE, "rounds", "there is one round: no interval and no verdict");
	if (!wt_target_is_two_machines(&plan->target) && plan->client_cpu == plan->server_cpu)
		WT_WARN(to, WT_NOTICE, "cores", "client and server share a core, so each waits for the other");
	if (wt_target_is_emulated(&plan->target))
		WT_WARN(to, WT_GRAVE, "emulation", "times under emulation say nothing of the board");
}

static void summarise(struct wt_validity *to, bool counted)
{
	char doubts[WT_WARNING_BYTES - 16] = "";

	for (size_t i = 0; i < to->count; i++) {
		const char *variant = to->warnings[i].variant;
		char name[96];

		snprintf(name, sizeof name, "%s%s%s", to->warnings[i].name, variant ? " of " : "",
			 variant ? variant : "");
		if (to->warnings[i].gravity == WT_GRAVE && !variant)
			to->grave_of_run++;
		if (to->warnings[i].gravity == WT_GRAVE && !strstr(doubts, name))
			wt_text_add(doubts, sizeof doubts, ", ", "%s", name);
	}
	if (*doubts)
		snprintf(to->summary, sizeof to->summary, "not trusted: %s", doubts);
	else
		snprintf(to->summary, sizeof to->summary, "trusted%s",
			 counted ? " (instructions only; times are not told)" : "");
}

/* What makes times doubtful. Instructions that are counted do not depend on it. */
static void check_times(struct wt_validity *to, const struct wt_results *results, const struct wt_judged_times *times)
{
	struct boards boards = look_at_boards(results);

	check_governor(to, results);
	check_board(to, &boards.client, boards.one_machine ? "" : " on the client's side");
	if (!boards.one_machine)
		check_board(to, &boards.server, " on the server's side");
	check_load(to, results);
	check_clock(to, results, times);
	wt_validity_vectors(to, results);
	check_told(to, results, &boards);
}

void wt_validity_check(struct wt_validity *validity, const struct wt_results *results,
		       const struct wt_judged_times *times)
{
	bool counted = results->plan.target.way == WT_WAY_QEMU_USER;

	memset(validity, 0, sizeof *validity);
	check_states(validity, results);
	check_plan(validity, &results->plan);
	check_hand(validity, results);
	if (!counted)
		check_times(validity, results, times);
	check_environment(validity, results);
	check_family(validity, results);
	check_tries(validity, results);
	summarise(validity, counted);
}
