/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Resumption of sessions with OpenSSL. */
#include "tlslib.h"
#include "tlslib_resume.h"

/* A server that knows its clients by their certificates resumes no session without one. */
static const unsigned char id_context[] = "wiretoll";

enum wt_status wt_tlslib_set_resumption(SSL_CTX *context, bool server, int minor, enum wt_resume how,
					struct wt_error *error)
{
	bool caches = server && how == WT_RESUME_SESSION;

	(void)minor;
	SSL_CTX_set_session_cache_mode(context, caches ? SSL_SESS_CACHE_SERVER : SSL_SESS_CACHE_OFF);
	if (how != WT_RESUME_TICKET)
		SSL_CTX_set_options(context, SSL_OP_NO_TICKET);
	SSL_CTX_set_num_tickets(context, how == WT_RESUME_OFF ? 0 : 1);
	if (how == WT_RESUME_OFF)
		return WT_OK;
	/* where there are so many with the new one, the library throws the oldest out */
	SSL_CTX_sess_set_cache_size(context, WT_SESSIONS_KEPT + 1);
	SSL_CTX_set_timeout(context, WT_RESUME_LIFETIME_S);
	if (SSL_CTX_set_session_id_context(context, id_context, sizeof(id_context) - 1) == 1)
		return WT_OK;
	return wt_error_set(error, WT_ERROR, "open", "OpenSSL", 0, "--resume: sessions cannot be told apart");
}

void wt_tlslib_keep(SSL *session, SSL_SESSION **kept)
{
	SSL_SESSION *now = SSL_get1_session(session);

	wt_tlslib_forget(kept);
	if (now && SSL_SESSION_is_resumable(now))
		*kept = now;
	else
		SSL_SESSION_free(now);
}

void wt_tlslib_forget(SSL_SESSION **kept)
{
	SSL_SESSION_free(*kept);
	*kept = NULL;
}

bool wt_tlslib_offer(SSL *session, SSL_SESSION *kept)
{
	return SSL_set_session(session, kept) == 1;
}

bool wt_tlslib_has_ticket(SSL *session)
{
	const unsigned char *ticket = NULL;
	size_t bytes = 0;

	SSL_SESSION_get0_ticket(SSL_get0_session(session), &ticket, &bytes);
	return bytes > WT_SESSION_NAME_BYTES;
}
