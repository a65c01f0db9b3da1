/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Cookies of a DTLS listener: hellos made by hand; the clock is moved, not waited for. */
// LDFLAGS: -Wl,--wrap=wt_clock_ns -Wl,--wrap=wt_clock_coarse_ns -Wl,--wrap=wt_socket_recv_from -Wl,--wrap=wt_tlslib_listen
#include <stdarg.h>
#include <setjmp.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cmocka.h>

#include "clock.h"
#include "connection.h"
#include "listener.h"
#include "support/hello_bytes.h"
#include "support/joint.h"
#include "tlslib.h"
#include "tlslib_dtls.h"

enum { HELLO_AT = 25, RANDOM_AT = 27, SESSION_AT = 59, COOKIE_AT = 60, SUITES_AT = 61, BYTES_MAX = 2048 };

/* It stands while a program works, however slow a machine is, and goes on where nothing is left to receive. */
static uint64_t now_ns = 3600 * WT_NS_PER_S;
static const uint64_t wait_ns = WT_NS_PER_S / 20;

uint64_t __wrap_wt_clock_ns(void);
uint64_t __wrap_wt_clock_ns(void)
{
	return now_ns;
}

uint64_t __wrap_wt_clock_coarse_ns(void);
uint64_t __wrap_wt_clock_coarse_ns(void)
{
	return now_ns;
}

enum wt_status __real_wt_socket_recv_from(struct wt_socket *listener, void *data, size_t room, size_t *received,
					  struct wt_address *peer, struct wt_error *error);
enum wt_status __wrap_wt_socket_recv_from(struct wt_socket *listener, void *data, size_t room, size_t *received,
					  struct wt_address *peer, struct wt_error *error);
enum wt_status __wrap_wt_socket_recv_from(struct wt_socket *listener, void *data, size_t room, size_t *received,
					  struct wt_address *peer, struct wt_error *error)
{
	uint8_t byte;

	if (recv((int)listener->handle, &byte, 1, MSG_PEEK | MSG_DONTWAIT) < 0)
		now_ns += wait_ns;
	return __real_wt_socket_recv_from(listener, data, room, received, peer, error);
}

static size_t talk_bytes; /* what a library answers that likes to talk; 0: the real one */
static unsigned looks;

enum wt_status __real_wt_tlslib_listen(SSL *session, struct wt_wire *wire);
enum wt_status __wrap_wt_tlslib_listen(SSL *session, struct wt_wire *wire);
enum wt_status __wrap_wt_tlslib_listen(SSL *session, struct wt_wire *wire)
{
	static const uint8_t talk[BYTES_MAX];
	size_t sent;

	looks++;
	if (talk_bytes == 0)
		return __real_wt_tlslib_listen(session, wire);
	assert_int_equal(wt_wire_send(wire, talk, talk_bytes, &sent), WT_OK);
	assert_int_equal(sent, talk_bytes);
	return WT_WANT_READ;
}

struct hello {
	uint8_t data[BYTES_MAX];
	size_t bytes;
};

struct listener {
	struct wt_endpoint *endpoint;
	struct hello hello; /* a genuine first one of that version, without a session */
	bool is_13;
	int client;     /* socket of the client that is played */
	size_t in, out; /* what the last hello cost */
};

static void put(uint8_t *at, size_t number, unsigned bytes)
{
	while (bytes-- > 0)
		*at++ = (uint8_t)(number >> 8 * bytes);
}

static size_t get(const uint8_t *at, unsigned bytes)
{
	size_t number = 0;

	while (bytes-- > 0)
		number = number << 8 | *at++;
	return number;
}

static void insert(struct hello *hello, size_t at, const void *data, size_t bytes)
{
	assert_true(hello->bytes + bytes <= BYTES_MAX && at <= hello->bytes);
	memmove(hello->data + at + bytes, hello->data + at, hello->bytes - at);
	memcpy(hello->data + at, data, bytes);
	hello->bytes += bytes;
	put(hello->data + 11, hello->bytes - 13, 2);
	put(hello->data + 14, hello->bytes - HELLO_AT, 3);
	put(hello->data + 22, hello->bytes - HELLO_AT, 3);
}

