/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The parity gate: every way in which two sides may differ is caught, and what may differ is not. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "parity.h"

static const char sound[] =
	"{\"board\":\"host\",\"family\":4,\"cpu\":0,"
	"\"settings\":{\"host\":\"127.0.0.1\",\"port\":1111,\"sizes\":[16,999],\"tries\":5,"
	"\"mode\":\"connect\",\"json\":\"a/b\",\"group\":\"secp256r1\",\"resume\":\"off\",\"mtu\":1472},"
	"\"socket\":{\"nodelay\":true,\"closes_first\":\"server\"},"
	"\"facts\":{\"machine\":\"x86_64\",\"cpu\":\"core\",\"kernel\":\"Linux 6\",\"governor\":\"performance\"},"
	"\"negotiated\":{\"version\":772,\"version_name\":\"TLS 1.3\",\"suite\":4865,"
	"\"suite_name\":\"TLS_AES_128_GCM_SHA256\",\"group\":23,\"group_name\":\"secp256r1\","
	"\"peer_signature\":1027,\"peer_signature_name\":\"ecdsa_secp256r1_sha256\",\"peer_key\":\"EC\","
	"\"peer_key_bits\":256,\"peer_chain\":1,\"peer_authenticated\":true,\"resumed\":false,"
	"\"hello_retries\":0,\"certificate_compression\":\"off\"}}";

/* The sound record with one text replaced by another; a path of the change is not needed. */
static json_t *changed(const char *from, const char *to)
{
	char text[2048];
	const char *at = strstr(sound, from);
	json_error_t error;
	json_t *json;

	assert_non_null(at);
	snprintf(text, sizeof text, "%.*s%s%s", (int)(at - sound), sound, to, at + strlen(from));
	json = json_loads(text, 0, &error);
	assert_non_null(json);
	return json;
}

static void check(enum wt_purpose purpose, const char *from, const char *to, const char *words)
{
	json_t *base = changed("", ""), *mine = changed(from, to);
	char unlike[WT_UNLIKE_BYTES] = "";
	bool alike = wt_parity_runs(purpose, NULL, mine, base, "client", unlike);

	if (alike != !words || strcmp(unlike, words ? words : "") != 0)
		fail_msg("%s -> %s: '%s'", from, to, unlike);
	json_decref(base);
	json_decref(mine);
}

/* A client's is the limit of a try; a server's only says how long it waits for the next one. */
static void a_time_out_is_a_setting_of_clients(void **state)
{
	json_t *base = changed("\"tries\":5", "\"timeout\":5"), *mine = changed("\"tries\":5", "\"timeout\":6");
	char unlike[WT_UNLIKE_BYTES] = "";

	(void)state;
	assert_true(wt_parity_runs(WT_PURPOSE_LIBRARY, NULL, mine, base, "server", unlike));
	assert_false(wt_parity_runs(WT_PURPOSE_LIBRARY, NULL, mine, base, "client", unlike));
	assert_string_equal(unlike, "client's timeout: 5 and 6");
	json_decref(base);
	json_decref(mine);
}

