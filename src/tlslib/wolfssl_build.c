/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "wolfssl_build.h"

/* ---- versions and ends ---- */

#ifdef NO_WOLFSSL_CLIENT
#define LACKS_CLIENT       " client"
#define END_client(method) NULL
#else
#define LACKS_CLIENT
#define END_client(method) method
#endif

#ifdef NO_WOLFSSL_SERVER
#define LACKS_SERVER       " server"
#define END_server(method) NULL
#else
#define LACKS_SERVER
#define END_server(method) method
#endif

#ifdef WOLFSSL_NO_TLS12
#define LACKS_TLS12 " tls1.2"
#define TLS12(end)  NULL
#else
#define LACKS_TLS12
#define TLS12(end) END_##end(wolfTLSv1_2_##end##_method)
#endif

#ifdef WOLFSSL_TLS13
#define LACKS_TLS13
#define TLS13(end) END_##end(wolfTLSv1_3_##end##_method)
#else
#define LACKS_TLS13 " tls1.3"
#define TLS13(end)  NULL
#endif

#if defined(WOLFSSL_DTLS) && !defined(WOLFSSL_NO_TLS12)
#define LACKS_DTLS12
#define DTLS12(end) END_##end(wolfDTLSv1_2_##end##_method)
#else
#define LACKS_DTLS12 " dtls1.2"
#define DTLS12(end)  NULL
#endif

/* its server makes stateless cookies of a secret */
#if defined(WOLFSSL_DTLS13) && defined(WOLFSSL_SEND_HRR_COOKIE)
#define LACKS_DTLS13
#define DTLS13(end) END_##end(wolfDTLSv1_3_##end##_method)
#else
#define LACKS_DTLS13 " dtls1.3"
#define DTLS13(end)  NULL
#endif

/* [datagram][1.3][server] */
static WOLFSSL_METHOD *(*const methods[2][2][2])(void) = {
	{ { TLS12(client), TLS12(server) }, { TLS13(client), TLS13(server) } },
	{ { DTLS12(client), DTLS12(server) }, { DTLS13(client), DTLS13(server) } },
};

WOLFSSL_METHOD *wt_wolfssl_method(bool datagram, bool server, int minor)
{
	WOLFSSL_METHOD *(*method)(void) = methods[datagram][minor == 3][server];

	return method ? method() : NULL;
}

/* ---- what all of them need beside ---- */

#if defined(HAVE_ECC) && (!defined(ECC_USER_CURVES) || !defined(NO_ECC256)) && !defined(NO_ASN)
#define LACKS_CURVE
#else
#define LACKS_CURVE " secp256r1"
#endif

#if defined(HAVE_AESGCM) && !defined(NO_AES) && !defined(NO_AES_128) && !defined(NO_SHA256)
#define LACKS_SUITE
#else
#define LACKS_SUITE " aes128gcm"
#endif

/* keys and certificates of it, on request */
#ifdef NO_RSA
#define LACKS_RSA " rsa"
#else
#define LACKS_RSA
#endif

#ifdef HAVE_ED25519
#define LACKS_ED25519
#else
#define LACKS_ED25519 " ed25519"
#endif

/* an address in a certificate is not looked at without */
#ifdef WOLFSSL_IP_ALT_NAME
#define LACKS_ADDRESS
#else
#define LACKS_ADDRESS " address"
#endif

/* fixed, so that flights are cut at other places */
#ifdef WOLFSSL_DTLS_MTU
#define LACKS_MTU
#else
#define LACKS_MTU " mtu"
#endif

/* groups, suites and resumption, on request */
#if !defined(NO_ECC_SECP) && (defined(HAVE_ECC384) || defined(HAVE_ALL_CURVES)) && defined(HAVE_ECC)
#define LACKS_P384
#else
#define LACKS_P384 " p384"
#endif
#if !defined(NO_ECC_SECP) && (defined(HAVE_ECC521) || defined(HAVE_ALL_CURVES)) && defined(HAVE_ECC)
#define LACKS_P521
#else
#define LACKS_P521 " p521"
#endif
#ifdef HAVE_CURVE25519
#define LACKS_X25519
#else
#define LACKS_X25519 " x25519"
#endif
#if defined(WOLFSSL_HAVE_MLKEM) && !defined(WOLFSSL_NO_ML_KEM) && !defined(WOLFSSL_NO_ML_KEM_768) &&                   \
	defined(WOLFSSL_PQC_HYBRIDS) && defined(HAVE_CURVE25519)
