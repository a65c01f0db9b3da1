/* SPDX-License-Identifier: GPL-3.0-or-later */
/* ALPN with OpenSSL: a client says it of a session, a server of its context. */
#include <string.h>

#include "tlslib_alpn.h"

enum wt_status wt_tlslib_can_alpn(struct wt_error *error)
{
	(void)error;
	return WT_OK;
}

/* `protocol` as both sides of SSL_select_next_proto have it: a byte of length before each name. */
static unsigned list_of(const char *protocol, unsigned char list[WT_ALPN_NAME_BYTES])
{
	size_t length = strlen(protocol);

	list[0] = (unsigned char)length;
	memcpy(list + 1, protocol, length);
	return (unsigned)length + 1;
}

/* What a server takes: the same of all its sessions. */
static const char *wanted;

/* The answer lies in the hello, which stays while it is written. */
static int choose(SSL *session, const unsigned char **name, unsigned char *name_bytes, const unsigned char *offered,
		  unsigned offered_bytes, void *context)
{
	unsigned char mine[WT_ALPN_NAME_BYTES], *found;
	unsigned mine_bytes = list_of(wanted, mine);

	(void)session;
	(void)context;
	if (SSL_select_next_proto(&found, name_bytes, offered, offered_bytes, mine, mine_bytes) !=
	    OPENSSL_NPN_NEGOTIATED)
		return SSL_TLSEXT_ERR_ALERT_FATAL;
	*name = found;
	return SSL_TLSEXT_ERR_OK;
}

bool wt_tlslib_ask_alpn(SSL *session, bool server, const char *protocol)
{
	unsigned char list[WT_ALPN_NAME_BYTES];

	if (!server)
		return SSL_set_alpn_protos(session, list, list_of(protocol, list)) == 0;
	wanted = protocol;
	SSL_CTX_set_alpn_select_cb(SSL_get_SSL_CTX(session), choose, NULL);
	return true;
}

bool wt_tlslib_alpn(SSL *session, char name[WT_ALPN_NAME_BYTES])
{
	const unsigned char *agreed;
	unsigned bytes;

	SSL_get0_alpn_selected(session, &agreed, &bytes);
	if (!bytes || bytes >= WT_ALPN_NAME_BYTES)
		return false;
	memcpy(name, agreed, bytes);
	name[bytes] = '\0';
	return true;
}

bool wt_tlslib_found_no_alpn(long code)
{
	return ERR_GET_REASON((unsigned long)code) == SSL_R_NO_APPLICATION_PROTOCOL;
}
