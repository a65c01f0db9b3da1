/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "plan_make.h"

#include <stdio.h>
#include <string.h>
#include <sys/random.h>
#include <time.h>

#include "axes_asked.h"
#include "clock.h"
#include "certs_sets.h"
#include "lacks.h"
#include "mode_list.h"
#include "studies.h"

bool wt_plan_row(const char *asked, const char *name, struct wt_row *row, struct wt_reason *reason)
{
	/* without a version that of programs which are not told */
	if (wt_row_find(strcmp(name, "h2") != 0 ? name : "h2-tls1.3", row))
		return true;
	wt_reason_set(reason, "%s%s: unknown transport; valid:", asked, name);
	memset(row, 0, sizeof *row);
	while (wt_row_next_usual(row))
		wt_text_add(reason->text, sizeof reason->text, " ", "%s", row->name);
	return false;
}

static bool add_row(struct wt_plan *plan, const struct wt_row *row, struct wt_reason *reason)
{
	/* A plain pair links no TLS library: it is the same in every variant, and made once. */
	size_t count = wt_row_is_secure(row) ? plan->variants.count : 1;

	for (size_t i = 0; i < plan->row_count; i++)
		if (wt_row_same(&plan->rows[i], row))
			return true;
	for (size_t i = 0; i < count; i++)
		if (!wt_plan_add(plan, row->name, plan->variants.name[i], reason))
			return false;
	return true;
}

/* An axis of the mode alone has every value, where neither --axis nor the name says which. */
static void ask_mode_axes(const struct wt_plan *plan, const struct wt_row *named, struct wt_axes_asked *asked)
{
	for (size_t i = 0; wt_axes[i].option; i++) {
		if (!wt_axes[i].mode || strcmp(wt_axes[i].mode, wt_plan_mode(plan)->name) != 0 || asked->any[i] ||
		    named->value[i])
			continue;
		asked->any[i] = true;
		for (size_t k = 0; wt_axes[i].values[k]; k++)
			asked->value[i][k] = true;
	}
}

/* A transport by its name, with each combination of values that was asked for. */
static bool add_transport(struct wt_plan *plan, const char *name, struct wt_axes_asked asked, struct wt_reason *reason)
{
	struct wt_row named, row = { 0 };

	if (!wt_plan_row("--transports ", name, &named, reason))
		return false;
	ask_mode_axes(plan, &named, &asked);
	while (wt_axes_next(&asked, &named, &row))
		if (!add_row(plan, &row, reason))
			return false;
	return true;
}

static bool copy_path(char *to, const char *from, const char *option, struct wt_reason *reason)
{
	if (strlen(from) >= WT_PATH_BYTES)
		return wt_reason_set(reason, "--%s: the path is too long; valid: under %d bytes", option,
				     WT_PATH_BYTES);
	memcpy(to, from, strlen(from) + 1);
	return true;
}

/* Over SSH the address that is called is known when the board has told it. */
static bool copy_target(struct wt_plan *plan, const struct wt_request *request, struct wt_reason *reason)
{
	char program[2 * WT_PATH_BYTES];
	const char *host = request->host;
	struct wt_target_request target = request->target;
	char plugin[WT_PATH_BYTES + 32];

	snprintf(plugin, sizeof plugin, "%s/host/guest_count.so", request->build);
	if (!target.plugin)
		target.plugin = plugin;
	snprintf(program, sizeof program, "%s/%s/%s/tcp_client", request->build, request->board,
		 request->variants.name[0]);
	/* A plan that is made without asking how is a local one. */
	if (target.run && !wt_target_make(&plan->target, &target, program, reason))
		return false;
	if (plan->target.way == WT_WAY_SSH)
		host = request->target.target_ip ? request->target.target_ip : "";
	if (strlen(host) >= sizeof plan->host)
		return wt_reason_set(reason, "--%s: too long; valid: a numeric address",
				     plan->target.way == WT_WAY_SSH ? "target-ip" : "host");
	snprintf(plan->host, sizeof plan->host, "%s", host);
	return true;
}

static uint32_t draw_seed(void)
{
	uint32_t seed = 0;

	/* Short seeds are easier to type; a million orders are enough. */
	if (getrandom(&seed, sizeof seed, GRND_NONBLOCK) != sizeof seed)
		seed = (uint32_t)time(NULL);
	return seed % 1000000 + 1;
}

/*
 * Many short rounds tell most on a machine that drifts (docs/method.md): four
 * tries a round, but not so many rounds that starting programs is most of a run.
 * Instructions that are counted do not drift: a second round shows that they repeat. In an open loop a queue needs tries to
 * grow, and clients or requests at once need tries behind those that they begin with.
 */
