/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What IANA's registries call the numbers of a handshake. */
#ifndef WT_TLS_REGISTRY_H
#define WT_TLS_REGISTRY_H

#include <stdint.h>

/* "compress_certificate" for 27; "unknown" for a number that we have no name of. Never NULL. */
const char *wt_extension_name(int64_t number);

/* The same of a list of a hello: "suites", "groups", "signatures", "versions", "key_shares". */
const char *wt_listed_name(const char *list, int64_t number);

/* What a record's first byte says: "change_cipher_spec"; RFC 8446 5.1, RFC 9147 4. Never NULL. */
const char *wt_content_words(int64_t content);

#endif
