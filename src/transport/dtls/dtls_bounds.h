/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Inside the DTLS transport: how much a peer may make its session keep before it has shown a
 * certificate. The libraries keep what comes too early: messages in pieces, each with room for all
 * that its header announces, and records of an epoch whose keys are not there yet. No state but a
 * peer's own, nothing allocated.
 */
#ifndef WT_DTLS_BOUNDS_H
#define WT_DTLS_BOUNDS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
	WT_BOUNDS_MESSAGES = 8,                /* behind the hello; a handshake has 4 (RFC 6347 4.2.4, RFC 9147 5.7) */
	WT_BOUNDS_ANNOUNCED_BYTES = 24 * 1024, /* of all these messages: a chain of certificates, above all */
	WT_BOUNDS_EARLY_RECORDS = 2,           /* OpenSSL keeps a buffer of 17 KB for each */
	WT_BOUNDS_ENCRYPTED_BYTES = 40 * 1024  /* DTLS 1.3, where headers of messages are encrypted, too */
};

/* Of one peer. */
struct wt_dtls_bounds {
	uint32_t announced_bytes[WT_BOUNDS_MESSAGES];
	uint32_t encrypted_bytes;
	uint8_t cid_bytes; /* of the ID in a record of a connection that has one (RFC 9146 4) */
	uint16_t hello;    /* the hello's message number: what comes behind it is counted */
	uint8_t early_records;
};

/* Begins with the ClientHello in this datagram, of which wt_datagram_is_hello is true. `cid_bytes`: of our ID; 0: none. */
void wt_dtls_bounds_start(struct wt_dtls_bounds *bounds, const uint8_t *hello, size_t bytes, size_t cid_bytes);
/*
 * Whether the session may see this datagram; what it announces is counted then. `keeps_early`: as
 * wt_tlslib_keeps_early says of the session.
 */
bool wt_dtls_bounds_admit(struct wt_dtls_bounds *bounds, const uint8_t *datagram, size_t bytes, bool keeps_early);

#endif
