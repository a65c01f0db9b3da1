/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The sessions that a wolfSSL server keeps for being resumed, in place of the library's own cache. */
#ifndef WT_WOLFSSL_CACHE_H
#define WT_WOLFSSL_CACHE_H

#include "tls_api.h"

/* The context's sessions are kept from now on, WT_SESSIONS_KEPT at most; none of another context are any more. */
void wt_wolfssl_keep_sessions(WOLFSSL_CTX *context);

/* Those of the context are not; nothing is done where none are. */
void wt_wolfssl_drop_sessions(const WOLFSSL_CTX *context);

#endif
