/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "plan.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <gsl/gsl_randist.h>
#include <gsl/gsl_rng.h>

#include "message.h"
#include "mode_list.h"

/* OpenSSL has no DTLS 1.3. */
bool wt_plan_can_speak(const char *variant, const struct wt_row *row)
{
	return !wt_row_speaks(row->name, "dtls1.3") || strncmp(variant, "openssl", 7) != 0;
}

/* What a library cannot do is said in the plan and in the report, never left out in silence. */
void wt_plan_unsupported(struct wt_plan *plan, struct wt_series *series, const char *why)
{
	plan->active_count -= !*series->unsupported;
	wt_text_copy(series->unsupported, sizeof series->unsupported, why);
	plan->active_count += !*series->unsupported;
}

/* The peer that was asked for, or for a row that it cannot speak one that can. */
static const char *peer_of(const struct wt_plan *plan, const struct wt_row *row)
{
	if (plan->target.way == WT_WAY_LOCAL || plan->target.way == WT_WAY_HAND)
		return "";
	return wt_plan_can_speak(plan->target.peer_variant, row) ? plan->target.peer_variant : "wolfssl";
}

void wt_plan_one_peer(struct wt_plan *plan, struct wt_series *series)
{
	snprintf(series->peer, sizeof series->peer, "%s", plan->target.peer_variant);
	if (!*series->unsupported && !wt_plan_can_speak(series->peer, &series->row))
		wt_plan_unsupported(plan, series, "the peer's OpenSSL has no DTLS 1.3");
}

void wt_plan_peer_text(const struct wt_plan *plan, char text[WT_PEER_TEXT_BYTES])
{
	const struct wt_row *told = NULL;

	snprintf(text, WT_PEER_TEXT_BYTES, "%s", plan->target.peer_variant);
	for (size_t i = 0; i < plan->series_count; i++) {
		const struct wt_series *series = &plan->series[i];

		if (*series->unsupported || (told && wt_row_same(&series->row, told)) || !*series->peer ||
		    !strcmp(series->peer, plan->target.peer_variant))
			continue;
		wt_text_add(text, WT_PEER_TEXT_BYTES, " ", "(%s: %s)", series->row.name, series->peer);
		told = &series->row;
	}
}

/* The rows stand in the order of the report, whatever the order in which their series were asked for. */
static bool add_row(struct wt_plan *plan, const struct wt_row *row)
{
	struct wt_row *more = realloc(plan->rows, (plan->row_count + 2) * sizeof *more);
	size_t at = 0;

	if (!more)
		return false;
	plan->rows = more;
	while (at < plan->row_count && wt_row_order(&more[at], row) < 0)
		at++;
	if (at < plan->row_count && wt_row_same(&more[at], row))
		return true;
	memmove(&more[at + 1], &more[at], (plan->row_count - at) * sizeof *more);
	more[at] = *row;
	memset(&more[++plan->row_count], 0, sizeof *more);
	return true;
}

bool wt_plan_add(struct wt_plan *plan, const char *row, const char *variant, struct wt_reason *reason)
{
	struct wt_series *series = realloc(plan->series, (plan->series_count + 1) * sizeof *series);

	if (!series)
		return wt_reason_set(reason, "memory is short");
	plan->series = series;
	if (plan->series_count == WT_SERIES_MAX)
		return wt_reason_set(reason, "too many series; valid: at most %d", WT_SERIES_MAX);
	series += plan->series_count;
	memset(series, 0, sizeof *series);
	if (!wt_row_find(row, &series->row))
		return wt_reason_set(reason, "%s: no such row", row);
	if (!add_row(plan, &series->row))
		return wt_reason_set(reason, "memory is short");
	snprintf(series->variant, sizeof series->variant, "%s", variant);
	if (wt_row_is_secure(&series->row))
		snprintf(series->name, sizeof series->name, "%s-%s", row, variant);
	else
		snprintf(series->name, sizeof series->name, "%s", row);
	snprintf(series->peer, sizeof series->peer, "%s", peer_of(plan, &series->row));
	plan->series_count++;
	plan->active_count++;
	if (!wt_plan_can_speak(variant, &series->row))
		wt_plan_unsupported(plan, series, "OpenSSL has no DTLS 1.3");
	return true;
}

