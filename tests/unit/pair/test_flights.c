/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The first handshake's record: hellos as the libraries sent them, cut and lying ones, and what is not the session's. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>
#include <jansson.h>

#include "flights.h"
#include "support/hello_bytes.h"

static struct wt_trace trace;
static struct wt_records records;
static uint64_t now;

static int setup(void **state)
{
	(void)state;
	wt_trace_clear(&trace);
	now = 0;
	return 0;
}

static void pass(bool out, const void *data, size_t bytes)
{
	trace.tap.passed(trace.tap.context, out, ++now, data, bytes);
}

static void append_numbers(char *text, const char *what, const struct wt_hello_list *list)
{
	if (list->count)
		sprintf(text + strlen(text), "; %s", what);
	for (size_t i = 0; i < list->count; i++)
		sprintf(text + strlen(text), " %u", list->number[i]);
}

/* All that is recorded of a hello, in a line. */
static const char *words(const struct wt_flights_hello *one)
{
	static char text[1024];
	const struct wt_hello *hello = &one->hello;

	sprintf(text, "%s %04x session %u cookie %u", one->name, hello->version, hello->session_id_bytes,
		hello->cookie_bytes);
	append_numbers(text, "suites", &hello->suites);
	strcat(text, "; extensions");
	for (size_t i = 0; i < hello->extensions.count; i++)
		sprintf(text + strlen(text), " %u:%u", hello->extensions.number[i], hello->extension_bytes[i]);
	append_numbers(text, "groups", &hello->groups);
	append_numbers(text, "signatures", &hello->signatures);
	append_numbers(text, "versions", &hello->versions);
	append_numbers(text, "shares", &hello->key_shares);
	return text;
}

#define BYTES(name) name, sizeof(name)

static const struct {
	const uint8_t *bytes;
	size_t count;
	bool datagram;
	int minor;
	const char *words;
} real[] = {
	{ BYTES(openssl_tls_1_2_client_1), false, 2,
	  "ClientHello 0303 session 0 cookie 0; suites 49195 255; extensions 11:4 10:4 22:0 23:0 13:4; groups 23; "
	  "signatures 1027" },
	{ BYTES(openssl_tls_1_2_server_1), false, 2,
	  "ServerHello 0303 session 0 cookie 0; suites 49195; extensions 65281:1 11:4 23:0" },
	{ BYTES(openssl_tls_1_3_client_1), false, 3,
	  "ClientHello 0303 session 0 cookie 0; suites 4865 255; extensions 11:4 10:4 22:0 23:0 13:4 43:3 45:2 51:71; "
	  "groups 23; signatures 1027; versions 772; shares 23" },
	{ BYTES(openssl_tls_1_3_server_1), false, 3,
	  "ServerHello 0303 session 0 cookie 0; suites 4865; extensions 43:2 51:69; versions 772; shares 23" },
	{ BYTES(openssl_dtls_1_2_client_1), true, 2,
	  "ClientHello fefd session 0 cookie 0; suites 49195 255; extensions 11:4 10:4 22:0 23:0 13:4; groups 23; "
	  "signatures 1027" },
	{ BYTES(openssl_dtls_1_2_client_2), true, 2,
	  "ClientHello fefd session 0 cookie 32; suites 49195 255; extensions 11:4 10:4 22:0 23:0 13:4; groups 23; "
	  "signatures 1027" },
	{ BYTES(openssl_3_5_tls_1_2_client_1), false, 2,
	  "ClientHello 0303 session 0 cookie 0; suites 49195; extensions 65281:1 11:4 10:4 22:0 23:0 13:4; groups 23; "
	  "signatures 1027" },
	{ BYTES(wolfssl_tls_1_2_client_1), false, 2,
	  "ClientHello 0303 session 0 cookie 0; suites 49195; extensions 13:4 11:2 22:0 10:4 23:0; groups 23; "
	  "signatures 1027" },
	{ BYTES(wolfssl_tls_1_2_server_1), false, 2,
	  "ServerHello 0303 session 0 cookie 0; suites 49195; extensions 11:2 23:0" },
	{ BYTES(wolfssl_tls_1_3_client_1), false, 3,
	  "ClientHello 0303 session 0 cookie 0; suites 4865; extensions 45:3 51:71 43:3 13:4 22:0 10:4; groups 23; "
	  "signatures 1027; versions 772; shares 23" },
	{ BYTES(wolfssl_dtls_1_2_server_2), true, 2,
	  "ServerHello fefd session 0 cookie 0; suites 49195; extensions 11:2 23:0" },
	{ BYTES(wolfssl_dtls_1_3_server_1), true, 3,
	  "HelloRetryRequest fefd session 0 cookie 0; suites 4865; extensions 43:2 44:69; versions 65276" },
	{ BYTES(wolfssl_dtls_1_3_client_2), true, 3,
	  "ClientHello fefd session 0 cookie 0; suites 4865; extensions 43:3 44:69 45:3 51:71 13:4 22:0 10:4; "
	  "groups 23; signatures 1027; versions 65276; shares 23" },
};