static uint32_t suitable_rounds(const struct wt_plan *plan)
{
	uint32_t tries = plan->tries, crowd = wt_plan_crowd(plan) * wt_plan_streams(plan), each = plan->rate ? 20 : 4;
	bool counted = plan->target.way == WT_WAY_QEMU_USER;

	if (crowd > 1)
		each = 4 * crowd;
	if (tries < 2 * each && crowd > 1)
		return 1;
	if (tries < 2 * each || counted)
		return tries < 2 ? 1 : 2;
	return tries / each < 125 ? tries / each : 125;
}

/* Of each client at once. */
enum { CROWD_TRIES = 20 };

/* Of what is not asked for as many as the mode and the rows have, and as suit each other. */
static void copy_tries(struct wt_plan *plan, const struct wt_request *request)
{
	const struct wt_plan_mode *mode = wt_plan_mode(plan);
	uint64_t flow_ms = (request->flow_ns + WT_NS_PER_MS / 2) / WT_NS_PER_MS;
	uint64_t crowd_tries = (uint64_t)CROWD_TRIES * wt_plan_crowd(plan) * (request->rounds ? request->rounds : 1);

	plan->flow_ms = request->flow_ns ? flow_ms : mode->flow_ms;
	if (!plan->tries && wt_plan_crowd(plan) > 1)
		plan->tries = crowd_tries < WT_TRIES_MAX ? (uint32_t)crowd_tries : WT_TRIES_MAX;
	else if (!plan->tries)
		plan->tries = mode->flow_ms && request->rounds ? request->rounds : mode->tries * wt_plan_streams(plan);
	if (!plan->rounds && mode->flow_ms)
		plan->rounds = plan->tries;
	else if (!plan->rounds)
		plan->rounds = suitable_rounds(plan);
}

#define COPY(type, name, least, most, later, told) plan->name = request->name;

static bool copy_settings(struct wt_plan *plan, const struct wt_request *request, struct wt_reason *reason)
{
	struct timespec now;
	char certs[WT_PATH_BYTES];

	clock_gettime(CLOCK_REALTIME, &now);
	plan->created_us = (uint64_t)now.tv_sec * 1000000 + (uint64_t)now.tv_nsec / 1000;
	plan->created_ns = wt_clock_ns();
	wt_board_boot(plan->boot);
	if (!wt_name_valid(request->board))
		return wt_reason_set(reason, "--board %s: not a name; valid: such as host", request->board);
	snprintf(plan->board, sizeof plan->board, "%s", request->board);
	if (!copy_target(plan, request, reason) || !copy_path(plan->build, request->build, "build", reason))
		return false;
	if (snprintf(certs, sizeof certs, "%s/certs/ecdsa-p256", request->build) >= (int)sizeof certs)
		return wt_reason_set(reason, "--build: the path is too long");
	if (!copy_path(plan->certs, request->certs ? request->certs : certs, "certs", reason))
		return false;
	wt_text_copy(plan->mode, sizeof plan->mode, request->mode ? request->mode : WT_MODE_USUAL);
	wt_text_copy(plan->study, sizeof plan->study, request->study ? request->study : "");
	WT_PLAN_NUMBERS(COPY)
	/* what programs do by themselves is told to none, since not all of them know it */
	plan->streams = request->streams > 1 ? request->streams : 0;
	plan->seed = request->seed ? request->seed : draw_seed();
	plan->timeout_ms = (request->timeout_ns + WT_NS_PER_MS / 2) / WT_NS_PER_MS;
	plan->heap = !strcmp(request->counters, "on");
	plan->counters = strcmp(request->counters, "off") != 0;
	plan->spin = request->wait && !strcmp(request->wait, "spin");
	plan->client_cpu = request->client_cpu;
	plan->server_cpu = request->server_cpu;
	plan->one_core =
		(request->placement && !strcmp(request->placement, "one")) || !strcmp(wt_plan_placement(plan), "one");
	plan->sizes = request->sizes;
	plan->variants = request->variants;
	return true;
}

/* Whether the row has a value of that name, or keys of that kind. */
static bool row_has(const struct wt_plan *plan, const struct wt_row *row, const char *word)
{
	for (size_t i = 0; wt_axes[i].option; i++) {
		const char *value = wt_row_value(row, i);

		if (value && !strcmp(value, word))
			return true;
	}
	return wt_certs_hold(plan, row, word);
}

/* Whether all words of one of those lists are of the row; `list` is filled with them. */
static bool row_has_all(const struct wt_plan *plan, const struct wt_row *row, const char *words,
			char list[WT_UNSUPPORTED_BYTES])
{
	bool all = true;

	*list = '\0';
	while (*words) {
		char word[WT_AXIS_WORD_BYTES];
		size_t length = strcspn(words, " ,");

		snprintf(word, sizeof word, "%.*s", (int)length, words);
		all = all && row_has(plan, row, word);
		wt_text_add(list, WT_UNSUPPORTED_BYTES, " and ", "%s", word);
		words += length;
		if (*words == ',' && !all) {
			all = true;
			*list = '\0';
		} else if (*words == ',') {
			return true;
		}
		words += strspn(words, ", ");
	}
	return all;
}