bool wt_plan_has_sessions(const struct wt_plan *plan, const char *variant)
{
	for (size_t i = 0; i < plan->series_count; i++)
		if (wt_series_has_sessions(&plan->series[i]) && (!variant || !strcmp(plan->series[i].variant, variant)))
			return true;
	return false;
}

static bool rows_can_hold(const struct wt_plan *plan, struct wt_reason *reason)
{
	for (size_t s = 0; s < plan->series_count; s++)
		if (plan->series[s].row.protocol->over)
			return wt_reason_set(reason, "--hold %u: not over %s; valid: --hold 0, or other --transports",
					     plan->hold, plan->series[s].row.name);
	for (size_t s = 0; s < plan->series_count; s++)
		for (size_t i = 0; wt_axes[i].option; i++)
			if (wt_axes[i].is_not_held && plan->series[s].row.value[i])
				return wt_reason_set(reason, "--hold %u: not together with --axis %s=%s; valid: %s=%s",
						     plan->hold, wt_axes[i].option,
						     wt_row_value(&plan->series[s].row, i), wt_axes[i].option,
						     wt_axes[i].values[0]);
	return true;
}

/* Over one connection nothing is held beside it, and no message but the first could go with its handshake. */
static bool one_connection_fits(const struct wt_plan *plan, struct wt_reason *reason)
{
	if (!wt_plan_mode(plan)->one_connection)
		return true;
	if (plan->hold)
		return wt_reason_set(reason, "--hold %u: not together with --mode %s; valid: --mode " WT_MODE_USUAL,
				     plan->hold, plan->mode);
	if (plan->target.way == WT_WAY_QEMU_USER)
		return wt_reason_set(reason,
				     "--mode %s: not with --run qemu-user, which counts the instructions of a "
				     "connection; valid: --mode " WT_MODE_USUAL,
				     plan->mode);
	for (size_t s = 0; s < plan->series_count; s++)
		if (wt_row_ends_behind_answer(&plan->series[s].row))
			return wt_reason_set(reason, "--mode %s: not over %s; valid: without early data", plan->mode,
					     plan->series[s].row.name);
	return true;
}

/* A process makes one flow of each size, and does not tell how its session was resumed. */
static bool flows_fit(const struct wt_plan *plan, struct wt_reason *reason)
{
	if (!wt_plan_mode(plan)->flow_ms)
		return !(plan->flow_ms || plan->bitrate) ||
		       wt_reason_set(reason, "--%s: there are no flows in --mode %s; valid: --mode stream",
				     plan->flow_ms ? "seconds" : "bitrate", wt_plan_mode(plan)->name);
	if (!plan->flow_ms)
		return wt_reason_set(reason, "'flow_ms' is 0 in --mode %s; valid: how long a flow lasts", plan->mode);
	if (plan->tries != plan->rounds || plan->rounds > WT_ROUNDS_MAX)
		return wt_reason_set(reason,
				     "--tries %u: in --mode %s each round is one flow of each size, and there are %u "
				     "rounds; valid: as many as rounds, up to %d",
				     plan->tries, plan->mode, plan->rounds, WT_ROUNDS_MAX);
	for (size_t s = 0; s < plan->series_count; s++)
		for (size_t i = 0; wt_axes[i].option; i++)
			if (wt_axes[i].in_tries && !wt_axes[i].mode && plan->series[s].row.value[i])
				return wt_reason_set(reason, "--mode %s: not over %s; valid: without --axis %s",
						     plan->mode, plan->series[s].row.name, wt_axes[i].option);
	return true;
}

/* What asks again and again runs more instructions the longer it waits. */
static bool wait_fits(const struct wt_plan *plan, struct wt_reason *reason)
{
	return !plan->spin || plan->target.way != WT_WAY_QEMU_USER ||
	       wt_reason_set(reason, "--wait spin: not with --run qemu-user, which would count the waiting; valid: "
				     "--wait block");
}

/* Whoever waits for a planned time runs instructions meanwhile. */
static bool rate_fits(const struct wt_plan *plan, struct wt_reason *reason)
{
	if (!plan->rate)
		return true;
	if (!(wt_plan_mode(plan)->transports & WT_MODE_PLANNED))
		return wt_reason_set(reason, "--rate %u: not together with --mode %s; valid: --rate 0", plan->rate,
				     plan->mode);
	return plan->target.way != WT_WAY_QEMU_USER ||
	       wt_reason_set(reason,
			     "--rate %u: not with --run qemu-user, which would count the waiting; valid: "
			     "--rate 0",
			     plan->rate);
}

