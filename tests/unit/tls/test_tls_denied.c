/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A TLS library that refuses a call of ours, or says something else than the truth: an error that says so. */
// LDFLAGS: -Wl,--wrap=SSL_new,--wrap=SSL_CTX_new,--wrap=SSL_version,--wrap=SSL_session_reused,--wrap=SSL_CIPHER_get_id
// LDFLAGS: -Wl,--wrap=SSL_get_peer_signature_type_nid,--wrap=SSL_ctrl,--wrap=SSL_CTX_ctrl
// LDFLAGS: -Wl,--wrap=SSL_set1_host,--wrap=X509_VERIFY_PARAM_set1_ip_asc,--wrap=X509_get_pubkey,--wrap=RAND_bytes
// LDFLAGS: -Wl,--wrap=CRYPTO_set_mem_functions,--wrap=OPENSSL_init_ssl,--wrap=BIO_meth_new,--wrap=BIO_new,--wrap=setenv
// LDFLAGS: -Wl,--wrap=wolfSSL_new,--wrap=wolfSSL_CTX_new,--wrap=wolfSSL_version,--wrap=wolfSSL_session_reused
// LDFLAGS: -Wl,--wrap=wolfSSL_CIPHER_get_id,--wrap=wolfSSL_get_peer_signature_type_nid
// LDFLAGS: -Wl,--wrap=wolfSSL_get_peer_signature_nid,--wrap=wolfSSL_set1_host
// LDFLAGS: -Wl,--wrap=wolfSSL_X509_VERIFY_PARAM_set1_ip_asc,--wrap=wolfSSL_X509_get_pubkey,--wrap=wolfSSL_RAND_bytes
// LDFLAGS: -Wl,--wrap=wolfSSL_CRYPTO_set_mem_functions,--wrap=wolfSSL_Init,--wrap=wolfSSL_CTX_set1_sigalgs_list
// LDFLAGS: -Wl,--wrap=wolfSSL_dtls_set_mtu,--wrap=wt_wolfssl_method,--wrap=wt_wolfssl_one_generator
// LDFLAGS: -Wl,--wrap=SSL_CTX_set_max_early_data,--wrap=SSL_CTX_set_session_id_context,--wrap=SSL_CTX_set_ex_data
// LDFLAGS: -Wl,--wrap=wolfSSL_CTX_set_max_early_data,--wrap=wolfSSL_CTX_set_timeout
// LDFLAGS: -Wl,--wrap=wolfSSL_dtls_set_peer,--wrap=wolfSSL_DTLS_SetCookieSecret,--wrap=wolfSSL_send_hrr_cookie
#include <stdarg.h>
#include <setjmp.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "clock.h"
#include "support/denials.h"
#include "support/joint.h"
#include "tls_api.h"

/* ---- what is refused, and what is told ------------------------------------------- */

/* What the library says in place of the truth; 0: the truth. */
static struct {
	int version, reused, type, hash;
	uint32_t suite;
} told;

REFUSABLE(void *, LIBRARY(SSL_new), (void *context), (context), NULL)
REFUSABLE(void *, LIBRARY_OTHER(X509_get_pubkey), (void *certificate), (certificate), NULL)
REFUSABLE(int, LIBRARY_OTHER(RAND_bytes), (unsigned char *to, int bytes), (to, bytes), 0)
REFUSABLE(int, LIBRARY_OTHER(CRYPTO_set_mem_functions), (void *take, void *change, void *give), (take, change, give), 0)
REFUSABLE(int, LIBRARY(SSL_set1_host), (void *session, const char *host), (session, host), 0)
REFUSABLE(int, LIBRARY_OTHER(X509_VERIFY_PARAM_set1_ip_asc), (void *to, const char *address), (to, address), 0)

#ifdef WT_TLSLIB_WOLFSSL
/* the method is the context's from then on, also of one that cannot be made */
REFUSABLE(WOLFSSL_CTX *, wolfSSL_CTX_new, (WOLFSSL_METHOD * method), (method),
	  (wolfSSL_CTX_free(__real_wolfSSL_CTX_new(method)), NULL))
