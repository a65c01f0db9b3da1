/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The one place that includes a TLS library's headers. The OpenSSL API is what
 * both libraries speak; the build says which one is meant (WT_TLSLIB_WOLFSSL).
 */
#ifndef WT_TLS_API_H
#define WT_TLS_API_H

#ifdef WT_TLSLIB_WOLFSSL
#include <wolfssl/options.h>
#include <wolfssl/ssl.h>
#include <wolfssl/error-ssl.h>
#include <wolfssl/wolfcrypt/hmac.h>
#endif

#include <openssl/bio.h>
#include <openssl/crypto.h>
#include <openssl/ec.h>
#include <openssl/ecdh.h>
#include <openssl/ecdsa.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/rand.h>
#include <openssl/sha.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>
#ifdef WT_TLSLIB_WOLFSSL
#include "wolfssl_small.h"
#else
#include <openssl/hmac.h>
#endif

#endif
