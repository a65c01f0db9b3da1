/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Files of keys and certificates, and what a certificate tells. */
#ifndef WT_SECURE_KEYS_H
#define WT_SECURE_KEYS_H

#include "file.h"
#include "secure.h"

/*
 * secure_keys.c: reads this end's certificates and key, which gives endpoint->keys; says what key a certificate is of, as in
 * struct wt_negotiated; says what the library does.
 */
enum wt_status wt_secure_load_keys(struct wt_secure_endpoint *endpoint);
const char *wt_secure_key_of(X509 *certificate, uint16_t *bits);

/* The keys that --keys calls so, "rsa-2048"; NULL: there are none, or this build of the library lacks them. */
const struct wt_key_kind *wt_secure_keys_named(const char *name);

/* Whether a CA that this end trusts has issued it (1) or another one (2); 0: not known. */
uint8_t wt_secure_path_of(const struct wt_secure_endpoint *endpoint, X509 *certificate);
enum wt_status wt_secure_library_failure(struct wt_secure_endpoint *endpoint, const char *what, const char *path);
/* A file that `what` names to a person; the caller forgets it. */
enum wt_status wt_secure_read_file(struct wt_secure_endpoint *endpoint, const char *path, const char *what, bool secret,
				   struct wt_file_content *content);

#endif
