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

/* Without tickets of TLS 1.3 in a server there are none to switch off. */
#if !defined(HAVE_SESSION_TICKET) || !defined(WOLFSSL_TLS13) || defined(NO_WOLFSSL_SERVER)
#define wolfSSL_CTX_set_num_tickets(context, number)                                                                   \
	((void)(context), (number) == 0 ? WOLFSSL_SUCCESS : WOLFSSL_FAILURE)
#endif

/* Nor is there one that a client would ask for or hold. */
#if !defined(HAVE_SESSION_TICKET) || defined(NO_WOLFSSL_CLIENT)
#define wolfSSL_CTX_UseSessionTicket(context)           ((void)(context), WOLFSSL_FAILURE)
#define wolfSSL_get_SessionTicket(session, name, bytes) ((void)(session), (void)(name), (void)(bytes), WOLFSSL_FAILURE)
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

/*
 * Without DTLS, or a part of it, these are declared all the same, and not there. No session of such a build gets to
 * them: wt_wolfssl_method() has no method for it.
 */
static inline int wt_no_dtls(const WOLFSSL *session)
{
	(void)session;
	return WOLFSSL_FAILURE;
}
#ifndef WOLFSSL_DTLS
#define wolfSSL_dtls_get_current_timeout(session)    wt_no_dtls(session)
#define wolfSSL_dtls_got_timeout(session)            wt_no_dtls(session)
#define wolfSSL_dtls_set_peer(session, peer, bytes)  ((void)(peer), (void)(bytes), wt_no_dtls(session))
#define wolfSSL_dtls_set_using_nonblock(session, on) ((void)wt_no_dtls(session))
#endif
#if !defined(WOLFSSL_DTLS) || defined(NO_WOLFSSL_SERVER)
#define wolfDTLS_accept_stateless(session)                   wt_no_dtls(session)
#define wolfSSL_DTLS_SetCookieSecret(session, secret, bytes) ((void)(secret), wt_no_dtls(session))
#endif
#if !defined(WOLFSSL_TLS13) || !defined(WOLFSSL_SEND_HRR_COOKIE)
#define wolfSSL_send_hrr_cookie(session, secret, bytes) ((void)(secret), (void)(session), WOLFSSL_FAILURE)
#endif
#if !defined(WOLFSSL_DTLS) || !defined(WOLFSSL_DTLS_MTU)
#define wolfSSL_dtls_set_mtu(session, bytes) ((void)(session), (void)(bytes), WOLFSSL_FAILURE)
#endif

/* Without TLS 1.3 there are no tickets of it. */
#ifndef WOLFSSL_TLS13
#define wolfSSL_CTX_no_ticket_TLSv13(context)          ((void)(context), WOLFSSL_FAILURE)
#define wolfSSL_CTX_set_groups(context, groups, count) ((void)(context), (void)(groups), WOLFSSL_FAILURE)
#endif

/* Without the extension no name is sent; who asks for one is told. */
#ifndef HAVE_SNI
#undef SSL_set_tlsext_host_name
#define SSL_set_tlsext_host_name(session, name) ((void)(session), (void)(name), WOLFSSL_FAILURE)
#endif

#endif
