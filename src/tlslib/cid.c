/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Connection IDs of DTLS: of a wolfSSL that was built with them; OpenSSL has none (its issue 18724). */
#include <string.h>

#include "tlslib_dtls.h"

#ifdef WOLFSSL_DTLS_CID

size_t wt_tlslib_cid_max_bytes(void)
{
	int most = wolfSSL_dtls_cid_max_size();

	return most < WT_CID_MAX_BYTES ? (size_t)most : WT_CID_MAX_BYTES;
}

bool wt_tlslib_ask_cid(SSL *session)
{
	return wolfSSL_dtls_cid_use(session) == WOLFSSL_SUCCESS;
}

/* A server's library has forgotten that it was to ask, once the client's hello had no ID. */
bool wt_tlslib_set_cid(SSL *session, const uint8_t *id, size_t bytes)
{
	unsigned char copy[WT_CID_MAX_BYTES];

	if (!wolfSSL_dtls_cid_is_enabled(session))
		return true;
	memcpy(copy, id, bytes);
	return wolfSSL_dtls_cid_set(session, copy, (unsigned)bytes) == WOLFSSL_SUCCESS;
}

/* A client of version 1.2 calls it enabled also where its server told none. */
bool wt_tlslib_cid_bytes(SSL *session, size_t *ours, size_t *peers)
{
	unsigned received = 0, sent = 0;

	if (!wolfSSL_dtls_cid_is_enabled(session) ||
	    wolfSSL_dtls_cid_get_rx_size(session, &received) != WOLFSSL_SUCCESS ||
	    wolfSSL_dtls_cid_get_tx_size(session, &sent) != WOLFSSL_SUCCESS)
		return false;
	*ours = received;
	*peers = sent;
	return received > 0 && sent > 0;
}

/* Of the address that the peer has already it forgets another one, of which nothing was authenticated. */
void wt_tlslib_heard_from(SSL *session, const struct wt_address *from)
{
	struct wt_address copy = *from;

	(void)wolfSSL_dtls_set_pending_peer(session, copy.storage, copy.length);
}

bool wt_tlslib_peer_is(SSL *session, const struct wt_address *address)
{
	struct wt_address peer = { .length = sizeof(peer.storage) };

	return wolfSSL_dtls_get_peer(session, peer.storage, &peer.length) == WOLFSSL_SUCCESS &&
	       wt_address_equal(&peer, address);
}

#else

/* NOLINTBEGIN(readability-non-const-parameter): they are what a library that has them writes to */

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

#endif