/* Where the extensions begin, with their length; the hello's session and cookie are empty. */
static size_t extensions_at(const struct hello *hello)
{
	size_t at = SUITES_AT + 2 + get(hello->data + SUITES_AT, 2);

	return at + 1 + hello->data[at];
}

static struct hello with_cookie(const struct listener *listener, const struct hello *cookie)
{
	struct hello hello = listener->hello;
	uint8_t extension[6];
	size_t extensions = extensions_at(&hello);

	hello.data[10] = 1; /* the record's number, and the message's */
	hello.data[18] = 1;
	if (listener->is_13) {
		put(extension, 44, 2); /* RFC 8446 4.2.2 */
		put(extension + 2, cookie->bytes + 2, 2);
		put(extension + 4, cookie->bytes, 2);
		insert(&hello, hello.bytes, extension, sizeof(extension));
		insert(&hello, hello.bytes, cookie->data, cookie->bytes);
		put(hello.data + extensions, hello.bytes - extensions - 2, 2);
	} else {
		insert(&hello, COOKIE_AT + 1, cookie->data, cookie->bytes);
		hello.data[COOKIE_AT] = (uint8_t)cookie->bytes;
	}
	return hello;
}

static bool start(struct listener *listener, const char *version)
{
	static struct wt_joint joint;
	struct wt_error error = { .status = WT_OK };

	wt_joint_start(&joint, &wt_dtls, version);
	memset(listener, 0, sizeof(*listener));
	listener->client = -1;
	if (wt_dtls.open(&listener->endpoint, &joint.settings[WT_SERVER], true, &error) == WT_UNSUPPORTED)
		return false;
	assert_non_null(listener->endpoint);
	listener->is_13 = strcmp(version, "1.3") == 0;
	if (listener->is_13)
		insert(&listener->hello, 0, wolfssl_dtls_1_3_client_1, sizeof(wolfssl_dtls_1_3_client_1));
	else
		insert(&listener->hello, 0, openssl_dtls_1_2_client_1, sizeof(openssl_dtls_1_2_client_1));
	return true;
}

static void end(struct listener *listener)
{
	close(listener->client);
	wt_dtls.shut(listener->endpoint, NULL);
}

/* The next hello comes from another port. */
static void new_client(struct listener *listener)
{
	struct sockaddr_in server = { .sin_family = AF_INET };

	if (listener->client >= 0)
		close(listener->client);
	server.sin_port = htons(wt_address_port(wt_endpoint_address(listener->endpoint)));
	server.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	listener->client = socket(AF_INET, SOCK_DGRAM, 0);
	assert_int_equal(connect(listener->client, (struct sockaddr *)&server, sizeof(server)), 0);
}

/* Sends it and lets the server look. The first datagram of the answer; no bytes: there is none. */
static struct hello ask(struct listener *listener, const struct hello *hello)
{
	struct wt_connection *connection;
	struct hello answer = { .bytes = 0 };
	uint8_t more[BYTES_MAX];
	ssize_t got;

	assert_int_equal(send(listener->client, hello->data, hello->bytes, 0), (ssize_t)hello->bytes);
	assert_int_equal(wt_dtls.accept(listener->endpoint, &connection, now_ns + wait_ns), WT_TIMEOUT);
	listener->in = hello->bytes;
	listener->out = 0;
	while ((got = recv(listener->client, more, sizeof(more), MSG_DONTWAIT)) > 0) {
		if (listener->out == 0) {
			memcpy(answer.data, more, (size_t)got);
			answer.bytes = (size_t)got;
		}
		listener->out += (size_t)got;
	}
	return answer;
}

/* HelloVerifyRequest, or a HelloRetryRequest, by its random (RFC 8446 4.1.3). */
static bool is_cookie(const struct hello *answer)
{
	static const uint8_t retry[] = { 0xcf, 0x21, 0xad, 0x74 };

	return answer->bytes > RANDOM_AT + 32 && answer->data[0] == 22 &&
	       (answer->data[13] == 3 || (answer->data[13] == 2 && memcmp(answer->data + RANDOM_AT, retry, 4) == 0));
}

