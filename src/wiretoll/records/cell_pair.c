/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cell_pair.h"
#include "plan.h"

#include <stdio.h>
#include <string.h>

static bool is_answered(uint8_t seen)
{
	return seen == WT_SEEN_ANSWERED || seen == WT_SEEN_REPEATED;
}

uint64_t wt_cell_file_unmatched(const struct wt_cell_file *client, const struct wt_cell_file *server)
{
	uint64_t unmatched = 0;

	/* a server of sessions tells how many there were, and none by itself */
	if (server->session.count)
		return client->answered > server->session.messages ? client->answered - server->session.messages : 0;
	if (client->seen_count != server->seen_count)
		return client->answered;
	for (size_t i = 0; i < client->seen_count; i++)
		unmatched += is_answered(client->seen[i]) && !is_answered(server->seen[i]);
	return unmatched;
}

uint64_t wt_cell_file_unseen(const struct wt_cell_file *client, const struct wt_cell_file *server)
{
	uint64_t made = client->answered + client->lost;

	return server->session.count && made > server->session.messages ? made - server->session.messages : 0;
}

bool wt_cell_file_repeated(const struct wt_cell_file *client, const struct wt_cell_file *server,
			   const struct wt_sample *timed)
{
	return client->seen[timed->place] == WT_SEEN_REPEATED ||
	       (timed->place < server->seen_count && server->seen[timed->place] == WT_SEEN_REPEATED);
}

static bool check_way(const char *where, const char *from, uint64_t out, const char *to, uint64_t in, bool all,
		      struct wt_reason *reason)
{
	/* Records without these fields tell nothing. */
	if (!out || !in || in == out || (!all && in < out))
		return true;
	return wt_reason_set(reason,
			     "the two ends do not fit: %s the %s sent %llu bytes in all, but the "
			     "%s received %llu",
			     where, from, (unsigned long long)out, to, (unsigned long long)in);
}

/* What a library sends unasked, such as a ticket, may be read with any message: so the whole session counts. */
static bool check_session(const struct wt_session *client, const struct wt_session *server, bool stream,
			  struct wt_reason *reason)
{
	return check_way("in the session", "client", wt_session_bytes_out(client), "server",
			 wt_session_bytes_in(server), stream, reason) &&
	       check_way("in the session", "server", wt_session_bytes_out(server), "client",
			 wt_session_bytes_in(client), stream, reason);
}

bool wt_cell_check_bytes(const struct wt_cell_file *client, const struct wt_cell_file *server,
			 const struct wt_plan *plan, const struct wt_series *series, struct wt_reason *reason)
{
	const struct wt_size_list *sizes = &plan->sizes;
	bool stream = !wt_row_is_datagram(&series->row);
	bool all_before_closing = stream && !wt_row_ends_behind_answer(&series->row);
	char where[24];

	if (client->lost || client->failed || wt_cell_file_unmatched(client, server))
		return true;
	if (client->session.count && server->session.count)
		return check_session(&client->session, &server->session, stream, reason);
	for (size_t i = 0; i < sizes->count; i++) {
		const struct wt_cost_sums *c = &client->sums[i], *s = &server->sums[i];

		/* A repeated datagram is answered again: then the server has more of them. */
		if (c->tries != s->tries)
			continue;
		snprintf(where, sizeof where, "at %u bytes", sizes->bytes[i]);
		if (!check_way(where, "client", c->bytes_out - c->close_bytes_out, "server", s->bytes_in, stream,
			       reason) ||
		    !check_way(where, "server", s->bytes_out, "client", c->bytes_in - c->close_bytes_in,
			       all_before_closing, reason))
			return false;
	}
	return true;
}
