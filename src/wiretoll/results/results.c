/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "results.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cell_pair.h"
#include "cell_state.h"
#include "side_cells.h"
#include "guest.h"
#include "paired.h"
#include "parity.h"
#include "probe_file.h"

static bool keep(struct wt_sample_list *list, const struct wt_sample *sample)
{
	if (list->count == list->room) {
		size_t room = list->room ? list->room * 2 : 64;
		struct wt_sample *more = realloc(list->sample, room * sizeof *more);

		if (!more)
			return false;
		list->sample = more;
		list->room = room;
	}
	list->sample[list->count++] = *sample;
	return true;
}

/* A round that did other work than the first one is no repetition of it. The first such one is told. */
static void compare_rounds(struct wt_series_results *to, uint32_t round, const struct wt_cell_file *client,
			   const struct wt_cell_file *server)
{
	char unlike[WT_UNLIKE_BYTES] = "";

	/* where all was lost, nothing is known of what would have been negotiated */
	if (*to->rounds_unlike || !client->answered)
		return;
	wt_parity_rounds(client->record, to->client_run, "client", unlike);
	if (server->record)
		wt_parity_rounds(server->record, to->server_run, "server", unlike);
	wt_parity_sessions(client->end, "client", unlike);
	wt_parity_sessions(server->end, "server", unlike);
	if (*unlike)
		snprintf(to->rounds_unlike, sizeof to->rounds_unlike, "round %u, %.600s", round + 1, unlike);
}

static void keep_run(struct wt_results *results, struct wt_series_results *to, uint32_t round,
		     const struct wt_cell_file *client, const struct wt_cell_file *server)
{
	const struct wt_target *target = &results->plan.target;
	const struct wt_run_record *board = &client->run;

	/* Where the two ends differ, the report is about the board. */
	if (target->way != WT_WAY_LOCAL && target->board_role == WT_SERVER)
		board = &server->run;
	if (!*results->board.kernel)
		results->board = *board;
	/* a round in which all was lost does not speak for its series as long as there is another */
	if (to->rounds_done == 0 || to->answered == client->answered) {
		json_decref(to->client_run);
		json_decref(to->server_run);
		to->run = *board;
		to->client_run = json_incref(client->record);
		to->server_run = json_incref(server->record);
		to->first_round = round;
		to->negotiated = client->negotiated;
		to->server_authenticated_client = server->negotiated.peer_authenticated;
		return;
	}
	compare_rounds(to, round, client, server);
}

static void add_machine(struct wt_machine *to, const struct wt_cell_file *client, const struct wt_cell_file *server)
{
	const struct wt_machine_record *c = &client->machine, *s = &server->machine;

	to->switches += c->involuntary_switches > 0 ? (uint64_t)c->involuntary_switches : 0;
	to->switches += s->involuntary_switches > 0 ? (uint64_t)s->involuntary_switches : 0;
	to->tries += client->answered + client->lost + client->failed + 1;
	to->rounds++;
	wt_board_health_add(&to->client_board, client->record, client->end);
	if (server->present)
		wt_board_health_add(&to->server_board, server->record, server->end);
	if (c->machine_busy_ns < 0 || c->loop_ns <= 0 || c->loop_cpu_ns < 0 || s->loop_cpu_ns < 0)
		return;
	to->told++;
	to->tick_ns = fmax(to->tick_ns, (double)c->tick_ns);
	to->busy_ns += (double)c->machine_busy_ns;
	to->own_ns += (double)c->loop_cpu_ns + (double)s->loop_cpu_ns;
	to->loop_ns += (double)c->loop_ns;
	to->stolen_ns += c->machine_stolen_ns > 0 ? (double)c->machine_stolen_ns : 0.0;
}

/* What the record of the mode told is taken out of the files. */
static bool keep_own(struct wt_series_results *to, uint32_t rounds, uint32_t round, struct wt_cell_file *client,
		     struct wt_cell_file *server)
{
	if (!client->own && !server->own)
		return true;
	if (!to->own)
		to->own = calloc(rounds, sizeof *to->own);
	if (!to->own)
		return false;
	to->own[round] = (struct wt_own_told){ client->own, server->own };
	client->own = server->own = NULL;
	return true;
}

static void free_own(struct wt_series_results *one, uint32_t rounds)
{
	for (uint32_t i = 0; one->own && i < rounds; i++) {
		free(one->own[i].client);
		free(one->own[i].server);
	}
	free(one->own);
}

/* A whole round: its samples count. */
static bool keep_cell(struct wt_results *results, struct wt_series_results *to, uint32_t round,
		      const struct wt_cell_file *client, const struct wt_cell_file *server)
{
	struct wt_sample cold = client->cold;
	uint64_t exchanges = client->answered + client->lost + client->failed + 1;

	for (uint64_t i = 0; i < client->answered; i++) {
		struct wt_sample sample = client->timed[i];

		sample.round = round;
		sample.repeated = wt_cell_file_repeated(client, server, &sample);
		if (!keep(&to->sizes[sample.size_index], &sample))
			return false;
	}
	cold.round = round;
	if (cold.total_ns && !keep(&to->cold, &cold))
		return false;
	keep_run(results, to, round, client, server);
	wt_span_add(&results->rounds[round], client);
	if (!to->handshake && wt_flights_clean(client->handshake))
		to->handshake = json_incref(client->handshake);
	for (size_t i = 0; i < results->plan.sizes.count; i++) {
		wt_cost_sums_add(&to->client_sums[i], &client->sums[i]);
		wt_cost_sums_add(&to->server_sums[i], &server->sums[i]);
	}
	add_machine(&to->machine, client, server);
	wt_end_costs_add(&to->client_end, &client->end_costs, exchanges);
	wt_end_costs_add(&to->server_end, &server->end_costs, exchanges);
	if (!results->plan.target.one_end)
		to->unmatched += wt_cell_file_unmatched(client, server);
	to->unseen += wt_cell_file_unseen(client, server);
	to->rounds_done++;
	to->round_done[round] = true;
	return true;
}

