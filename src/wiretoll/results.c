/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "results.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* The one line of a .failed file; false when there is none. */
static bool read_failed(const char *path, struct wt_reason *reason)
{
	char line[WT_REASON_BYTES] = "";
	FILE *stream = fopen(path, "re");

	if (!stream)
		return false;
	if (!fgets(line, sizeof line, stream) || !*line)
		snprintf(line, sizeof line, "no reason is noted");
	fclose(stream);
	line[strcspn(line, "\n")] = '\0';
	wt_text_copy(reason->text, sizeof reason->text, line);
	return true;
}

enum wt_cell_state wt_cell_read(struct wt_cell_file *client, struct wt_cell_file *server,
				const struct wt_folder *folder, const struct wt_plan *plan,
				const struct wt_series *series, uint32_t round,
				struct wt_reason *reason)
{
	struct wt_cell_expected expected = { plan, series, wt_plan_round_tries(plan, round), false };
	char path[WT_FILE_BYTES];
	bool failed, good;

	memset(server, 0, sizeof *server);
	wt_folder_cell(folder, series, round, "failed", path);
	failed = read_failed(path, reason);
	wt_folder_cell(folder, series, round, "client.jsonl", path);
	if (failed) {
		struct wt_reason unused; /* the noted reason is the better one */

		wt_cell_file_read(client, path, &expected, &unused);
		return WT_CELL_BROKEN;
	}
	good = wt_cell_file_read(client, path, &expected, reason);
	if (good) {
		wt_folder_cell(folder, series, round, "server.jsonl", path);
		expected.server = true;
		good = wt_cell_file_read(server, path, &expected, reason);
	}
	if (!good)
		return WT_CELL_BROKEN;
	if (client->has_run && client->has_end && client->end_ok && server->has_end)
		return WT_CELL_WHOLE;
	return WT_CELL_MISSING;
}

static bool keep(struct wt_sample_list *list, uint64_t total_ns, uint32_t round)
{
	if (list->count == list->room) {
		size_t room = list->room ? list->room * 2 : 64;
		struct wt_sample *more = realloc(list->sample, room * sizeof *more);

		if (!more)
			return false;
		list->sample = more;
		list->room = room;
	}
	list->sample[list->count++] = (struct wt_sample){ total_ns, round };
	return true;
}

static bool negotiated_equal(const struct wt_negotiated_record *a,
			     const struct wt_negotiated_record *b)
{
	return a->known == b->known && a->version == b->version && a->suite == b->suite &&
	       a->group == b->group && a->peer_signature == b->peer_signature &&
	       a->peer_key_bits == b->peer_key_bits && a->peer_chain == b->peer_chain &&
	       a->hello_retries == b->hello_retries && a->resumed == b->resumed &&
	       a->peer_authenticated == b->peer_authenticated && !strcmp(a->peer_key, b->peer_key);
}

static void keep_run(struct wt_results *results, struct wt_series_results *to,
		     const struct wt_cell_file *client, const struct wt_cell_file *server)
{
	if (!*results->board.kernel)
		results->board = client->run;
	if (to->rounds_done == 0) {
		to->run = client->run;
		to->negotiated = client->negotiated;
		to->server_authenticated_client = server->negotiated.peer_authenticated;
		return;
	}
	if (strcmp(to->run.library, client->run.library) != 0 ||
	    strcmp(to->run.library_version, client->run.library_version) != 0)
		to->library_moved = true;
	if (!negotiated_equal(&to->negotiated, &client->negotiated) ||
	    to->server_authenticated_client != server->negotiated.peer_authenticated)
		to->negotiated_moved = true;
}

/* A whole round: its samples count. */
static bool keep_cell(struct wt_results *results, struct wt_series_results *to, uint32_t round,
		      const struct wt_cell_file *client, const struct wt_cell_file *server)
{
	for (uint64_t i = 0; i < client->answered; i++)
		if (!keep(&to->sizes[client->timed[i].size_index], client->timed[i].total_ns,
			  round))
			return false;
	if (client->cold_ns && !keep(&to->cold, client->cold_ns, round))
		return false;
	keep_run(results, to, client, server);
	to->unmatched += wt_cell_file_unmatched(client, server);
	to->rounds_done++;
	return true;
}

static bool read_series(struct wt_results *results, size_t index, struct wt_reason *reason)
{
	const struct wt_series *series = &results->plan.series[index];
	struct wt_series_results *to = &results->series[index];

	if (series->unsupported) {
		to->state = WT_SERIES_UNSUPPORTED;
		wt_reason_set(&to->why, "%s", series->unsupported);
		return true;
	}
	for (uint32_t round = 0; round < results->plan.rounds; round++) {
		struct wt_cell_file client = { 0 }, server = { 0 };
		struct wt_reason why;
		enum wt_cell_state state = wt_cell_read(&client, &server, &results->folder,
							&results->plan, series, round, &why);
		bool kept = true;

		to->answered += client.answered;
		to->lost += client.lost;
		to->failed += client.failed;
		if (state == WT_CELL_WHOLE)
			kept = keep_cell(results, to, round, &client, &server);
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
	return true;
}

bool wt_results_read(struct wt_results *results, const char *path, struct wt_reason *reason)
{
	memset(results, 0, sizeof *results);
	if (!wt_folder_open(&results->folder, path, reason) ||
	    !wt_plan_read(&results->plan, &results->folder, reason))
		return false;
	for (size_t i = 0; i < results->plan.series_count; i++)
		if (!read_series(results, i, reason))
			return false;
	return true;
}

void wt_results_free(struct wt_results *results)
{
	for (size_t i = 0; i < WT_SERIES_MAX; i++) {
		for (size_t k = 0; k < WT_SIZES_MAX; k++)
			free(results->series[i].sizes[k].sample);
		free(results->series[i].cold.sample);
	}
	wt_plan_free(&results->plan);
	memset(results->series, 0, sizeof results->series);
}
