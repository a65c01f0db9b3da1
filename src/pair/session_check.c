/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "session_check.h"

#include <string.h>

/* What is void in a resumed session is that of the first one, which was a full one. */
static void fill_void(struct wt_negotiated *now, const struct wt_negotiated *first)
{
	struct wt_negotiated full = *first;

	full.version = now->version;
	full.suite = now->suite;
	full.group = now->group ? now->group : first->group;
	full.hello_retries = now->hello_retries;
	full.certificate_compression = now->certificate_compression;
	*now = full;
}

static enum wt_status compare(struct wt_run *run, struct wt_negotiated now, struct wt_error *error)
{
	const char *unlike;

	if (!run->negotiated_known) {
		run->negotiated = now;
		run->negotiated_known = true;
		return WT_OK;
	}
	if (now.resumed && !run->negotiated.resumed && wt_settings_resume(&run->settings) != WT_RESUME_OFF)
		fill_void(&now, &run->negotiated);
	unlike = wt_negotiated_unlike(&run->negotiated, &now);
	if (!unlike)
		return WT_OK;
	/* the peer has its answer by now, and what we pin was checked before: the rest is its choice */
	if (run->role == WT_SERVER) {
		if (!run->account.unlike++)
			run->account.unlike_in = unlike;
		return WT_OK;
	}
	return wt_error_set(error, WT_ERROR, "handshake", "wiretoll", 0,
			    "this session was negotiated otherwise than the first one");
}

enum wt_status wt_run_negotiated(struct wt_run *run, struct wt_connection *connection, struct wt_error *error)
{
	struct wt_negotiated now;

	return run->transport->negotiated(connection, &now) ? compare(run, now, error) : WT_OK;
}

/* What became of the message where it was not taken early. */
static const char *fell_back(const struct wt_run *run, const char *early_data)
{
	if (run->role == WT_SERVER)
		return "the message came behind the handshake";
	return strcmp(early_data, "rejected") == 0 ? "the server rejected it, and the message was sent again"
						   : "the server allows none of this length";
}

static enum wt_status check_early(const struct wt_run *run, const char *early_data, struct wt_error *error)
{
	if (!early_data || strcmp(early_data, "accepted") == 0)
		return WT_OK;
	return wt_error_set(error, WT_ERROR, "handshake", "wiretoll", 0,
			    "fell back to a session without early data: %s (--early-data)", fell_back(run, early_data));
}

enum wt_status wt_run_resumed(struct wt_run *run, struct wt_connection *connection, bool cold, struct wt_resumed *told,
			      struct wt_error *error)
{
	const char *asked = run->settings.resume;
	struct wt_negotiated now;
	enum wt_status status;

	if (wt_settings_resume(&run->settings) == WT_RESUME_OFF)
		return wt_run_negotiated(run, connection, error);
	if (!run->transport->negotiated(connection, &now))
		return WT_OK;
	told->by = now.resumed_by ? now.resumed_by : "none";
	told->early_data = now.early_data;
	status = compare(run, now, error);
	if (status != WT_OK || cold)
		return status;
	if (strcmp(told->by, asked) == 0)
		return check_early(run, now.early_data, error);
	if (!now.resumed)
		return wt_error_set(error, WT_ERROR, "handshake", "wiretoll", 0,
				    "fell back to a full one; the session before was not resumed by %s (--resume)",
				    asked);
	return wt_error_set(error, WT_ERROR, "handshake", "wiretoll", 0, "resumed by %s, not by %s (--resume)",
			    told->by, asked);
}