static bool read_series(struct wt_results *results, size_t index, struct wt_reason *reason)
{
	const struct wt_series *series = &results->plan.series[index];
	struct wt_series_results *to = &results->series[index];

	if (*series->unsupported) {
		to->state = WT_SERIES_UNSUPPORTED;
		wt_reason_set(&to->why, "%s", series->unsupported);
		return true;
	}
	for (uint32_t round = 0; round < results->plan.rounds; round++) {
		struct wt_cell_file client = { 0 }, server = { 0 };
		struct wt_reason why;
		enum wt_cell_state state = wt_cell_judge(&client, &server, &results->folder, &results->plan, series,
							 wt_cell_of_round(round), results->origin, &why);
		bool kept = true;

		to->answered += client.answered;
		to->lost += client.lost;
		to->failed += client.failed;
		if (state == WT_CELL_WHOLE)
			kept = keep_cell(results, to, round, &client, &server) &&
			       keep_own(to, results->plan.rounds, round, &client, &server);
		if (state == WT_CELL_BROKEN && to->state != WT_SERIES_FAILED) {
			to->state = WT_SERIES_FAILED;
			wt_reason_set(&to->why, "round %u: %.900s", round + 1, why.text);
		}
		wt_cell_file_free(&client);
		wt_cell_file_free(&server);
		if (!kept)
			return wt_reason_set(reason, "memory is short");
	}
	if (to->state == WT_SERIES_DONE && to->rounds_done < results->plan.rounds)
		to->state = WT_SERIES_UNFINISHED;
	to->planned = wt_plan_series_tries(&results->plan);
	to->not_made = to->planned - to->answered - to->lost - to->failed;
	wt_side_cells_read(results, index);
	return true;
}

/* What an emulated core counted. */
static bool read_guest(struct wt_results *results, size_t index, struct wt_reason *reason)
{
	struct wt_guest_figures *to = &results->series[index].guest;
	struct wt_guest_series guest = { 0 };
	bool good = *results->plan.series[index].unsupported || wt_guest_read(&guest, results, index, reason);

	for (size_t i = 0; i < results->plan.sizes.count; i++) {
		to->exchange[i] = wt_guest_median(&guest.exchange[i]);
		wt_guest_quarters(&guest.exchange[i], &to->lower[i], &to->upper[i]);
	}
	to->handshake = wt_guest_median(&guest.handshake);
	to->not_made = guest.not_made;
	to->left_out = guest.left_out;
	wt_guest_free(&guest);
	return good;
}

bool wt_results_read(struct wt_results *results, const char *path, struct wt_reason *reason)
{
	memset(results, 0, sizeof *results);
	if (!wt_folder_open(&results->folder, path, reason) || !wt_plan_read(&results->plan, &results->folder, reason))
		return false;
	results->series = calloc(results->plan.series_count, sizeof *results->series);
	if (!results->series)
		return wt_reason_set(reason, "memory is short");
	wt_programs_read(&results->programs, &results->folder, &results->programs_why);
	for (size_t i = 0; i < results->plan.series_count; i++)
		if (!read_series(results, i, reason) ||
		    (results->plan.target.way == WT_WAY_QEMU_USER && !read_guest(results, i, reason)))
			return false;
	results->depends = wt_until_read(&results->until, &results->folder);
	wt_probes_read(results);
	return true;
}

void wt_results_free(struct wt_results *results)
{
	for (size_t i = 0; results->series && i < results->plan.series_count; i++) {
		for (size_t k = 0; k < WT_SIZES_MAX; k++)
			free(results->series[i].sizes[k].sample);
		free(results->series[i].cold.sample);
		free_own(&results->series[i], results->plan.rounds);
		json_decref(results->series[i].client_run);
		json_decref(results->series[i].server_run);
		json_decref(results->series[i].handshake);
		wt_end_costs_free(&results->series[i].client_end);
		wt_end_costs_free(&results->series[i].server_end);
	}
	for (size_t i = 0; i < WT_PROBES_MAX; i++)
		json_decref(results->probes.list[i].record);
	memset(&results->probes, 0, sizeof results->probes);
	wt_programs_free(&results->programs);
	wt_plan_free(&results->plan);
	free(results->series);
	results->series = NULL;
}

struct wt_results *wt_results_open(const char *path, struct wt_reason *reason)
{
	struct wt_results *results = calloc(1, sizeof *results);

	if (!results)
		wt_reason_set(reason, "memory is short");
	if (!results || wt_results_read(results, path, reason))
		return results;
	wt_results_close(results);
	return NULL;
}

void wt_results_close(struct wt_results *results)
{
	if (results)
		wt_results_free(results);
	free(results);
}