static void test_hellos_of_both_libraries(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(real) / sizeof(*real); i++) {
		struct wt_flights_hello hellos[WT_HELLOS];

		setup(NULL);
		pass(true, real[i].bytes, real[i].count);
		wt_trace_parse(&trace, real[i].datagram, real[i].minor);
		assert_int_equal(trace.record_count, 1);
		assert_int_equal(wt_flights_hellos(&trace, 1, real[i].datagram, hellos), 1);
		assert_string_equal(words(&hellos[0]), real[i].words);
	}
}

/* A DTLS 1.2 handshake's hellos; what stands between them in the record is a HelloVerifyRequest, which is no hello. */
static void test_a_cookie_exchange(void **state)
{
	struct wt_flights_hello hellos[WT_HELLOS];

	(void)state;
	pass(true, BYTES(openssl_dtls_1_2_client_1));
	pass(false, BYTES(openssl_dtls_1_2_server_1));
	pass(true, BYTES(openssl_dtls_1_2_client_2));
	pass(false, BYTES(openssl_dtls_1_2_server_2));
	wt_trace_parse(&trace, true, 2);
	assert_int_equal(wt_flights_hellos(&trace, trace.record_count, true, hellos), 3);
	assert_int_equal(hellos[0].hello.cookie_bytes, 0);
	assert_int_equal(hellos[1].hello.cookie_bytes, 32);
	assert_string_equal(hellos[2].name, "ServerHello");
}

static size_t body_of(bool datagram)
{
	return datagram ? 13 + 12 : 5 + 4;
}

/* Reads a hello whose bytes lie alone, so that a sanitizer and valgrind see one step too far. */
static bool read_alone(struct wt_hello *hello, bool server, bool datagram, const uint8_t *body, size_t bytes)
{
	uint8_t *alone = malloc(bytes ? bytes : 1);
	bool good;

	assert_non_null(alone);
	memcpy(alone, body, bytes);
	good = wt_hello_read(hello, server ? WT_SERVER_HELLO : WT_CLIENT_HELLO, datagram, alone, bytes);
	free(alone);
	return good;
}

static void test_a_cut_hello_is_none(void **state)
{
	struct wt_hello hello;

	(void)state;
	for (size_t i = 0; i < sizeof(real) / sizeof(*real); i++) {
		size_t header = body_of(real[i].datagram), bytes = real[i].count - header;
		bool server = real[i].words[0] != 'C';

		for (size_t cut = 0; cut <= bytes; cut++) {
			bool good = read_alone(&hello, server, real[i].datagram, real[i].bytes + header, cut);
			/* a hello without extensions is one (RFC 5246 7.4.1.2) */
			bool bare = good && hello.extensions.count == 0;

			assert_int_equal(good, cut == bytes || bare);
		}
	}
}

