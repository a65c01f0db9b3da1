/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cell_state.h"

#include <string.h>

#include "cell_file.h"
#include "cell_pair.h"
#include "origin.h"

enum wt_cell_state wt_cell_read(struct wt_cell_file *client, struct wt_cell_file *server,
				const struct wt_folder *folder, const struct wt_plan *plan,
				const struct wt_series *series, uint32_t round, struct wt_reason *reason)
{
	struct wt_cell_expected expected = { .plan = plan,
					     .series = series,
					     .hold = round == WT_ROUND_HOLD,
					     .heap = round == WT_ROUND_HEAP,
					     .tries = wt_plan_round_tries(plan, round) };
	char path[WT_FILE_BYTES];
	bool failed, good;

	memset(server, 0, sizeof *server);
	wt_folder_cell(folder, series, round, "failed", path);
	failed = wt_file_failure(path, reason);
	wt_folder_cell(folder, series, round, "client.jsonl", path);
	if (failed) {
		struct wt_reason unused = { "" }; /* the noted reason is the better one */

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
	if (client->has_run && client->has_end && (client->end_ok || client->all_lost) && server->has_end &&
	    (!expected.hold || (server->has_run && server->end_ok)))
		return WT_CELL_WHOLE;
	return WT_CELL_MISSING;
}

/* What both ends of a round, or of the cell that counts the heap, counted alike. What is held has no tries. */
static bool ends_agree(const struct wt_cell_file *client, const struct wt_cell_file *server, const struct wt_plan *plan,
		       const struct wt_series *series, uint32_t round, struct wt_reason *reason)
{
	if (round == WT_ROUND_HOLD)
		return true;
	return wt_cell_check_bytes(client, server, plan, series, reason) &&
	       (wt_round_is_extra(round) || wt_flights_agree(client->handshake, server->handshake, reason));
}

enum wt_cell_state wt_cell_judge(struct wt_cell_file *client, struct wt_cell_file *server,
				 const struct wt_folder *folder, const struct wt_plan *plan,
				 const struct wt_series *series, uint32_t round, char origin[WT_FOLDER_NAME_BYTES],
				 struct wt_reason *reason)
{
	enum wt_cell_state state = wt_cell_read(client, server, folder, plan, series, round, reason);

	if (state == WT_CELL_WHOLE && (!wt_cell_in_place(client, server, series, round, reason) ||
				       !wt_cell_of_this_run(plan, origin, client, server, reason) ||
				       !ends_agree(client, server, plan, series, round, reason)))
		return WT_CELL_BROKEN;
	return state;
}
