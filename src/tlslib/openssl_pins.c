/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The suite, the group and the signatures that a session is pinned to, in OpenSSL's words; the other body is in
 * wolfssl_pins.c. */
#include <stdio.h>
#include <string.h>

#include "negotiated.h"
#include "tlslib.h"

/* Read where the program cannot run, as of wolfSSL (wolfssl_build.h); a shared library that is newer has it all the same. */
#if OPENSSL_VERSION_NUMBER < 0x30500000L
#define LACKS_MLKEM " x25519mlkem768"
#else
#define LACKS_MLKEM
#endif
__attribute__((section(".wiretoll.lacks"))) const char wt_tlslib_lacks[] = " dtls-ed25519 cid4 cid8" LACKS_MLKEM;

static const struct {
	uint16_t number;
	int nid;
} groups[] = {
	{ 23, NID_X9_62_prime256v1 }, { 24, NID_secp384r1 }, { 25, NID_secp521r1 },
	{ 29, NID_X25519 },           { 30, NID_X448 },      { 256, NID_ffdhe2048 },
};

enum wt_status wt_tlslib_set_suite(SSL_CTX *context, uint16_t suite, struct wt_error *error)
{
	const char *iana = wt_suite_name(suite);
	const char *name = iana ? OPENSSL_cipher_name(iana) : NULL;
	bool is_13 = suite >> 8 == 0x13; /* RFC 8446 B.4 */
	int done = 0;

	/* a tag of 8 bytes is below the usual level of security from 3.2 on */
	if (iana && strstr(iana, "CCM_8"))
		SSL_CTX_set_security_level(context, 0);
	/* OPENSSL_cipher_name answers "(NONE)" for what it does not know */
	if (name && name[0] != '(')
		done = is_13 ? SSL_CTX_set_ciphersuites(context, name) : SSL_CTX_set_cipher_list(context, name);
	ERR_clear_error();
	if (!done)
		return wt_error_set(error, WT_UNSUPPORTED, "open", "OpenSSL", suite, "OpenSSL %s has no suite %s",
				    wt_tlslib.version(), iana ? iana : "of that number");
	return WT_OK;
}

enum wt_status wt_tlslib_set_group(SSL_CTX *context, bool server, uint16_t group, uint16_t curve,
				   struct wt_error *error)
{
	const char *name = wt_group_name(group); /* it knows them by IANA's names */
	char list[64];
	int done = 0;

	(void)server;
	if (name) {
		snprintf(list, sizeof(list), "%s%s%s", name, curve && curve != group ? ":" : "",
			 curve && curve != group ? wt_group_name(curve) : "");
		done = SSL_CTX_set1_groups_list(context, list) == 1;
	}
	ERR_clear_error();
	if (!done)
		return wt_error_set(error, WT_UNSUPPORTED, "open", "OpenSSL", group, "OpenSSL %s has no group %s",
				    wt_tlslib.version(), name ? name : "of that number");
	return WT_OK;
}

bool wt_tlslib_set_signatures(SSL_CTX *context, const char *list)
{
	return SSL_CTX_set1_sigalgs_list(context, list) == 1;
}

uint16_t wt_tlslib_group(SSL *session)
{
	int nid = (int)SSL_get_negotiated_group(session);

	for (size_t i = 0; i < sizeof(groups) / sizeof(groups[0]); i++)
		if (groups[i].nid == nid)
			return groups[i].number;
	/* a group without a NID comes as its IANA number with a flag */
	return nid & TLSEXT_nid_unknown ? (uint16_t)(nid & 0xffff) : 0;
}
