/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef WT_CERTS_KIND_H
#define WT_CERTS_KIND_H

#include <stdbool.h>

/*
 * Whether a folder of certificates (ca.pem, client.pem, server.pem) holds one with a key of that kind, "rsa", "p384" or
 * "ed25519": a build without can make no session with it. A file that is missing, or is no PEM, holds none here; the
 * programs say what is wrong with it.
 */
bool wt_certs_hold(const char *folder, const char *kind);

#endif