#define LACKS_MLKEM
#else
#define LACKS_MLKEM " x25519mlkem768"
#endif
#if defined(HAVE_AESGCM) && !defined(NO_AES_256) && defined(WOLFSSL_SHA384)
#define LACKS_AES256
#else
#define LACKS_AES256 " aes256gcm"
#endif
#if defined(HAVE_CHACHA) && defined(HAVE_POLY1305)
#define LACKS_CHACHA
#else
#define LACKS_CHACHA " chacha20"
#endif
#ifdef HAVE_AESCCM
#define LACKS_CCM
#else
#define LACKS_CCM " aes128ccm aes128ccm8"
#endif

#ifdef NO_PSK
#define LACKS_PSK " psk-ecdhe psk-plain"
#elif !defined(WOLFSSL_STATIC_PSK)
#define LACKS_PSK " psk-plain"
#else
#define LACKS_PSK
#endif
/* in version 1.2 its suite is of ChaCha20 */
#if !defined(NO_PSK) && (!defined(HAVE_CHACHA) || !defined(HAVE_POLY1305))
#define LACKS_PSK_12 " tls1.2_psk-ecdhe dtls1.2_psk-ecdhe"
#else
#define LACKS_PSK_12
#endif

#ifndef WT_WOLFSSL_RESUMES
#define LACKS_RESUMPTION " session ticket"
#elif !defined(WT_WOLFSSL_NAMES_TICKETS)
#define LACKS_RESUMPTION " session-1.3"
#else
#define LACKS_RESUMPTION
#endif

#ifdef WOLFSSL_DTLS_CID
#define LACKS_CID
#else
#define LACKS_CID " cid4 cid8"
#endif

#if defined(WOLFSSL_EARLY_DATA) && defined(WT_WOLFSSL_RESUMES)
#define LACKS_EARLY " dtls-early-data"
#else
#define LACKS_EARLY " early-single-use early-replayable"
#endif

__attribute__((section(".wiretoll.lacks"))) const char wt_tlslib_lacks[] =
	LACKS_CLIENT LACKS_SERVER LACKS_TLS12 LACKS_TLS13 LACKS_DTLS12 LACKS_DTLS13 LACKS_CURVE LACKS_SUITE LACKS_RSA
		LACKS_ED25519 LACKS_ADDRESS LACKS_MTU LACKS_P384 LACKS_P521 LACKS_X25519 LACKS_MLKEM LACKS_AES256
			LACKS_CHACHA LACKS_CCM LACKS_PSK LACKS_PSK_12 LACKS_RESUMPTION LACKS_CID LACKS_EARLY "";

/* ---- secrets, for who asks for them ---- */

#if defined(OPENSSL_EXTRA) && defined(HAVE_SECRET_CALLBACK)
bool wt_wolfssl_log_keys(WOLFSSL_CTX *context, void (*line)(const WOLFSSL *session, const char *text))
{
	wolfSSL_CTX_set_keylog_callback(context, line);
	return true;
}
#else
bool wt_wolfssl_log_keys(WOLFSSL_CTX *context, void (*line)(const WOLFSSL *session, const char *text))
{
	(void)context;
	(void)line;
	return false;
}
#endif

/* ---- generators ---- */

#ifdef SINGLE_THREADED
const char wt_wolfssl_generators[] = ", one generator a context";

bool wt_wolfssl_one_generator(WOLFSSL_CTX *context)
{
	return wolfSSL_CTX_new_rng(context) == WOLFSSL_SUCCESS;
}
#else
const char wt_wolfssl_generators[] = ", a generator a session";

bool wt_wolfssl_one_generator(WOLFSSL_CTX *context)
{
	(void)context;
	return true;
}
#endif
