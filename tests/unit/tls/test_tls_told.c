/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the TLS library tells, in numbers and words of its own, as those that both have in common. */
// LDFLAGS: -Wl,--wrap=SSL_ctrl,--wrap=SSL_get_verify_result,--wrap=ERR_peek_error,--wrap=ERR_peek_last_error
// LDFLAGS: -Wl,--wrap=wolfSSL_get_curve_name,--wrap=wolfSSL_get_error,--wrap=wolfSSL_get_alert_history
// LDFLAGS: -Wl,--wrap=wolfSSL_ERR_peek_last_error,--wrap=wolfSSL_dtls_got_timeout
// LDFLAGS: -Wl,--wrap=SSL_CTX_use_PrivateKey,--wrap=wolfSSL_CTX_use_PrivateKey_buffer
#include <stdarg.h>
#include <setjmp.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "support/denials.h"
#include "support/joint.h"
#include "tlslib.h"
#include "tlslib_dtls.h"

/* The library's last error once it has refused the key; 0: the truth. */
static unsigned long last_error;
static bool key_was_refused;

static int refuse_key(void)
{
	key_was_refused = true;
	return 0;
}

#ifdef WT_TLSLIB_WOLFSSL
REFUSABLE(int, wolfSSL_CTX_use_PrivateKey_buffer, (void *context, const void *pem, long bytes, int kind),
	  (context, pem, bytes, kind), refuse_key())
static const char use_key[] = "use_PrivateKey_buffer";
#else
REFUSABLE(int, SSL_CTX_use_PrivateKey, (void *context, void *key), (context, key), refuse_key())
static const char use_key[] = "use_PrivateKey";
#endif

#define LAST_ERROR(name) LAST_ERROR_(name)
#define LAST_ERROR_(name)                                                                                              \
	unsigned long __real_##name(void);                                                                             \
	unsigned long __wrap_##name(void);                                                                             \
	unsigned long __wrap_##name(void)                                                                              \
	{                                                                                                              \
		return last_error && key_was_refused ? last_error : __real_##name();                                   \
	}
LAST_ERROR(LIBRARY_OTHER(ERR_peek_last_error))

static int fresh(void **state)
{
	(void)state;
	refused = NULL;
	last_error = 0;
	key_was_refused = false;
	return 0;
}

#ifdef WT_TLSLIB_WOLFSSL
#define LACKING ((unsigned long)-NOT_COMPILED_IN)

static const char *curve;
static int error_code;
static bool alert_came;

const char *__wrap_wolfSSL_get_curve_name(void *session);
const char *__wrap_wolfSSL_get_curve_name(void *session)
{
	(void)session;
	return curve;
}

int __wrap_wolfSSL_get_error(void *session, int result);
int __wrap_wolfSSL_get_error(void *session, int result)
{
	(void)session;
	(void)result;
	return error_code;
}

int __wrap_wolfSSL_get_alert_history(void *session, WOLFSSL_ALERT_HISTORY *alerts);
int __wrap_wolfSSL_get_alert_history(void *session, WOLFSSL_ALERT_HISTORY *alerts)
{
	(void)session;
	memset(alerts, 0, sizeof(*alerts));
	alerts->last_rx.code = 48;
	alerts->last_rx.level = alert_came ? alert_fatal : alert_warning;
	return WOLFSSL_SUCCESS;
}

int __wrap_wolfSSL_dtls_got_timeout(void *session);
int __wrap_wolfSSL_dtls_got_timeout(void *session)
{
	(void)session;
	return WOLFSSL_FATAL_ERROR;
}

static void test_groups(void **state)
{
	static const struct {
		const char *name;
		uint16_t number;
	} cases[] = { { "SECP256R1", 23 },        { "SECP384R1", 24 },      { "SECP521R1", 25 },
		      { "X25519", 29 },           { "X448", 30 },           { "FFDHE_2048", 256 },
		      { "X25519MLKEM768", 4588 }, { "BRAINPOOLP256R1", 0 }, { NULL, 0 } };

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		curve = cases[i].name;
		assert_int_equal(wt_tlslib_group(NULL), cases[i].number);
	}
}

