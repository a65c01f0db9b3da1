/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "import_rounds.h"

#include <stdlib.h>
#include <string.h>

#include "record_fields.h"

/* The same work in the same cell: a plain pair is the same in every variant. */
static bool of_one_series(const struct wt_found *a, const struct wt_found *b)
{
	return a->heap == b->heap && wt_row_same(&a->row, &b->row) &&
	       (!wt_row_is_secure(&a->row) ||
		!strcmp(wt_found_text(a, NULL, "variant"), wt_found_text(b, NULL, "variant")));
}

/* Each server served one client, in the order of time, on the port that was called. */
static bool join_ends(struct wt_found_list *clients, struct wt_found_list *servers, struct wt_reason *reason)
{
	bool *taken = calloc(servers->count + 1, sizeof *taken), good = true;

	if (!taken)
		return wt_reason_set(reason, "memory is short");
	for (size_t i = 0; good && i < clients->count; i++) {
		struct wt_found *client = &clients->file[i];
		struct wt_row row;

		wt_row_of_server(&client->row, &row);
		for (size_t k = 0; !client->partner && k < servers->count; k++) {
			struct wt_found *server = &servers->file[k];

			if (taken[k] || server->heap != client->heap || server->port != client->port ||
			    !wt_row_same(&server->row, &row))
				continue;
			client->partner = server;
			taken[k] = true;
		}
		if (!client->partner)
			good = wt_reason_set(reason,
					     "%s: no records of its server: %.400s holds none of %s on port %lld",
					     client->path, servers->folder, client->row.name, (long long)client->port);
	}
	for (size_t k = 0; good && k < servers->count; k++)
		good = taken[k] ||
		       wt_reason_set(reason, "%s: no records of its client: %.400s holds none of %s on port %lld",
				     servers->file[k].path, clients->folder, servers->file[k].row.name,
				     (long long)servers->file[k].port);
	free(taken);
	return good;
}

/* Settings that a plan has once for all cells. */
static bool alike(const struct wt_found *one, const struct wt_found *first, struct wt_reason *reason)
{
	static const struct {
		const char *object, *field;
	} same[] = { { NULL, "board" }, { NULL, "address" }, { "settings", "timeout" } };

	for (size_t i = 0; i < sizeof same / sizeof *same; i++) {
		const json_t *a = same[i].object ? json_object_get(one->run, same[i].object) : one->run;
		const json_t *b = same[i].object ? json_object_get(first->run, same[i].object) : first->run;
		char mine[64], other[64];

		a = json_object_get(a, same[i].field);
		b = json_object_get(b, same[i].field);
		wt_record_shown(a, mine, sizeof mine);
		wt_record_shown(b, other, sizeof other);
		if (strcmp(mine, other) != 0)
			return wt_reason_set(reason,
					     "%s: its %s is %s, but %s in %.400s; valid: files of one run of both ends",
					     one->path, same[i].field, mine, other, first->path);
	}
	return true;
}

bool wt_import_join(struct wt_found_list *clients, struct wt_found_list *servers, struct wt_reason *reason)
{
	if (servers->count && !join_ends(clients, servers, reason))
		return false;
	for (size_t i = 1; i < clients->count; i++)
		if (!alike(&clients->file[i], &clients->file[0], reason))
			return false;
	return true;
}

/* How many of the first `count` files are of that series, whose rounds are numbered: the last of them tells. */
static uint32_t rounds_of(const struct wt_found_list *clients, size_t count, const struct wt_found *of)
{
	while (count-- > 0)
		if (of_one_series(&clients->file[count], of))
			return clients->file[count].round + 1;
	return 0;
}

/* A round of a series is its next file in the order of time. */
static void number_rounds(struct wt_found_list *clients)
{
	for (size_t i = 0; i < clients->count; i++)
		clients->file[i].round = rounds_of(clients, i, &clients->file[i]);
}

/* As many rounds of every series; the heap is counted once, in tries of its own. */
static bool count_rounds(struct wt_plan *plan, const struct wt_found_list *clients, struct wt_reason *reason)
{
	const struct wt_found *first = NULL;
	uint64_t tries = 0;

	for (size_t i = 0; i < clients->count; i++) {
		const struct wt_found *one = &clients->file[i];
		uint32_t rounds = rounds_of(clients, clients->count, one);

		if (one->heap && (rounds > 1 || one->tries != WT_HEAP_TRIES))
			return wt_reason_set(reason,
					     "%s: of %u tries, one of %u; valid: one of %d tries that counts the heap",
					     one->path, one->tries, rounds, WT_HEAP_TRIES);
		if (one->heap)
			continue;
		first = first ? first : one;
		plan->rounds = rounds_of(clients, clients->count, first);
		if (rounds != plan->rounds)
			return wt_reason_set(
				reason,
				"%s: one of %u runs of its series, but there are %u of that of %.300s; valid: as "
				"many of each",
				one->path, rounds, plan->rounds, first->path);
		tries += of_one_series(one, first) ? one->tries : 0;
	}
	if (!first)
		return wt_reason_set(reason, "%.600s: holds no round of any series", clients->folder);
	if (tries > WT_TRIES_MAX)
		return wt_reason_set(reason, "%.600s: holds %llu tries of each size; valid: up to %d", clients->folder,
				     (unsigned long long)tries, WT_TRIES_MAX);
	plan->tries = (uint32_t)tries;
	return plan->rounds <= WT_ROUNDS_MAX || wt_reason_set(reason, "%.600s: holds %u rounds; valid: up to %d",
							      clients->folder, plan->rounds, WT_ROUNDS_MAX);
}

/* The tries of a round follow from those of all, as in every plan. */
static bool check_tries(const struct wt_plan *plan, const struct wt_found_list *clients, struct wt_reason *reason)
{
	for (size_t i = 0; i < clients->count; i++) {
		const struct wt_found *one = &clients->file[i];
		uint32_t planned = wt_plan_round_tries(plan, one->round);

		if (!one->heap && one->tries != planned)
			return wt_reason_set(
				reason, "%s: of %u tries a size, but round %u has %u; valid: the same in every file",
				one->path, one->tries, one->round + 1, planned);
	}
	return true;
}

bool wt_import_rounds(struct wt_plan *plan, struct wt_found_list *clients, struct wt_reason *reason)
{
	number_rounds(clients);
	return count_rounds(plan, clients, reason) && check_tries(plan, clients, reason);
}
