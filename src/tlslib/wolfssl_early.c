/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Early data with wolfSSL, where it was built with it. */
#include "tlslib.h"
#include "tlslib_resume.h"
#include "wolfssl_build.h"

#if defined(WOLFSSL_EARLY_DATA) && defined(WT_WOLFSSL_RESUMES)

/* Who keeps nothing has nothing to remove. */
static void removed(WOLFSSL_CTX *context, WOLFSSL_SESSION *session)
{
	(void)context;
	(void)session;
}

/* The library takes early data of sessions that it could remove from what it keeps; of tickets it asks this callback alone. */
enum wt_status wt_tlslib_set_early_data(SSL_CTX *context, bool server, enum wt_early_data how, struct wt_error *error)
{
	if (!server || how == WT_EARLY_OFF)
		return WT_OK;
	if (how == WT_EARLY_REPLAYABLE)
		wolfSSL_CTX_sess_set_remove_cb(context, removed);
	if (wolfSSL_CTX_set_max_early_data(context, WT_EARLY_MAX_BYTES) == WOLFSSL_SUCCESS)
		return WT_OK;
	return wt_error_set(error, WT_ERROR, "open", "wolfSSL", 0, "--early-data: refused by the library");
}

uint32_t wt_tlslib_early_limit(SSL_SESSION *kept)
{
	return wolfSSL_SESSION_get_max_early_data(kept);
}

/* Of a client alone: a server is told so also when it has refused. */
bool wt_tlslib_early_accepted(SSL *session)
{
	return wolfSSL_get_early_data_status(session) == WOLFSSL_EARLY_DATA_ACCEPTED;
}

int wt_tlslib_write_early(SSL *session, const void *data, size_t bytes)
{
	int written = 0;

	if (wolfSSL_is_server(session))
		return wolfSSL_write(session, data, (int)bytes);
	return wolfSSL_write_early_data(session, data, (int)bytes, &written) > 0 ? written : -1;
}

int wt_tlslib_read_early(SSL *session, void *data, size_t room)
{
	int bytes = 0;
	int result = wolfSSL_read_early_data(session, data, (int)room, &bytes);

	return bytes > 0 ? bytes : result < 0 ? -1 : 0;
}

#else

enum wt_status wt_tlslib_set_early_data(SSL_CTX *context, bool server, enum wt_early_data how, struct wt_error *error)
{
	(void)context;
	(void)server;
	if (how == WT_EARLY_OFF)
		return WT_OK;
	return wt_error_set(
		error, WT_UNSUPPORTED, "open", "wolfSSL", 0,
		"--early-data: wolfSSL %s (this build) has none; valid: off, or one with WOLFSSL_EARLY_DATA",
		wt_tlslib.version());
}

uint32_t wt_tlslib_early_limit(SSL_SESSION *kept)
{
	(void)kept;
	return 0;
}

bool wt_tlslib_early_accepted(SSL *session)
{
	(void)session;
	return false;
}

int wt_tlslib_write_early(SSL *session, const void *data, size_t bytes)
{
	(void)session;
	(void)data;
	(void)bytes;
	return -1;
}

int wt_tlslib_read_early(SSL *session, void *data, size_t room)
{
	(void)session;
	(void)data;
	(void)room;
	return -1;
}

#endif
