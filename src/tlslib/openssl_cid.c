/* SPDX-License-Identifier: GPL-3.0-or-later */
/* OpenSSL has no connection IDs of DTLS (its issue 18724). */
/* NOLINTBEGIN(readability-non-const-parameter): they are what another library writes to */
#include "tlslib.h"

size_t wt_tlslib_cid_max_bytes(void)
{
	return 0;
}

bool wt_tlslib_ask_cid(SSL *session)
{
	(void)session;
	return false;
}

bool wt_tlslib_set_cid(SSL *session, const uint8_t *id, size_t bytes)
{
	(void)session;
	(void)id;
	(void)bytes;
	return false;
}

bool wt_tlslib_cid_bytes(SSL *session, size_t *ours, size_t *peers)
{
	(void)session;
	(void)ours;
	(void)peers;
	return false;
}

void wt_tlslib_heard_from(SSL *session, const struct wt_address *from)
{
	(void)session;
	(void)from;
}

bool wt_tlslib_peer_is(SSL *session, const struct wt_address *address)
{
	(void)session;
	(void)address;
	return false;
}
/* NOLINTEND(readability-non-const-parameter) */
