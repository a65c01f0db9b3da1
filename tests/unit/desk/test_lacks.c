// SPDX-License-Identifier: GPL-3.0-or-later
/* What a program's library lacks, read from programs of this test's own making, and what a plan makes of it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "certs_sets.h"
#include "commands.h"
#include "folder.h"
#include "lacks.h"
#include "plan_make.h"

static struct wt_reason reason;
static char *root;

static int make_root(void **state)
{
	(void)state;
	root = strdup("/tmp/wt-lacks-XXXXXX");
	return root && mkdtemp(root) ? 0 : 1;
}

static int remove_root(void **state)
{
	char command[256];

	(void)state;
	snprintf(command, sizeof command, "rm -rf '%s'", root);
	free(root);
	return system(command); /* NOLINT */
}

static void shell(const char *format, ...) __attribute__((format(printf, 1, 2)));
static void shell(const char *format, ...)
{
	char command[2048];
	va_list arguments;

	va_start(arguments, format);
	vsnprintf(command, sizeof command, format, arguments);
	va_end(arguments);
	if (system(command)) /* NOLINT */
		fail_msg("%s", command);
}

/* A program "<root>/<board>/<variant>/<name>" with that content of the section; NULL: without it. */
static void program(const char *board, const char *variant, const char *name, const char *words)
{
	shell("mkdir -p '%s/%s/%s' && cp /proc/%d/exe '%s/%s/%s/%s'", root, board, variant, (int)getpid(), root, board,
	      variant, name);
	if (words)
		shell("cd '%s' && printf '%s' >words && objcopy --add-section .wiretoll.lacks=words '%s/%s/%s'", root,
		      words, board, variant, name);
}

static void pair(const char *board, const char *variant, const char *transport, const char *words)
{
	char name[32];

	snprintf(name, sizeof name, "%s_client", transport);
	program(board, variant, name, words);
	snprintf(name, sizeof name, "%s_server", transport);
	program(board, variant, name, words);
}

static const char *words_of(const char *name)
{
	static char words[WT_LACKS_BYTES];
	char path[256];

	memset(words, 'x', sizeof words);
	snprintf(path, sizeof path, "%s/host/read/%s", root, name);
	wt_lacks_read(path, words);
	return words;
}

static void the_section_is_read_and_bounded(void **state)
{
	(void)state;
	program("host", "read", "none", NULL);
	assert_string_equal(words_of("none"), "");
	program("host", "read", "two", " dtls1.3 server\\0");
	assert_string_equal(words_of("two"), " dtls1.3 server");
	program("host", "read", "open", " mtu");
	assert_string_equal(words_of("open"), " mtu");
	/* not ours: too long, without bytes in the file, no program, no file */
	program("host", "read", "long", "%0600d");
	assert_string_equal(words_of("long"), "");
	shell("cd '%s/host/read' && objcopy --set-section-flags .wiretoll.lacks=alloc,readonly,data two alloc 2>words && "
	      "objcopy --only-keep-debug alloc nobits && "
	      "readelf -SW nobits 2>words | grep -q 'wiretoll.lacks *NOBITS'",
	      root);
	assert_string_equal(words_of("nobits"), "");
	shell("head -c 5000 '%s/host/read/two' >'%s/host/read/cut'", root, root);
	assert_string_equal(words_of("cut"), "");
	shell("echo '#!/bin/sh' >'%s/host/read/script'", root);
	assert_string_equal(words_of("script"), "");
	assert_string_equal(words_of("nosuch"), "");
}

static void make(struct wt_plan *plan, const char *variants, const char *transports, const char *host)
{
	char *argv[] = { "--build",
			 root,
			 "--tries",
			 "2",
			 "--rounds",
			 "2",
			 "--sizes",
			 "16",
			 "--variants",
			 (char *)(uintptr_t)variants,
			 "--transports",
			 (char *)(uintptr_t)transports,
			 "--host",
			 (char *)(uintptr_t)host,
			 NULL };
	struct wt_request request = { 0 };
	struct wt_taken taken;

	if (wt_command_take(&wt_command_run, 14, argv, &request, &taken, &reason) != WT_OPTIONS_RUN)
		fail_msg("%s", reason.text);
	if (!wt_plan_make(plan, &request, &reason))
		fail_msg("%s", reason.text);
}