static void test_reasons(void **state)
{
	static const struct {
		int code;
		const char *text;
	} cases[] = {
		{ ASN_AFTER_DATE_E, "the peer's certificate is refused: certificate has expired" },
		{ ASN_BEFORE_DATE_E, "the peer's certificate is refused: certificate is not yet valid" },
		{ ASN_NO_SIGNER_E, "the peer's certificate is refused: its issuer is not a CA of ours" },
		{ ASN_SELF_SIGNED_E, "the peer's certificate is refused: its issuer is not a CA of ours" },
		{ ASN_SIG_CONFIRM_E, "the peer's certificate is refused: the signature of its issuer is wrong" },
		{ EXTKEYUSE_AUTH_E, "the peer's certificate is refused: its usage is another one" },
		{ DOMAIN_NAME_MISMATCH, "the peer's certificate is refused: hostname mismatch" },
		{ IPADDR_MISMATCH, "the peer's certificate is refused: IP address mismatch" },
		{ WOLFSSL_ERROR_SYSCALL, "no suite, group or signature in common with the peer" },
	};
	char text[200];
	int alert;

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		error_code = cases[i].code;
		alert_came = i % 2;
		assert_int_equal(wt_tlslib_reason(NULL, -1, &alert, text, sizeof(text)), cases[i].code);
		assert_string_equal(text, cases[i].text);
		assert_int_equal(alert, alert_came ? 48 : -1);
	}
	/* of all else the library's own words */
	error_code = VERIFY_SIGN_ERROR;
	wt_tlslib_reason(NULL, -1, &alert, text, sizeof(text));
	assert_null(strstr(text, "certificate is refused"));
	assert_true(strlen(text) > 5);
}

static void test_algorithms_that_a_build_lacks(void **state)
{
	(void)state;
	assert_true(wt_tlslib_lacks_algorithm((unsigned long)-ASN_UNKNOWN_OID_E));
	assert_true(wt_tlslib_lacks_algorithm((unsigned long)-ALGO_ID_E));
	assert_true(wt_tlslib_lacks_algorithm(LACKING));
	assert_false(wt_tlslib_lacks_algorithm((unsigned long)-ASN_PARSE_E));
	assert_false(wt_tlslib_lacks_algorithm(0));
}
#else
#define LACKING ERR_PACK(ERR_LIB_EVP, 0, EVP_R_UNSUPPORTED_ALGORITHM)

static long group;
static unsigned long first_error;
static long verified;

long __wrap_SSL_ctrl(void *session, int command, long number, void *argument);
long __wrap_SSL_ctrl(void *session, int command, long number, void *argument)
{
	(void)session;
	(void)number;
	(void)argument;
	return command == SSL_CTRL_GET_NEGOTIATED_GROUP ? group : -1; /* DTLS_CTRL_HANDLE_TIMEOUT fails */
}

unsigned long __wrap_ERR_peek_error(void);
unsigned long __wrap_ERR_peek_error(void)
{
	return first_error;
}

long __wrap_SSL_get_verify_result(const void *session);
long __wrap_SSL_get_verify_result(const void *session)
{
	(void)session;
	return verified;
}

static void test_groups(void **state)
{
	static const struct {
		long told;
		uint16_t number;
	} cases[] = { { NID_X9_62_prime256v1, 23 },
		      { NID_secp384r1, 24 },
		      { NID_secp521r1, 25 },
		      { NID_X25519, 29 },
		      { NID_X448, 30 },
		      { NID_ffdhe2048, 256 },
		      { TLSEXT_nid_unknown | 4588, 4588 },
		      { NID_sha256, 0 },
		      { 0, 0 } };

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		group = cases[i].told;
		assert_int_equal(wt_tlslib_group(NULL), cases[i].number);
	}
}

