/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "import_plan.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "folder.h"
#include "import_rounds.h"
#include "message.h"
#include "record_fields.h"

static bool copy_sizes(struct wt_plan *plan, const struct wt_found *first, struct wt_reason *reason)
{
	const json_t *list = json_object_get(json_object_get(first->run, "settings"), "sizes");
	size_t count = json_array_size(list);

	for (size_t i = 0; i < count && i < WT_SIZES_MAX; i++) {
		json_int_t size = json_integer_value(json_array_get(list, i));
		size_t at = plan->sizes.count;

		if (size < WT_MESSAGE_HEADER_BYTES || size > WT_MESSAGE_MAX_BYTES)
			return wt_reason_set(reason, "%s: 'sizes' is not valid", first->path);
		/* ascending, whatever the first round began with */
		for (; at > 0 && plan->sizes.bytes[at - 1] > size; at--)
			plan->sizes.bytes[at] = plan->sizes.bytes[at - 1];
		plan->sizes.bytes[at] = (uint32_t)size;
		plan->sizes.count++;
	}
	return plan->sizes.count || wt_reason_set(reason, "%s: 'sizes' is missing", first->path);
}

static bool copy_variants(struct wt_plan *plan, const struct wt_found_list *clients, struct wt_reason *reason)
{
	for (int secure = 1; secure >= 0 && !plan->variants.count; secure--)
		for (size_t i = 0; i < clients->count; i++) {
			const struct wt_found *one = &clients->file[i];

			if (secure && !wt_row_is_secure(&one->row))
				continue;
			if (!wt_names_add(&plan->variants, wt_found_text(one, NULL, "variant")))
				return wt_reason_set(reason,
						     "%s: one more variant than a report has room for; valid: up to %d",
						     one->path, WT_NAMES_MAX);
		}
	return true;
}

/* The first file of a row, and of a variant of it; NULL: there is none. */
static const struct wt_found *find(const struct wt_found_list *clients, const struct wt_row *row, const char *variant)
{
	for (size_t i = 0; i < clients->count; i++)
		if (!clients->file[i].heap && wt_row_same(&clients->file[i].row, row) &&
		    (!variant || !strcmp(wt_found_text(&clients->file[i], NULL, "variant"), variant)))
			return &clients->file[i];
	return NULL;
}

/* The heap alone is no series. */
static bool all_have_series(const struct wt_plan *plan, const struct wt_found_list *clients, struct wt_reason *reason)
{
	for (size_t i = 0; i < clients->count; i++) {
		const struct wt_series *series = wt_import_series(plan, &clients->file[i]);

		if (!series || *series->unsupported)
			return wt_reason_set(reason, "%s: counts the heap of a series that has no round here",
					     clients->file[i].path);
	}
	return true;
}

/* The next row that a file has, in the order of the report: of one that is all zero the first. False: no more. */
static bool next_row(const struct wt_found_list *clients, struct wt_row *row)
{
	const struct wt_row *next = NULL;

	for (size_t i = 0; i < clients->count; i++) {
		const struct wt_row *one = &clients->file[i].row;

		if (clients->file[i].heap || (row->protocol && wt_row_order(one, row) <= 0))
			continue;
		if (!next || wt_row_order(one, next) < 0)
			next = one;
	}
	if (next)
		*row = *next;
	return next != NULL;
}

/* What there is, and what a library cannot do of it. */
static bool add_series(struct wt_plan *plan, const struct wt_found_list *clients, struct wt_reason *reason)
{
	struct wt_row row = { 0 };

	while (next_row(clients, &row)) {
		if (!wt_row_is_secure(&row) &&
		    !wt_plan_add(plan, row.name, wt_found_text(find(clients, &row, NULL), NULL, "variant"), reason))
			return false;
		for (size_t v = 0; wt_row_is_secure(&row) && v < plan->variants.count; v++) {
			const char *variant = plan->variants.name[v];
			const struct wt_found *made = find(clients, &row, variant);

			if (!made && wt_plan_can_speak(variant, &row))
				continue;
			if (!wt_plan_add(plan, row.name, variant, reason))
				return false;
			if (made)
				wt_plan_unsupported(plan, &plan->series[plan->series_count - 1], "");
		}
	}
	return all_have_series(plan, clients, reason);
}

