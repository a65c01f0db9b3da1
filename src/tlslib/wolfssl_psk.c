/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Sessions with a pre-shared key, as wolfSSL makes them; the other body is in openssl_psk.c. */
#include "negotiated.h"
#include "psk.h"
#include "tlslib.h"

#ifdef NO_PSK

const struct wt_psk_state *wt_psk_state(SSL *session)
{
	(void)session;
	return NULL;
}

bool wt_psk_set_state(SSL *session, const struct wt_psk_state *state)
{
	(void)session;
	(void)state;
	return false;
}

enum wt_status wt_tlslib_use_psk(SSL_CTX *context, bool server, int minor, struct wt_psk *psk, struct wt_error *error)
{
	(void)context;
	(void)server;
	(void)minor;
	(void)psk;
	return wt_error_set(error, WT_UNSUPPORTED, "open", "wolfSSL", 0,
			    "wolfSSL %s (this build) has no pre-shared keys", wt_tlslib.version());
}

#else

const struct wt_psk_state *wt_psk_state(SSL *session)
{
	return wolfSSL_get_psk_callback_ctx(session);
}

/* The library takes no constant; nobody changes it. */
bool wt_psk_set_state(SSL *session, const struct wt_psk_state *state)
{
	return wolfSSL_set_psk_callback_ctx(session, (void *)state) == WOLFSSL_SUCCESS;
}

#ifdef WOLFSSL_TLS13
static unsigned show_13(SSL *session, const char *hint, char *identity, unsigned identity_room, unsigned char *key,
			unsigned key_room, const char **suite)
{
	*suite = wt_suite_name(wt_psk_state(session)->psk->suite);
	return wt_psk_show(session, hint, identity, identity_room, key, key_room);
}

static unsigned find_13(SSL *session, const char *identity, unsigned char *key, unsigned key_room, const char **suite)
{
	*suite = wt_suite_name(wt_psk_state(session)->psk->suite);
	return wt_psk_find_text(session, identity, key, key_room);
}

static void use_13(SSL_CTX *context, bool server)
{
	/* psk_dhe_ke alone (RFC 8446 4.2.9) */
	(void)wolfSSL_CTX_only_dhe_psk(context);
	if (server)
		wolfSSL_CTX_set_psk_server_tls13_callback(context, find_13);
	else
		wolfSSL_CTX_set_psk_client_tls13_callback(context, show_13);
}
#else
/* Such a build has no context of that version. */
static void use_13(SSL_CTX *context, bool server)
{
	(void)context;
	(void)server;
}
#endif

enum wt_status wt_tlslib_use_psk(SSL_CTX *context, bool server, int minor, struct wt_psk *psk, struct wt_error *error)
{
	(void)error;
	(void)wolfSSL_CTX_set_psk_callback_ctx(context, &psk->state[0]);
	if (minor == 3)
		use_13(context, server);
	else if (server)
		wolfSSL_CTX_set_psk_server_callback(context, wt_psk_find_text);
	else
		wolfSSL_CTX_set_psk_client_callback(context, wt_psk_show);
	return WT_OK;
}

#endif
