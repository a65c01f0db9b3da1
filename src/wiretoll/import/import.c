/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "import.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "cell_file.h"
#include "cell_state.h"
#include "import_plan.h"
#include "record_fields.h"

/* Everything of one import. */
struct import {
	struct wt_found_list clients, servers;
	struct wt_plan plan;
};

static struct wt_cell_id id_of(const struct wt_found *client)
{
	return client->heap ? wt_heap_cell : wt_cell_of_round(client->round);
}

/* Why a file does not count. */
static bool half(const struct wt_cell_file *file, const char *path, struct wt_reason *reason)
{
	char why[WT_REASON_BYTES / 2];

	if (!file->has_end)
		return wt_reason_set(reason,
				     "%s: half a file: it has no 'end' record; valid: what a program wrote that "
				     "came to its end",
				     path);
	wt_record_text(file->end, "reason", why, sizeof why);
	return wt_reason_set(reason,
			     "%.400s: its run failed (%.400s); valid: whole runs: leave its series out on both ends",
			     path, *why ? why : "it does not say why");
}

/* As a report reads it; a reason that names no file is of both. */
static bool is_whole(const struct import *import, const struct wt_found *client, char origin[WT_FOLDER_NAME_BYTES],
		     struct wt_reason *reason)
{
	const struct wt_series *series = wt_import_series(&import->plan, client);
	const char *server_path = client->partner ? client->partner->path : NULL;
	struct wt_cell_file of_client = { 0 }, of_server = { 0 };
	struct wt_reason why = { "" };
	enum wt_cell_state state = wt_cell_read_files(&of_client, &of_server, client->path, server_path, &import->plan,
						      series, id_of(client), reason);
	bool good = state == WT_CELL_WHOLE;

	if (state == WT_CELL_MISSING) {
		bool theirs = of_client.has_end && (of_client.end_ok || of_client.all_lost);

		half(theirs ? &of_server : &of_client, theirs ? server_path : client->path, reason);
	}
	if (good && !wt_cell_fits(&of_client, &of_server, &import->plan, series, id_of(client), origin, &why))
		good = wt_reason_set(reason, "%.400s%s%.400s: %.200s", client->path, server_path ? " and " : "",
				     server_path ? server_path : "", why.text);
	wt_cell_file_free(&of_client);
	wt_cell_file_free(&of_server);
	return good;
}

static bool copy_file(const char *from, const char *to, struct wt_reason *reason)
{
	FILE *source = wt_file_open(from, reason), *target = source ? fopen(to, "wxe") : NULL;
	char bytes[16384];
	int cause = source && !target ? errno : 0; /* what went wrong with `to` */
	size_t got = 0;
	bool unread;

	while (target && !cause && (got = fread(bytes, 1, sizeof bytes, source)) > 0)
		if (fwrite(bytes, 1, got, target) != got)
			cause = errno;
	unread = source && ferror(source);
	if (target && fclose(target) != 0 && !cause)
		cause = errno;
	if (source)
		fclose(source);
	if (unread)
		return wt_reason_set(reason, "%s: cannot be read", from);
	return source && (!cause || wt_reason_set(reason, "%s: %s", to, strerror(cause)));
}

/* What no report could read is not made. */
static bool reads_back(const struct wt_folder *folder, struct wt_reason *reason)
{
	struct wt_plan plan;
	bool good = wt_plan_read(&plan, folder, reason);

	wt_plan_free(&plan);
	return good;
}

/* Every file to its cell's place. */
static bool fill(const struct wt_folder *folder, const struct wt_plan *plan, void *context, struct wt_reason *reason)
{
	const struct import *import = context;

	if (!reads_back(folder, reason))
		return false;
	for (size_t i = 0; i < import->clients.count; i++) {
		const struct wt_found *client = &import->clients.file[i];
		const struct wt_series *series = wt_import_series(plan, client);
		char path[WT_FILE_BYTES];

		if (!wt_folder_series(folder, series, reason))
			return false;
		wt_folder_cell(folder, series, id_of(client), "client.jsonl", path);
		if (!copy_file(client->path, path, reason))
			return false;
		wt_folder_cell(folder, series, id_of(client), "server.jsonl", path);
		if (client->partner && !copy_file(client->partner->path, path, reason))
			return false;
	}
	return true;
}

bool wt_import(const struct wt_import_request *request, struct wt_folder *folder, struct wt_reason *reason)
{
	struct import import = { .clients = { .count = 0 } };
	char origin[WT_FOLDER_NAME_BYTES] = "";
	bool good = wt_found_read(&import.clients, request->clients, WT_CLIENT, reason) &&
		    (!request->servers || wt_found_read(&import.servers, request->servers, WT_SERVER, reason)) &&
		    wt_import_plan(&import.plan, &import.clients, &import.servers, reason);

	for (size_t i = 0; good && i < import.clients.count; i++)
		good = is_whole(&import, &import.clients.file[i], origin, reason);
	good = good && wt_folder_make_filled(folder, request->out, &import.plan, fill, &import, reason);
	wt_plan_free(&import.plan);
	wt_found_free(&import.clients);
	wt_found_free(&import.servers);
	return good;
}
