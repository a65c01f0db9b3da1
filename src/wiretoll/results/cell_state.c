/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cell_state.h"

#include <string.h>

#include "cell_file.h"
#include "cell_pair.h"
#include "origin.h"

static struct wt_cell_expected expect(const struct wt_plan *plan, const struct wt_series *series, struct wt_cell_id id)
{
	return (struct wt_cell_expected){
		.plan = plan, .series = series, .purpose = id.purpose, .tries = wt_plan_cell_tries(plan, id)
	};
}

enum wt_cell_state wt_cell_read_files(struct wt_cell_file *client, struct wt_cell_file *server, const char *client_path,
				      const char *server_path, const struct wt_plan *plan,
				      const struct wt_series *series, struct wt_cell_id id, struct wt_reason *reason)
{
	struct wt_cell_expected expected = expect(plan, series, id);

	memset(server, 0, sizeof *server);
	if (!wt_cell_file_read(client, client_path, &expected, reason))
		return WT_CELL_BROKEN;
	expected.server = true;
	if (server_path && !wt_cell_file_read(server, server_path, &expected, reason))
		return WT_CELL_BROKEN;
	if (client->has_run && client->has_end && (client->end_ok || client->all_lost) &&
	    (!server_path ||
	     (server->has_end && (expected.purpose != WT_CELL_SESSIONS || (server->has_run && server->end_ok)))))
		return WT_CELL_WHOLE;
	return WT_CELL_MISSING;
}

enum wt_cell_state wt_cell_read(struct wt_cell_file *client, struct wt_cell_file *server,
				const struct wt_folder *folder, const struct wt_plan *plan,
				const struct wt_series *series, struct wt_cell_id id, struct wt_reason *reason)
{
	char path[WT_FILE_BYTES], server_path[WT_FILE_BYTES];
	bool failed;

	wt_folder_cell(folder, series, id, "failed", path);
	failed = wt_file_failure(path, reason);
	wt_folder_cell(folder, series, id, "client.jsonl", path);
	wt_folder_cell(folder, series, id, "server.jsonl", server_path);
	if (failed) {
		struct wt_cell_expected expected = expect(plan, series, id);
		struct wt_reason unused = { "" }; /* the noted reason is the better one */

		memset(server, 0, sizeof *server);
		wt_cell_file_read(client, path, &expected, &unused);
		return WT_CELL_BROKEN;
	}
	return wt_cell_read_files(client, server, path, plan->target.one_end ? NULL : server_path, plan, series, id,
				  reason);
}

/* What both ends of a round, or of the cell that counts the heap, counted alike, and that it began cold. What is held has no
 * tries. */
static bool ends_agree(const struct wt_cell_file *client, const struct wt_cell_file *server, const struct wt_plan *plan,
		       const struct wt_series *series, struct wt_cell_id id, struct wt_reason *reason)
{
	if (id.purpose == WT_CELL_SESSIONS)
		return true;
	if (!wt_cell_check_cold(client, plan, reason))
		return false;
	if (plan->target.one_end)
		return true;
	return wt_cell_check_bytes(client, server, plan, series, reason) &&
	       (id.purpose != WT_CELL_TIMING ||
		wt_flights_agree(client->handshake, server->handshake, !wt_row_is_http2(&series->row), reason));
}

bool wt_cell_fits(const struct wt_cell_file *client, const struct wt_cell_file *server, const struct wt_plan *plan,
		  const struct wt_series *series, struct wt_cell_id id, char origin[WT_FOLDER_NAME_BYTES],
		  struct wt_reason *reason)
{
	return wt_cell_in_place(client, server, series, id, reason) &&
	       wt_cell_of_this_run(plan, series, origin, client, server, reason) &&
	       ends_agree(client, server, plan, series, id, reason);
}

enum wt_cell_state wt_cell_judge(struct wt_cell_file *client, struct wt_cell_file *server,
				 const struct wt_folder *folder, const struct wt_plan *plan,
				 const struct wt_series *series, struct wt_cell_id id,
				 char origin[WT_FOLDER_NAME_BYTES], struct wt_reason *reason)
{
	enum wt_cell_state state = wt_cell_read(client, server, folder, plan, series, id, reason);

	if (state == WT_CELL_WHOLE && !wt_cell_fits(client, server, plan, series, id, origin, reason))
		return WT_CELL_BROKEN;
	return state;
}
