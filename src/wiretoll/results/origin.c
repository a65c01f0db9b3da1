/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "origin.h"

#include <stdio.h>
#include <string.h>

/* The name of the folder that a file was written to; empty where that tells nothing. */
static void origin_of(const json_t *record, char name[WT_FOLDER_NAME_BYTES])
{
	const json_t *settings = json_object_get(record, "settings");
	const char *path = json_string_value(json_object_get(settings, "json"));
	char copy[WT_FILE_BYTES];

	wt_text_copy(copy, sizeof copy, path ? path : "");
	for (int i = 0; i < 2; i++) {
		char *slash = strrchr(copy, '/');

		*(slash ? slash : copy) = '\0';
	}
	wt_folder_name(copy, name);
}

/*
 * A file tells the name that it was written under. Copied to that of another cell
 * it would count twice, or for what it is not. On a board it has another name.
 */
static bool in_its_place(const json_t *record, const struct wt_series *series, struct wt_cell_id id, const char *end,
			 struct wt_reason *why)
{
	const char *path = json_string_value(json_object_get(json_object_get(record, "settings"), "json"));
	const char *name = path ? strrchr(path, '/') : NULL;
	char tail[WT_SERIES_NAME_BYTES + 40], written[WT_REASON_BYTES];
	size_t length;

	if (!name || (strncmp(name, "/round-", 7) != 0 && strncmp(name, "/heap.", 6) != 0))
		return true;
	if (id.purpose == WT_CELL_TIMING)
		length =
			(size_t)snprintf(tail, sizeof tail, "/%s/round-%02u.%s.jsonl", series->name, id.round + 1, end);
	else
		length = (size_t)snprintf(tail, sizeof tail, "/%s/%s.%s.jsonl", series->name,
					  id.purpose == WT_CELL_HEAP ? "heap" : "hold", end);
	if (strlen(path) >= length && !strcmp(path + strlen(path) - length, tail))
		return true;
	wt_text_copy(written, sizeof written, path);
	return wt_reason_set(why, "its %s's records are those of another cell: written to %.400s", end, written);
}

bool wt_cell_in_place(const struct wt_cell_file *client, const struct wt_cell_file *server,
		      const struct wt_series *series, struct wt_cell_id id, struct wt_reason *why)
{
	return in_its_place(client->record, series, id, "client", why) &&
	       in_its_place(server->record, series, id, "server", why);
}

/* A record must be of the board that the plan tells: else the plan was edited, or is another one. */
static bool as_planned(const struct wt_plan *plan, const json_t *record, enum wt_role role, const char *end,
		       struct wt_reason *why)
{
	const char *board = json_string_value(json_object_get(record, "board"));
	const char *planned = wt_target_board(&plan->target, plan->board, role);
	char told[WT_FACT_BYTES];

	wt_text_copy(told, sizeof told, board ? board : "");
	return !board || !strcmp(board, planned) ||
	       wt_reason_set(why, "its %s ran on board %s, but the plan says %s", end, told, planned);
}

/* Started by hand, a file's name need not tell whose it is. Plain pairs are the same in every variant. */
static bool of_variant(const struct wt_series *series, const json_t *record, const char *variant, const char *end,
		       struct wt_reason *why)
{
	const char *told = json_string_value(json_object_get(record, "variant"));
	char text[WT_FACT_BYTES];

	if (!wt_row_is_secure(&series->row) || (told && !strcmp(told, variant)))
		return true;
	wt_text_copy(text, sizeof text, told ? told : "that is not told");
	return wt_reason_set(why, "its %s is of variant %s, but the plan says %s", end, text, variant);
}

static bool of_hand(const struct wt_plan *plan, const struct wt_series *series, const json_t *client,
		    const json_t *server, struct wt_reason *why)
{
	const char *boot = json_string_value(json_object_get(client, "boot"));

	if (*plan->boot && (!boot || strcmp(boot, plan->boot) != 0))
		return wt_reason_set(why, "its client's records are of another boot than the plan's");
	return of_variant(series, client, series->variant, "client", why) &&
	       (!server || of_variant(series, server, *series->peer ? series->peer : series->variant, "server", why));
}

/*
 * Within one boot the monotonic clock tells what was first. The wall clock may have been set back meanwhile, so it is
 * believed only where nothing else is told: by records or plans of an older version.
 */
static bool is_older(const struct wt_plan *plan, const json_t *record)
{
	const char *boot = json_string_value(json_object_get(record, "boot"));
	int64_t started_ns = json_integer_value(json_object_get(record, "started_ns"));
	int64_t started_us = json_integer_value(json_object_get(record, "started_us"));

	/* of another machine's clock nothing is known */
	if (plan->target.way == WT_WAY_HAND && (!boot || strcmp(boot, plan->boot) != 0))
		return false;
	if (*plan->boot && boot)
		return !strcmp(boot, plan->boot) && started_ns >= 0 && (uint64_t)started_ns < plan->created_ns;
	return started_us > 0 && (uint64_t)started_us < plan->created_us;
}

/*
 * Files of another run are no data of this one, however well they fit: they tell
 * where they were written, when, and which port joined both ends.
 */
bool wt_cell_of_this_run(const struct wt_plan *plan, const struct wt_series *series, char origin[WT_FOLDER_NAME_BYTES],
			 const struct wt_cell_file *client, const struct wt_cell_file *server, struct wt_reason *why)
{
	const json_t *ports[] = { json_object_get(client->record, "port"), json_object_get(server->record, "port") };
	const char *other = plan->names.count ? plan->names.name[0] : origin;
	bool by_hand = plan->target.way == WT_WAY_HAND;
	char written[WT_FOLDER_NAME_BYTES];

	if (!as_planned(plan, client->record, WT_CLIENT, "client", why) ||
	    !as_planned(plan, server->record, WT_SERVER, "server", why) ||
	    (by_hand && !of_hand(plan, series, client->record, server->record, why)))
		return false;
	/* A board's clock is another one, and its ports may be others on the way. */
	if ((by_hand || plan->target.way == WT_WAY_LOCAL) &&
	    (is_older(plan, client->record) || is_older(plan, server->record)))
		return wt_reason_set(why, "its records are older than the plan: they are of another run");
	if ((by_hand || plan->target.way == WT_WAY_LOCAL) && json_is_integer(ports[0]) && json_is_integer(ports[1]) &&
	    !json_equal(ports[0], ports[1]))
		return wt_reason_set(why, "client and server are of different runs: ports %lld and %lld",
				     (long long)json_integer_value(ports[0]), (long long)json_integer_value(ports[1]));
	origin_of(client->record, written);
	/* the plan knows the names that the folder has had; an older one does not, and they must be one */
	if (*written && *other && strcmp(written, other) != 0 && !wt_folder_has_name(plan, written))
		return wt_reason_set(why, "its records are of another run: written to %.300s, others to %.300s",
				     written, other);
	if (*written)
		memcpy(origin, written, sizeof written);
	return true;
}
