/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The suite, the group and the signatures that a session is pinned to, in wolfSSL's words; the other body is in
 * openssl_pins.c. */
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "negotiated.h"
#include "tlslib.h"

/* FFDHE is in no list of names of the library's, and told otherwise. */
enum { FFDHE2048 = 256 };

static const struct {
	uint16_t number;
	const char *name;
} groups[] = {
	{ 23, "P-256" }, { 24, "P-384" }, { 25, "P-521" }, { 29, "X25519" }, { 30, "X448" }, { 4588, "X25519MLKEM768" },
};

enum { GROUPS = sizeof(groups) / sizeof(groups[0]) };

enum wt_status wt_tlslib_set_suite(SSL_CTX *context, uint16_t suite, struct wt_error *error)
{
	const char *iana = wt_suite_name(suite);

	if (!iana || wolfSSL_CTX_set_cipher_list(context, iana) != WOLFSSL_SUCCESS)
		return wt_error_set(error, WT_UNSUPPORTED, "open", "wolfSSL", suite,
				    "wolfSSL %s (this build) has no suite %s", wt_tlslib.version(),
				    iana ? iana : "of that number");
	return WT_OK;
}

#ifdef WOLFSSL_TLS13

static const char *group_name(uint16_t number)
{
	for (size_t i = 0; i < GROUPS; i++)
		if (groups[i].number == number)
			return groups[i].name;
	return NULL;
}

/*
 * By name, since only that keeps a server of version 1.2 from taking what else its client offers; given two, it takes
 * the key's curve first, so it is given the group alone, and looks for no other.
 */
static bool pin_group(SSL_CTX *context, bool server, uint16_t group, uint16_t curve)
{
	const char *name = group_name(group);
	int one = group; /* wolfSSL's numbers are IANA's */
	char list[64];

	if (!name)
		return wolfSSL_CTX_set_groups(context, &one, 1) == WOLFSSL_SUCCESS;
	if (server || curve == group)
		curve = 0;
	snprintf(list, sizeof(list), "%s%s%s", name, curve ? ":" : "", curve ? group_name(curve) : "");
	return wolfSSL_CTX_set1_groups_list(context, list) == WOLFSSL_SUCCESS;
}

#else

/* A library without version 1.3 has no lists by name. */
static bool pin_group(SSL_CTX *context, bool server, uint16_t group, uint16_t curve)
{
	if (wolfSSL_CTX_UseSupportedCurve(context, group) != WOLFSSL_SUCCESS)
		return false;
	return server || !curve || curve == group || wolfSSL_CTX_UseSupportedCurve(context, curve) == WOLFSSL_SUCCESS;
}

#endif

enum wt_status wt_tlslib_set_group(SSL_CTX *context, bool server, uint16_t group, uint16_t curve,
				   struct wt_error *error)
{
	const char *iana = wt_group_name(group);

	if (!pin_group(context, server, group, curve))
		return wt_error_set(error, WT_UNSUPPORTED, "open", "wolfSSL", group,
				    "wolfSSL %s (this build) has no group %s", wt_tlslib.version(),
				    iana ? iana : "of that number");
	return WT_OK;
}

bool wt_tlslib_set_signatures(SSL_CTX *context, const char *list)
{
	/* the one that the library spells otherwise */
	return SSL_CTX_set1_sigalgs_list(context, strcmp(list, "ed25519") == 0 ? "ED25519" : list) == 1;
}

uint16_t wt_tlslib_group(SSL *session)
{
	const char *name = wolfSSL_get_curve_name(session);

	if (name && strcasecmp(name, "FFDHE_2048") == 0)
		return FFDHE2048;
	for (size_t i = 0; name && i < GROUPS; i++)
		if (strcasecmp(name, wt_group_name(groups[i].number)) == 0)
			return groups[i].number;
	return 0;
}
