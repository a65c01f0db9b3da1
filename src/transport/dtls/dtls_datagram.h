/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Inside the DTLS transport: what a datagram is that comes in plain text, by its first bytes. No state, nothing
 * allocated. */
#ifndef WT_DTLS_DATAGRAM_H
#define WT_DTLS_DATAGRAM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
	WT_RECORD_HEADER_BYTES = 13,    /* RFC 6347 4.1 */
	WT_HANDSHAKE_HEADER_BYTES = 12, /* RFC 6347 4.2.2 */
	WT_HELLO_RANDOM_BYTES = 32
};

/* A number of so many bytes, four at most, the highest one first (RFC 8446 3.3). */
uint32_t wt_datagram_number(const uint8_t *at, size_t bytes);

/*
 * Only a ClientHello of epoch 0 may reach the listener (RFC 6347 4.1, 4.2.2;
 * RFC 9147 5.3): handshake record, epoch 0, message type 1. All else is garbage,
 * or the last words of a peer that we have forgotten.
 */
bool wt_datagram_is_hello(const uint8_t *datagram, size_t bytes);

/* The random of a ClientHello, WT_HELLO_RANDOM_BYTES in the datagram; NULL: it is none, does not hold that
 * much, or begins with a later fragment. */
const uint8_t *wt_datagram_hello_random(const uint8_t *datagram, size_t bytes);

/* The number of a ClientHello's message: 0 of the first one, which has no cookie (RFC 6347 4.2.2). Of a datagram of
 * which wt_datagram_is_hello is true. */
uint16_t wt_datagram_hello_number(const uint8_t *datagram);

/*
 * What a client must not change from its first hello to the one with the cookie (RFC 6347 4.2.1, RFC 8446
 * 4.1.2): version, random, session, suites and compression, copied to `parameters`, which has room for
 * `bytes`. How many bytes that are; 0: the datagram does not begin with a whole record that holds them all.
 */
size_t wt_datagram_hello_parameters(const uint8_t *datagram, size_t bytes, uint8_t *parameters);

/* The connection ID of so many bytes in a record that has one (RFC 9146 4, RFC 9147 4), in the datagram; NULL: none. */
const uint8_t *wt_datagram_cid(const uint8_t *datagram, size_t bytes, size_t cid_bytes);

/*
 * What a forgotten peer may still say is no stray: records of its epoch, encrypted or alerts
 * (RFC 6347 4.1: types 21 and 23; RFC 9146 3: type 25; RFC 9147 4: a unified header begins with the bits
 * 001). Not of an empty datagram.
 */
bool wt_datagram_is_last_word(const uint8_t *datagram);

#endif
