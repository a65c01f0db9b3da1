/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cell_pair.h"

#include <stdio.h>

#include "plan.h"
#include "record_kind.h"

static bool is_answered(uint8_t seen)
{
	return seen == WT_SEEN_ANSWERED || seen == WT_SEEN_REPEATED;
}

/* It tells how many messages it answered, and none of them by itself. */
static bool answers_together(const struct wt_cell_file *server)
{
	return server->own && server->kind->messages;
}

static uint64_t missing(uint64_t made, const struct wt_cell_file *server)
{
	uint64_t seen = server->kind->messages(server->own);

	return made > seen ? made - seen : 0;
}

uint64_t wt_cell_file_unmatched(const struct wt_cell_file *client, const struct wt_cell_file *server)
{
	uint64_t unmatched = 0;

	if (answers_together(server))
		return missing(client->answered, server);
	if (client->seen_count != server->seen_count)
		return client->answered;
	for (size_t i = 0; i < client->seen_count; i++)
		unmatched += is_answered(client->seen[i]) && !is_answered(server->seen[i]);
	return unmatched;
}

uint64_t wt_cell_file_unseen(const struct wt_cell_file *client, const struct wt_cell_file *server)
{
	return answers_together(server) ? missing(client->answered + client->lost, server) : 0;
}

bool wt_cell_file_repeated(const struct wt_cell_file *client, const struct wt_cell_file *server,
			   const struct wt_sample *timed)
{
	return client->seen[timed->place] == WT_SEEN_REPEATED ||
	       (timed->place < server->seen_count && server->seen[timed->place] == WT_SEEN_REPEATED);
}

bool wt_cell_check_bytes(const struct wt_cell_file *client, const struct wt_cell_file *server,
			 const struct wt_plan *plan, const struct wt_series *series, struct wt_reason *reason)
{
	const struct wt_size_list *sizes = &plan->sizes;
	bool stream = !wt_row_is_datagram(&series->row);
	bool all_before_closing = stream && !wt_row_ends_behind_answer(&series->row);
	bool all_before_answer = stream && !wt_row_is_http2(&series->row);
	char where[24];

	if (client->lost || client->failed || wt_cell_file_unmatched(client, server))
		return true;
	if (client->own && server->own && client->kind->fit_ends)
		return client->kind->fit_ends(client->own, server->own, all_before_answer, reason);
	for (size_t i = 0; i < sizes->count; i++) {
		const struct wt_cost_sums *c = &client->sums[i], *s = &server->sums[i];

		/* A repeated datagram is answered again: then the server has more of them. */
		if (c->tries != s->tries)
			continue;
		snprintf(where, sizeof where, "at %u bytes", sizes->bytes[i]);
		if (!wt_cell_bytes_fit(where, "client", c->bytes_out - c->close_bytes_out, "server", s->bytes_in,
				       all_before_answer, reason) ||
		    !wt_cell_bytes_fit(where, "server", s->bytes_out, "client", c->bytes_in - c->close_bytes_in,
				       all_before_closing, reason))
			return false;
	}
	return true;
}

bool wt_cell_check_cold(const struct wt_cell_file *client, const struct wt_plan *plan, struct wt_reason *reason)
{
	size_t tries = client->seen_count / plan->sizes.count;

	for (size_t at = 0; at < client->seen_count; at += tries)
		if (client->seen[at])
			return true;
	return wt_reason_set(reason, "its client's cold try is missing; valid: a try 0 before the others");
}
