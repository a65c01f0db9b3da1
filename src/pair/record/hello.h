/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What stands in a ClientHello or ServerHello: what one end offers, and the other chooses. */
#ifndef WT_HELLO_H
#define WT_HELLO_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Handshake types (RFC 8446 4); a HelloRetryRequest is a WT_SERVER_HELLO. */
enum { WT_CLIENT_HELLO = 1, WT_SERVER_HELLO = 2 };

enum { WT_HELLO_NUMBERS = 32 };

/* Numbers of a registry of IANA's, in the order of the message; what is beyond the room is not kept. */
struct wt_hello_list {
	size_t count;
	uint16_t number[WT_HELLO_NUMBERS];
};

struct wt_hello {
	uint16_t version; /* legacy_version */
	uint8_t session_id_bytes;
	uint8_t cookie_bytes;        /* of a DTLS ClientHello; the extension `cookie` is another */
	struct wt_hello_list suites; /* offered; of a ServerHello the chosen one */
	struct wt_hello_list extensions;
	uint16_t extension_bytes[WT_HELLO_NUMBERS]; /* of the n-th extension, without its own 4 bytes */
	struct wt_hello_list groups;                /* supported_groups */
	struct wt_hello_list signatures;            /* signature_algorithms */
	struct wt_hello_list versions;              /* supported_versions */
	struct wt_hello_list key_shares;            /* of key_share, the groups */
	bool cut;                                   /* a list held more than is kept */
};

/*
 * Reads the body of a hello of `type`, without the handshake header. False: it
 * is not one, or its lengths contradict each other; `hello` is void then.
 */
bool wt_hello_read(struct wt_hello *hello, uint8_t type, bool datagram, const uint8_t *body, size_t bytes);

#endif