uint32_t wt_plan_crowd(const struct wt_plan *plan)
{
	uint32_t most = 1;

	for (size_t s = 0; s < plan->series_count; s++)
		most = wt_row_crowd(&plan->series[s].row) > most ? wt_row_crowd(&plan->series[s].row) : most;
	return most;
}

/* Clients at once make tries of mode connect, as fast as they go, and at least one each. */
static bool crowd_fits(const struct wt_plan *plan, struct wt_reason *reason)
{
	uint32_t most = wt_plan_crowd(plan);

	if (most == 1)
		return true;
	if (strcmp(wt_plan_mode(plan)->name, WT_MODE_USUAL) != 0)
		return wt_reason_set(reason, "--axis parallel: not in --mode %s; valid: --mode " WT_MODE_USUAL,
				     plan->mode);
	if (plan->rate)
		return wt_reason_set(reason, "--axis parallel: not together with --rate %u; valid: --rate 0",
				     plan->rate);
	if (plan->target.way == WT_WAY_QEMU_USER)
		return wt_reason_set(reason,
				     "--axis parallel: not with --run qemu-user, which counts the instructions of one "
				     "connection; valid: --axis parallel=1");
	return plan->tries / plan->rounds >= most ||
	       wt_reason_set(reason,
			     "--tries %u: makes %u a round, fewer than the %u clients at once; valid: %llu or more, or "
			     "fewer --rounds",
			     plan->tries, plan->tries / plan->rounds, most, (unsigned long long)most * plan->rounds);
}

/* Requests at once have a connection to go over, and enough of them to be at once. */
static bool streams_fit(const struct wt_plan *plan, struct wt_reason *reason)
{
	uint32_t each = plan->tries / plan->rounds;

	if (!plan->streams)
		return true;
	if (plan->streams == 1)
		return wt_reason_set(reason, "'streams' is 1; valid: 0, one behind the other, or 2 to %d",
				     WT_STREAMS_MAX);
	if (!(wt_plan_mode(plan)->transports & WT_MODE_BESIDE))
		return wt_reason_set(reason, "--streams %u: not together with --mode %s; valid: --mode session",
				     plan->streams, wt_plan_mode(plan)->name);
	if (plan->rate)
		return wt_reason_set(reason, "--streams %u: not together with --rate %u; valid: --rate 0",
				     plan->streams, plan->rate);
	for (size_t s = 0; s < plan->series_count; s++)
		if (!wt_row_is_http2(&plan->series[s].row))
			return wt_reason_set(reason, "--streams %u: not over %s; valid: --transports h2", plan->streams,
					     plan->series[s].row.name);
	return each >= plan->streams ||
	       wt_reason_set(
		       reason,
		       "--tries %u: makes %u a round, fewer than the %u requests at once; valid: %llu or more, or "
		       "fewer --rounds",
		       plan->tries, each, plan->streams, (unsigned long long)plan->streams * plan->rounds);
}

bool wt_plan_check(const struct wt_plan *plan, struct wt_reason *reason)
{
	if (plan->tries < plan->rounds)
		return wt_reason_set(reason,
				     "--tries %u: fewer than the %u rounds; valid: %u or more, or fewer "
				     "--rounds",
				     plan->tries, plan->rounds, plan->rounds);
	for (size_t s = 0; s < plan->series_count; s++)
		if (!wt_plan_mode_carries(wt_plan_mode(plan), &plan->series[s].row))
			return wt_reason_set(reason, "--mode %s: not over %s; valid: other --transports", plan->mode,
					     plan->series[s].row.name);
	for (size_t s = 0; s < plan->series_count; s++)
		for (size_t i = 0; i < plan->sizes.count; i++)
			if (plan->sizes.bytes[i] > wt_row_limit_bytes(&plan->series[s].row))
				return wt_reason_set(reason,
						     "--sizes: %s cannot carry %u bytes; valid: %d to %u, or other "
						     "--transports",
						     plan->series[s].row.name, plan->sizes.bytes[i],
						     WT_MESSAGE_HEADER_BYTES, wt_row_limit_bytes(&plan->series[s].row));
	if (!one_connection_fits(plan, reason) || !wait_fits(plan, reason) || !rate_fits(plan, reason) ||
	    !flows_fit(plan, reason) || !crowd_fits(plan, reason) || !streams_fit(plan, reason))
		return false;
	if (plan->hold && !wt_plan_has_sessions(plan, NULL))
		return wt_reason_set(reason,
				     "--hold %u: no secure transport that can be made is among them; "
				     "valid: such as --transports tls1.3",
				     plan->hold);
	if (plan->hold && !rows_can_hold(plan, reason))
		return false;
	if (!plan->active_count)
		return wt_reason_set(reason, "nothing to run: %s: %s", plan->series[0].name,
				     plan->series[0].unsupported);
	return true;
}

