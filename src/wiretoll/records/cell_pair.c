/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cell_pair.h"
#include "plan.h"

#include <string.h>

static bool is_answered(uint8_t seen)
{
	return seen == WT_SEEN_ANSWERED || seen == WT_SEEN_REPEATED;
}

uint64_t wt_cell_file_unmatched(const struct wt_cell_file *client, const struct wt_cell_file *server)
{
	uint64_t unmatched = 0;

	if (client->seen_count != server->seen_count)
		return client->answered;
	for (size_t i = 0; i < client->seen_count; i++)
		unmatched += is_answered(client->seen[i]) && !is_answered(server->seen[i]);
	return unmatched;
}

bool wt_cell_file_repeated(const struct wt_cell_file *client, const struct wt_cell_file *server,
			   const struct wt_sample *timed)
{
	return client->seen[timed->place] == WT_SEEN_REPEATED ||
	       (timed->place < server->seen_count && server->seen[timed->place] == WT_SEEN_REPEATED);
}

static bool check_way(uint32_t size, const char *from, uint64_t out, const char *to, uint64_t in, bool all,
		      struct wt_reason *reason)
{
	/* Records without these fields tell nothing. */
	if (!out || !in || in == out || (!all && in < out))
		return true;
	return wt_reason_set(reason,
			     "the two ends do not fit: at %u bytes the %s sent %llu bytes in all, but the "
			     "%s received %llu",
			     size, from, (unsigned long long)out, to, (unsigned long long)in);
}

bool wt_cell_check_bytes(const struct wt_cell_file *client, const struct wt_cell_file *server,
			 const struct wt_plan *plan, const struct wt_series *series, struct wt_reason *reason)
{
	const struct wt_size_list *sizes = &plan->sizes;
	bool stream = !wt_row_is_datagram(&series->row);
	bool all_before_closing = stream && !wt_row_ends_behind_answer(&series->row);

	if (client->lost || client->failed || wt_cell_file_unmatched(client, server))
		return true;
	for (size_t i = 0; i < sizes->count; i++) {
		const struct wt_cost_sums *c = &client->sums[i], *s = &server->sums[i];

		/* A repeated datagram is answered again: then the server has more of them. */
		if (c->tries != s->tries)
			continue;
		if (!check_way(sizes->bytes[i], "client", c->bytes_out - c->close_bytes_out, "server", s->bytes_in,
			       stream, reason) ||
		    !check_way(sizes->bytes[i], "server", s->bytes_out, "client", c->bytes_in - c->close_bytes_in,
			       all_before_closing, reason))
			return false;
	}
	return true;
}
