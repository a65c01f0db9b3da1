/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The record of a handshake: what is refused in it, and what the gate makes of two that differ. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "flights_file.h"
#include "handshake_parity.h"
#include "fixtures/handshake_records.h"
#include "reason.h"
#include "tls_registry.h"

static struct wt_reason reason;
static struct wt_handshake_parity parity;

/* The record with one text replaced by another; owned by the caller. */
static json_t *changed(const char *record, const char *from, const char *to)
{
	const char *at = strstr(record, from);
	char *text = malloc(strlen(record) + strlen(to) + 1);
	json_t *json;

	assert_non_null(at);
	assert_non_null(text);
	sprintf(text, "%.*s%s%s", (int)(at - record), record, to, at + strlen(from));
	json = json_loads(text, 0, NULL);
	if (!json)
		fail_msg("not JSON: %s", text);
	free(text);
	return json;
}

/* Compares wolfSSL's record with OpenSSL's, which is altered. */
static void compare(const char *protocol, const char *wolfssl, const char *openssl, const char *from, const char *to)
{
	json_t *base = changed(wolfssl, "", ""), *mine = changed(openssl, from, to);

	wt_handshake_compare(&parity, protocol, &(struct wt_handshake_side){ mine, "OpenSSL", "OpenSSL" },
			     &(struct wt_handshake_side){ base, "wolfSSL", "wolfSSL" });
	for (size_t i = 0; i < parity.count; i++)
		parity.list[i].where = ""; /* it pointed into what is freed now */
	json_decref(base);
	json_decref(mine);
}

/* The differences that nobody knows, one a line. */
static const char *unknown(void)
{
	static char text[4096];

	*text = '\0';
	for (size_t i = 0; i < parity.count; i++)
		if (!parity.list[i].known)
			sprintf(text + strlen(text), "%s%s\n", parity.list[i].refuses ? "refuses: " : "",
				parity.list[i].text);
	return text;
}

static void the_libraries_differ_in_what_is_known(void **state)
{
	char unlike[640] = "";

	(void)state;
	compare("tls1.2", wolfssl_tls_1_2, openssl_tls_1_2, "", "");
	assert_string_equal(unknown(), "");
	assert_int_equal(parity.count, 5);
	assert_true(wt_handshake_alike(&parity, unlike, sizeof unlike));
	compare("tls1.3", wolfssl_tls_1_3, openssl_tls_1_3, "", "");
	assert_string_equal(unknown(), "");
	assert_int_equal(parity.count, 4);
	assert_true(parity.compared && !parity.one_sided);
	assert_true(wt_handshake_alike(&parity, unlike, sizeof unlike));
	assert_string_equal(unlike, "");
}

/* A plain pre-shared key has no curve; what is known of it is of such rows alone. */
static void formats_of_points_without_a_curve(void **state)
{
	(void)state;
	compare("tls1.2", wolfssl_tls_1_2, openssl_tls_1_2, "[[65281,1],[11,4],", "[[65281,1],");
	assert_string_equal(unknown(), "refuses: wolfSSL alone answers with extension 11 ec_point_formats (2 B)\n");
	compare("dtls1.2_psk-plain_aes128ccm8", wolfssl_tls_1_2, openssl_tls_1_2, "[[65281,1],[11,4],", "[[65281,1],");
	assert_string_equal(unknown(), "");
}

/* Names come from records: a character of theirs is in the text whole, or not at all. */
static void a_text_that_is_cut_ends_with_a_character(void **state)
{
	static const struct {
		const char *text, *whole;
	} rows[] = {
		{ "", "" },
		{ "abc", "abc" },
		{ "a\xc3\xa4", "a\xc3\xa4" },
		{ "a\xc3", "a" },
		{ "\xe2\x82", "" },
		{ "\xe2\x82\xac", "\xe2\x82\xac" },
		{ "x\xf0\x9f\x94", "x" },
		{ "x\xf0\x9f\x94\x92", "x\xf0\x9f\x94\x92" },
	};
	json_t *base = changed(wolfssl_tls_1_3, "", ""), *mine = changed(openssl_tls_1_3, "", "");
	char name[WT_DIFFERENCE_BYTES + 16], copy[WT_DIFFERENCE_BYTES + 16];
	size_t cut = 0;

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		strcpy(copy, rows[i].text);
		wt_text_whole(copy);
		assert_string_equal(copy, rows[i].whole);
	}
	/* one byte more in front of the name's euros, and the cut falls elsewhere */
	for (int before = 0; before < 3; before++) {
		memset(name, 'x', (size_t)before);
		name[before] = '\0';
		while (strlen(name) < WT_DIFFERENCE_BYTES)
			strcat(name, "\xe2\x82\xac");
		wt_handshake_compare(&parity, "tls1.3", &(struct wt_handshake_side){ mine, "OpenSSL", name },
				     &(struct wt_handshake_side){ base, "wolfSSL", "wolfSSL" });
		assert_true(parity.count > 0);
		for (size_t i = 0; i < parity.count; i++) {
			wt_text_copy(copy, sizeof copy, parity.list[i].text);
			assert_string_equal(copy, parity.list[i].text); /* it is UTF-8 */
			cut += strlen(copy) >= WT_DIFFERENCE_BYTES - 3;
		}
	}
	assert_true(cut >= 3);
	json_decref(base);
	json_decref(mine);
}

