/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the libraries differ in as sessions are resumed, early data among it; as tlslib.h says. */
#ifndef WT_TLSLIB_RESUME_H
#define WT_TLSLIB_RESUME_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "error.h"
#include "settings.h"
#include "tls_api.h"

/*
 * How the context's sessions are resumed, and in no other way; WT_RESUME_OFF: every handshake is a full one, without tickets
 * and cache. A server makes one ticket a session (RFC 8446 4.6.1). Sessions are valid for WT_RESUME_LIFETIME_S: wolfSSL keeps
 * the key of its tickets for an hour, and makes none that would outlive it. For WT_RESUME_SESSION a server keeps the newest
 * WT_SESSIONS_KEPT, a power of two, until its context is freed.
 */
enum { WT_RESUME_LIFETIME_S = 1800, WT_SESSIONS_KEPT = 1024 };
enum wt_status wt_tlslib_set_resumption(SSL_CTX *context, bool server, int minor, enum wt_resume how,
					struct wt_error *error);

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

#endif