static bool is_accepted(const struct hello *answer)
{
	return answer->bytes > RANDOM_AT + 32 && answer->data[0] == 22 && answer->data[13] == 2 && !is_cookie(answer);
}

static struct hello cookie_of(const struct hello *answer)
{
	struct hello cookie = { .bytes = 0 };
	size_t at = SESSION_AT + 1 + 3; /* HelloRetryRequest: session, suite, compression */

	assert_true(is_cookie(answer));
	if (answer->data[13] == 3) {
		cookie.bytes = answer->data[27];
		memcpy(cookie.data, answer->data + 28, cookie.bytes);
		return cookie;
	}
	for (at += 2; get(answer->data + at, 2) != 44; at += 4 + get(answer->data + at + 2, 2))
		assert_true(at + 4 < answer->bytes);
	cookie.bytes = get(answer->data + at + 4, 2);
	memcpy(cookie.data, answer->data + at + 6, cookie.bytes);
	return cookie;
}

/* A new client that has its cookie: its second hello. */
static struct hello second_hello(struct listener *listener)
{
	struct hello answer, cookie;

	new_client(listener);
	answer = ask(listener, &listener->hello);
	cookie = cookie_of(&answer);
	return with_cookie(listener, &cookie);
}

static const char *const versions[] = { "1.2", "1.3" };

static void test_for_the_same_hello(void **state)
{
	struct listener listener;

	(void)state;
	for (size_t v = 0; v < 2 && start(&listener, versions[v]); v++) {
		struct hello hello = second_hello(&listener);
		struct hello answer = ask(&listener, &hello);

		assert_true(is_accepted(&answer));
		hello = second_hello(&listener);
		new_client(&listener); /* and for its address alone */
		answer = ask(&listener, &hello);
		assert_false(is_accepted(&answer));
		end(&listener);
	}
}

/* What makes the cookies is the listener's, not a session's, which leaves it with each peer. */
static void test_for_another_session(void **state)
{
	struct listener listener;

	(void)state;
	for (size_t v = 0; v < 2 && start(&listener, versions[v]); v++) {
		struct hello waits = second_hello(&listener), goes_on, answer;
		int first = dup(listener.client);

		goes_on = second_hello(&listener);
		answer = ask(&listener, &goes_on);
		assert_true(is_accepted(&answer));
		close(listener.client);
		listener.client = first;
		answer = ask(&listener, &waits);
		assert_true(is_accepted(&answer));
		end(&listener);
	}
}

static void refused(struct listener *listener, const struct hello *hello)
{
	struct hello answer = ask(listener, hello), cookie;

	assert_false(is_accepted(&answer));
	if (listener->is_13)
		return;
	/* it is asked to come again, as one that has none (RFC 6347 4.2.1) */
	cookie = cookie_of(&answer);
	assert_true(cookie.bytes > 0);
}

static void test_for_another_hello(void **state)
{
	static const uint8_t suite[] = { 0xc0, 0x2c }, session[32] = { 7 };
	struct listener listener;

	(void)state;
	for (size_t v = 0; v < 2 && start(&listener, versions[v]); v++) {
		struct hello hello = second_hello(&listener);

		hello.data[RANDOM_AT + 31] ^= 1;
		refused(&listener, &hello);
		hello = second_hello(&listener);
		if (!listener.is_13) { /* where it stays empty (RFC 9147 5.3) */
			hello.data[SESSION_AT] = sizeof(session);
			insert(&hello, SESSION_AT + 1, session, sizeof(session));
			refused(&listener, &hello);
			hello = second_hello(&listener);
			/* behind the cookie */
			hello.data[COOKIE_AT + 1 + hello.data[COOKIE_AT] + 1] += 2;
			insert(&hello, (size_t)COOKIE_AT + 1 + hello.data[COOKIE_AT] + 2, suite, 2);
		} else {
			hello.data[SUITES_AT + 1] += 2;
			insert(&hello, SUITES_AT + 2, suite, 2);
		}
		refused(&listener, &hello);
		end(&listener);
	}
}

