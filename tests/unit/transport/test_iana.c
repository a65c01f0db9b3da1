/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <stdarg.h>
#include <setjmp.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "negotiated.h"

static void test_versions(void **state)
{
	(void)state;
	assert_string_equal(wt_version_name(771), "TLS 1.2");
	assert_string_equal(wt_version_name(772), "TLS 1.3");
	assert_string_equal(wt_version_name(65277), "DTLS 1.2");
	assert_string_equal(wt_version_name(65276), "DTLS 1.3");
	assert_null(wt_version_name(0));
	assert_null(wt_version_name(0xffff));
}

static void test_suites(void **state)
{
	(void)state;
	assert_string_equal(wt_suite_name(0x1301), "TLS_AES_128_GCM_SHA256");
	assert_string_equal(wt_suite_name(0x1302), "TLS_AES_256_GCM_SHA384");
	assert_string_equal(wt_suite_name(0x1303), "TLS_CHACHA20_POLY1305_SHA256");
	assert_string_equal(wt_suite_name(0x1304), "TLS_AES_128_CCM_SHA256");
	assert_string_equal(wt_suite_name(0x1305), "TLS_AES_128_CCM_8_SHA256");
	assert_string_equal(wt_suite_name(0xc02b), "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256");
	assert_string_equal(wt_suite_name(0xc02c), "TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384");
	assert_string_equal(wt_suite_name(0xc02f), "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256");
	assert_string_equal(wt_suite_name(0xc030), "TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384");
	assert_string_equal(wt_suite_name(0xcca8), "TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256");
	assert_string_equal(wt_suite_name(0xcca9), "TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256");
	assert_string_equal(wt_suite_name(0xccac), "TLS_ECDHE_PSK_WITH_CHACHA20_POLY1305_SHA256");
	assert_string_equal(wt_suite_name(0xc037), "TLS_ECDHE_PSK_WITH_AES_128_CBC_SHA256");
	assert_string_equal(wt_suite_name(0xc0ac), "TLS_ECDHE_ECDSA_WITH_AES_128_CCM");
	assert_string_equal(wt_suite_name(0xc0ae), "TLS_ECDHE_ECDSA_WITH_AES_128_CCM_8");
	assert_null(wt_suite_name(0));
	assert_null(wt_suite_name(0xc02d));
}

static void test_groups_and_signatures(void **state)
{
	(void)state;
	assert_string_equal(wt_group_name(23), "secp256r1");
	assert_string_equal(wt_group_name(24), "secp384r1");
	assert_string_equal(wt_group_name(25), "secp521r1");
	assert_string_equal(wt_group_name(29), "x25519");
	assert_string_equal(wt_group_name(30), "x448");
	assert_string_equal(wt_group_name(256), "ffdhe2048");
	assert_string_equal(wt_group_name(4588), "X25519MLKEM768");
	assert_null(wt_group_name(0));
	assert_string_equal(wt_signature_name(0x0403), "ecdsa_secp256r1_sha256");
	assert_string_equal(wt_signature_name(0x0804), "rsa_pss_rsae_sha256");
	assert_string_equal(wt_signature_name(0x0401), "rsa_pkcs1_sha256");
	assert_string_equal(wt_signature_name(0x0807), "ed25519");
	assert_null(wt_signature_name(0));
}

/* No number of a registry has two names that a search would find by order only. */
static void test_names_are_unique(void **state)
{
	unsigned a, b;

	(void)state;
	for (a = 0; a <= 0xffff; a++) {
		const char *name = wt_suite_name((uint16_t)a);

		if (name == NULL)
			continue;
		assert_true(strncmp(name, "TLS_", 4) == 0);
		for (b = a + 1; b <= 0xffff; b++) {
			const char *other = wt_suite_name((uint16_t)b);

			assert_false(other != NULL && strcmp(name, other) == 0);
		}
	}
}

static const struct wt_negotiated sample = { .version = 0x0304,
					     .suite = 0x1301,
					     .group = 23,
					     .peer_signature = 0x0403,
					     .peer_key_bits = 256,
					     .peer_chain = 1,
					     .peer_path = 1,
					     .peer_authenticated = true,
					     .peer_key = "EC" };

static void test_equal(void **state)
{
	struct wt_negotiated other = sample;
	char key[] = "EC"; /* the same text elsewhere */

	(void)state;
	other.peer_key = key;
	assert_null(wt_negotiated_unlike(&sample, &other));
	assert_null(wt_negotiated_unlike(&other, &sample));
	other.peer_key = NULL;
	assert_string_equal(wt_negotiated_unlike(&sample, &other), "peer_key");
	assert_string_equal(wt_negotiated_unlike(&other, &sample), "peer_key");
	assert_null(wt_negotiated_unlike(&other, &other));
	other.peer_key = "RSA";
	assert_string_equal(wt_negotiated_unlike(&sample, &other), "peer_key");
}

#define ASSERT_MATTERS(field, value)                                                                                   \
	do {                                                                                                           \
		struct wt_negotiated other = sample;                                                                   \
		other.field = value;                                                                                   \
		assert_string_equal(wt_negotiated_unlike(&sample, &other), #field);                                    \
	} while (0)

static void test_every_field_matters(void **state)
{
	(void)state;
	ASSERT_MATTERS(version, 0x0303);
	ASSERT_MATTERS(suite, 0x1302);
	ASSERT_MATTERS(group, 29);
	ASSERT_MATTERS(peer_signature, 0x0804);
	ASSERT_MATTERS(peer_key_bits, 384);
	ASSERT_MATTERS(peer_chain, 2);
	ASSERT_MATTERS(peer_path, 2);
	ASSERT_MATTERS(hello_retries, 1);
	ASSERT_MATTERS(cid, 8);
	ASSERT_MATTERS(mtu, 512);
	ASSERT_MATTERS(dtls_timer_ms, 100);
	ASSERT_MATTERS(resumed, true);
	ASSERT_MATTERS(peer_authenticated, false);
	ASSERT_MATTERS(certificate_compression, true);
}

static void test_names_of_keys(void **state)
{
	char text[WT_KEY_NAME_BYTES];

	(void)state;
	assert_string_equal(wt_key_name("EC", 384, text), "ecdsa-p384");
	assert_string_equal(wt_key_name("RSA", 3072, text), "rsa-3072");
	assert_string_equal(wt_key_name("Ed25519", 256, text), "ed25519");
	assert_string_equal(wt_key_name(NULL, 256, text), "");
	assert_string_equal(wt_key_name("EC", UINT16_MAX, text), "ecdsa-p65535");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_versions),
		cmocka_unit_test(test_suites),
		cmocka_unit_test(test_groups_and_signatures),
		cmocka_unit_test(test_names_are_unique),
		cmocka_unit_test(test_equal),
		cmocka_unit_test(test_every_field_matters),
		cmocka_unit_test(test_names_of_keys),
	};

	return cmocka_run_group_tests_name("iana", tests, NULL, NULL);
}