static void expect(const struct wt_plan *plan, const char *name, const char *why)
{
	for (size_t i = 0; i < plan->series_count; i++)
		if (!strcmp(plan->series[i].name, name)) {
			assert_string_equal(plan->series[i].unsupported, why);
			return;
		}
	fail_msg("no series %s", name);
}

#define ALL "tcp,udp,tls1.2,tls1.3,dtls1.2,dtls1.3"

static void a_row_alone_is_not_made(void **state)
{
	struct wt_plan plan, back;
	struct wt_folder folder;

	(void)state;
	pair("host", "own", "tls", " dtls1.3 tls1.2 address\\0");
	pair("host", "own", "dtls", " dtls1.3 tls1.2 mtu\\0");
	make(&plan, "wolfssl,own", ALL, "localhost");
	expect(&plan, "tls1.2-own", "variant own was built without TLS 1.2 (WOLFSSL_NO_TLS12)");
	expect(&plan, "tls1.3-own", ""); /* a name, so that addresses do not matter */
	expect(&plan, "dtls1.2-own", "variant own was built without an MTU that can be set (WOLFSSL_DTLS_MTU)");
	expect(&plan, "dtls1.3-own",
	       "variant own was built without DTLS 1.3 (WOLFSSL_DTLS13, WOLFSSL_SEND_HRR_COOKIE), "
	       "an MTU that can be set (WOLFSSL_DTLS_MTU)");
	expect(&plan, "dtls1.3-wolfssl", "");
	assert_int_equal(plan.active_count, 7);
	/* It is read again as it was, though the programs are other ones by now. */
	pair("host", "own", "dtls", "");
	plan.client_cpu = plan.server_cpu = 0;
	assert_true(wt_folder_make(&folder, root, &plan, &reason));
	if (!wt_plan_read(&back, &folder, &reason))
		fail_msg("%s", reason.text);
	assert_int_equal(back.active_count, 7);
	assert_memory_equal(back.series, plan.series, plan.series_count * sizeof *plan.series);
	assert_memory_equal(back.order, plan.order, 14 * sizeof *plan.order);
	wt_plan_free(&back);
	wt_plan_free(&plan);
}

static void an_end_or_a_curve_is_every_row(void **state)
{
	struct wt_plan plan;

	(void)state;
	pair("host", "own", "tls", " server secp256r1\\0");
	make(&plan, "own", "tcp,tls1.3", "127.0.0.1");
	expect(&plan, "tls1.3-own",
	       "variant own was built without a server (NO_WOLFSSL_SERVER), the curve secp256r1 (HAVE_ECC)");
	expect(&plan, "tcp", "");
	assert_int_equal(plan.active_count, 1);
	wt_plan_free(&plan);
	/* words that are not known, or only begin like one that is, say nothing */
	pair("host", "own", "tls", " servers tls1.33 xsecp256r1\\0");
	make(&plan, "own", "tls1.3", "127.0.0.1");
	expect(&plan, "tls1.3-own", "");
	wt_plan_free(&plan);
	pair("host", "own", "tls", " address\\0");
	make(&plan, "own", "tcp,tls1.3", "127.0.0.1");
	expect(&plan, "tls1.3-own", "variant own was built without addresses in certificates (WOLFSSL_IP_ALT_NAME)");
	wt_plan_free(&plan);
}

