/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The protocol over TLS that both ends agree on in the handshake (ALPN, RFC 7301); as tlslib.h says. */
#ifndef WT_TLSLIB_ALPN_H
#define WT_TLSLIB_ALPN_H

#include <stdbool.h>
#include <stddef.h>

#include "error.h"
#include "tls_api.h"

enum { WT_ALPN_NAME_BYTES = 256 }; /* a name is 255 bytes at most (RFC 7301 3.1) */

/* Whether this build has it at all. WT_UNSUPPORTED: `error` says what to take. */
enum wt_status wt_tlslib_can_alpn(struct wt_error *error);

/*
 * Before a session's handshake: a client offers that one protocol, a server takes that one alone, and refuses a client that
 * offers others; one that offers none is left to the caller. `protocol` is a constant. False: the library has no memory for it.
 */
bool wt_tlslib_ask_alpn(SSL *session, bool server, const char *protocol);

/* After the handshake: what was agreed on. False: nothing. */
bool wt_tlslib_alpn(SSL *session, char name[WT_ALPN_NAME_BYTES]);

/* Whether the code of a failed handshake (wt_tlslib_reason) says that this end found no protocol among the peer's. */
bool wt_tlslib_found_no_alpn(long code);

#endif
