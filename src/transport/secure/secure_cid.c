/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Connection IDs of DTLS, of which each end of a session makes its own: asked for, and looked at once they are agreed on. */
#include "secure.h"
#include "tlslib_dtls.h"

enum wt_status wt_secure_check_cid(struct wt_secure_endpoint *e)
{
	const struct wt_settings *settings = e->base.settings;
	size_t most = wt_tlslib_cid_max_bytes();

	if (settings->cid_bytes > most && most == 0)
		return wt_error_set(&e->base.error, WT_UNSUPPORTED, "open", wt_tlslib.name(), 0,
				    "--cid %u: %s %s (this build) has no connection IDs; valid: 0", settings->cid_bytes,
				    wt_tlslib.name(), wt_tlslib.version());
	if (settings->cid_bytes > most)
		return wt_error_set(&e->base.error, WT_UNSUPPORTED, "open", wt_tlslib.name(), 0,
				    "--cid %u: longer than %s %s (this build) takes; valid: 0 to %zu",
				    settings->cid_bytes, wt_tlslib.name(), wt_tlslib.version(), most);
	if (e->base.server && settings->cid_bytes == 1 && settings->hold)
		return wt_error_set(&e->base.error, WT_UNSUPPORTED, "open", "wiretoll", 0,
				    "--cid 1: names too few peers for --hold; valid: 2 or more");
	if (settings->rebind && (!settings->cid_bytes || !settings->hold))
		return wt_error_set(&e->base.error, WT_UNSUPPORTED, "open", "wiretoll", 0,
				    "--rebind: needs sessions that go on from another port; valid: with --hold and "
				    "--cid");
	return WT_OK;
}

bool wt_secure_ask_cid(const struct wt_secure_endpoint *e, SSL *session)
{
	size_t bytes = e->base.settings->cid_bytes;
	uint8_t id[WT_CID_MAX_BYTES];

	if (bytes == 0)
		return true;
	/* a server's ID names the peer's place, and there is none yet */
	return wt_tlslib_ask_cid(session) &&
	       (e->base.server || (RAND_bytes(id, (int)bytes) == 1 && wt_tlslib_set_cid(session, id, bytes)));
}

static enum wt_status has_none(struct wt_connection *connection)
{
	return wt_error_set(&connection->wire.error, WT_ERROR, "handshake", "wiretoll", 0,
			    "the peer has no connection IDs, which --cid %u asks for",
			    connection->endpoint->settings->cid_bytes);
}

enum wt_status wt_secure_compare_cid(struct wt_connection *connection)
{
	size_t asked = connection->endpoint->settings->cid_bytes, ours = 0, peers = 0;

	if (asked == 0)
		return WT_OK;
	if (!wt_tlslib_cid_bytes(connection->session, &ours, &peers))
		return has_none(connection);
	if (ours == asked && peers == asked)
		return WT_OK;
	return wt_error_set(&connection->wire.error, WT_ERROR, "handshake", "wiretoll", 0,
			    "the peer's connection ID has %zu bytes, not %zu; valid: --cid the same on both ends",
			    peers, asked);
}

/* A wolfSSL client of version 1.2 then drops what its server says without its ID (RFC 9146 3). */
enum wt_status wt_secure_silent_without_cid(struct wt_connection *connection)
{
	size_t ours, peers;

	if (connection->endpoint->server || connection->endpoint->settings->cid_bytes == 0 ||
	    wt_secure_suite_of(connection->session) == 0 || wt_tlslib_cid_bytes(connection->session, &ours, &peers))
		return WT_TIMEOUT;
	wt_error_clear(&connection->wire.error);
	return has_none(connection);
}