/* Before the order is drawn: values that do not go together are known by the certificates. */
static bool is_without(const struct wt_plan *plan, const struct wt_row *row, char why[WT_UNSUPPORTED_BYTES])
{
	char list[WT_UNSUPPORTED_BYTES];

	for (size_t i = 0; wt_axes[i].option; i++) {
		const char *value = wt_row_value(row, i), *words = wt_axes[i].without[row->value[i]];

		if (!value || !words || !row_has_all(plan, row, words, list))
			continue;
		snprintf(why, WT_UNSUPPORTED_BYTES, "there is no %s with %.200s",
			 wt_axis_named(&wt_axes[i], row->value[i]), list);
		return true;
	}
	return false;
}

/* A build that lacks something is known by its programs. */
static void ask_programs(struct wt_plan *plan)
{
	char why[WT_UNSUPPORTED_BYTES];

	for (size_t i = 0; i < plan->series_count; i++) {
		struct wt_series *series = &plan->series[i];

		if (*series->unsupported)
			continue;
		if (is_without(plan, &series->row, why) || wt_lacks_of_series(plan, series, why))
			wt_plan_unsupported(plan, series, why);
	}
}

/* Of a study the values that these transports have, so long as there is one to compare. */
static bool study_met(const struct wt_plan *plan, const struct wt_study *study, struct wt_reason *reason)
{
	for (size_t i = 0; i < plan->row_count; i++)
		for (size_t k = 0; wt_axes[k].option; k++)
			if (plan->rows[i].value[k] && wt_study_has_axis(study, wt_axes[k].option))
				return true;
	return wt_reason_set(reason,
			     "--study %s: no value of it goes with these transports and axes; valid: without "
			     "--transports and --axis",
			     study->name);
}

/* What was asked for by name has to be there; what a study has beside it need not. */
static bool is_met(const struct wt_plan *plan, const char *name, struct wt_axes_asked asked, struct wt_reason *reason)
{
	const struct wt_study *study = wt_study_find(name);

	for (size_t i = 0; study && wt_axes[i].option; i++)
		if (wt_study_has_axis(study, wt_axes[i].option))
			memset(asked.value[i], 0, sizeof asked.value[i]);
	return wt_axes_met(&asked, plan->rows, reason) && (!study || study_met(plan, study, reason));
}

static bool all_carry(const struct wt_plan *plan, uint32_t bytes)
{
	for (size_t s = 0; s < plan->series_count; s++)
		if (bytes > wt_row_limit_bytes(&plan->series[s].row))
			return false;
	return true;
}

/* Those of the mode: of flows the ones that every row carries. */
static void take_sizes(struct wt_plan *plan)
{
	const struct wt_plan_mode *mode = wt_plan_mode(plan);

	for (size_t i = 0; i < mode->sizes.count; i++)
		if (!i || !mode->flow_ms || all_carry(plan, mode->sizes.bytes[i]))
			plan->sizes.bytes[plan->sizes.count++] = mode->sizes.bytes[i];
}

/* What would have one value in this mode is none of its axes. */
static bool axes_fit(const struct wt_plan *plan, const struct wt_axes_asked *asked, struct wt_reason *reason)
{
	for (size_t i = 0; wt_axes[i].option; i++)
		if (asked->any[i] && wt_axes[i].mode && strcmp(wt_axes[i].mode, wt_plan_mode(plan)->name) != 0)
			return wt_reason_set(reason, "--axis %s: not in --mode %s; valid: --mode %s", wt_axes[i].option,
					     plan->mode, wt_axes[i].mode);
	return true;
}

bool wt_plan_make(struct wt_plan *plan, const struct wt_request *request, struct wt_reason *reason)
{
	struct wt_axes_asked asked;

	memset(plan, 0, sizeof *plan);
	if (!wt_axes_read(&asked, &request->axes, reason) || !copy_settings(plan, request, reason) ||
	    !axes_fit(plan, &asked, reason))
		return false;
	for (size_t i = 0; i < request->transports.count; i++)
		if (!add_transport(plan, request->transports.name[i], asked, reason))
			return false;
	if (!is_met(plan, request->study, asked, reason))
		return false;
	copy_tries(plan, request);
	if (!plan->sizes.count)
		take_sizes(plan);
	ask_programs(plan);
	return wt_plan_check(plan, reason) && wt_plan_draw(plan, reason);
}