/* Certificates of an RSA key in every place where one can stand; what is signed by RSA alone is none. */
static void a_key_that_the_build_lacks_is_every_row_too(void **state)
{
	static const char *const names[] = { "ca.pem", "client.pem", "server.pem" };
	struct wt_plan plan, none = { .certs = "/nosuch" };
	struct wt_row row;
	char folder[128];

	(void)state;
	assert_true(wt_row_find("tls1.3", &row));
	pair("host", "own", "tls", " rsa\\0");
	shell("mkdir -p '%s/certs/ecdsa-p256' && cd '%s/certs/ecdsa-p256' && for k in ec:'ec -pkeyopt ec_paramgen_curve:P-256' rsa:rsa; do "
	      "openssl req -x509 -newkey ${k#*:} -nodes -subj /CN=x -keyout ${k%%%%:*}.key -out ${k%%%%:*}.pem 2>log || exit 1; done; "
	      "openssl req -new -key ec.key -subj /CN=y -out ec.csr && openssl x509 -req -in ec.csr -CA rsa.pem -CAkey rsa.key "
	      "-set_serial 1 -out signed.pem 2>log",
	      root, root);
	snprintf(folder, sizeof folder, "%s/certs/ecdsa-p256", root);
	for (size_t i = 0; i < 3; i++) {
		make(&plan, "own", "tls1.3", "127.0.0.1");
		assert_false(wt_certs_hold(&plan, &row, "rsa"));
		expect(&plan, "tls1.3-own", "");
		wt_plan_free(&plan);
		shell("cd '%s' && cat ec.pem rsa.pem >'%s'", folder, names[i]);
		make(&plan, "own", "tcp,tls1.3", "127.0.0.1");
		assert_true(wt_certs_hold(&plan, &row, "rsa"));
		expect(&plan, "tls1.3-own",
		       "variant own was built without RSA, of which the certificates are (NO_RSA)");
		wt_plan_free(&plan);
		shell("cd '%s' && cp %s '%s'", folder, i ? "signed.pem" : "ec.pem", names[i]);
	}
	shell("cd '%s' && echo '-----BEGIN CERTIFICATE-----' >ca.pem", folder);
	make(&plan, "own", "tls1.3", "127.0.0.1");
	assert_false(wt_certs_hold(&plan, &row, "rsa"));
	wt_plan_free(&plan);
	assert_false(wt_certs_hold(&none, &row, "rsa"));
}

/* What the other keys are compared with is of P-256: what an end shows, not who issued it. */
static void what_other_keys_are_compared_with(void **state)
{
	static const struct {
		const char *transports, *server, *client;
		bool fits;
	} cases[] = {
		{ "tls1.3,tls1.3_rsa-2048", "256.pem rsa.pem", "256.pem", true },
		{ "tls1.3,tls1.3_rsa-2048", "rsa.pem 256.pem", "256.pem", false },
		{ "tls1.3,tls1.3_rsa-2048", "256.pem", "384.pem", false },
		{ "tls1.2,tls1.3_ed25519", "rsa.pem", "rsa.pem", false },
		{ "tls1.3_rsa-2048,tls1.3_ed25519", "rsa.pem", "rsa.pem", true },
		{ "tls1.3,tls1.2", "rsa.pem", "rsa.pem", true },
	};
	struct wt_plan plan;

	(void)state;
	pair("host", "own", "tls", "\\0");
	shell("mkdir -p '%s/certs/ecdsa-p256' && cd '%s/certs/ecdsa-p256' && for k in 256:'ec -pkeyopt ec_paramgen_curve:P-256' "
	      "384:'ec -pkeyopt ec_paramgen_curve:P-384' rsa:rsa; do openssl req -x509 -newkey ${k#*:} -nodes -subj /CN=x "
	      "-keyout ${k%%%%:*}.key -out ${k%%%%:*}.pem 2>log || exit 1; done",
	      root, root);
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		shell("cd '%s/certs/ecdsa-p256' && cat %s >server.pem && cat %s >client.pem", root, cases[i].server,
		      cases[i].client);
		make(&plan, "own", cases[i].transports, "127.0.0.1");
		assert_true(wt_certs_check_base(&plan, &reason) == cases[i].fits);
		wt_plan_free(&plan);
	}
	assert_non_null(strstr(reason.text, "/server.pem: no key of ecdsa-p256"));
}

/* A pre-shared key stands in the way of rows with one alone, and needs no certificates. */
static void what_a_build_lacks_of_pre_shared_keys(void **state)
{
	struct wt_plan plan;

	(void)state;
	pair("host", "own", "tls", " rsa psk-plain tls1.2_psk-ecdhe\\0");
	shell("mkdir -p '%s/certs/ecdsa-p256' && cd '%s/certs/ecdsa-p256' && openssl req -x509 -newkey rsa -nodes -subj /CN=x "
	      "-keyout rsa.key -out ca.pem 2>log",
	      root, root);
	make(&plan, "own", "tls1.2_psk-ecdhe,tls1.2_psk-plain,tls1.3_psk-ecdhe,tls1.2_psk-ecdhe_aes128ccm8,tls1.3",
	     "127.0.0.1");
	expect(&plan, "tls1.3_psk-ecdhe-own", "");
	expect(&plan, "tls1.2_psk-plain-own",
	       "variant own was built without plain pre-shared keys (WOLFSSL_STATIC_PSK)");
	expect(&plan, "tls1.2_psk-ecdhe-own",
	       "variant own was built without ECDHE-PSK with ChaCha20-Poly1305 (HAVE_CHACHA, HAVE_POLY1305)");
	expect(&plan, "tls1.2_psk-ecdhe_aes128ccm8-own", "there is no aes128ccm8 with 1.2 and ecdhe");
	expect(&plan, "tls1.3-own", "variant own was built without RSA, of which the certificates are (NO_RSA)");
	wt_plan_free(&plan);
}

