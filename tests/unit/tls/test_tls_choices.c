/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Suites and groups that are asked for: they are negotiated and read back, or the library says that it lacks them. */
#include <stdarg.h>
#include <setjmp.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "support/joint.h"
#include "tlslib.h"
#include "tlslib_dtls.h"

static const char *const versions[] = { "1.2", "1.3" };

static bool is_openssl(void)
{
	return strcmp(wt_tls.library->name(), "OpenSSL") == 0;
}

/* What was negotiated by both ends alike; false: the library lacks it, and says so. */
static bool negotiates(const char *version, const char *certs, const char *suite, const char *group,
		       struct wt_negotiated *negotiated)
{
	struct wt_joint joint;

	wt_joint_start(&joint, &wt_tls, version);
	for (int role = 0; role < 2; role++) {
		joint.settings[role].certs = certs;
		joint.settings[role].suite = suite;
		joint.settings[role].group = group;
	}
	if (!wt_joint_run(&joint)) {
		assert_int_equal(joint.reports[WT_SERVER]->opened, WT_UNSUPPORTED);
		assert_non_null(strstr(joint.reports[WT_SERVER]->open_reason, " has no "));
		wt_joint_end(&joint);
		return false;
	}
	assert_true(wt_joint_all_well(&joint));
	*negotiated = wt_joint_attempt(&joint, WT_CLIENT, 0)->negotiated;
	assert_null(wt_negotiated_unlike(negotiated, negotiated));
	assert_int_equal(wt_joint_attempt(&joint, WT_SERVER, 0)->negotiated.suite, negotiated->suite);
	assert_int_equal(wt_joint_attempt(&joint, WT_SERVER, 0)->negotiated.group, negotiated->group);
	wt_joint_end(&joint);
	return true;
}

static void test_groups(void **state)
{
	static const struct {
		const char *name;
		uint16_t number;
		bool everywhere; /* both libraries have it, as we build them */
	} groups[] = {
		{ "secp256r1", 23, true }, { "secp384r1", 24, true }, { "secp521r1", 25, true },
		{ "x25519", 29, true },    { "x448", 30, false },     { "X25519MLKEM768", 4588, false },
	};

	(void)state;
	for (size_t i = 0; i < 2 * sizeof(groups) / sizeof(groups[0]); i++) {
		struct wt_negotiated negotiated;
		bool there;

		/* in version 1.2 an ECDSA key's own curve has to be among the groups (RFC 8422 5.1), so it is an RSA
		 * key there */
		const char *certs = i % 2 ? "build/certs/ecdsa-p256" : "build/certs/rsa-2048";

		/* of version 1.3 alone */
		if (i % 2 == 0 && groups[i / 2].number > 1000)
			continue;
		there = negotiates(versions[i % 2], certs, "auto", groups[i / 2].name, &negotiated);
		assert_true(there || !groups[i / 2].everywhere);
		if (there)
			assert_int_equal(negotiated.group, groups[i / 2].number);
	}
}

static void test_suites(void **state)
{
	static const struct {
		const char *version, *certs, *name;
		uint16_t number;
		bool everywhere;
	} suites[] = {
		{ "1.3", "build/certs/ecdsa-p256", "TLS_AES_128_GCM_SHA256", 0x1301, true },
		{ "1.3", "build/certs/ecdsa-p256", "TLS_AES_256_GCM_SHA384", 0x1302, true },
		{ "1.3", "build/certs/ecdsa-p256", "TLS_CHACHA20_POLY1305_SHA256", 0x1303, true },
		{ "1.3", "build/certs/ecdsa-p256", "TLS_AES_128_CCM_SHA256", 0x1304, false },
		{ "1.2", "build/certs/ecdsa-p256", "TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384", 0xc02c, true },
		{ "1.2", "build/certs/ecdsa-p256", "TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256", 0xcca9, true },
		{ "1.2", "build/certs/rsa-2048", "TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384", 0xc030, true },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(suites) / sizeof(suites[0]); i++) {
		struct wt_negotiated negotiated;
		bool there;

		there = negotiates(suites[i].version, suites[i].certs, suites[i].name, "secp256r1", &negotiated);
		assert_true(there || !suites[i].everywhere);
		if (there)
			assert_int_equal(negotiated.suite, suites[i].number);
	}
}

