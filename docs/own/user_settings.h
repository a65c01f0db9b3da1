/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * An example for OWN_SETTINGS= (docs/boards.md): TLS 1.2 and 1.3 and DTLS 1.2 with ECDSA P-256, AES-128-GCM and
 * SHA-256, in plain C; no DTLS 1.3, no RSA, no other curve. Start here, or take the file of your product: what it needs
 * for wiretoll at least stands under "asked for".
 */
#ifndef WOLFSSL_USER_SETTINGS_H
#define WOLFSSL_USER_SETTINGS_H

/* asked for: the compatibility layer, extensions, and a group that can be pinned */
#define OPENSSL_EXTRA
#define HAVE_TLS_EXTENSIONS
#define HAVE_SUPPORTED_CURVES
#define HAVE_EXTENDED_MASTER
#define HAVE_SNI
#define WOLFSSL_IP_ALT_NAME

/* transports */
#define WOLFSSL_TLS13
#define HAVE_HKDF
#define WOLFSSL_DTLS
#define WOLFSSL_DTLS_MTU
#define NO_OLD_TLS

/* algorithms */
#define HAVE_ECC
#define ECC_SHAMIR
#define ECC_TIMING_RESISTANT
#define ECC_USER_CURVES
#define HAVE_AESGCM
#define GCM_TABLE_4BIT
#define HAVE_HASHDRBG
#define NO_RSA
#define NO_DH
#define NO_DSA
#define NO_RC4
#define NO_MD4
#define NO_MD5
#define NO_SHA
#define NO_DES3
#define NO_AES_CBC
#define NO_PSK
#define NO_PWDBASED
#define NO_PKCS12

/* arithmetic: C for P-256 alone, with the processor's words */
#define WOLFSSL_HAVE_SP_ECC
#define WOLFSSL_SP_MATH_ALL
#define TFM_TIMING_RESISTANT

#endif