/* Each byte told otherwise: read or refused, and never past the end. Most lengths cannot be altered unseen. */
static void test_lying_lengths(void **state)
{
	static const uint8_t lies[] = { 0x00, 0x01, 0x7f, 0x80, 0xff };
	size_t refused = 0;
	struct wt_hello hello;

	(void)state;
	for (size_t i = 0; i < sizeof(real) / sizeof(*real); i++) {
		size_t header = body_of(real[i].datagram), bytes = real[i].count - header;

		for (size_t at = 0; at < bytes; at++)
			for (size_t lie = 0; lie < sizeof(lies); lie++) {
				uint8_t body[512];

				assert_true(bytes <= sizeof(body));
				memcpy(body, real[i].bytes + header, bytes);
				body[at] = lies[lie];
				refused += !read_alone(&hello, real[i].words[0] != 'C', real[i].datagram, body, bytes);
			}
	}
	assert_in_range(refused, 500, 5000);
}

static void test_no_other_message_is_a_hello(void **state)
{
	struct wt_hello hello;

	(void)state;
	assert_false(
		wt_hello_read(&hello, 11, false, wolfssl_tls_1_2_client_1 + 9, sizeof(wolfssl_tls_1_2_client_1) - 9));
}

/* Fragments of a DTLS hello in order give the whole; with a gap or a lie there is none. */
static void test_fragments(void **state)
{
	static const uint8_t *const whole = wolfssl_dtls_1_3_client_1;
	size_t bytes = sizeof(wolfssl_dtls_1_3_client_1) - 25;
	struct wt_flights_hello hellos[WT_HELLOS];

	(void)state;
	for (size_t gap = 0; gap < 3; gap++) {
		setup(NULL);
		for (size_t from = 0; from < bytes; from += 50) {
			size_t piece = bytes - from < 50 ? bytes - from : 50, offset = from + (from ? gap : 0);
			uint8_t record[128];

			memcpy(record, whole, 25);
			record[11] = 0;
			record[12] = (uint8_t)(12 + piece);
			record[21] = (uint8_t)offset;
			record[22] = record[23] = 0;
			record[24] = (uint8_t)piece;
			memcpy(record + 25, whole + 25 + from, piece);
			pass(true, record, 25 + piece);
		}
		wt_trace_parse(&trace, true, 3);
		assert_int_equal(wt_flights_hellos(&trace, trace.record_count, true, hellos), gap == 0);
		if (gap == 0)
			assert_string_equal(
				words(&hellos[0]) + 12,
				"fefd session 0 cookie 0; suites 4865; extensions "
				"45:3 51:71 43:3 13:4 22:0 10:4; groups 23; signatures 1027; versions 65276; shares 23");
	}
}

/* A hello that goes on in a second record of TLS (RFC 8446 5.1). */
static void test_a_hello_over_two_records(void **state)
{
	const uint8_t *whole = openssl_tls_1_3_client_1;
	size_t bytes = sizeof(openssl_tls_1_3_client_1) - 5;
	struct wt_flights_hello hellos[WT_HELLOS];

	(void)state;
	for (size_t cut = 4; cut < bytes; cut++) {
		uint8_t first[5] = { 22, 3, 1, 0, (uint8_t)cut }, second[5] = { 22, 3, 1, 0, (uint8_t)(bytes - cut) };

		setup(NULL);
		pass(true, first, 5);
		pass(true, whole + 5, cut);
		pass(true, second, 5);
		pass(true, whole + 5 + cut, bytes - cut);
		wt_trace_parse(&trace, false, 3);
		assert_int_equal(wt_flights_hellos(&trace, trace.record_count, false, hellos), 1);
		assert_string_equal(words(&hellos[0]), real[2].words);
	}
}

/* The record of what was passed, NULL: none was written. Owned by the caller. */
static json_t *written(const struct wt_flights *flights, bool datagram)
{
	char path[] = "/tmp/wt-flights-XXXXXX";
	int descriptor = mkstemp(path);
	json_t *record;

	assert_true(descriptor >= 0);
	close(descriptor);
	assert_int_equal(wt_records_open(&records, path), WT_OK);
	assert_int_equal(wt_flights_record(flights, &trace, WT_CLIENT, datagram, &records), WT_OK);
	assert_int_equal(wt_records_close(&records), WT_OK);
	record = json_load_file(path, 0, NULL);
	unlink(path);
	return record;
}