static void test_reasons(void **state)
{
	char text[200];
	int alert;

	(void)state;
	/* an alert of the peer has its number above an offset */
	first_error = ERR_PACK(ERR_LIB_SSL, 0, SSL_AD_REASON_OFFSET + 48);
	wt_tlslib_reason(NULL, -1, &alert, text, sizeof(text));
	assert_int_equal(alert, 48);
	/* not where another part of the library has that number */
	first_error = ERR_PACK(ERR_LIB_X509, 0, SSL_AD_REASON_OFFSET + 48);
	wt_tlslib_reason(NULL, -1, &alert, text, sizeof(text));
	assert_int_equal(alert, -1);
	first_error = ERR_PACK(ERR_LIB_SSL, 0, SSL_R_CERTIFICATE_VERIFY_FAILED);
	verified = X509_V_ERR_CERT_HAS_EXPIRED;
	assert_int_equal(wt_tlslib_reason(NULL, -1, &alert, text, sizeof(text)), SSL_R_CERTIFICATE_VERIFY_FAILED);
	assert_string_equal(text, "the peer's certificate is refused: certificate has expired");
	assert_int_equal(alert, -1);
	first_error = ERR_PACK(ERR_LIB_X509, 0, SSL_R_CERTIFICATE_VERIFY_FAILED);
	wt_tlslib_reason(NULL, -1, &alert, text, sizeof(text));
	assert_null(strstr(text, "certificate is refused"));
	first_error = 0;
	assert_int_equal(wt_tlslib_reason(NULL, -1, &alert, text, sizeof(text)), 0);
	assert_string_equal(text, "the library says no reason");
}

static void test_algorithms_that_a_build_lacks(void **state)
{
	(void)state;
	assert_true(wt_tlslib_lacks_algorithm(LACKING));
	assert_false(wt_tlslib_lacks_algorithm(ERR_PACK(ERR_LIB_EVP, 0, EVP_R_DECODE_ERROR)));
	assert_false(wt_tlslib_lacks_algorithm(ERR_PACK(ERR_LIB_ASN1, 0, EVP_R_UNSUPPORTED_ALGORITHM)));
	assert_false(wt_tlslib_lacks_algorithm(0));
}
#endif

/* A key of an algorithm that this build lacks is no broken file. */
static void test_a_key_that_a_build_cannot_use(void **state)
{
	struct wt_error error = { .status = WT_OK };
	struct wt_endpoint *endpoint = NULL;
	struct wt_joint joint;

	(void)state;
	wt_joint_start(&joint, &wt_tls, "1.2");
	joint.settings[WT_CLIENT].port = 1443;
	refused = use_key;
	last_error = LACKING;
	assert_int_equal(wt_tls.open(&endpoint, &joint.settings[WT_CLIENT], false, &error), WT_UNSUPPORTED);
	assert_non_null(strstr(error.text, "client.key holds an algorithm that"));
	assert_non_null(strstr(error.text, "(this build) lacks"));
	assert_null(endpoint);
}

static void test_a_timer_that_the_library_gives_up(void **state)
{
	(void)state;
	assert_int_equal(wt_tlslib_timer_expired(NULL), WT_ERROR);
}

/* One without connection IDs has room for none, and none of its sessions has any. */
static void test_connection_ids(void **state)
{
	static const uint8_t id[4] = { 1 };
	const struct wt_address nowhere = { .length = 0 };
	size_t ours = 9, peers = 9;

	(void)state;
	if (wt_tlslib_cid_max_bytes() > 0) {
		assert_in_range(wt_tlslib_cid_max_bytes(), 8, WT_CID_MAX_BYTES);
		return;
	}
	assert_false(wt_tlslib_ask_cid(NULL));
	assert_false(wt_tlslib_set_cid(NULL, id, sizeof(id)));
	wt_tlslib_heard_from(NULL, &nowhere);
	assert_false(wt_tlslib_peer_is(NULL, &nowhere));
	assert_false(wt_tlslib_cid_bytes(NULL, &ours, &peers));
	assert_true(ours == 9 && peers == 9);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		/* first: the library's allocations can be counted only before it makes any */
		cmocka_unit_test_teardown(test_a_key_that_a_build_cannot_use, fresh),
		cmocka_unit_test(test_groups),
		cmocka_unit_test(test_reasons),
		cmocka_unit_test(test_algorithms_that_a_build_lacks),
		cmocka_unit_test(test_a_timer_that_the_library_gives_up),
		cmocka_unit_test(test_connection_ids),
	};

	return cmocka_run_group_tests_name("tls_told", tests, NULL, NULL);
}
