/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "dtls_datagram.h"

#include <string.h>

/* Behind the two headers and the version (RFC 6347 4.2.2). */
enum { HELLO_RANDOM_AT = 13 + 12 + 2 };

bool wt_datagram_is_hello(const uint8_t *datagram, size_t bytes)
{
	return bytes >= 25 && datagram[0] == 22 && datagram[1] == 0xfe && datagram[3] == 0 &&
	       datagram[4] == 0 && datagram[13] == 1;
}

const uint8_t *wt_datagram_hello_random(const uint8_t *datagram, size_t bytes)
{
	static const uint8_t first_fragment[3];

	if (!wt_datagram_is_hello(datagram, bytes) || bytes < HELLO_RANDOM_AT + WT_HELLO_RANDOM_BYTES ||
	    memcmp(datagram + 19, first_fragment, sizeof(first_fragment)) != 0)
		return NULL;
	return datagram + HELLO_RANDOM_AT;
}

bool wt_datagram_is_last_word(const uint8_t *datagram)
{
	return datagram[0] == 21 || datagram[0] == 23 || datagram[0] >> 5 == 1;
}
