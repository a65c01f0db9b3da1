/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "dtls_datagram.h"

#include <string.h>

/* The random: behind the two headers and the version (RFC 6347 4.2.2). */
enum {
	RECORD_LENGTH_AT = WT_RECORD_HEADER_BYTES - 2,
	MESSAGE_NUMBER_AT = WT_RECORD_HEADER_BYTES + 4,
	HELLO_AT = WT_RECORD_HEADER_BYTES + WT_HANDSHAKE_HEADER_BYTES,
	HELLO_RANDOM_AT = HELLO_AT + 2
};

/* A record with a connection ID: its content type (RFC 9146 3), or the bits of a unified header (RFC 9147 4). */
enum { TLS12_CID = 25, UNIFIED_MASK = 0xf0, UNIFIED_WITH_CID = 0x30 };

uint32_t wt_datagram_number(const uint8_t *at, size_t bytes)
{
	uint32_t number = 0;

	while (bytes-- > 0)
		number = number << 8 | *at++;
	return number;
}

bool wt_datagram_is_hello(const uint8_t *datagram, size_t bytes)
{
	return bytes >= 25 && datagram[0] == 22 && datagram[1] == 0xfe && datagram[3] == 0 && datagram[4] == 0 &&
	       datagram[13] == 1;
}

const uint8_t *wt_datagram_hello_random(const uint8_t *datagram, size_t bytes)
{
	static const uint8_t first_fragment[3];

	if (!wt_datagram_is_hello(datagram, bytes) || bytes < HELLO_RANDOM_AT + WT_HELLO_RANDOM_BYTES ||
	    memcmp(datagram + 19, first_fragment, sizeof(first_fragment)) != 0)
		return NULL;
	return datagram + HELLO_RANDOM_AT;
}

uint16_t wt_datagram_hello_number(const uint8_t *datagram)
{
	return (uint16_t)wt_datagram_number(datagram + MESSAGE_NUMBER_AT, 2);
}

/* Behind a vector whose length takes so many bytes; 0: it does not end within the datagram. */
static size_t skip_vector(const uint8_t *datagram, size_t bytes, size_t at, size_t length_bytes)
{
	if (at == 0 || at + length_bytes > bytes)
		return 0;
	at += length_bytes + wt_datagram_number(datagram + at, length_bytes);
	return at <= bytes ? at : 0;
}

size_t wt_datagram_hello_parameters(const uint8_t *datagram, size_t bytes, uint8_t *parameters)
{
	size_t cookie, suites, end, before, record;

	if (!wt_datagram_hello_random(datagram, bytes))
		return 0;
	record = skip_vector(datagram, bytes, RECORD_LENGTH_AT, 2);
	if (record == 0)
		return 0;
	bytes = record; /* what is behind it is no part of the hello */
	cookie = skip_vector(datagram, bytes, HELLO_RANDOM_AT + WT_HELLO_RANDOM_BYTES, 1);
	suites = skip_vector(datagram, bytes, cookie, 1);
	end = skip_vector(datagram, bytes, skip_vector(datagram, bytes, suites, 2), 1);
	if (end == 0)
		return 0;
	before = cookie - HELLO_AT;
	memcpy(parameters, datagram + HELLO_AT, before);
	memcpy(parameters + before, datagram + suites, end - suites);
	return before + end - suites;
}

const uint8_t *wt_datagram_cid(const uint8_t *datagram, size_t bytes, size_t cid_bytes)
{
	if (bytes >= WT_RECORD_HEADER_BYTES + cid_bytes && datagram[0] == TLS12_CID)
		return datagram + RECORD_LENGTH_AT;
	if (bytes >= 1 + cid_bytes && (datagram[0] & UNIFIED_MASK) == UNIFIED_WITH_CID)
		return datagram + 1;
	return NULL;
}

bool wt_datagram_is_last_word(const uint8_t *datagram)
{
	return datagram[0] == 21 || datagram[0] == 23 || datagram[0] == TLS12_CID || datagram[0] >> 5 == 1;
}
