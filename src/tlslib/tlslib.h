/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Every real difference between the two libraries: a function here has a body
 * in openssl*.c and one in wolfssl*.c, and the build chooses the files. What both
 * do alike is written once, on the OpenSSL API, in src/transport/secure.
 *
 * What a library cannot do answers WT_UNSUPPORTED with a text that names it.
 */
#ifndef WT_TLSLIB_H
#define WT_TLSLIB_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "error.h"
#include "settings.h"
#include "tls_api.h"
#include "transport.h"
#include "wire.h"

extern const struct wt_library wt_tlslib;

/*
 * What this build lacks of all that a series asks for, as words with a blank before each: " dtls1.3 server". It lies in the
 * ELF section .wiretoll.lacks of each secure program, so that it can be read where the program cannot run.
 */
extern const char wt_tlslib_lacks[];

/*
 * Once, before any other call: allocator hooks where the heap is to be counted, and the
 * system's configuration file only when `openssl_conf` names one ("none": no file is read).
 */
enum wt_status wt_tlslib_start(const char *openssl_conf, bool count_heap, struct wt_error *error);

/* A context that speaks exactly one version; `minor` is 2 or 3. Freed with all that it keeps by the second one; NULL: there is none. */
enum wt_status wt_tlslib_context(SSL_CTX **context, bool datagram, bool server, int minor, struct wt_error *error);
void wt_tlslib_context_free(SSL_CTX *context);

/*
 * From PEM text: certificates of CAs to trust, this end's certificate with those between it and its CA, its private key.
 * Nothing of the text is needed afterwards. False: the library's error queue says why.
 */
bool wt_tlslib_trust(SSL_CTX *context, const uint8_t *pem, size_t bytes);
bool wt_tlslib_use_chain(SSL_CTX *context, const uint8_t *pem, size_t bytes);
bool wt_tlslib_use_key(SSL_CTX *context, const uint8_t *pem, size_t bytes);

/* The kind of a certificate's key, and its size. */
enum wt_key_type { WT_KEY_NONE, WT_KEY_EC, WT_KEY_RSA, WT_KEY_ED25519 };
enum wt_key_type wt_tlslib_key_type(X509 *certificate, uint16_t *bits);

/* Whether a server of the library can have such a key, in whatever version. */
bool wt_tlslib_serves_key(bool datagram, enum wt_key_type type);

/*
 * Pins the cipher suite, or the named group, by IANA number. `curve` is that of the certificates' keys where a peer
 * looks for it in the list of groups as well (RFC 8422 5.1), 0: nowhere.
 */
enum wt_status wt_tlslib_set_suite(SSL_CTX *context, uint16_t suite, struct wt_error *error);
enum wt_status wt_tlslib_set_group(SSL_CTX *context, bool server, uint16_t group, uint16_t curve,
				   struct wt_error *error);

/*
 * Sessions are made with that pre-shared key, in version 1.3 with an exchange of keys as well (psk_dhe_ke, RFC 8446 4.2.9).
 * `psk` outlives the context, and has its suite before a handshake.
 */
struct wt_psk;
enum wt_status wt_tlslib_use_psk(SSL_CTX *context, bool server, int minor, struct wt_psk *psk, struct wt_error *error);

/* Which signatures may be made and taken, as OpenSSL spells them. False: the library's error queue says why. */
bool wt_tlslib_set_signatures(SSL_CTX *context, const char *list);

/*
 * Whether an error (of ERR_peek_last_error) while a key or certificate was read
 * says that this build has no such algorithm, and not that the file is wrong.
 */
bool wt_tlslib_lacks_algorithm(unsigned long code);

/*
 * Leads the secrets of every session of the context to `line`, one text a secret in the format of NSS key logs (RFC 9850 2).
 * WT_UNSUPPORTED: the library does not tell them to this end.
 */
enum wt_status wt_tlslib_log_keys(SSL_CTX *context, bool server, int minor,
				  void (*line)(const SSL *session, const char *text), struct wt_error *error);

/* Leads all reads and writes of the session through the shim. `wire` outlives the session. */
enum wt_status wt_tlslib_attach(SSL *session, struct wt_wire *wire);

/*
 * Leads what the library tells of its records and handshake messages to the tap
 * of the session's wire. WT_UNSUPPORTED: it tells nothing.
 */
enum wt_status wt_tlslib_tell(SSL *session, struct wt_wire *wire);

/* The group that was agreed on, by IANA number; 0: void or not known. */
uint16_t wt_tlslib_group(SSL *session);

/* Whether this end may send or take a compressed certificate (RFC 8879); contexts of ours never do. */
bool wt_tlslib_compresses_certificates(const SSL *session);

/* How many certificates the peer sent; 0: this build of the library does not tell. */
uint8_t wt_tlslib_peer_chain(SSL *session, bool server);

/*
 * Why a call on the session failed, in one line without secrets. `*alert` is
 * the description of a fatal alert of the peer's (RFC 8446 6), or -1.
 * Empties the library's error queue.
 */
long wt_tlslib_reason(SSL *session, int result, int *alert, char *text, size_t text_bytes);

#endif