const struct wt_series *wt_import_series(const struct wt_plan *plan, const struct wt_found *client)
{
	for (size_t i = 0; i < plan->series_count; i++)
		if (wt_row_same(&plan->series[i].row, &client->row) &&
		    (!wt_row_is_secure(&client->row) ||
		     !strcmp(plan->series[i].variant, wt_found_text(client, NULL, "variant"))))
			return &plan->series[i];
	return NULL;
}

/*
 * As on this machine, where both ends change their library together, or as on a board, whose other end keeps its own.
 * In a series it is one.
 */
static bool copy_peers(struct wt_plan *plan, const struct wt_found_list *clients, struct wt_reason *reason)
{
	bool together = true;

	for (size_t i = 0; i < clients->count; i++)
		together = together && (!clients->file[i].partner || !wt_row_is_secure(&clients->file[i].row) ||
					!strcmp(wt_found_text(&clients->file[i], NULL, "variant"),
						wt_found_text(clients->file[i].partner, NULL, "variant")));
	for (size_t i = 0; !together && i < clients->count; i++) {
		const struct wt_found *client = &clients->file[i];
		struct wt_series *series = (struct wt_series *)wt_import_series(plan, client);
		const char *peer = wt_found_text(client->partner, NULL, "variant");

		if (*series->peer && wt_row_is_secure(&series->row) && strcmp(series->peer, peer) != 0)
			return wt_reason_set(reason,
					     "%s: its server is of variant %s, but that of others of its series of %s",
					     client->path, peer, series->peer);
		snprintf(series->peer, sizeof series->peer, "%s", peer);
		if (!*plan->target.peer_variant && wt_row_is_secure(&series->row))
			snprintf(plan->target.peer_variant, sizeof plan->target.peer_variant, "%s", peer);
	}
	return true;
}

/* Which end the report is about: the client, unless it is a machine for development and the server none. */
static void copy_boards(struct wt_plan *plan, const struct wt_found *client, const struct wt_found *server)
{
	const char *of_client = wt_found_text(client, NULL, "board"), *of_server = wt_found_text(server, NULL, "board");
	bool is_server = !strcmp(of_client, "host") && strcmp(of_server, "host") != 0;

	plan->target.board_role = is_server ? WT_SERVER : WT_CLIENT;
	snprintf(plan->board, sizeof plan->board, "%s", is_server ? of_server : of_client);
	snprintf(plan->target.peer_board, sizeof plan->target.peer_board, "%s", is_server ? of_client : of_server);
}

static int core_of(const struct wt_found *found)
{
	const json_t *cpu = json_object_get(found->run, "cpu");

	return json_is_integer(cpu) ? (int)json_integer_value(cpu) : WT_CPU_AUTO;
}

/* The plan is as old as the first program that follows its clock. */
static void copy_clock(struct wt_plan *plan, const struct wt_found *client, const struct wt_found *server)
{
	const struct wt_found *both[] = { client, server };

	wt_text_copy(plan->boot, sizeof plan->boot, wt_found_text(client, NULL, "boot"));
	for (size_t i = 0; i < 2; i++) {
		json_int_t us = both[i] ? json_integer_value(json_object_get(both[i]->run, "started_us")) : 0;
		json_int_t ns = both[i] ? json_integer_value(json_object_get(both[i]->run, "started_ns")) : 0;

		if (us < 1 || ns < 0 || (i && strcmp(wt_found_text(server, NULL, "boot"), plan->boot) != 0))
			continue;
		if (!i || (uint64_t)us < plan->created_us)
			plan->created_us = (uint64_t)us;
		if (!i || (uint64_t)ns < plan->created_ns)
			plan->created_ns = (uint64_t)ns;
	}
}

