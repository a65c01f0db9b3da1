/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What a wolfSSL that was built for size lacks, in the shape that our source
 * uses. Nothing of it can be reached with what such a build negotiates.
 * Included by tls_api.h only.
 */
#ifndef WT_WOLFSSL_SMALL_H
#define WT_WOLFSSL_SMALL_H

/* Without Ed25519 its name is missing, too (RFC 8410 3; the library's own number). */
#ifndef HAVE_ED25519
enum { WC_NID_ED25519 = ED25519k };
#define NID_ED25519 WC_NID_ED25519
#endif

/* Without tickets there are none to switch off. */
#ifndef HAVE_SESSION_TICKET
static inline int wolfSSL_CTX_set_num_tickets(WOLFSSL_CTX *context, size_t number)
{
	(void)context;
	return number == 0 ? WOLFSSL_SUCCESS : WOLFSSL_FAILURE;
}
#endif

/* Without a session cache it is declared all the same, and not there. */
#ifdef NO_SESSION_CACHE
static inline long wt_no_session_cache(WOLFSSL_CTX *context, long mode)
{
	(void)context;
	return mode;
}
#define wolfSSL_CTX_set_session_cache_mode wt_no_session_cache
#endif

#endif