REFUSABLE(int, wolfSSL_Init, (void), (), -1)
REFUSABLE(int, wolfSSL_CTX_set_max_early_data, (void *context, unsigned bytes), (context, bytes), 0)
REFUSABLE(int, wolfSSL_CTX_set_timeout, (void *context, unsigned seconds), (context, seconds), 0)
REFUSABLE(int, wolfSSL_CTX_set1_sigalgs_list, (void *context, const char *list), (context, list), 0)
REFUSABLE(int, wolfSSL_dtls_set_mtu, (void *session, unsigned short bytes), (session, bytes), 0)
REFUSABLE(void *, wt_wolfssl_method, (bool datagram, bool server, int minor), (datagram, server, minor), NULL)
REFUSABLE(bool, wt_wolfssl_one_generator, (void *context), (context), false)
REFUSABLE(int, wolfSSL_dtls_set_peer, (void *session, void *peer, unsigned bytes), (session, peer, bytes), 0)
REFUSABLE(int, wolfSSL_DTLS_SetCookieSecret, (void *session, const void *secret, uint32_t bytes),
	  (session, secret, bytes), -1)
REFUSABLE(int, wolfSSL_send_hrr_cookie, (void *session, const void *secret, unsigned bytes), (session, secret, bytes),
	  0)
#else
REFUSABLE(void *, SSL_CTX_new, (const void *method), (method), NULL)
REFUSABLE(int, SSL_CTX_set_max_early_data, (void *context, uint32_t bytes), (context, bytes), 0)
REFUSABLE(int, SSL_CTX_set_session_id_context, (void *context, const void *id, unsigned bytes), (context, id, bytes), 0)
REFUSABLE(int, SSL_CTX_set_ex_data, (void *context, int index, void *data), (context, index, data), 0)
REFUSABLE(int, OPENSSL_init_ssl, (uint64_t options, const void *settings), (options, settings), 0)
REFUSABLE(void *, BIO_meth_new, (int type, const char *name), (type, name), NULL)
REFUSABLE(void *, BIO_new, (const void *method), (method), NULL)
REFUSABLE(int, setenv, (const char *name, const char *value, int anew), (name, value, anew), -1)

long __real_SSL_ctrl(void *session, int command, long number, void *argument);
long __wrap_SSL_ctrl(void *session, int command, long number, void *argument);
long __wrap_SSL_ctrl(void *session, int command, long number, void *argument)
{
	if ((command == SSL_CTRL_SET_MTU && is_refused("set_mtu")) ||
	    (command == SSL_CTRL_SET_TLSEXT_HOSTNAME && is_refused("set_tlsext_host_name")))
		return 0;
	if (command == SSL_CTRL_GET_PEER_SIGNATURE_NID && told.hash) {
		memcpy(argument, &told.hash, sizeof(told.hash));
		return told.hash > 0;
	}
	return __real_SSL_ctrl(session, command, number, argument);
}

long __real_SSL_CTX_ctrl(void *context, int command, long number, void *argument);
long __wrap_SSL_CTX_ctrl(void *context, int command, long number, void *argument);
long __wrap_SSL_CTX_ctrl(void *context, int command, long number, void *argument)
{
	if (command == SSL_CTRL_SET_SIGALGS_LIST && is_refused("set1_sigalgs_list"))
		return 0;
	return __real_SSL_CTX_ctrl(context, command, number, argument);
}
#endif

#define TOLD(type, name, parameters, arguments, lie) TOLD_(type, name, parameters, arguments, lie)
#define TOLD_(type, name, parameters, arguments, lie)                                                                  \
	type __real_##name parameters;                                                                                 \
	type __wrap_##name parameters;                                                                                 \
	type __wrap_##name parameters                                                                                  \
	{                                                                                                              \
		return (lie) ? (lie) : __real_##name arguments;                                                        \
	}

TOLD(int, LIBRARY(SSL_version), (const void *session), (session), told.version)
TOLD(int, LIBRARY(SSL_session_reused), (void *session), (session), told.reused)
TOLD(uint32_t, LIBRARY(SSL_CIPHER_get_id), (const void *suite), (suite), told.suite)

