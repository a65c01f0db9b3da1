/* SPDX-License-Identifier: GPL-3.0-or-later */
/* ALPN with wolfSSL, where it was built with it. */
#include <string.h>

#include "tlslib.h"
#include "tlslib_alpn.h"

#ifdef HAVE_ALPN

enum wt_status wt_tlslib_can_alpn(struct wt_error *error)
{
	(void)error;
	return WT_OK;
}

bool wt_tlslib_ask_alpn(SSL *session, bool server, const char *protocol)
{
	char list[WT_ALPN_NAME_BYTES];
	size_t length = strlen(protocol);

	(void)server;
	memcpy(list, protocol, length + 1);
	return wolfSSL_UseALPN(session, list, (unsigned)length, WOLFSSL_ALPN_FAILED_ON_MISMATCH) == WOLFSSL_SUCCESS;
}

bool wt_tlslib_alpn(SSL *session, char name[WT_ALPN_NAME_BYTES])
{
	char *agreed = NULL;
	unsigned short bytes = 0;

	if (wolfSSL_ALPN_GetProtocol(session, &agreed, &bytes) != WOLFSSL_SUCCESS || !agreed ||
	    bytes >= WT_ALPN_NAME_BYTES)
		return false;
	memcpy(name, agreed, bytes);
	name[bytes] = '\0';
	return bytes > 0;
}

bool wt_tlslib_found_no_alpn(long code)
{
	return code == UNKNOWN_ALPN_PROTOCOL_NAME_E;
}

#else

/* As wt_tlslib_lacks, of the programs that need it alone. */
__attribute__((section(".wiretoll.lacks.http2"))) static const char lacks[] = " alpn";

enum wt_status wt_tlslib_can_alpn(struct wt_error *error)
{
	return wt_error_set(error, WT_UNSUPPORTED, "open", "wolfSSL", 0,
			    "HTTP/2: wolfSSL %s (this build) lacks:%s; valid: one with HAVE_ALPN (--enable-alpn)",
			    wt_tlslib.version(), lacks);
}

bool wt_tlslib_ask_alpn(SSL *session, bool server, const char *protocol)
{
	(void)session;
	(void)server;
	(void)protocol;
	return false;
}

bool wt_tlslib_alpn(SSL *session, char name[WT_ALPN_NAME_BYTES])
{
	(void)session;
	(void)name;
	return false;
}

bool wt_tlslib_found_no_alpn(long code)
{
	(void)code;
	return false;
}

#endif
