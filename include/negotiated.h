/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What two ends agreed on, by the registries' numbers: no library's spelling. */
#ifndef WT_NEGOTIATED_H
#define WT_NEGOTIATED_H

#include <stdbool.h>
#include <stdint.h>

/* 0 means: not known, or void in this session. */
struct wt_negotiated {
	uint16_t version;        /* wire value: TLS 0x0303, 0x0304; DTLS 0xfefd, 0xfefc */
	uint16_t suite;          /* IANA TLS Cipher Suites */
	uint16_t group;          /* IANA TLS Supported Groups */
	uint16_t peer_signature; /* IANA TLS SignatureScheme of the peer's CertificateVerify or key exchange */
	uint16_t peer_key_bits;
	uint8_t peer_chain;      /* certificates that the peer sent; 0: none */
	uint8_t peer_path;       /* 1: a CA that this end trusts has issued the peer's; 2: another one, which it sent */
	uint8_t cid;             /* of each end's connection ID (RFC 9146, RFC 9147 9); 0: none */
	uint16_t mtu;            /* DTLS: no datagram was longer; 0: the usual one was asked for */
	uint16_t dtls_timer_ms;  /* DTLS: what the handshake's first timer ran for; 0: as mtu */
	uint8_t hello_retries;   /* HelloRetryRequest (RFC 8446 4.1.3) or HelloVerifyRequest (RFC 6347 4.2.1) */
	bool resumed;            /* group in version 1.2, and all of the peer's, are void then */
	bool peer_authenticated; /* the peer's chain was verified */
	bool certificate_compression; /* this end offers or takes compressed certificates (RFC 8879) */
	const char *peer_key;         /* "EC", "RSA", "Ed25519", NULL: none */
	const char *psk;              /* "ecdhe", "plain": both ends took their pre-shared key; NULL: certificates */
	const char *alpn;             /* protocol over TLS (RFC 7301), "h2"; NULL: none was asked for */
	const char *resumed_by;       /* "session" or "ticket"; NULL: it was not resumed */
	/*
	 * "accepted", "rejected" by the server, "not_allowed" by what it said with the session before, "none": none was to be
	 * sent, or at a server answered; NULL: without --early-data. Of the session alone: no two are compared by it.
	 */
	const char *early_data;
};

/* Registry names of the numbers; NULL for a number that we do not know. */
const char *wt_version_name(uint16_t version);  /* "TLS 1.3", "DTLS 1.2" */
const char *wt_suite_name(uint16_t suite);      /* "TLS_AES_128_GCM_SHA256" */
const char *wt_group_name(uint16_t group);      /* "secp256r1" */
const char *wt_signature_name(uint16_t scheme); /* "ecdsa_secp256r1_sha256" */

enum { WT_KEY_NAME_BYTES = 16 };

/* How --keys calls a key ("ecdsa-p256", "rsa-2048", "ed25519") of a kind such as stands above; returns `text`, empty: none. */
const char *wt_key_name(const char *kind, uint16_t bits, char text[WT_KEY_NAME_BYTES]);

/* The numbers of registry names, in either case; 0 for a name that we do not know. */
uint16_t wt_suite_number(const char *name);
uint16_t wt_group_number(const char *name);

/* The name, as in results, of the first field in which the two differ; NULL: they are the same. */
const char *wt_negotiated_unlike(const struct wt_negotiated *a, const struct wt_negotiated *b);

#endif
