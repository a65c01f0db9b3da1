/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Inside the DTLS transport: the secrets that make the cookies. The libraries bind a cookie to the peer's address;
 * here each hello gets a secret of its own, made from its parameters (RFC 6347 4.2.1), and what these are made
 * from is changed every minute. The secret before is good for another one, for who is between two hellos.
 */
#ifndef WT_DTLS_COOKIES_H
#define WT_DTLS_COOKIES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "clock.h"
#include "tlslib_dtls.h"

#define WT_COOKIES_NS (60 * WT_NS_PER_S)

enum wt_cookies_age { WT_COOKIES_NEW, WT_COOKIES_OLD };

struct wt_dtls_cookies {
	uint8_t secrets[2][WT_COOKIE_SECRET_BYTES]; /* by age */
	uint64_t since_ns;                          /* of the new one */
	bool has_old;
};

/* WT_ERROR: the library has no random bytes. */
enum wt_status wt_dtls_cookies_start(struct wt_dtls_cookies *cookies, uint64_t now_ns);
void wt_dtls_cookies_stop(struct wt_dtls_cookies *cookies);
/* Changes the secrets when it is time; without random bytes the old ones stay. */
void wt_dtls_cookies_age(struct wt_dtls_cookies *cookies, uint64_t now_ns);
/* The secret for the hello with these parameters. */
enum wt_status wt_dtls_cookies_bind(const struct wt_dtls_cookies *cookies, enum wt_cookies_age age,
				    const uint8_t *parameters, size_t bytes, uint8_t bound[WT_COOKIE_SECRET_BYTES]);

#endif