/* A session of hello, hello, Finished; then a message, its answer and a close_notify. */
static struct wt_flights pass_session(void)
{
	static const uint8_t secret[] = { 23, 3, 3, 0, 3, 7, 7, 7 };
	struct wt_flights flights = { .taken = true };

	pass(true, BYTES(wolfssl_tls_1_3_client_1));
	pass(false, BYTES(wolfssl_tls_1_3_server_1));
	pass(true, secret, sizeof(secret));
	flights.handshake_bytes[true] = sizeof(wolfssl_tls_1_3_client_1) + sizeof(secret);
	flights.handshake_bytes[false] = sizeof(wolfssl_tls_1_3_server_1);
	pass(true, secret, sizeof(secret));
	pass(false, secret, sizeof(secret));
	flights.session_bytes[true] = flights.handshake_bytes[true] + sizeof(secret);
	flights.session_bytes[false] = flights.handshake_bytes[false] + sizeof(secret);
	pass(true, secret, sizeof(secret)); /* closing */
	wt_trace_parse(&trace, false, 3);
	return flights;
}

static int64_t number_of(const json_t *record, const char *list, size_t index, const char *name)
{
	return json_integer_value(json_object_get(json_array_get(json_object_get(record, list), index), name));
}

static void test_the_record_ends_where_the_handshake_does(void **state)
{
	struct wt_flights flights = pass_session();
	json_t *record = written(&flights, false);

	(void)state;
	assert_non_null(record);
	assert_int_equal(json_array_size(json_object_get(record, "flights")), 3);
	assert_int_equal(number_of(record, "flights", 0, "bytes"), sizeof(wolfssl_tls_1_3_client_1));
	assert_int_equal(number_of(record, "flights", 2, "bytes"), 8);
	assert_int_equal(json_array_size(json_object_get(record, "after")), 2);
	assert_int_equal(json_array_size(json_object_get(record, "hellos")), 2);
	json_decref(record);
}

/* Of another peer's bytes among these, or of a handshake that is not whole, nothing is told. */
static void test_what_does_not_add_up_is_not_recorded(void **state)
{
	struct wt_flights flights = pass_session();

	(void)state;
	flights.handshake_bytes[false]--;
	assert_null(written(&flights, false));
	flights.handshake_bytes[false] += 1000;
	assert_null(written(&flights, false));
	flights.handshake_bytes[false] -= 999;
	flights.taken = false;
	assert_null(written(&flights, false));
}

/* Passes `count` records in turn: first hellos that hold more than is kept, then records of four messages each. */
static struct wt_flights pass_many(size_t count)
{
	static const uint8_t piece[] = { 22, 3, 3, 0, 16, 12, 0, 0, 0, 12, 0, 0, 0, 12, 0, 0, 0, 12, 0, 0, 0 };
	uint8_t hello[5 + 4 + 2 + 32 + 1 + 2 + 80 + 2 + 2 + 40 * 4] = { 22, 3, 3, 0, 0, 1, 0, 0, 0, 3, 3 };
	struct wt_flights flights = { .taken = true };
	size_t at = 5 + 4 + 2 + 32 + 1;

	hello[at + 1] = 80;
	memset(hello + at + 2, 0xcc, 80);
	at += 82;
	hello[at] = 1; /* one method of compression, none */
	at += 2;
	hello[at + 1] = 160;
	for (size_t i = 0; i < 40; i++)
		hello[at + 2 + 4 * i] = 0xfe;
	hello[3] = hello[7] = 1;
	hello[4] = (uint8_t)(sizeof(hello) - 5 - 256);
	hello[8] = (uint8_t)(sizeof(hello) - 9 - 256);
	for (size_t i = 0; i < count; i++) {
		bool out = i % 2 == 0;
		size_t bytes = i < WT_HELLOS ? sizeof(hello) : sizeof(piece);

		pass(out, i < WT_HELLOS ? hello : piece, bytes);
		flights.handshake_bytes[out] += bytes;
	}
	memcpy(flights.session_bytes, flights.handshake_bytes, sizeof(flights.session_bytes));
	wt_trace_parse(&trace, false, 2);
	return flights;
}

