/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef WT_CERTS_RSA_H
#define WT_CERTS_RSA_H

#include <stdbool.h>

/*
 * Whether a folder of certificates (ca.pem, client.pem, server.pem) holds one of an RSA key: a build without RSA can
 * make no session with it. A file that is missing, or is no PEM, holds none here; the programs say what is wrong with
 * it.
 */
bool wt_certs_hold_rsa(const char *folder);

#endif