/* Both have its number behind a pointer, and tell by their value whether there is one. */
#define TOLD_NUMBER(name, lie) TOLD_NUMBER_(name, lie)
#define TOLD_NUMBER_(name, lie)                                                                                        \
	int __real_##name(void *session, int *number);                                                                 \
	int __wrap_##name(void *session, int *number);                                                                 \
	int __wrap_##name(void *session, int *number)                                                                  \
	{                                                                                                              \
		if (!(lie))                                                                                            \
			return __real_##name(session, number);                                                         \
		*number = (lie);                                                                                       \
		return (lie) > 0;                                                                                      \
	}

TOLD_NUMBER(LIBRARY(SSL_get_peer_signature_type_nid), told.type)
#ifdef WT_TLSLIB_WOLFSSL
TOLD_NUMBER(wolfSSL_get_peer_signature_nid, told.hash)
#endif

/* ---- endpoints that cannot be opened ----------------------------------------------- */

struct opening {
	const char *call;
	const struct wt_transport *transport;
	bool server;
	enum wt_status status;
	const char *reason;
};

static const struct opening openings[] = {
	{ "CRYPTO_set_mem_functions", &wt_tls, true, WT_ERROR, "the allocator cannot be counted" },
	{ "CTX_new", &wt_tls, true, WT_ERROR, "no context" },
	{ "CTX_new", &wt_dtls, false, WT_ERROR, "no context" },
	{ "set1_sigalgs_list", &wt_tls, false, WT_ERROR, "ECDSA+SHA256 is refused as signature list" },
	{ "RAND_bytes", &wt_dtls, true, WT_ERROR, "no random bytes for the cookies" },
#ifdef WT_TLSLIB_WOLFSSL
	{ "Init", &wt_tls, false, WT_ERROR, "the library does not start" },
	{ "wt_wolfssl_method", &wt_tls, true, WT_UNSUPPORTED, "has no server of TLS 1.2; it lacks:" },
	{ "wt_wolfssl_method", &wt_dtls, false, WT_UNSUPPORTED, "has no client of DTLS 1.2; it lacks:" },
	{ "wt_wolfssl_one_generator", &wt_tls, true, WT_ERROR, "no random generator" },
#else
	{ "OPENSSL_init_ssl", &wt_tls, false, WT_ERROR, "the library does not start" },
	{ "BIO_meth_new", &wt_tls, false, WT_ERROR, "the library does not start" },
	{ "setenv", &wt_tls, false, WT_ERROR, "out of memory" },
#endif
};

static bool is_refused_by_library(const struct opening *one, const struct wt_settings *settings)
{
	struct wt_error error = { .status = WT_OK };
	struct wt_endpoint *endpoint = NULL;
	enum wt_status status;

	refused = one->call;
	status = one->transport->open(&endpoint, settings, one->server, &error);
	if (status == one->status && !endpoint && strstr(error.text, one->reason))
		return true;
	fprintf(stderr, "%s: %s, '%s'\n", one->call, wt_status_name(status), error.text);
	return false;
}

/* In a process of its own each, since a library starts once in a process. */
static bool is_not_opened(unsigned index, const void *argument)
{
	const struct opening *one = &((const struct opening *)argument)[index];
	struct wt_joint joint;

	wt_joint_start(&joint, one->transport, "1.2");
	joint.settings[WT_CLIENT].port = 1443;
	return is_refused_by_library(one, &joint.settings[one->server ? WT_SERVER : WT_CLIENT]);
}

/* What is asked for beside a usual session of version 1.3. */
struct choice {
	const char *resume, *early_data, *psk;
	struct opening opening;
};

static const struct choice choices[] = {
#ifdef WT_TLSLIB_WOLFSSL
	{ "ticket", "off", "off", { "CTX_set_timeout", &wt_tls, true, WT_ERROR, "--resume: refused by the library" } },
#else
	{ "session",
	  "off",
	  "off",
	  { "set_session_id_context", &wt_tls, true, WT_ERROR, "--resume: sessions cannot be told apart" } },
	{ "off", "off", "ecdhe", { "CTX_set_ex_data", &wt_tls, true, WT_ERROR, "out of memory" } },
#endif
	{ "session",
	  "single-use",
	  "off",
	  { "set_max_early_data", &wt_tls, true, WT_ERROR, "--early-data: refused by the library" } },
};