static void test_for_a_while(void **state)
{
	struct listener listener;

	(void)state;
	for (size_t v = 0; v < 2 && start(&listener, versions[v]); v++) {
		struct hello hello = second_hello(&listener), answer;

		now_ns += 61 * WT_NS_PER_S; /* the secret has changed meanwhile */
		answer = ask(&listener, &hello);
		assert_true(is_accepted(&answer));
		hello = second_hello(&listener); /* the new one is good, too */
		answer = ask(&listener, &hello);
		assert_true(is_accepted(&answer));
		end(&listener);
	}
}

/* In a time without hellos nobody changes the secrets: they are too old all the same. */
static void test_not_after_two_minutes(void **state)
{
	struct listener listener;

	(void)state;
	for (size_t v = 0; v < 2 && start(&listener, versions[v]); v++) {
		struct hello hello = second_hello(&listener), answer;

		now_ns += 121 * WT_NS_PER_S;
		refused(&listener, &hello);
		hello = second_hello(&listener);
		answer = ask(&listener, &hello);
		assert_true(is_accepted(&answer));
		end(&listener);
	}
}

static unsigned looks_at(struct listener *listener, const struct hello *hello)
{
	looks = 0;
	ask(listener, hello);
	return looks;
}

/* Only who has a cookie that is not of the new secret is looked at twice, and only where there is an old one. */
static void test_looked_at_once(void **state)
{
	struct listener listener;

	(void)state;
	for (size_t v = 0; v < 2 && start(&listener, versions[v]); v++) {
		const struct hello none = { .bytes = 32 };
		const struct hello bad = with_cookie(&listener, &none);
		struct hello good;

		new_client(&listener);
		assert_int_equal(looks_at(&listener, &bad), 1);
		now_ns += 61 * WT_NS_PER_S;
		assert_int_equal(looks_at(&listener, &listener.hello), 1);
		assert_int_equal(looks_at(&listener, &bad), 2);
		good = second_hello(&listener);
		assert_int_equal(looks_at(&listener, &good), 1);
		end(&listener);
	}
}

static void test_refused_when_both_secrets_have_changed(void **state)
{
	struct listener listener;

	(void)state;
	for (size_t v = 0; v < 2 && start(&listener, versions[v]); v++) {
		struct hello hello = second_hello(&listener);
		int first = dup(listener.client);

		for (int i = 0; i < 2; i++) { /* by the hellos of others */
			now_ns += 61 * WT_NS_PER_S;
			second_hello(&listener);
		}
		close(listener.client);
		listener.client = first;
		refused(&listener, &hello);
		end(&listener);
	}
}

static void answered_in_bounds(struct listener *listener, const struct hello *hello)
{
	new_client(listener);
	ask(listener, hello);
	assert_true(listener->out <= 3 * listener->in);
}

static struct hello without_extensions(const struct listener *listener)
{
	struct hello hello = listener->hello;

	hello.bytes = extensions_at(&hello);
	insert(&hello, hello.bytes, "", 0);
	return hello;
}

static void test_answers_are_short(void **state)
{
	struct listener listener;

	(void)state;
	for (size_t v = 0; v < 2 && start(&listener, versions[v]); v++) {
		struct hello cookie = { .bytes = 32 }, hello;

		answered_in_bounds(&listener, &listener.hello);
		assert_true(listener.out > 0);
		hello = with_cookie(&listener, &cookie);
		answered_in_bounds(&listener, &hello);
		hello = without_extensions(&listener);
		answered_in_bounds(&listener, &hello);
		end(&listener);
	}
}

/* Nothing that breaks off within the hello is answered, whatever the library would say. */
static void test_no_answer_to_a_part(void **state)
{
	struct listener listener;

	(void)state;
	for (size_t v = 0; v < 2 && start(&listener, versions[v]); v++) {
		struct hello part = listener.hello;

		new_client(&listener);
		for (part.bytes = 1; part.bytes < listener.hello.bytes; part.bytes++)
			assert_int_equal(send(listener.client, part.data, part.bytes, 0), (ssize_t)part.bytes);
		talk_bytes = 1;
		ask(&listener, &listener.hello);
		talk_bytes = 0;
		assert_int_equal(listener.out, 1);
		end(&listener);
	}
}