static void copy_settings(struct wt_plan *plan, const struct wt_found *client, const struct wt_found *server)
{
	const char *certs = wt_found_text(client, "settings", "certs");
	const json_t *settings = json_object_get(client->run, "settings");
	const json_t *timeout = json_object_get(settings, "timeout"), *rate = json_object_get(settings, "rate");

	copy_clock(plan, client, server);
	if (server)
		copy_boards(plan, client, server);
	else
		snprintf(plan->board, sizeof plan->board, "%s", wt_found_text(client, NULL, "board"));
	snprintf(plan->build, sizeof plan->build, "by hand");
	wt_text_copy(plan->certs, sizeof plan->certs, *certs ? certs : "by hand");
	wt_text_copy(plan->host, sizeof plan->host, wt_found_text(client, NULL, "address"));
	wt_text_copy(plan->mode, sizeof plan->mode, "connect");
	plan->seed = 1; /* no order was drawn */
	plan->timeout_ms = (uint64_t)llround(fmin(fmax(json_number_value(timeout) * 1000.0, 1.0), 86400000.0));
	if (json_is_integer(rate) && json_integer_value(rate) > 0 && json_integer_value(rate) <= WT_RATE_MAX)
		plan->rate = (uint32_t)json_integer_value(rate);
	plan->spin = !strcmp(wt_found_text(client, "settings", "wait"), "spin");
	plan->client_cpu = core_of(client);
	plan->server_cpu = server ? core_of(server) : WT_CPU_AUTO;
}

/* Heap that was counted, in the rounds or beside them, is told; else nobody waits for it. */
static bool counts_heap(const struct wt_found_list *clients)
{
	for (size_t i = 0; i < clients->count; i++)
		if (clients->file[i].heap ||
		    (wt_row_is_secure(&clients->file[i].row) &&
		     strcmp(wt_found_text(&clients->file[i], "settings", "counters"), "on") == 0))
			return true;
	return false;
}

/* The records tell the folder that they were written to, if not each of them: a name that this one has had. */
static void copy_name(struct wt_plan *plan, const struct wt_found_list *clients)
{
	for (size_t i = 0; i < clients->count && !plan->names.count; i++) {
		char copy[WT_FILE_BYTES];

		wt_text_copy(copy, sizeof copy, wt_found_text(&clients->file[i], "settings", "json"));
		for (int k = 0; k < 2; k++) {
			char *slash = strrchr(copy, '/');

			*(slash ? slash : copy) = '\0';
		}
		wt_folder_name(copy, plan->names.name[0]);
		plan->names.count = *plan->names.name[0] != '\0';
	}
}

/* As they were started. */
static bool copy_order(struct wt_plan *plan, const struct wt_found_list *clients, struct wt_reason *reason)
{
	uint32_t *filled = calloc(plan->rounds, sizeof *filled);

	plan->order = calloc((size_t)plan->rounds * plan->active_count + 1, sizeof *plan->order);
	if (!filled || !plan->order) {
		free(filled);
		return wt_reason_set(reason, "memory is short");
	}
	for (size_t i = 0; i < clients->count; i++) {
		const struct wt_found *one = &clients->file[i];

		if (!one->heap)
			plan->order[one->round * plan->active_count + filled[one->round]++] =
				(uint16_t)(wt_import_series(plan, one) - plan->series);
	}
	free(filled);
	return true;
}

bool wt_import_plan(struct wt_plan *plan, struct wt_found_list *clients, struct wt_found_list *servers,
		    struct wt_reason *reason)
{
	const struct wt_found *client = &clients->file[0], *server = servers->count ? &servers->file[0] : NULL;

	memset(plan, 0, sizeof *plan);
	plan->target.way = WT_WAY_HAND;
	plan->target.one_end = !server;
	if (!wt_import_join(clients, servers, reason) || !wt_import_rounds(plan, clients, reason) ||
	    !copy_sizes(plan, client, reason) || !copy_variants(plan, clients, reason))
		return false;
	copy_settings(plan, client, server);
	plan->counters = plan->heap = counts_heap(clients);
	copy_name(plan, clients);
	return add_series(plan, clients, reason) && (!server || copy_peers(plan, clients, reason)) &&
	       wt_plan_check(plan, reason) && copy_order(plan, clients, reason);
}