static bool is_not_taken(unsigned index, const void *argument)
{
	const struct choice *one = &((const struct choice *)argument)[index];
	struct wt_joint joint;

	wt_joint_start(&joint, one->opening.transport, "1.3");
	joint.settings[WT_SERVER].resume = one->resume;
	joint.settings[WT_SERVER].early_data = one->early_data;
	joint.settings[WT_SERVER].psk = one->psk;
	return is_refused_by_library(&one->opening, &joint.settings[WT_SERVER]);
}

static void test_choices_that_the_library_refuses(void **state)
{
	(void)state;
	assert_int_equal(wt_in_parallel(sizeof(choices) / sizeof(choices[0]), is_not_taken, choices), 0);
}

static void test_endpoints_that_cannot_be_opened(void **state)
{
	(void)state;
	assert_int_equal(wt_in_parallel(sizeof(openings) / sizeof(openings[0]), is_not_opened, openings), 0);
}

/* ---- sessions ------------------------------------------------------------------- */

static const char *refused_in_session;
static int lies_version, lies_reused;
static uint32_t lies_suite;

/* In the test's own process alone: the other end has a good library. */
static void begin(void)
{
	refused = refused_in_session;
	told.version = lies_version;
	told.reused = lies_reused;
	told.suite = lies_suite;
}

static void end(void)
{
	refused = NULL;
}

static int fresh(void **state)
{
	(void)state;
	refused = refused_in_session = NULL;
	memset(&told, 0, sizeof(told));
	lies_version = lies_reused = 0;
	lies_suite = 0;
	return 0;
}

static void client_says(const struct wt_transport *transport, const char *version, const char *host, const char *reason)
{
	const struct wt_attempt *attempt;
	struct wt_joint joint;

	wt_joint_start(&joint, transport, version);
	joint.settings[WT_CLIENT].host = host;
	joint.settings[WT_CLIENT].timeout_ns = joint.settings[WT_SERVER].timeout_ns = 2 * WT_NS_PER_S;
	joint.enter = begin;
	joint.leave = end;
	assert_true(wt_joint_run(&joint));
	attempt = wt_joint_attempt(&joint, WT_CLIENT, 0);
	assert_int_equal(attempt->status, WT_ERROR);
	assert_non_null(strstr(attempt->reason, reason));
	assert_int_equal(attempt->one.phases[WT_PHASE_SEND].traffic.bytes_out, 0);
	wt_joint_end(&joint);
	memset(&told, 0, sizeof(told));
}

static void test_sessions_that_cannot_be_set_up(void **state)
{
	static const struct {
		const char *call, *host, *reason;
	} cases[] = {
		{ "SSL_new", "127.0.0.1", "no session object: out of memory" },
		{ "set_mtu", "127.0.0.1", "the library refuses an MTU of 1472" },
		{ "set1_ip_asc", "127.0.0.1", "the session cannot be set up" },
		{ "set1_host", "localhost", "the session cannot be set up" },
#ifndef WT_TLSLIB_WOLFSSL
		{ "BIO_new", "127.0.0.1", "the session cannot be set up" },
		{ "set_tlsext_host_name", "localhost", "the session cannot be set up" },
#endif
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		refused_in_session = cases[i].call;
		client_says(&wt_dtls, "1.2", cases[i].host, cases[i].reason);
		if (strcmp(cases[i].call, "set_mtu") != 0)
			client_says(&wt_tls, "1.3", cases[i].host, cases[i].reason);
	}
}

/* A library that obeys never comes so far: the session ends before a message counts. */
static void test_another_session_than_what_is_pinned(void **state)
{
	(void)state;
	lies_version = TLS1_1_VERSION;
	client_says(&wt_tls, "1.3", "127.0.0.1", "negotiated another version than what is pinned");
	fresh(NULL);
	lies_suite = 0x03001302;
	client_says(&wt_tls, "1.3", "127.0.0.1", "negotiated another suite than what is pinned");
	fresh(NULL);
	lies_reused = 1;
	client_says(&wt_dtls, "1.2", "127.0.0.1", "negotiated another session, a resumed one than what is pinned");
}