/* Content, version, epoch, and the message's type and offset (RFC 6347 4.1, 4.2.2). */
static void test_nothing_else_is_looked_at(void **state)
{
	static const size_t at[] = { 0, 1, 4, 13, 21 };
	struct listener listener;

	(void)state;
	for (size_t v = 0; v < 2 && start(&listener, versions[v]); v++) {
		new_client(&listener);
		for (size_t i = 0; i < sizeof(at) / sizeof(*at); i++) {
			struct hello other = listener.hello;

			other.data[at[i]] ^= 2;
			assert_int_equal(looks_at(&listener, &other), 0);
		}
		assert_int_equal(looks_at(&listener, &listener.hello), 1);
		end(&listener);
	}
}

/* A datagram whose hello is followed by a piece of a message that is longer than any of ours. */
static void test_what_is_behind_a_hello_is_bounded(void **state)
{
	static const uint8_t piece[26] = { 22, 0xfe, 0xfd, 0, 0, 0, 0, 0, 0, 0, 1, 0, 13,
					   11, 1,    0x88, 0, 0, 1, 0, 0, 0, 0, 0, 1, 0 };
	struct listener listener;

	(void)state;
	for (size_t v = 0; v < 2 && start(&listener, versions[v]); v++) {
		struct hello hello = listener.hello;

		memcpy(hello.data + hello.bytes, piece, sizeof(piece));
		hello.bytes += sizeof(piece);
		new_client(&listener);
		assert_int_equal(looks_at(&listener, &hello), 0);
		put(hello.data + listener.hello.bytes + 14, 4096, 3); /* a shorter one */
		assert_int_equal(looks_at(&listener, &hello), 1);
		end(&listener);
	}
}

static void test_no_more_than_three_times(void **state)
{
	struct listener listener;
	struct hello hello;

	(void)state;
	if (!start(&listener, "1.2"))
		return;
	hello = without_extensions(&listener);
	new_client(&listener);
	talk_bytes = 3 * hello.bytes;
	ask(&listener, &hello);
	assert_int_equal(listener.out, talk_bytes);
	talk_bytes++;
	ask(&listener, &hello);
	assert_int_equal(listener.out, 0);
	talk_bytes = 0;
	end(&listener);
}

static void test_one_datagram_is_held(void **state)
{
	static const uint8_t data[WT_HELD_BYTES + 1] = { 1 };
	struct wt_held held = { .room = WT_HELD_BYTES };
	struct wt_wire wire = { .held = &held };
	size_t sent;

	(void)state;
	assert_int_equal(wt_wire_send(&wire, data, sizeof(data), &sent), WT_OK);
	assert_int_equal(held.bytes, 0);
	assert_int_equal(wt_wire_send(&wire, data, 2, &sent), WT_OK);
	assert_int_equal(wt_wire_send(&wire, data + 1, 3, &sent), WT_OK);
	assert_int_equal(sent, 3);
	assert_int_equal(held.bytes, 2);
	assert_int_equal(held.data[0], 1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_for_the_same_hello),
		cmocka_unit_test(test_for_another_session),
		cmocka_unit_test(test_for_another_hello),
		cmocka_unit_test(test_for_a_while),
		cmocka_unit_test(test_not_after_two_minutes),
		cmocka_unit_test(test_refused_when_both_secrets_have_changed),
		cmocka_unit_test(test_looked_at_once),
		cmocka_unit_test(test_answers_are_short),
		cmocka_unit_test(test_no_answer_to_a_part),
		cmocka_unit_test(test_nothing_else_is_looked_at),
		cmocka_unit_test(test_what_is_behind_a_hello_is_bounded),
		cmocka_unit_test(test_no_more_than_three_times),
		cmocka_unit_test(test_one_datagram_is_held),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
