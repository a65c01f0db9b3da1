/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "side_cells.h"

#include "cell_state.h"
#include "parity.h"

/*
 * A `run` record with the settings of the rounds where an extra cell has its own, one that counts the heap the first two. NULL: memory is short.
 * Release with json_decref.
 */
static json_t *as_in_rounds(const json_t *run, const json_t *first, struct wt_cell_id id)
{
	static const char *const own[] = { "counters", "parallel", "hold", "sizes", "rate" };
	json_t *copy = json_deep_copy(run), *settings = json_object_get(copy, "settings");
	const json_t *theirs = json_object_get(first, "settings");

	for (size_t i = 0; i < (id.purpose == WT_CELL_SESSIONS ? sizeof own / sizeof *own : 2); i++) {
		json_t *value = json_object_get(theirs, own[i]);

		if (value)
			json_object_set(settings, own[i], value);
		else
			json_object_del(settings, own[i]);
	}
	return copy;
}

/* What an extra cell tells stands beside the rounds: it must be of the same programs that agreed on the same. */
static bool of_this_series(const struct wt_series_results *series, const struct wt_cell_file *client,
			   const struct wt_cell_file *server, struct wt_cell_id id, struct wt_reason *why)
{
	json_t *of_client, *of_server;
	char unlike[WT_UNLIKE_BYTES] = "";

	if (!series->rounds_done)
		return true;
	of_client = as_in_rounds(client->record, series->client_run, id);
	of_server = as_in_rounds(server->record, series->server_run, id);
	wt_parity_rounds(of_client, series->client_run, "client", unlike);
	wt_parity_rounds(of_server, series->server_run, "server", unlike);
	json_decref(of_client);
	json_decref(of_server);
	return !*unlike || wt_reason_set(why, "it is unlike the rounds: %s", unlike);
}

/* Reads both files of an extra cell; free them. */
static void read_cell(struct wt_results *results, size_t index, struct wt_cell_id id, struct wt_extra *extra,
		      struct wt_cell_file *client, struct wt_cell_file *server)
{
	const struct wt_series *series = &results->plan.series[index];
	enum wt_cell_state state = wt_cell_judge(client, server, &results->folder, &results->plan, series, id,
						 results->origin, &extra->why);

	if (state == WT_CELL_WHOLE && !of_this_series(&results->series[index], client, server, id, &extra->why))
		state = WT_CELL_BROKEN;
	extra->state = state == WT_CELL_WHOLE    ? WT_EXTRA_DONE
		       : state == WT_CELL_BROKEN ? WT_EXTRA_FAILED
						 : WT_EXTRA_MISSING;
	if (state == WT_CELL_MISSING)
		wt_reason_set(&extra->why,
			      client->present || server->present ? "its records are not complete" : "it was not made");
}

/* Rounds of an older version count the heap in some of their tries. */
static bool rounds_counted(const struct wt_series_results *series, size_t sizes)
{
	for (size_t i = 0; i < sizes; i++)
		if (series->client_sums[i].heap_tries || series->server_sums[i].heap_tries)
			return true;
	return false;
}

static void read_heap(struct wt_results *results, size_t index)
{
	struct wt_series_results *series = &results->series[index];
	struct wt_cell_file client = { 0 }, server = { 0 };

	if (series->state == WT_SERIES_FAILED || rounds_counted(series, results->plan.sizes.count))
		return;
	read_cell(results, index, wt_heap_cell, &series->heap, &client, &server);
	if (series->heap.state == WT_EXTRA_MISSING && !client.present)
		wt_reason_set(&series->heap.why, "it was not counted: the run ended before");
	if (series->heap.state == WT_EXTRA_DONE) {
		for (size_t i = 0; i < results->plan.sizes.count; i++) {
			wt_cost_sums_add_heap(&series->client_sums[i], &client.sums[i]);
			wt_cost_sums_add_heap(&series->server_sums[i], &server.sums[i]);
		}
		wt_end_costs_add_heap(&series->client_end, &client.end_costs);
		wt_end_costs_add_heap(&series->server_end, &server.end_costs);
	}
	wt_cell_file_free(&client);
	wt_cell_file_free(&server);
}

static struct wt_held held_of(const struct wt_cell_file *file)
{
	return file->own ? *(const struct wt_held *)file->own : (struct wt_held){ .ok = false };
}

static void read_hold(struct wt_results *results, size_t index)
{
	struct wt_hold_results *to = &results->series[index].hold;
	struct wt_cell_file client = { 0 }, server = { 0 };

	read_cell(results, index, wt_sessions_cell, &to->cell, &client, &server);
	if (to->cell.state == WT_EXTRA_DONE) {
		to->client = held_of(&client);
		to->server = held_of(&server);
	}
	wt_cell_file_free(&client);
	wt_cell_file_free(&server);
}

void wt_side_cells_read(struct wt_results *results, size_t index)
{
	if (!wt_series_has_sessions(&results->plan.series[index]))
		return;
	if (wt_plan_has_cells(&results->plan, WT_CELL_HEAP))
		read_heap(results, index);
	if (wt_plan_has_cells(&results->plan, WT_CELL_SESSIONS))
		read_hold(results, index);
}

const char *wt_extra_word(const struct wt_extra *extra)
{
	return extra->state == WT_EXTRA_FAILED ? "FAILED" : extra->state == WT_EXTRA_MISSING ? "UNFINISHED" : "";
}

bool wt_side_cells_complete(const struct wt_results *results)
{
	for (size_t i = 0; i < results->plan.series_count; i++)
		if (*wt_extra_word(&results->series[i].heap) || *wt_extra_word(&results->series[i].hold.cell))
			return false;
	return true;
}
