/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the wolfSSL that we were built with can do: a user's own build may lack a version, an end or more. */
#ifndef WT_WOLFSSL_BUILD_H
#define WT_WOLFSSL_BUILD_H

#include <stdbool.h>

#include "error.h"
#include "tls_api.h"

/* Sessions are resumed; and a server's tickets of version 1.3 have a name that it can keep them by, which early data needs, too. */
#if defined(HAVE_SESSION_TICKET) && !defined(NO_SESSION_CACHE) && defined(OPENSSL_EXTRA)
#define WT_WOLFSSL_RESUMES
#if defined(WOLFSSL_TICKET_HAVE_ID) || defined(WOLFSSL_EARLY_DATA)
#define WT_WOLFSSL_NAMES_TICKETS
#endif
#endif

/* The method of one version and end; NULL when the build has none. `minor` is 2 or 3. */
WOLFSSL_METHOD *wt_wolfssl_method(bool datagram, bool server, int minor);

/* One generator for all sessions of a context, where the build allows that; else each session makes its own. */
bool wt_wolfssl_one_generator(WOLFSSL_CTX *context);

/* What the record of a run tells of it. */
extern const char wt_wolfssl_generators[];

/* Whether this build tells secrets: from then on to `line`. */
bool wt_wolfssl_log_keys(WOLFSSL_CTX *context, void (*line)(const WOLFSSL *session, const char *text));

#endif