/* Certificates of a curve, of Ed25519, and of RSA with a suite that there is not. */
static void what_follows_from_the_kind_of_the_keys(void **state)
{
	struct wt_certs_set sets[WT_CERTS_SETS_MAX];
	struct wt_plan plan;
	int found = 0;

	(void)state;
	pair("host", "own", "tls", " ed25519 p384\\0");
	pair("host", "own", "dtls", " dtls-ed25519\\0");
	shell("mkdir -p '%s/certs/ecdsa-p256' && cd '%s/certs/ecdsa-p256' && for k in ec:'ec -pkeyopt ec_paramgen_curve:P-384' "
	      "ed:ed25519 rsa:rsa; do openssl req -x509 -newkey ${k#*:} -nodes -subj /CN=x -keyout ${k%%%%:*}.key "
	      "-out ${k%%%%:*}.pem 2>log || exit 1; done; cp ec.pem ca.pem",
	      root, root);
	make(&plan, "own", "tcp,tls1.3,dtls1.2", "127.0.0.1");
	expect(&plan, "tls1.3-own", "variant own was built without the group secp384r1 (ECC384)");
	expect(&plan, "dtls1.2-own", "");
	wt_plan_free(&plan);
	shell("cd '%s/certs/ecdsa-p256' && cp ed.pem ca.pem", root);
	make(&plan, "own", "tcp,tls1.3,dtls1.2", "127.0.0.1");
	expect(&plan, "tls1.3-own",
	       "variant own was built without Ed25519, of which the certificates are (HAVE_ED25519)");
	expect(&plan, "dtls1.2-own",
	       "variant own was built without a DTLS server with an Ed25519 key (OpenSSL issue 20122)");
	wt_plan_free(&plan);
	shell("cd '%s/certs/ecdsa-p256' && cp rsa.pem ca.pem", root);
	make(&plan, "own", "tls1.2_aes128ccm8,tls1.2_chacha20,tls1.3_aes128ccm", "127.0.0.1");
	expect(&plan, "tls1.2_aes128ccm8-own", "there is no aes128ccm8 with 1.2 and rsa");
	expect(&plan, "tls1.2_chacha20-own", "");
	expect(&plan, "tls1.3_aes128ccm-own", "");
	wt_plan_free(&plan);
	/* a row that names its keys has those, whatever lies in the folder of --certs */
	make(&plan, "own",
	     "tcp,tls1.2_aes128ccm_ecdsa-p384,tls1.2_aes128ccm_rsa-3072,tls1.3_ed25519,dtls1.2_ed25519,dtls1.2_rsa-2048",
	     "127.0.0.1");
	expect(&plan, "tls1.2_aes128ccm_ecdsa-p384-own", "variant own was built without the group secp384r1 (ECC384)");
	expect(&plan, "tls1.2_aes128ccm_rsa-3072-own", "there is no aes128ccm with 1.2 and rsa");
	expect(&plan, "tls1.3_ed25519-own",
	       "variant own was built without Ed25519, of which the certificates are (HAVE_ED25519)");
	expect(&plan, "dtls1.2_ed25519-own",
	       "variant own was built without a DTLS server with an Ed25519 key (OpenSSL issue 20122)");
	expect(&plan, "dtls1.2_rsa-2048-own", "");
	assert_int_equal(wt_certs_sets(&plan, sets), 1);
	assert_string_equal(sets[0].keys, "rsa-2048");
	assert_string_equal(sets[0].ending, "");
	wt_plan_free(&plan);
	/* own lacks Ed25519 */
	make(&plan, "own",
	     "tls1.2_rsa-2048,tls1.2,tls1.3,tls1.3_rsa-2048,tls1.3_chain2,tls1.3_ed25519_chain2,tls1.2_rsa-2048_chain2",
	     "127.0.0.1");
	assert_int_equal(wt_certs_sets(&plan, sets), 4);
	for (size_t i = 0; i < 4; i++)
		found |= 1 << (2 * (sets[i].keys && !strcmp(sets[i].keys, "rsa-2048")) +
			       !strcmp(sets[i].ending, "-chain"));
	assert_int_equal(found, 15);
	wt_plan_free(&plan);
}