static void test_a_long_record_fits(void **state)
{
	struct wt_flights flights = pass_many(40);
	json_t *record = written(&flights, false);

	(void)state;
	assert_non_null(record);
	assert_int_equal(json_array_size(json_object_get(record, "hellos")), WT_HELLOS);
	assert_true(json_is_true(json_object_get(json_array_get(json_object_get(record, "hellos"), 0), "cut")));
	json_decref(record);
}

/* What is longer than a line is not told; the run goes on. */
static void test_too_long_a_record_is_left_out(void **state)
{
	struct wt_flights flights = pass_many(WT_TRACE_RECORDS);

	(void)state;
	assert_int_equal(trace.record_count, WT_TRACE_RECORDS);
	assert_null(written(&flights, false));
}

/* A connection that still has the tap when the trace was taken adds nothing. */
static void test_a_stopped_trace_keeps_nothing(void **state)
{
	(void)state;
	pass(true, BYTES(wolfssl_tls_1_3_client_1));
	wt_trace_stop(&trace);
	pass(true, BYTES(wolfssl_tls_1_3_client_1));
	trace.tap.reported(trace.tap.context, true, WT_REPORTED_RECORD, 0);
	assert_int_equal(trace.call_count, 1);
	assert_int_equal(trace.reported_records[true], 0);
}

static void test_where_handshake_and_session_end(void **state)
{
	struct wt_try one = { .retransmissions = 2 };
	struct wt_flights flights;

	(void)state;
	for (int phase = 0; phase < WT_PHASES_CLIENT; phase++) {
		one.phases[phase].traffic.bytes_out = 1ULL << (4 * phase);
		one.phases[phase].traffic.bytes_in = 2ULL << (4 * phase);
	}
	wt_flights_take(&flights, WT_CLIENT, &one);
	assert_int_equal(flights.handshake_bytes[true], 0x11);
	assert_int_equal(flights.handshake_bytes[false], 0x22);
	assert_int_equal(flights.session_bytes[true], 0x1111);
	assert_int_equal(flights.session_bytes[false], 0x2222);
	assert_int_equal(flights.retransmissions, 2);
	/* a server's tries end with the answer */
	wt_flights_take(&flights, WT_SERVER, &one);
	assert_int_equal(flights.session_bytes[true], 0x1111);
}

/* RFC 8446 4.1.2, RFC 5246 7.4.1.2: a hello of a client has one method of compression at least. */
static void test_a_hello_without_compression_methods(void **state)
{
	uint8_t bytes[2 + 32 + 1 + 4 + 2] = { 0x03, 0x03 };
	struct wt_hello hello;

	(void)state;
	bytes[36] = 2; /* one suite */
	bytes[37] = 0x13;
	bytes[38] = 0x01;
	bytes[39] = 1; /* "null" */
	assert_true(wt_hello_read(&hello, WT_CLIENT_HELLO, false, bytes, sizeof(bytes)));
	assert_int_equal(hello.suites.number[0], 0x1301);
	bytes[39] = 0;
	assert_false(wt_hello_read(&hello, WT_CLIENT_HELLO, false, bytes, sizeof(bytes) - 1));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_a_hello_without_compression_methods),
		cmocka_unit_test_setup(test_hellos_of_both_libraries, setup),
		cmocka_unit_test_setup(test_a_cookie_exchange, setup),
		cmocka_unit_test(test_a_cut_hello_is_none),
		cmocka_unit_test(test_lying_lengths),
		cmocka_unit_test(test_no_other_message_is_a_hello),
		cmocka_unit_test_setup(test_fragments, setup),
		cmocka_unit_test_setup(test_a_hello_over_two_records, setup),
		cmocka_unit_test_setup(test_the_record_ends_where_the_handshake_does, setup),
		cmocka_unit_test_setup(test_what_does_not_add_up_is_not_recorded, setup),
		cmocka_unit_test_setup(test_a_long_record_fits, setup),
		cmocka_unit_test_setup(test_too_long_a_record_is_left_out, setup),
		cmocka_unit_test_setup(test_a_stopped_trace_keeps_nothing, setup),
		cmocka_unit_test(test_where_handshake_and_session_end),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