/* What is known of one protocol or library is not of another. */
static void what_is_known_has_a_place(void **state)
{
	json_t *base, *mine;

	(void)state;
	compare("tls1.2", wolfssl_tls_1_3, openssl_tls_1_3, "", "");
	assert_string_equal(unknown(), "OpenSSL alone offers extension 11 ec_point_formats (4 B)\n"
				       "OpenSSL alone offers extension 23 extended_master_secret (0 B)\n");
	base = changed(wolfssl_tls_1_3, "", "");
	mine = changed(openssl_tls_1_3, "", "");
	wt_handshake_compare(&parity, "tls1.3", &(struct wt_handshake_side){ base, "OpenSSL", "one" },
			     &(struct wt_handshake_side){ mine, "wolfSSL", "other" });
	assert_int_equal(parity.count, 4);
	for (size_t i = 0; i < parity.count; i++)
		assert_null(parity.list[i].known);
	json_decref(base);
	json_decref(mine);
}

/* As OpenSSL 3.5 with a library of compression offers it; the server of ours does not take it. */
static void an_offer_that_nobody_knows_is_told_only(void **state)
{
	char unlike[640] = "";

	(void)state;
	compare("tls1.3", wolfssl_tls_1_3, openssl_tls_1_3, "[43,3],", "[43,3],[27,7],");
	assert_string_equal(unknown(), "OpenSSL alone offers extension 27 compress_certificate (7 B)\n");
	assert_true(wt_handshake_alike(&parity, unlike, sizeof unlike));
}

/* The same taken: an edited record, in which the server's certificate is a CompressedCertificate (RFC 8879). */
static void a_compressed_certificate_refuses(void **state)
{
	char unlike[640] = "settings: a and b";

	(void)state;
	compare("tls1.3", wolfssl_tls_1_3, openssl_tls_1_3,
		"\"bytes\":532,\"encrypted\":true,\"messages\":[\"Certificate\"]",
		"\"bytes\":451,\"encrypted\":true,\"messages\":[\"CompressedCertificate\"]");
	assert_string_equal(unknown(), "refuses: OpenSSL alone sends CompressedCertificate in flight 2\n"
				       "refuses: wolfSSL alone sends Certificate in flight 2\n");
	assert_false(wt_handshake_alike(&parity, unlike, sizeof unlike));
	assert_string_equal(
		unlike,
		"settings: a and b; the handshakes are unlike: OpenSSL alone sends CompressedCertificate in flight 2; "
		"wolfSSL alone sends Certificate in flight 2");
}