bool wt_plan_draw(struct wt_plan *plan, struct wt_reason *reason)
{
	gsl_rng *rng = gsl_rng_alloc(gsl_rng_mt19937);
	size_t n = 0;

	free(plan->order);
	plan->order = calloc((size_t)plan->rounds * plan->active_count + 1, sizeof *plan->order);
	if (!rng || !plan->order) {
		if (rng)
			gsl_rng_free(rng);
		return wt_reason_set(reason, "memory is short");
	}
	gsl_rng_set(rng, plan->seed);
	for (uint32_t round = 0; round < plan->rounds; round++) {
		uint16_t *order = plan->order + (size_t)round * plan->active_count;

		n = 0;
		for (size_t i = 0; i < plan->series_count; i++)
			if (!*plan->series[i].unsupported)
				order[n++] = (uint16_t)i;
		gsl_ran_shuffle(rng, order, n, sizeof *order);
	}
	gsl_rng_free(rng);
	return true;
}

const char *wt_plan_placement(const struct wt_plan *plan)
{
	/* they may be cores of two machines */
	return !wt_target_is_two_machines(&plan->target) && plan->client_cpu >= 0 &&
			       plan->client_cpu == plan->server_cpu
		       ? "one"
		       : "two";
}

int wt_plan_find(const struct wt_plan *plan, const char *name)
{
	for (size_t i = 0; i < plan->series_count; i++)
		if (!strcmp(plan->series[i].name, name))
			return (int)i;
	return -1;
}

void wt_plan_free(struct wt_plan *plan)
{
	free(plan->order);
	free(plan->rows);
	free(plan->series);
	plan->order = NULL;
	plan->series = NULL;
	plan->rows = NULL;
	plan->series_count = plan->row_count = 0;
}

bool wt_plan_has_cells(const struct wt_plan *plan, enum wt_cell_purpose purpose)
{
	/* between the messages of an open session hardly anything is allocated */
	return purpose == WT_CELL_TIMING ||
	       (purpose == WT_CELL_HEAP ? plan->heap && !wt_plan_mode(plan)->no_heap : plan->hold > 0);
}

uint32_t wt_plan_round_tries(const struct wt_plan *plan, uint32_t round)
{
	uint64_t before = (uint64_t)plan->tries * round / plan->rounds;
	uint64_t after = (uint64_t)plan->tries * (round + 1) / plan->rounds;

	return (uint32_t)(after - before);
}

uint32_t wt_plan_cell_tries(const struct wt_plan *plan, struct wt_cell_id id)
{
	if (id.purpose == WT_CELL_TIMING)
		return wt_plan_round_tries(plan, id.round);
	return id.purpose == WT_CELL_HEAP ? WT_HEAP_TRIES : 0;
}

uint64_t wt_plan_series_tries(const struct wt_plan *plan)
{
	return (uint64_t)plan->tries * plan->sizes.count;
}

uint64_t wt_plan_all_tries(const struct wt_plan *plan)
{
	return wt_plan_series_tries(plan) * plan->active_count;
}

void wt_plan_program(const struct wt_plan *plan, const struct wt_series *series, enum wt_role role,
		     char path[WT_PROGRAM_BYTES])
{
	bool board = wt_target_is_board(&plan->target, role);

	snprintf(path, WT_PROGRAM_BYTES, "%s/%s/%s/%s_%s", plan->build, board ? plan->board : "host",
		 board ? series->variant : series->peer, series->row.protocol->transport,
		 role == WT_CLIENT ? "client" : "server");
}

void wt_plan_emulator(const struct wt_plan *plan, char path[WT_PROGRAM_BYTES])
{
	snprintf(path, WT_PROGRAM_BYTES, "%s/host/emulator/%s", plan->build, plan->target.emulator);
	if (access(path, X_OK) != 0)
		snprintf(path, WT_PROGRAM_BYTES, "%s", plan->target.emulator);
}