/* A server that gives its tickets no names keeps sessions of version 1.2 alone. */
static void sessions_that_are_kept_of_one_version(void **state)
{
	struct wt_plan plan;

	(void)state;
	pair("host", "own", "tls", "\\0");
	program("host", "own", "tls_client", " session-1.3\\0");
	make(&plan, "own", "tls1.3_session", "127.0.0.1");
	expect(&plan, "tls1.3_session-own", "");
	wt_plan_free(&plan);
	program("host", "own", "tls_server", " session-1.3\\0");
	make(&plan, "own", "tcp,tls1.2_session,tls1.3_session,tls1.3_x25519_session,tls1.3_ticket", "127.0.0.1");
	expect(&plan, "tls1.2_session-own", "");
	expect(&plan, "tls1.3_ticket-own", "");
	expect(&plan, "tls1.3_session-own",
	       "variant own was built without resumption by what a server keeps of version 1.3 (WOLFSSL_TICKET_HAVE_ID)");
	expect(&plan, "tls1.3_x25519_session-own",
	       "variant own was built without resumption by what a server keeps of version 1.3 (WOLFSSL_TICKET_HAVE_ID)");
	wt_plan_free(&plan);
}

/* On a board one end is of the variant, and the other end's build is another one. */
static void each_end_has_its_own_lacks(void **state)
{
	struct wt_plan plan = { .target = { .way = WT_WAY_QEMU_USER, .board_role = WT_CLIENT, .peer_variant = "other" },
				.board = "arm64",
				.host = "127.0.0.1" };
	struct wt_series *series;
	char why[WT_UNSUPPORTED_BYTES];

	(void)state;
	snprintf(plan.build, sizeof plan.build, "%s", root);
	assert_true(wt_plan_add(&plan, "tls1.3", "own", &reason));
	series = plan.series;
	pair("arm64", "own", "tls", " server mtu\\0"); /* it is the client */
	pair("host", "other", "tls", "");
	assert_false(wt_lacks_of_series(&plan, series, why));
	assert_string_equal(why, "");
	plan.target.board_role = WT_SERVER;
	assert_true(wt_lacks_of_series(&plan, series, why));
	assert_string_equal(why, "variant own was built without a server (NO_WOLFSSL_SERVER)");
	pair("host", "other", "tls", " tls1.3 client\\0");
	assert_true(wt_lacks_of_series(&plan, series, why));
	assert_string_equal(
		why, "variant own was built without a server (NO_WOLFSSL_SERVER); the other end's variant other was "
		     "built without a client (NO_WOLFSSL_CLIENT), TLS 1.3 (WOLFSSL_TLS13)");
	/* the room is kept, however much there is to say */
	pair("host", "other", "tls", " client tls1.3 secp256r1 aes128gcm address\\0");
	pair("arm64", "own", "tls", " server tls1.3 secp256r1 aes128gcm address\\0");
	assert_true(wt_lacks_of_series(&plan, series, why));
	assert_int_equal(strlen(why), WT_UNSUPPORTED_BYTES - 1);
	wt_plan_free(&plan);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_section_is_read_and_bounded),
		cmocka_unit_test(a_row_alone_is_not_made),
		cmocka_unit_test(an_end_or_a_curve_is_every_row),
		cmocka_unit_test(a_key_that_the_build_lacks_is_every_row_too),
		cmocka_unit_test(what_other_keys_are_compared_with),
		cmocka_unit_test(what_a_build_lacks_of_pre_shared_keys),
		cmocka_unit_test(what_follows_from_the_kind_of_the_keys),
		cmocka_unit_test(sessions_that_are_kept_of_one_version),
		cmocka_unit_test(each_end_has_its_own_lacks),
	};

	return cmocka_run_group_tests(tests, make_root, remove_root);
}
