/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Early data with OpenSSL. */
#include "tlslib.h"
#include "tlslib_resume.h"

/* Single use is what the library does unless told otherwise: it takes a session off those that it keeps. */
enum wt_status wt_tlslib_set_early_data(SSL_CTX *context, bool server, enum wt_early_data how, struct wt_error *error)
{
	if (!server || how == WT_EARLY_OFF)
		return WT_OK;
	if (how == WT_EARLY_REPLAYABLE)
		SSL_CTX_set_options(context, SSL_OP_NO_ANTI_REPLAY);
	if (SSL_CTX_set_max_early_data(context, WT_EARLY_MAX_BYTES) == 1 &&
	    SSL_CTX_set_recv_max_early_data(context, WT_EARLY_MAX_BYTES) == 1)
		return WT_OK;
	return wt_error_set(error, WT_ERROR, "open", "OpenSSL", 0, "--early-data: refused by the library");
}

uint32_t wt_tlslib_early_limit(SSL_SESSION *kept)
{
	return SSL_SESSION_get_max_early_data(kept);
}

bool wt_tlslib_early_accepted(SSL *session)
{
	return SSL_get_early_data_status(session) == SSL_EARLY_DATA_ACCEPTED;
}

int wt_tlslib_write_early(SSL *session, const void *data, size_t bytes)
{
	size_t written = 0;

	return SSL_write_early_data(session, data, bytes, &written) == 1 ? (int)written : -1;
}

int wt_tlslib_read_early(SSL *session, void *data, size_t room)
{
	size_t bytes = 0;

	switch (SSL_read_early_data(session, data, room, &bytes)) {
	case SSL_READ_EARLY_DATA_SUCCESS:
		return (int)bytes;
	case SSL_READ_EARLY_DATA_FINISH:
		return 0;
	default:
		return -1;
	}
}