/* The server's listener cannot be made ready for a stranger: the hello is dropped, and nobody is served. */
static void test_a_listener_that_cannot_be_made_ready(void **state)
{
	static const struct {
		const char *call, *version;
	} cases[] = {
		{ "SSL_new", "1.2" },
#ifdef WT_TLSLIB_WOLFSSL
		{ "SetCookieSecret", "1.2" },
		{ "dtls_set_peer", "1.2" },
		{ "send_hrr_cookie", "1.3" },
#endif
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct wt_joint joint;

		wt_joint_start(&joint, &wt_dtls, cases[i].version);
		joint.here = WT_SERVER;
		joint.settings[WT_CLIENT].timeout_ns = joint.settings[WT_SERVER].timeout_ns = WT_NS_PER_S;
		refused_in_session = cases[i].call;
		joint.enter = begin;
		joint.leave = end;
		assert_true(wt_joint_run(&joint));
		assert_int_equal(joint.reports[WT_SERVER]->count, 0);
		assert_int_equal(joint.reports[WT_SERVER]->accepted, WT_TIMEOUT);
		assert_int_equal(wt_joint_attempt(&joint, WT_CLIENT, 0)->status, WT_TIMEOUT);
		wt_joint_end(&joint);
		refused = NULL;
	}
}

/* ---- what is read back ---------------------------------------------------------- */

static struct wt_negotiated negotiated(void)
{
	struct wt_negotiated told_of;
	struct wt_joint joint;

	wt_joint_start(&joint, &wt_tls, "1.2");
	assert_true(wt_joint_run(&joint));
	assert_true(wt_joint_all_well(&joint));
	told_of = wt_joint_attempt(&joint, WT_CLIENT, 0)->negotiated;
	wt_joint_end(&joint);
	return told_of;
}

/* RFC 8446 4.2.3 has one number for what the libraries tell as two. */
static void test_schemes_of_signatures(void **state)
{
	static const struct {
		int type, hash;
		uint16_t scheme;
	} cases[] = {
		{ NID_X9_62_id_ecPublicKey, NID_sha256, 0x0403 },
		{ NID_X9_62_id_ecPublicKey, NID_sha384, 0x0503 },
		{ NID_X9_62_id_ecPublicKey, NID_sha512, 0x0603 },
		{ NID_rsassaPss, NID_sha256, 0x0804 },
		{ NID_rsassaPss, NID_sha384, 0x0805 },
		{ NID_rsassaPss, NID_sha512, 0x0806 },
		{ NID_rsaEncryption, NID_sha256, 0x0401 },
		{ NID_rsaEncryption, NID_sha512, 0x0601 },
		{ NID_ED25519, NID_sha512, 0x0807 },
		/* none that we know, a hash that nobody signs with, and what is not told at all */
		{ NID_sha256, NID_sha256, 0 },
		{ NID_rsaEncryption, NID_sha1, 0 },
		{ -1, NID_sha256, 0 },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		told.type = cases[i].type;
		told.hash = cases[i].hash;
		assert_int_equal(negotiated().peer_signature, cases[i].scheme);
	}
}

static void test_a_certificate_without_a_key_that_can_be_read(void **state)
{
	struct wt_negotiated seen;

	(void)state;
	assert_int_equal(negotiated().peer_key_bits, 256);
	assert_true(negotiated().peer_authenticated);
	refused_in_session = "X509_get_pubkey";
	refused = refused_in_session;
	seen = negotiated();
	assert_int_equal(seen.peer_key_bits, 0);
	assert_false(seen.peer_authenticated);
	assert_int_equal(seen.suite, 0xc02b);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		/* first, before this process starts the library itself */
		cmocka_unit_test_setup_teardown(test_endpoints_that_cannot_be_opened, fresh, fresh),
		cmocka_unit_test(test_choices_that_the_library_refuses),
		cmocka_unit_test_setup_teardown(test_sessions_that_cannot_be_set_up, fresh, fresh),
		cmocka_unit_test_setup_teardown(test_another_session_than_what_is_pinned, fresh, fresh),
		cmocka_unit_test_setup_teardown(test_a_listener_that_cannot_be_made_ready, fresh, fresh),
		cmocka_unit_test_setup_teardown(test_schemes_of_signatures, fresh, fresh),
		cmocka_unit_test_setup_teardown(test_a_certificate_without_a_key_that_can_be_read, fresh, fresh),
	};

	return cmocka_run_group_tests_name("tls_denied", tests, NULL, NULL);
}