static void other_work_refuses(void **state)
{
	static const struct {
		const char *from, *to, *words;
	} cases[] = {
		/* where no library tells, the bytes do */
		{ "\"bytes\":532,\"encrypted\":true,\"messages\":[\"Certificate\"]",
		  "\"bytes\":451,\"encrypted\":true,\"messages\":[]",
		  "refuses: encrypted record: a record of 532 B in wolfSSL, of 451 in OpenSSL\n" },
		{ "\"bytes\":532,", "\"bytes\":533,",
		  "refuses: Certificate: a record of 532 B in wolfSSL, of 533 in OpenSSL\n" },
		{ "\"bytes\":28,\"encrypted\":true,\"messages\":[\"EncryptedExtensions\"]",
		  "\"bytes\":28,\"encrypted\":true,\"messages\":[\"EncryptedExtensions\",\"KeyUpdate\"]",
		  "refuses: OpenSSL alone sends KeyUpdate in flight 2\n" },
		{ "\"extensions\":[[43,2],[51,69]]", "\"extensions\":[[43,2],[51,69],[41,2]]",
		  "refuses: OpenSSL alone answers with extension 41 pre_shared_key (2 B)\n" },
		{ "\"session_id_bytes\":0", "\"session_id_bytes\":32", "session_id: " },
		{ "\"after\":[",
		  "\"after\":[{\"out\":false,\"bytes\":200,\"calls\":2,\"records\":[{\"content\":23,\"bytes\":200,"
		  "\"encrypted\":true,\"messages\":[\"NewSessionTicket\"],\"known_by\":\"library\"}]},",
		  "refuses: records of the server behind the handshake: 1 of 25 B in wolfSSL, 2 of 225 in OpenSSL\n" },
		{ "\"flights\":[",
		  "\"flights\":[{\"out\":true,\"bytes\":9,\"calls\":1,\"records\":[{\"content\":22,\"bytes\":9,"
		  "\"encrypted\":false,\"messages\":[\"ClientHello\"],\"known_by\":\"plain\"}]},{\"out\":false,\"bytes\":9,"
		  "\"calls\":1,\"records\":[{\"content\":22,\"bytes\":9,\"encrypted\":false,"
		  "\"messages\":[\"HelloRetryRequest\"],\"known_by\":\"plain\"}]},",
		  "refuses: flights: 3 in wolfSSL, 5 in OpenSSL\n" },
		{ "\"groups\":[23]", "\"groups\":[23,29]", "OpenSSL alone lists group 29 x25519 in its ClientHello\n" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		compare("tls1.3", wolfssl_tls_1_3, openssl_tls_1_3, cases[i].from, cases[i].to);
		if (!strncmp(cases[i].words, "session_id", 10))
			assert_string_equal(unknown(), "session ID of ClientHello: 0 B in wolfSSL, 32 in OpenSSL\n");
		else if (strncmp(unknown(), cases[i].words, strlen(cases[i].words)) != 0)
			fail_msg("%s: '%s'", cases[i].to, unknown());
	}
}

/* Two numbers of a signature in as many bytes as each needs: no difference. */
static void a_signatures_encoding_is_none(void **state)
{
	(void)state;
	compare("tls1.2", wolfssl_tls_1_2, openssl_tls_1_2, "\"bytes\":17,", "\"bytes\":44,");
	assert_int_equal(parity.count, 4); /* the CertificateRequest was the fifth */
	for (int64_t off = -7; off <= 7; off++) {
		json_t *base = changed(wolfssl_tls_1_2, "", ""), *mine = changed(wolfssl_tls_1_2, "", "");
		json_t *flight = json_array_get(json_object_get(mine, "flights"), 1);
		json_t *record = json_array_get(json_object_get(flight, "records"), 2);

		assert_string_equal(json_string_value(json_array_get(json_object_get(record, "messages"), 0)),
				    "ServerKeyExchange");
		json_object_set_new(record, "bytes",
				    json_integer(json_integer_value(json_object_get(record, "bytes")) + off));
		wt_handshake_compare(&parity, "tls1.2", &(struct wt_handshake_side){ mine, "wolfSSL", "one" },
				     &(struct wt_handshake_side){ base, "wolfSSL", "other" });
		assert_int_equal(parity.count, llabs(off) > 6);
		json_decref(base);
		json_decref(mine);
	}
}

static void one_side_that_tells_nothing(void **state)
{
	json_t *record = changed(wolfssl_tls_1_2, "", "");
	char unlike[64] = "";

	(void)state;
	wt_handshake_compare(&parity, "tls1.2", &(struct wt_handshake_side){ NULL, "OpenSSL", "OpenSSL" },
			     &(struct wt_handshake_side){ record, "wolfSSL", "wolfSSL" });
	assert_true(parity.one_sided && !parity.compared && parity.count == 0);
	assert_true(wt_handshake_alike(&parity, unlike, sizeof unlike));
	wt_handshake_compare(&parity, "tls1.2", &(struct wt_handshake_side){ NULL, "OpenSSL", "OpenSSL" },
			     &(struct wt_handshake_side){ NULL, "wolfSSL", "wolfSSL" });
	assert_false(parity.one_sided || parity.compared);
	json_decref(record);
}

/* However many there are, what has no room is left out; but what refuses the ratio is not hidden by it. */
static void more_than_there_is_room_for(void **state)
{
	char many[512] = "\"extensions\":[", unlike[640] = "", *record;
	json_t *offering;

	(void)state;
	for (int i = 0; i < 31; i++)
		sprintf(many + strlen(many), "[%d,0],", 1000 + i);
	compare("tls1.3", wolfssl_tls_1_3, openssl_tls_1_3, "\"extensions\":[", many);
	assert_int_equal(parity.count, WT_DIFFERENCES_MAX);
	assert_true(wt_handshake_alike(&parity, unlike, sizeof unlike));
	offering = changed(openssl_tls_1_3, "\"extensions\":[", many);
	record = json_dumps(offering, JSON_COMPACT);
	compare("tls1.3", wolfssl_tls_1_3, record, "[\"Certificate\"]", "[\"CompressedCertificate\"]");
	assert_int_equal(parity.count, WT_DIFFERENCES_MAX);
	assert_false(wt_handshake_alike(&parity, unlike, sizeof unlike));
	json_decref(offering);
	free(record);
}

/* --- the reader ---------------------------------------------------------------------- */

static void sound_records_are_taken(void **state)
{
	const char *const records[] = { wolfssl_tls_1_2, wolfssl_tls_1_3, openssl_tls_1_2, openssl_tls_1_3 };

	(void)state;
	for (size_t i = 0; i < 4; i++) {
		json_t *record = changed(records[i], "", "");

		if (!wt_flights_check(record, false, &reason))
			fail_msg("%s", reason.text);
		/* the first flight is a client's: in a server's file it comes in */
		assert_false(wt_flights_check(record, true, &reason));
		json_decref(record);
	}
}

static void what_does_not_fit_is_refused(void **state)
{
	static const struct {
		const char *from, *to, *words;
	} cases[] = {
		{ "\"try\":0", "\"try\":-1", "'try' is -1" },
		{ "\"datagram\":false", "\"datagram\":0", "'datagram' is missing or not true or false" },
		{ "\"flights\":[", "\"flights\":7,\"x\":[", "'flights' of a handshake is missing or not a list" },
		{ "\"flights\":[", "\"flights\":[7,", "a flight that is not an object" },
		{ "\"flights\":[{\"out\":true", "\"flights\":[{\"out\":false", "goes the same way" },
		{ "\"bytes\":532", "\"bytes\":533", "but its records make" },
		{ "\"bytes\":532", "\"bytes\":\"532\"", "'bytes' is missing or not a whole number" },
		{ "\"messages\":[\"Certificate\"]", "\"messages\":[11]", "a message of a handshake without a name" },
		{ "\"handshake_bytes_out\":", "\"handshake_bytes_out\":1",
		  "'handshake_bytes_out' of a handshake is 1" },
		{ "\"bytes_in\":9", "\"bytes_in\":8", "'bytes_in' of a handshake is 8" },
		{ "\"message\":\"ClientHello\"", "\"message\":1", "a hello without 'message'" },
		{ "\"suites\":[4865", "\"suites\":[70000", "'suites' of a hello holds what is not a number" },
		{ "[51,71]", "[51]", "'extensions' of a hello holds what is not a type and a length" },
		{ "[51,71]", "[51,-71]", "'extensions' of a hello holds what is not a type and a length" },
		{ "\"cut\":false", "\"cut\":0", "'cut' is missing or not true or false" },
		{ "\"content\":22", "\"content\":256", "'content' is 256" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		json_t *record = changed(wolfssl_tls_1_3, cases[i].from, cases[i].to);

		reason.text[0] = '\0';
		if (wt_flights_check(record, false, &reason) || !strstr(reason.text, cases[i].words))
			fail_msg("%s: '%s'", cases[i].to, reason.text);
		json_decref(record);
	}
}

static void the_cold_try_counts(void **state)
{
	json_t *record = changed(wolfssl_tls_1_3, "", "");
	struct wt_cold_bytes cold = { .known = true };

	(void)state;
	cold.handshake_out = (uint64_t)json_integer_value(json_object_get(record, "handshake_bytes_out"));
	cold.handshake_in = (uint64_t)json_integer_value(json_object_get(record, "handshake_bytes_in"));
	cold.all_out = (uint64_t)json_integer_value(json_object_get(record, "bytes_out"));
	cold.all_in = (uint64_t)json_integer_value(json_object_get(record, "bytes_in"));
	assert_true(wt_flights_fit(record, &cold, &reason));
	assert_true(wt_flights_fit(NULL, &cold, &reason));
	cold.all_in++;
	assert_false(wt_flights_fit(record, &cold, &reason));
	assert_non_null(strstr(reason.text, "'bytes_in' of the handshake is"));
	/* of another try it says nothing */
	json_object_set_new(record, "try", json_integer(1));
	assert_true(wt_flights_fit(record, &cold, &reason));
	assert_false(wt_flights_clean(record));
	json_decref(record);
}

/* A server's record of the same session: what went out comes in. */
static json_t *other_end(const char *client)
{
	json_t *record = changed(client, "", "");
	json_t *out = json_incref(json_object_get(record, "bytes_out"));

	json_object_set(record, "bytes_out", json_object_get(record, "bytes_in"));
	json_object_set_new(record, "bytes_in", out);
	return record;
}

static void both_ends_tell_of_one_session(void **state)
{
	json_t *client = changed(wolfssl_tls_1_3, "", ""), *server = other_end(wolfssl_tls_1_3);

	(void)state;
	assert_true(wt_flights_agree(client, server, true, &reason));
	assert_true(wt_flights_agree(client, NULL, true, &reason));
	json_array_append_new(json_object_get(json_array_get(json_object_get(server, "hellos"), 0), "suites"),
			      json_integer(1));
	assert_false(wt_flights_agree(client, server, true, &reason));
	assert_non_null(strstr(reason.text, "different hellos"));
	json_object_set_new(server, "bytes_in", json_integer(7));
	assert_false(wt_flights_agree(client, server, true, &reason));
	assert_non_null(strstr(reason.text, "the server received 7"));
	/* hellos are compared all the same */
	assert_false(wt_flights_agree(client, server, false, &reason));
	assert_non_null(strstr(reason.text, "different hellos"));
	json_object_set_new(server, "bytes_in", json_integer(1000000));
	assert_false(wt_flights_agree(client, server, false, &reason));
	assert_non_null(strstr(reason.text, "the server received 1000000"));
	/* datagrams get lost and come twice */
	json_object_set_new(client, "datagram", json_true());
	assert_true(wt_flights_agree(client, server, true, &reason));
	json_object_set_new(client, "datagram", json_false());
	json_object_set_new(client, "retransmissions", json_integer(1));
	assert_true(wt_flights_agree(client, server, true, &reason));
	json_decref(client);
	json_decref(server);
}

static void names_of_registries(void **state)
{
	(void)state;
	assert_string_equal(wt_extension_name(27), "compress_certificate");
	assert_string_equal(wt_extension_name(65281), "renegotiation_info");
	assert_string_equal(wt_extension_name(60000), "unknown");
	assert_string_equal(wt_listed_name("suites", 255), "TLS_EMPTY_RENEGOTIATION_INFO_SCSV");
	assert_string_equal(wt_listed_name("groups", 23), "secp256r1");
	assert_string_equal(wt_listed_name("key_shares", 1), "unknown");
	assert_string_equal(wt_content_words(20), "change_cipher_spec");
}

/* What has no room is counted, and nothing is cut. */
static void many_names_are_counted(void **state)
{
	char text[64] = "";
	size_t more = 0;

	(void)state;
	wt_text_list(text, sizeof text, &more, "tls1.2");
	wt_text_list_end(text, sizeof text, more);
	assert_string_equal(text, "tls1.2");
	wt_text_list(text, sizeof text, &more, "tls1.3_no-client-auth");
	wt_text_list(text, sizeof text, &more, "tls1.3_x25519mlkem768_chacha20");
	wt_text_list(text, sizeof text, &more, "udp"); /* it had room, but the order of the list is kept */
	wt_text_list_end(text, sizeof text, more);
	assert_string_equal(text, "tls1.2, tls1.3_no-client-auth and 2 more");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_libraries_differ_in_what_is_known),
		cmocka_unit_test(formats_of_points_without_a_curve),
		cmocka_unit_test(a_text_that_is_cut_ends_with_a_character),
		cmocka_unit_test(what_is_known_has_a_place),
		cmocka_unit_test(an_offer_that_nobody_knows_is_told_only),
		cmocka_unit_test(a_compressed_certificate_refuses),
		cmocka_unit_test(other_work_refuses),
		cmocka_unit_test(a_signatures_encoding_is_none),
		cmocka_unit_test(one_side_that_tells_nothing),
		cmocka_unit_test(more_than_there_is_room_for),
		cmocka_unit_test(sound_records_are_taken),
		cmocka_unit_test(what_does_not_fit_is_refused),
		cmocka_unit_test(the_cold_try_counts),
		cmocka_unit_test(both_ends_tell_of_one_session),
		cmocka_unit_test(names_of_registries),
		cmocka_unit_test(many_names_are_counted),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
