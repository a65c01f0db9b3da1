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

/* A context that speaks exactly one version; `minor` is 2 or 3. The caller frees it. */
enum wt_status wt_tlslib_context(SSL_CTX **context, bool datagram, bool server, int minor, struct wt_error *error);

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

/*
 * How the context's sessions are resumed, and in no other way; WT_RESUME_OFF: every handshake is a full one, without tickets
 * and cache. A server makes one ticket a session (RFC 8446 4.6.1). Sessions are valid for WT_RESUME_LIFETIME_S: wolfSSL keeps
 * the key of its tickets for an hour, and makes none that would outlive it.
 */
enum { WT_RESUME_LIFETIME_S = 1800 };
enum wt_status wt_tlslib_set_resumption(SSL_CTX *context, bool server, enum wt_resume how, struct wt_error *error);

/*
 * Client: what a later session can be resumed by, of one whose answer was read, in place of what was kept; NULL: the server gave
 * nothing. What is kept is freed by `forget`, which may be given none.
 */
void wt_tlslib_keep(SSL *session, SSL_SESSION **kept);
void wt_tlslib_forget(SSL_SESSION **kept);
/* Client: offers it in the session's hello. False: the library refuses, as what has expired; the handshake is a full one. */
bool wt_tlslib_offer(SSL *session, SSL_SESSION *kept);

/* Client: whether the session has a ticket that holds its state, longer than the name of a session that a server keeps. */
enum { WT_SESSION_NAME_BYTES = 32 };
bool wt_tlslib_has_ticket(SSL *session);

/*
 * Early data (RFC 8446 2.3), after wt_tlslib_set_resumption. A server allows WT_EARLY_MAX_BYTES of it with each session, and takes it
 * of what it keeps, once (8.1), or of any ticket that is good, however often it comes. A client is told nothing.
 */
enum wt_status wt_tlslib_set_early_data(SSL_CTX *context, bool server, enum wt_early_data how, struct wt_error *error);

/* Client: how many bytes the server allows of a session that is kept; 0: none. And after the handshake, whether it took them. */
uint32_t wt_tlslib_early_limit(SSL_SESSION *kept);
bool wt_tlslib_early_accepted(SSL *session);

/*
 * Client: sends the hello, and all of the data behind it. Server that has read some: sends it before the handshake is done.
 * So many bytes; or -1, as the library's own calls fail.
 */
int wt_tlslib_write_early(SSL *session, const void *data, size_t bytes);

/* Server: takes the hello, sends its flight, and reads what came early: so many bytes, 0: there is none, or no more; -1 as above. */
int wt_tlslib_read_early(SSL *session, void *data, size_t room);

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

/* DTLS: the largest datagram, in bytes of UDP payload. */
enum wt_status wt_tlslib_set_mtu(SSL *session, uint32_t mtu_bytes);

/*
 * DTLS: connection IDs (RFC 9146, RFC 9147 9). How long they may be, 0: this build of the library has none. A new session asks
 * for them; its own ID, which is copied, is what its peer shall put into records for it. A server's is set when its session has
 * left the listener, and of none where the client did not ask. False: refused by the library.
 */
size_t wt_tlslib_cid_max_bytes(void);
bool wt_tlslib_ask_cid(SSL *session);
bool wt_tlslib_set_cid(SSL *session, const uint8_t *id, size_t bytes);
/* How long they are that were agreed on; false: there are none, or not yet. */
bool wt_tlslib_cid_bytes(SSL *session, size_t *ours, size_t *peers);
/*
 * DTLS server: the session's next datagram came from there. Once a record of it was authenticated (RFC 9146 6), the library
 * takes that for the peer's address, which the second function tells.
 */
void wt_tlslib_heard_from(SSL *session, const struct wt_address *from);
bool wt_tlslib_peer_is(SSL *session, const struct wt_address *address);

/* DTLS: what one record adds to a message, in bytes (header, explicit nonce, tag). */
uint32_t wt_tlslib_record_overhead(int minor, uint16_t suite);

/*
 * DTLS server: reads one datagram from the wire's inbox without keeping state
 * about its sender. WT_OK: it held a ClientHello with a good cookie, and the
 * session now belongs to that peer. WT_WANT_READ: answered with a cookie, or
 * ignored; the session can be used again for anybody. WT_ERROR: the session
 * has to be freed. `secret` makes the cookie, and stays where it is until the
 * session has left its listener; each hello may have another one.
 */
enum { WT_COOKIE_SECRET_BYTES = 32 };
enum wt_status wt_tlslib_prepare_listen(SSL *session, const uint8_t *secret);
enum wt_status wt_tlslib_listen(SSL *session, struct wt_wire *wire);

/* HMAC-SHA256 (RFC 2104, RFC 6234) with such a secret as the key. */
enum wt_status wt_tlslib_hmac(const uint8_t secret[WT_COOKIE_SECRET_BYTES], const uint8_t *data, size_t bytes,
			      uint8_t out[WT_COOKIE_SECRET_BYTES]);

/* DTLS server: whether the session keeps records of an epoch whose keys it does not have yet. */
bool wt_tlslib_keeps_early(const SSL *session);

/* DTLS: flights of a new session are sent again as its wire's `timer_ms` says, not after the usual second. */
void wt_tlslib_set_timer(SSL *session);

/* DTLS server: the handshake timer of the wire ran out; sends the last flight again. */
enum wt_status wt_tlslib_timer_expired(SSL *session);
/* DTLS server: sets the wire's timer after a step of the handshake. */
void wt_tlslib_timer_set(SSL *session, struct wt_wire *wire);

#endif
