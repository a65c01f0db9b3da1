/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the libraries differ in over datagrams; as tlslib.h says. */
#ifndef WT_TLSLIB_DTLS_H
#define WT_TLSLIB_DTLS_H

#include "tlslib.h"

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
