/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Sessions with a pre-shared key, as OpenSSL makes them; the other body is in wolfssl_psk.c. */
#include <string.h>

#include "psk.h"
#include "tlslib.h"

/* The place in extra data that is the program's without asking for one. */
enum { APP_DATA = 0 };

const struct wt_psk_state *wt_psk_state(SSL *session)
{
	const struct wt_psk_state *own = SSL_get_ex_data(session, APP_DATA);

	return own ? own : SSL_CTX_get_ex_data(SSL_get_SSL_CTX(session), APP_DATA);
}

/* The library takes no constant; nobody changes it. */
bool wt_psk_set_state(SSL *session, const struct wt_psk_state *state)
{
	return SSL_set_ex_data(session, APP_DATA, (void *)state) == 1;
}

/* A key of version 1.3 comes in the shape of a session. NULL: out of memory. */
static SSL_SESSION *session_of(SSL *session, const uint8_t *key, size_t key_bytes)
{
	uint16_t suite = wt_psk_state(session)->psk->suite;
	const uint8_t number[2] = { (uint8_t)(suite >> 8), (uint8_t)suite };
	const SSL_CIPHER *cipher = SSL_CIPHER_find(session, number);
	SSL_SESSION *made = SSL_SESSION_new();

	if (made && cipher && SSL_SESSION_set1_master_key(made, key, key_bytes) &&
	    SSL_SESSION_set_cipher(made, cipher) && SSL_SESSION_set_protocol_version(made, TLS1_3_VERSION))
		return made;
	SSL_SESSION_free(made);
	return NULL;
}

static int show_13(SSL *session, const EVP_MD *digest, const unsigned char **identity, size_t *identity_bytes,
		   SSL_SESSION **made)
{
	uint8_t key[WT_PSK_KEY_MAX];
	char shown[WT_PSK_IDENTITY_MAX + 1];
	unsigned bytes = wt_psk_show(session, NULL, shown, sizeof(shown), key, sizeof(key));

	(void)digest;
	*made = bytes ? session_of(session, key, bytes) : NULL;
	OPENSSL_cleanse(key, sizeof(key));
	*identity = (const unsigned char *)wt_psk_state(session)->psk->identity;
	*identity_bytes = strlen(wt_psk_state(session)->psk->identity);
	return *made != NULL;
}

/* Without a key for that identity the handshake goes on, and fails where a certificate would be needed. */
static int find_13(SSL *session, const unsigned char *identity, size_t identity_bytes, SSL_SESSION **made)
{
	uint8_t key[WT_PSK_KEY_MAX];
	unsigned bytes = wt_psk_find(session, (const char *)identity, identity_bytes, key, sizeof(key));

	*made = bytes ? session_of(session, key, bytes) : NULL;
	OPENSSL_cleanse(key, sizeof(key));
	return !bytes || *made;
}

enum wt_status wt_tlslib_use_psk(SSL_CTX *context, bool server, int minor, struct wt_psk *psk, struct wt_error *error)
{
	if (!SSL_CTX_set_ex_data(context, APP_DATA, &psk->state[0]))
		return wt_error_set(error, WT_ERROR, "open", "OpenSSL", 0, "out of memory");
	if (minor == 3 && server)
		SSL_CTX_set_psk_find_session_callback(context, find_13);
	else if (minor == 3)
		SSL_CTX_set_psk_use_session_callback(context, show_13);
	else if (server)
		SSL_CTX_set_psk_server_callback(context, wt_psk_find_text);
	else
		SSL_CTX_set_psk_client_callback(context, wt_psk_show);
	return WT_OK;
}
