/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Resumption of sessions with wolfSSL, where it was built with it. */
#include "tlslib.h"
#include "tlslib_resume.h"
#include "wolfssl_build.h"
#include "wolfssl_cache.h"

static void switch_off(WOLFSSL_CTX *context)
{
	wolfSSL_CTX_set_session_cache_mode(context, WOLFSSL_SESS_CACHE_OFF);
	wolfSSL_CTX_set_options(context, WOLFSSL_OP_NO_TICKET);
	/* both fail on a client, which sends none */
	(void)wolfSSL_CTX_no_ticket_TLSv13(context);
	(void)wolfSSL_CTX_set_num_tickets(context, 0);
}

#ifdef WT_WOLFSSL_RESUMES

#ifdef WT_WOLFSSL_NAMES_TICKETS
static const bool names_tickets = true;
#else
static const bool names_tickets = false;
#endif

/* A server that keeps sessions while it knows them by tickets alone would refuse a foreign ticket, in place of a full handshake. */
static void keep_sessions(WOLFSSL_CTX *context, bool here)
{
	wolfSSL_CTX_set_session_cache_mode(context, here ? WOLFSSL_SESS_CACHE_SERVER | WOLFSSL_SESS_CACHE_NO_INTERNAL
							 : WOLFSSL_SESS_CACHE_OFF);
	if (here)
		wt_wolfssl_keep_sessions(context);
}

enum wt_status wt_tlslib_set_resumption(SSL_CTX *context, bool server, int minor, enum wt_resume how,
					struct wt_error *error)
{
	bool caches = server && how == WT_RESUME_SESSION;
	int done = WOLFSSL_SUCCESS;

	if (how == WT_RESUME_OFF) {
		switch_off(context);
		return WT_OK;
	}
	if (caches && minor == 3 && !names_tickets)
		return wt_error_set(
			error, WT_UNSUPPORTED, "open", "wolfSSL", 0,
			"--resume session: wolfSSL %s (this build) keeps no sessions of version 1.3; valid: "
			"ticket, or one with WOLFSSL_TICKET_HAVE_ID",
			wt_tlslib.version());
	keep_sessions(context, caches);
	if (how == WT_RESUME_SESSION)
		wolfSSL_CTX_set_options(context, WOLFSSL_OP_NO_TICKET);
	else if (!server)
		done = wolfSSL_CTX_UseSessionTicket(context);
	if (server)
		(void)wolfSSL_CTX_set_num_tickets(context, 1);
	if (done == WOLFSSL_SUCCESS && wolfSSL_CTX_set_timeout(context, WT_RESUME_LIFETIME_S) == WOLFSSL_SUCCESS)
		return WT_OK;
	return wt_error_set(error, WT_ERROR, "open", "wolfSSL", 0, "--resume: refused by the library");
}

/* In version 1.2 a ticket that a server did not take stays in the session, and nothing tells whether there is another one. */
static bool is_refused_ticket(WOLFSSL *session, const WOLFSSL_SESSION *now)
{
	int version = wolfSSL_version(session);

	return wolfSSL_session_reused(session) != 1 && version != TLS1_3_VERSION && version != DTLS1_3_VERSION &&
	       wolfSSL_SESSION_has_ticket(now) == WOLFSSL_SUCCESS;
}

void wt_tlslib_keep(SSL *session, SSL_SESSION **kept)
{
	WOLFSSL_SESSION *now = wolfSSL_get1_session(session);
	bool refused = now && *kept && is_refused_ticket(session, now);

	wt_tlslib_forget(kept);
	if (now && !refused && wolfSSL_SESSION_is_resumable(now))
		*kept = now;
	else
		wolfSSL_SESSION_free(now);
}

void wt_tlslib_forget(SSL_SESSION **kept)
{
	wolfSSL_SESSION_free(*kept);
	*kept = NULL;
}

bool wt_tlslib_offer(SSL *session, SSL_SESSION *kept)
{
	return wolfSSL_set_session(session, kept) == WOLFSSL_SUCCESS;
}

/* One that does not fit is told as of 0 bytes. */
bool wt_tlslib_has_ticket(SSL *session)
{
	unsigned char name[WT_SESSION_NAME_BYTES];
	word32 bytes = sizeof(name);
	WOLFSSL_SESSION *now = wolfSSL_get1_session(session); /* the other one would fill the library's cache */
	bool has = wolfSSL_SESSION_has_ticket(now) == WOLFSSL_SUCCESS;

	wolfSSL_SESSION_free(now);
	return has && wolfSSL_get_SessionTicket(session, name, &bytes) == WOLFSSL_SUCCESS && bytes == 0;
}

#else

enum wt_status wt_tlslib_set_resumption(SSL_CTX *context, bool server, int minor, enum wt_resume how,
					struct wt_error *error)
{
	(void)server;
	(void)minor;
	switch_off(context);
	if (how == WT_RESUME_OFF)
		return WT_OK;
	return wt_error_set(error, WT_UNSUPPORTED, "open", "wolfSSL", 0,
			    "--resume: wolfSSL %s (this build) resumes no sessions; valid: off, or one with "
			    "HAVE_SESSION_TICKET and a session cache",
			    wt_tlslib.version());
}

void wt_tlslib_keep(SSL *session, SSL_SESSION **kept)
{
	(void)session;
	(void)kept;
}

void wt_tlslib_forget(SSL_SESSION **kept)
{
	(void)kept;
}

bool wt_tlslib_offer(SSL *session, SSL_SESSION *kept)
{
	(void)session;
	(void)kept;
	return false;
}

bool wt_tlslib_has_ticket(SSL *session)
{
	(void)session;
	return false;
}

#endif
