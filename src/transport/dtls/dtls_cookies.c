/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "dtls_cookies.h"

#include <string.h>

enum wt_status wt_dtls_cookies_start(struct wt_dtls_cookies *cookies, uint64_t now_ns)
{
	cookies->has_old = false;
	cookies->since_ns = now_ns;
	return RAND_bytes(cookies->secrets[WT_COOKIES_NEW], WT_COOKIE_SECRET_BYTES) == 1 ? WT_OK : WT_ERROR;
}

void wt_dtls_cookies_stop(struct wt_dtls_cookies *cookies)
{
	OPENSSL_cleanse(cookies->secrets, sizeof(cookies->secrets));
}

void wt_dtls_cookies_age(struct wt_dtls_cookies *cookies, uint64_t now_ns)
{
	uint64_t age_ns = now_ns - cookies->since_ns;
	uint8_t fresh[WT_COOKIE_SECRET_BYTES];

	if (age_ns < WT_COOKIES_NS || RAND_bytes(fresh, sizeof(fresh)) != 1)
		return;
	cookies->has_old = age_ns < 2 * WT_COOKIES_NS;
	memcpy(cookies->secrets[WT_COOKIES_OLD], cookies->secrets[WT_COOKIES_NEW], WT_COOKIE_SECRET_BYTES);
	memcpy(cookies->secrets[WT_COOKIES_NEW], fresh, sizeof(fresh));
	cookies->since_ns = now_ns;
}

enum wt_status wt_dtls_cookies_bind(const struct wt_dtls_cookies *cookies, enum wt_cookies_age age,
				    const uint8_t *parameters, size_t bytes, uint8_t bound[WT_COOKIE_SECRET_BYTES])
{
	return wt_tlslib_hmac(cookies->secrets[age], parameters, bytes, bound);
}