/* An RSA key decides suite and signature of its own; what is read back tells it. */
static void test_rsa(void **state)
{
	struct wt_negotiated negotiated;

	(void)state;
	assert_true(negotiates("1.2", "build/certs/rsa-2048", "auto", "secp256r1", &negotiated));
	assert_int_equal(negotiated.suite, 0xc02f);
	assert_int_equal(negotiated.peer_key_bits, 2048);
	assert_true(negotiates("1.3", "build/certs/rsa-2048", "auto", "secp256r1", &negotiated));
	assert_int_equal(negotiated.suite, 0x1301);
	assert_int_equal(negotiated.peer_signature, 0x0804);
}

static void is_refused(const struct wt_settings *settings, enum wt_status status, const char *reason)
{
	struct wt_error error = { .status = WT_OK };
	struct wt_endpoint *endpoint = NULL;

	assert_int_equal(wt_tls.open(&endpoint, settings, false, &error), status);
	assert_null(endpoint);
	assert_non_null(strstr(error.text, reason));
}

/* Numbers that no registry of ours has, and suites and groups that a library cannot have. */
static void test_what_no_library_has(void **state)
{
	struct wt_error error = { .status = WT_OK };
	SSL_CTX *context;

	(void)state;
	assert_int_equal(wt_tlslib_start("none", false, &error), WT_OK);
	assert_int_equal(wt_tlslib_context(&context, false, false, 2, &error), WT_OK);
	assert_int_equal(wt_tlslib_set_suite(context, 0xffff, &error), WT_UNSUPPORTED);
	assert_non_null(strstr(error.text, "has no suite of that number"));
	wt_error_clear(&error);
	assert_int_equal(wt_tlslib_set_group(context, false, 0xfff0, 0, &error), WT_UNSUPPORTED);
	assert_non_null(strstr(error.text, "has no group of that number"));
	SSL_CTX_free(context);
	assert_false(wt_tlslib_lacks_algorithm(0));
}

static void test_wrong_choices(void **state)
{
	static char folder[5000];
	struct wt_joint joint;
	struct wt_settings *settings = &joint.settings[WT_CLIENT];

	(void)state;
	wt_joint_start(&joint, &wt_tls, "1.2");
	settings->suite = "TLS_NO_SUCH";
	is_refused(settings, WT_UNSUPPORTED,
		   "--suite TLS_NO_SUCH: unknown; valid: auto, or an IANA name such as "
		   "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256");
	settings->suite = "TLS_AES_128_GCM_SHA256";
	is_refused(settings, WT_UNSUPPORTED, "not a suite of version 1.2; valid: auto, or e.g. TLS_ECDHE_ECDSA");
	settings->tls_version = "1.3";
	settings->suite = "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256";
	is_refused(settings, WT_UNSUPPORTED, "not a suite of version 1.3; valid: auto, or e.g. TLS_AES_128_GCM_SHA256");
	settings->suite = "auto";
	settings->group = "secp192r1";
	is_refused(settings, WT_UNSUPPORTED, "--group secp192r1: unknown; valid: an IANA name");
	settings->group = "secp256r1";
	memset(folder, 'c', sizeof(folder) - 1);
	settings->certs = folder;
	is_refused(settings, WT_ERROR, "--certs: the path is longer than 4096 bytes");
}

/* RFC 6347 4.1, RFC 5288 3, RFC 6655 3, RFC 7905 2; RFC 9147 4. */
static void test_bytes_of_a_record(void **state)
{
	(void)state;
	assert_int_equal(wt_tlslib_record_overhead(2, 0xc02b), 13 + 8 + 16);
	assert_int_equal(wt_tlslib_record_overhead(2, 0), 13 + 8 + 16); /* "auto" */
	assert_int_equal(wt_tlslib_record_overhead(2, 0xc0ae), 13 + 8 + 8);
	assert_int_equal(wt_tlslib_record_overhead(2, 0xcca9), 13 + 16);
	if (is_openssl()) /* which has no DTLS 1.3 */
		return;
	assert_int_equal(wt_tlslib_record_overhead(3, 0x1301), 5 + 1 + 16);
	assert_int_equal(wt_tlslib_record_overhead(3, 0x1305), 5 + 1 + 8);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_groups),        cmocka_unit_test(test_suites),
		cmocka_unit_test(test_rsa),           cmocka_unit_test(test_what_no_library_has),
		cmocka_unit_test(test_wrong_choices), cmocka_unit_test(test_bytes_of_a_record),
	};

	return cmocka_run_group_tests_name("tls_choices", tests, NULL, NULL);
}
