/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Single operations of the TLS library: all that it has work, and what it lacks is told as lacking. */
// LDFLAGS: -Wl,--wrap=EC_KEY_new_by_curve_name,--wrap=EC_KEY_generate_key,--wrap=ECDH_compute_key
// LDFLAGS: -Wl,--wrap=ECDSA_do_sign,--wrap=ECDSA_do_verify,--wrap=SHA256_Init,--wrap=SHA256_Update
// LDFLAGS: -Wl,--wrap=wolfSSL_EC_KEY_new_by_curve_name,--wrap=wolfSSL_EC_KEY_generate_key,--wrap=wolfSSL_ECDH_compute_key
// LDFLAGS: -Wl,--wrap=wolfSSL_ECDSA_do_sign,--wrap=wolfSSL_ECDSA_do_verify,--wrap=wolfSSL_SHA256_Init,--wrap=wolfSSL_SHA256_Update
// LDFLAGS: -Wl,--wrap=wt_tlslib_start
#include <stdarg.h>
#include <setjmp.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "error.h"
#include "support/denials.h"
#include "work.h"

REFUSABLE(void *, LIBRARY_OTHER(EC_KEY_new_by_curve_name), (int curve), (curve), NULL)
REFUSABLE(int, LIBRARY_OTHER(EC_KEY_generate_key), (void *key), (key), 0)
REFUSABLE(int, LIBRARY_OTHER(ECDH_compute_key), (void *to, size_t bytes, void *point, void *key, void *kdf),
	  (to, bytes, point, key, kdf), 0)
REFUSABLE(void *, LIBRARY_OTHER(ECDSA_do_sign), (const void *digest, int bytes, void *key), (digest, bytes, key), NULL)
REFUSABLE(int, LIBRARY_OTHER(ECDSA_do_verify), (const void *digest, int bytes, void *signature, void *key),
	  (digest, bytes, signature, key), 0)
REFUSABLE(int, LIBRARY_OTHER(SHA256_Init), (void *hash), (hash), 0)
REFUSABLE(int, LIBRARY_OTHER(SHA256_Update), (void *hash, const void *data, size_t bytes), (hash, data, bytes), 0)
REFUSABLE(enum wt_status, wt_tlslib_start, (const char *conf, bool count_heap, struct wt_error *error),
	  (conf, count_heap, error), wt_error_set(error, WT_ERROR, "start", "library", 0, "the library does not start"))

static const struct wt_work_table *const table = &wt_tlslib_work;

static int end(void **state)
{
	(void)state;
	refused = NULL;
	table->end();
	return 0;
}

static void lacks(enum wt_work work, const char *what)
{
	struct wt_error error = { .status = WT_OK };

	assert_int_equal(table->run(work, &error), WT_UNSUPPORTED);
	assert_string_equal(error.operation, "probe");
	assert_non_null(strstr(error.text, " has no "));
	assert_non_null(strstr(error.text, what));
}

static void begin(void)
{
	struct wt_error error = { .status = WT_OK };

	assert_int_equal(table->begin("none", &error), WT_OK);
}

static void test_all_of_them_work(void **state)
{
	struct wt_error error = { .status = WT_OK };

	(void)state;
	begin();
	for (int round = 0; round < 3; round++)
		for (int work = 0; work < WT_WORKS; work++)
			assert_int_equal(table->run((enum wt_work)work, &error), WT_OK);
	/* there is no such work */
	lacks(WT_WORKS, "P-256");
}

static void test_a_library_that_does_not_start(void **state)
{
	struct wt_error error = { .status = WT_OK };

	(void)state;
	refused = "wt_tlslib_start";
	assert_int_equal(table->begin("none", &error), WT_ERROR);
	assert_string_equal(error.text, "the library does not start");
}

static void test_no_curve(void **state)
{
	static const char *const calls[] = { "EC_KEY_new_by_curve_name", "EC_KEY_generate_key" };

	(void)state;
	for (size_t i = 0; i < 2; i++) {
		refused = calls[i];
		begin();
		refused = NULL;
		for (int work = 0; work < WT_WORKS; work++)
			if (work != WT_WORK_SHA256)
				lacks((enum wt_work)work, "no P-256");
		table->end();
	}
	begin();
	refused = "EC_KEY_generate_key";
	lacks(WT_WORK_KEY_GENERATION, "ECDSA on P-256");
}

static void test_no_agreement(void **state)
{
	(void)state;
	begin();
	refused = "ECDH_compute_key";
	lacks(WT_WORK_KEY_AGREEMENT, "ECDH on P-256");
}

static void test_no_signature(void **state)
{
	struct wt_error error = { .status = WT_OK };

	(void)state;
	begin();
	/* there is nothing yet that could be verified */
	lacks(WT_WORK_VERIFICATION, "ECDSA on P-256");
	assert_int_equal(table->run(WT_WORK_SIGNATURE, &error), WT_OK);
	assert_int_equal(table->run(WT_WORK_VERIFICATION, &error), WT_OK);
	refused = "ECDSA_do_verify";
	lacks(WT_WORK_VERIFICATION, "ECDSA on P-256");
	refused = "ECDSA_do_sign";
	lacks(WT_WORK_SIGNATURE, "ECDSA on P-256");
	/* nor is there anything left of the one before */
	refused = NULL;
	lacks(WT_WORK_VERIFICATION, "ECDSA on P-256");
}

static void test_no_hash(void **state)
{
	struct wt_error error = { .status = WT_OK };

	(void)state;
	refused = "SHA256_Init";
	assert_int_equal(table->begin("none", &error), WT_ERROR);
	assert_string_equal(error.text, "SHA-256 cannot be begun");
	table->end();
	refused = NULL;
	begin();
	refused = "SHA256_Update";
	lacks(WT_WORK_SHA256, "no SHA-256");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_teardown(test_all_of_them_work, end),
		cmocka_unit_test_teardown(test_a_library_that_does_not_start, end),
		cmocka_unit_test_teardown(test_no_curve, end),
		cmocka_unit_test_teardown(test_no_agreement, end),
		cmocka_unit_test_teardown(test_no_signature, end),
		cmocka_unit_test_teardown(test_no_hash, end),
	};

	return cmocka_run_group_tests_name("tls_work", tests, NULL, NULL);
}