static void what_is_not_alike_is_named(void **state)
{
	static const struct {
		const char *from, *to, *words;
	} cases[] = {
		{ "772,\"version_name\":\"TLS 1.3\"", "771,\"version_name\":\"TLS 1.2\"",
		  "client's version: TLS 1.3 and TLS 1.2" },
		{ "4865,\"suite_name\":\"TLS_AES_128_GCM_SHA256\"", "4866,\"suite_name\":\"TLS_AES_256_GCM_SHA384\"",
		  "client's suite: TLS_AES_128_GCM_SHA256 and TLS_AES_256_GCM_SHA384" },
		{ "23,\"group_name\":\"secp256r1\"", "29,\"group_name\":\"x25519\"",
		  "client's group: secp256r1 and x25519" },
		{ "1027,\"peer_signature_name\":\"ecdsa_secp256r1_sha256\"",
		  "2052,\"peer_signature_name\":\"rsa_pss_rsae_sha256\"",
		  "client's signature: ecdsa_secp256r1_sha256 and rsa_pss_rsae_sha256" },
		{ "\"EC\"", "\"RSA\"", "client's key: EC and RSA" },
		{ "\"peer_key_bits\":256", "\"peer_key_bits\":384", "client's key bits: 256 and 384" },
		{ "\"peer_chain\":1", "\"peer_chain\":2", "client's chain: 1 and 2" },
		{ "\"peer_authenticated\":true", "\"peer_authenticated\":false",
		  "client's peer authenticated: true and false" },
		{ "\"resumed\":false", "\"resumed\":true", "client's resumption: false and true" },
		{ "\"hello_retries\":0", "\"hello_retries\":1", "client's hello retries: 0 and 1" },
		{ "compression\":\"off", "compression\":\"on", "client's certificate compression: off and on" },
		{ "[16,999]", "[16,512]", "client's sizes: [16,999] and [16,512]" },
		{ "\"connect\"", "\"session\"", "client's mode: connect and session" },
		{ "\"mtu\":1472", "\"mtu\":1400", "client's mtu: 1472 and 1400" },
		{ "\"mtu\":1472", "\"other\":1",
		  "client's other: nothing and 1; "
		  "client's mtu: 1472 and nothing" },
		{ "\"nodelay\":true", "\"nodelay\":false", "client's NODELAY: true and false" },
		{ "\"server\"}", "\"client\"}", "client's who closes first: server and client" },
		{ "\"cpu\":0", "\"cpu\":1", "client's core: 0 and 1" },
		{ "\"family\":4", "\"family\":6", "client's address family: 4 and 6" },
		{ "\"performance\"", "\"powersave\"", "client's governor: performance and powersave" },
		{ "\"core\"", "\"other core\"", "client's processor: core and other core" },
		{ "\"negotiated\":{", "\"nothing\":{", "client's negotiated parameters: one side tells none" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
		check(WT_PURPOSE_LIBRARY, cases[i].from, cases[i].to, cases[i].words);
}

static void what_may_differ_is_not_held_against_it(void **state)
{
	(void)state;
	check(WT_PURPOSE_LIBRARY, "", "", NULL);
	check(WT_PURPOSE_LIBRARY, "[16,999]", "[999,16]", NULL);
	check(WT_PURPOSE_LIBRARY, "\"a/b\"", "\"c/d\"", NULL);
	check(WT_PURPOSE_LIBRARY, "1111", "2222", NULL);
	/* wolfSSL does not tell the chain, and nobody a group after a resumption. */
	check(WT_PURPOSE_LIBRARY, "\"peer_chain\":1", "\"peer_chain\":0", NULL);
	check(WT_PURPOSE_LIBRARY, "\"group\":23", "\"group\":0", NULL);
	check(WT_PURPOSE_LIBRARY, "\"EC\"", "null", NULL);
	/* Over plain, what only security has is the subject itself. */
	check(WT_PURPOSE_SECURITY, "\"mtu\":1472", "\"other\":1472", NULL);
	check(WT_PURPOSE_SECURITY, "\"group\":23", "\"group\":29", NULL);
	check(WT_PURPOSE_SECURITY, "\"nodelay\":true", "\"nodelay\":false", "client's NODELAY: true and false");
	check(WT_PURPOSE_SECURITY, "\"connect\"", "\"stream\"", "client's mode: connect and stream");
}

/* The sound record as a program of that version wrote it, with one setting more; NULL: none. */
static json_t *of_version(const char *version, const char *setting, const char *value)
{
	json_t *run = changed("", ""), *settings = json_object_get(run, "settings");

	json_object_set_new(run, "version", json_string(version));
	if (setting)
		json_object_set_new(settings, setting, json_loads(value, JSON_DECODE_ANY, NULL));
	return run;
}

static void check_change(json_t *newer, json_t *older, const char *unlike, const char *notes)
{
	struct wt_series_results series = { .client_run = newer }, base = { .client_run = older };
	char found[WT_UNLIKE_BYTES], beside[WT_UNLIKE_BYTES];

	assert_int_equal(wt_parity_changes(&series, &base, found, beside), !*unlike);
	assert_string_equal(found, unlike);
	assert_string_equal(beside, notes);
	/* Two series of one run are held to everything. */
	assert_int_equal(wt_parity(WT_PURPOSE_LIBRARY, NULL, &series, &base, found), !*unlike && !*notes);
	json_decref(newer);
	json_decref(older);
}

static void a_setting_that_came_later(void **state)
{
	(void)state;
	/* Not known what the older one did: reported, and not compared, whichever is the newer. */
	check_change(of_version("0.2.0", "window", "7"), of_version("0.1.0", NULL, NULL), "",
		     "client's window: nothing and 7");
	check_change(of_version("0.1.0", NULL, NULL), of_version("0.2.0", "window", "7"), "",
		     "client's window: 7 and nothing");
	/* Programs of one version know the same settings: something is wrong. */
	check_change(of_version("0.2.0", "window", "7"), of_version("0.2.0", NULL, NULL),
		     "client's window: nothing and 7", "");
	/* Both know it: a difference is one, whatever the versions. */
	check_change(of_version("0.2.0", "window", "7"), of_version("0.1.0", "window", "8"), "client's window: 8 and 7",
		     "");
}

static void a_setting_whose_earlier_value_is_known(void **state)
{
	struct wt_series_results series, base;
	char unlike[WT_UNLIKE_BYTES], notes[WT_UNLIKE_BYTES];

	(void)state;
	series = (struct wt_series_results){ .client_run = of_version("0.2.0", "counters", "\"off\"") };
	base = (struct wt_series_results){ .client_run = of_version("0.1.0", NULL, NULL) };
	assert_true(wt_parity_changes(&series, &base, unlike, notes));
	assert_string_equal(notes, "");
	json_decref(series.client_run);
	series.client_run = of_version("0.2.0", "hold", "0");
	assert_true(wt_parity_changes(&base, &series, unlike, notes));
	json_decref(series.client_run);
	series.client_run = of_version("0.2.0", "wait", "\"block\"");
	assert_true(wt_parity_changes(&series, &base, unlike, notes));
	assert_string_equal(notes, "");
	json_decref(series.client_run);
	json_decref(base.client_run);
	check_change(of_version("0.2.0", "counters", "\"on\""), of_version("0.1.0", NULL, NULL),
		     "client's counters: off and on", "");
	check_change(of_version("0.1.0", NULL, NULL), of_version("0.2.0", "hold", "50"), "client's hold: 50 and 0", "");
	check_change(of_version("0.2.0", "wait", "\"spin\""), of_version("0.1.0", NULL, NULL),
		     "client's wait: block and spin", "");
}

static void a_long_list_is_cut_not_overrun(void **state)
{
	char text[3000], unlike[WT_UNLIKE_BYTES] = "";
	json_t *base = changed("", ""), *mine;

	(void)state;
	strcpy(text, "{\"settings\":{");
	for (int i = 0; i < 80; i++)
		snprintf(text + strlen(text), sizeof text - strlen(text), "%s\"setting-%d\":\"%d\"", i ? "," : "", i,
			 i);
	strcat(text, "}}");
	mine = json_loads(text, 0, NULL);
	assert_non_null(mine);
	assert_false(wt_parity_runs(WT_PURPOSE_LIBRARY, NULL, mine, base, "server", unlike));
	assert_int_equal(strlen(unlike), WT_UNLIKE_BYTES - 1);
	json_decref(base);
	json_decref(mine);
}

static void records_that_are_missing_are_no_crash(void **state)
{
	struct wt_series_results series = { 0 }, base = { 0 };
	char unlike[WT_UNLIKE_BYTES];

	(void)state;
	assert_true(wt_parity(WT_PURPOSE_LIBRARY, NULL, &series, &base, unlike));
	base.client_run = changed("", "");
	assert_false(wt_parity(WT_PURPOSE_LIBRARY, NULL, &series, &base, unlike));
	series.client_run = changed("", "");
	assert_true(wt_parity(WT_PURPOSE_LIBRARY, NULL, &series, &base, unlike));
	strcpy(base.rounds_unlike, "round 3, client's core: 0 and 1");
	assert_false(wt_parity(WT_PURPOSE_LIBRARY, NULL, &series, &base, unlike));
	assert_string_equal(unlike, "the rounds of the other side are unlike: round 3, client's core: 0 and 1");
	json_decref(series.client_run);
	json_decref(base.client_run);
}

static void sessions_of_other_peers_are_told(void **state)
{
	char unlike[WT_UNLIKE_BYTES] = "";
	json_t *old = json_loads("{\"answered\":3}", 0, NULL);
	json_t *alike = json_loads("{\"unlike_sessions\":0}", 0, NULL);
	json_t *other = json_loads("{\"unlike_sessions\":2,\"unlike_in\":\"peer_chain\"}", 0, NULL);

	(void)state;
	wt_parity_sessions(old, "server", unlike);
	wt_parity_sessions(alike, "server", unlike);
	wt_parity_sessions(NULL, "server", unlike);
	assert_string_equal(unlike, "");
	wt_parity_sessions(other, "server", unlike);
	assert_string_equal(unlike, "server's sessions: 2 unlike its first one (peer_chain)");
	json_decref(old);
	json_decref(alike);
	json_decref(other);
}

/* Of programs that were started by hand: what a row with the first value did may be something else. */
static void an_axis_is_told_over_its_first_value_alone(void **state)
{
	const struct wt_axis *group = wt_axes + 2;
	json_t *mine = changed("\"group_name\":\"secp256r1\"", "\"group_name\":\"x25519\"");
	json_t *first = changed("", ""),
	       *other = changed("\"group_name\":\"secp256r1\"", "\"group_name\":\"ffdhe2048\"");
	char unlike[WT_UNLIKE_BYTES] = "";

	(void)state;
	assert_string_equal(group->option, "group");
	assert_true(wt_parity_runs(WT_PURPOSE_AXIS, group, mine, first, "client", unlike));
	assert_false(wt_parity_runs(WT_PURPOSE_AXIS, group, mine, other, "client", unlike));
	assert_string_equal(unlike, "client's group of the base: ffdhe2048, not p256");
	json_decref(mine);
	json_decref(first);
	json_decref(other);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_time_out_is_a_setting_of_clients),
		cmocka_unit_test(what_is_not_alike_is_named),
		cmocka_unit_test(what_may_differ_is_not_held_against_it),
		cmocka_unit_test(a_setting_that_came_later),
		cmocka_unit_test(a_setting_whose_earlier_value_is_known),
		cmocka_unit_test(a_long_list_is_cut_not_overrun),
		cmocka_unit_test(records_that_are_missing_are_no_crash),
		cmocka_unit_test(sessions_of_other_peers_are_told),
		cmocka_unit_test(an_axis_is_told_over_its_first_value_alone),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
