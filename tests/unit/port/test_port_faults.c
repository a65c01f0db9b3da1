/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The port under faults of the kernel: what arrives, what is answered, what is counted. */
// LDFLAGS: -Wl,--wrap=sendto,--wrap=recvfrom,--wrap=connect,--wrap=accept4
#include <stdarg.h>
#include <setjmp.h>
#include <errno.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cmocka.h>

#include "clock.h"
#include "listener.h"
#include "socket.h"
#include "support/fault.h"

enum { WHOLE_BYTES = 20000 };

static struct wt_error error;

struct joined {
	struct wt_socket left, right;
};

static void join(struct joined *joined, enum wt_socket_kind kind)
{
	int both[2];

	wt_error_clear(&error);
	assert_int_equal(socketpair(AF_UNIX, kind == WT_STREAM ? SOCK_STREAM : SOCK_DGRAM, 0, both), 0);
	wt_socket_adopt(&joined->left, kind, both[0]);
	wt_socket_adopt(&joined->right, kind, both[1]);
	joined->left.deadline_ns = joined->right.deadline_ns = wt_clock_ns() + 20 * WT_NS_PER_S;
}

static void part(struct joined *joined)
{
	wt_fault_use(NULL);
	wt_socket_close(&joined->left);
	wt_socket_close(&joined->right);
}

/* Moves the bytes in pieces of at most 3000, which fit into the pair's buffer. */
static void move_all(struct joined *joined, const uint8_t *data, uint8_t *arrived)
{
	size_t out = 0, in = 0, moved;

	while (in < WHOLE_BYTES) {
		if (out < WHOLE_BYTES && out - in < 3000) {
			assert_int_equal(wt_socket_send(&joined->left, data + out,
							WHOLE_BYTES - out < 3000 ? WHOLE_BYTES - out : 3000, &moved,
							&error),
					 WT_OK);
			assert_true(moved > 0);
			out += moved;
		}
		assert_int_equal(wt_socket_recv(&joined->right, arrived + in, WHOLE_BYTES - in, &moved, &error), WT_OK);
		assert_true(moved > 0);
		in += moved;
	}
}

static void counters_agree(const struct joined *joined)
{
	struct wt_fault_counts counts = wt_fault_counted();

	assert_int_equal(joined->left.traffic.bytes_out, counts.bytes_out);
	assert_int_equal(joined->left.traffic.sends, counts.sends);
	assert_int_equal(joined->right.traffic.bytes_in, counts.bytes_in);
	assert_int_equal(joined->right.traffic.receives, counts.receives);
	assert_int_equal(joined->left.traffic.bytes_in, 0);
	assert_int_equal(joined->left.traffic.receives, 0);
}

static void test_seeded_storms_lose_nothing(void **state)
{
	static uint8_t data[WHOLE_BYTES], arrived[WHOLE_BYTES];

	(void)state;
	for (uint32_t seed = 1; seed <= 40; seed++) {
		const struct wt_fault_plan plan = {
			.seed = seed,
			.interrupt_permille = seed * 37 % 500,
			.again_permille = seed * 53 % 400,
			.send_max = 1 + seed * seed % 600,
			.receive_max = 1 + seed * 7 % 90,
		};
		struct joined joined;

		for (size_t i = 0; i < WHOLE_BYTES; i++)
			data[i] = (uint8_t)(i * seed >> 3);
		memset(arrived, 0, sizeof(arrived));
		join(&joined, WT_STREAM);
		wt_fault_use(&plan);
		move_all(&joined, data, arrived);
		assert_memory_equal(arrived, data, WHOLE_BYTES);
		assert_true(wt_fault_counted().faults > 0);
		assert_int_equal(joined.left.traffic.bytes_out, WHOLE_BYTES);
		counters_agree(&joined);
		assert_int_equal(joined.right.opening_bytes, WT_SOCKET_OPENING_BYTES);
		assert_memory_equal(joined.right.opening, data, WT_SOCKET_OPENING_BYTES);
		part(&joined);
	}
}

static void test_one_byte_at_a_time(void **state)
{
	static uint8_t data[WHOLE_BYTES], arrived[WHOLE_BYTES];
	const struct wt_fault_plan plan = { .send_max = 1, .receive_max = 1 };
	struct joined joined;

	(void)state;
	memset(data, 'A', sizeof(data));
	join(&joined, WT_STREAM);
	wt_fault_use(&plan);
	move_all(&joined, data, arrived);
	assert_memory_equal(arrived, data, WHOLE_BYTES);
	assert_int_equal(joined.left.traffic.sends, WHOLE_BYTES);
	assert_int_equal(joined.right.traffic.receives, WHOLE_BYTES);
	part(&joined);
}

static void test_send_failures(void **state)
{
	static const struct {
		int number;
		enum wt_status status;
		const char *text;
	} cases[] = {
		{ ECONNRESET, WT_ERROR, "the peer reset the connection" },
		{ EPIPE, WT_ERROR, "the peer reset the connection" },
		{ ECONNREFUSED, WT_REFUSED, "no server there" },
		{ EMSGSIZE, WT_ERROR, "Message too long" },
		{ ENETUNREACH, WT_ERROR, "Network is unreachable" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		const struct wt_fault_plan plan = { .send_fails_at = 2, .send_errno = cases[i].number };
		struct joined joined;
		size_t sent;

		join(&joined, WT_STREAM);
		wt_fault_use(&plan);
		assert_int_equal(wt_socket_send(&joined.left, "1st", 3, &sent, &error), WT_OK);
		assert_int_equal(wt_socket_send(&joined.left, "2nd", 3, &sent, &error), cases[i].status);
		assert_int_equal(sent, 0);
		assert_string_equal(error.text, cases[i].text);
		assert_string_equal(error.operation, "send");
		assert_string_equal(error.source, "system");
		assert_int_equal(error.code, cases[i].number);
		assert_int_equal(joined.left.traffic.bytes_out, 3);
		counters_agree(&joined);
		part(&joined);
	}
}

static void test_receive_failures(void **state)
{
	static const struct {
		int number;
		enum wt_status status;
		const char *text;
	} cases[] = {
		{ ECONNRESET, WT_ERROR, "the peer reset the connection" },
		{ ECONNREFUSED, WT_REFUSED, "no server there" },
		{ ENOMEM, WT_ERROR, "Cannot allocate memory" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		const struct wt_fault_plan plan = { .receive_fails_at = 2, .receive_errno = cases[i].number };
		struct joined joined;
		char data[4];
		size_t moved;

		join(&joined, WT_STREAM);
		wt_fault_use(&plan);
		assert_int_equal(wt_socket_send(&joined.left, "12345678", 8, &moved, &error), WT_OK);
		assert_int_equal(wt_socket_recv(&joined.right, data, 4, &moved, &error), WT_OK);
		assert_int_equal(wt_socket_recv(&joined.right, data, 4, &moved, &error), cases[i].status);
		assert_int_equal(moved, 0);
		assert_string_equal(error.text, cases[i].text);
		assert_string_equal(error.operation, "receive");
		assert_int_equal(error.code, cases[i].number);
		assert_int_equal(joined.right.traffic.bytes_in, 4);
		counters_agree(&joined);
		part(&joined);
	}
}

/* A storm that never ends must not keep anybody past the deadline. */
static void test_endless_storms_end_at_the_deadline(void **state)
{
	const struct wt_fault_plan plans[] = {
		{ .interrupt_permille = 1000 },
		{ .again_permille = 1000 },
		{ .interrupt_permille = 500, .again_permille = 500 },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(plans) / sizeof(plans[0]); i++) {
		struct joined joined;
		size_t moved;
		char data[4];

		join(&joined, WT_STREAM);
		wt_fault_use(&plans[i]);
		joined.left.deadline_ns = wt_clock_ns() + 5 * WT_NS_PER_MS;
		assert_int_equal(wt_socket_send(&joined.left, "x", 1, &moved, &error), WT_TIMEOUT);
		assert_true(wt_clock_ns() >= joined.left.deadline_ns);
		assert_string_equal(error.text, "the peer takes no more in time");
		wt_error_clear(&error);
		joined.right.deadline_ns = wt_clock_ns() + 5 * WT_NS_PER_MS;
		assert_int_equal(wt_socket_recv(&joined.right, data, 4, &moved, &error), WT_TIMEOUT);
		assert_true(wt_clock_ns() >= joined.right.deadline_ns);
		counters_agree(&joined);
		part(&joined);
	}
}

static void test_the_first_error_wins(void **state)
{
	const struct wt_fault_plan plan = {
		.send_fails_at = 1, .send_errno = EPIPE, .receive_fails_at = 1, .receive_errno = ENOMEM
	};
	struct joined joined;
	size_t moved;
	char data[4];

	(void)state;
	join(&joined, WT_STREAM);
	wt_fault_use(&plan);
	wt_socket_send(&joined.left, "x", 1, &moved, &error);
	wt_socket_recv(&joined.left, data, 4, &moved, &error);
	assert_string_equal(error.operation, "send");
	assert_int_equal(error.code, EPIPE);
	part(&joined);
}

static void test_connect_and_accept_in_a_storm(void **state)
{
	(void)state;
	for (uint32_t seed = 1; seed <= 20; seed++) {
		const struct wt_fault_plan plan = { .seed = seed, .interrupt_permille = 600, .again_permille = 200 };
		struct wt_socket listener = WT_SOCKET_INIT;
		struct joined joined = { WT_SOCKET_INIT, WT_SOCKET_INIT };
		struct wt_address address, peer;

		wt_error_clear(&error);
		assert_int_equal(wt_address_resolve(&address, "127.0.0.1", 0, true, &error), WT_OK);
		assert_int_equal(wt_socket_listen(&listener, WT_STREAM, &address, &error), WT_OK);
		assert_int_equal(wt_socket_local(&listener, &address, &error), WT_OK);
		listener.deadline_ns = wt_clock_ns() + 10 * WT_NS_PER_S;
		wt_fault_use(&plan);
		assert_int_equal(wt_socket_connect(&joined.left, WT_STREAM, &address, listener.deadline_ns, &error),
				 WT_OK);
		assert_int_equal(wt_socket_accept(&listener, &joined.right, &peer, &error), WT_OK);
		part(&joined);
		wt_socket_close(&listener);
	}
}

static void listen_at(struct wt_socket *listener, enum wt_socket_kind kind, struct wt_address *address)
{
	wt_error_clear(&error);
	assert_int_equal(wt_address_resolve(address, "127.0.0.1", 0, true, &error), WT_OK);
	assert_int_equal(wt_socket_listen(listener, kind, address, &error), WT_OK);
	assert_int_equal(wt_socket_local(listener, address, &error), WT_OK);
	listener->deadline_ns = wt_clock_ns() + 10 * WT_NS_PER_S;
}

static void test_a_listener_outlives_what_passes(void **state)
{
	static const int passing[] = { ECONNABORTED, EPROTO, ENETDOWN, EMFILE, ENFILE, ENOMEM, EIO, EPERM };
	struct wt_socket listener = WT_SOCKET_INIT;
	struct joined joined = { WT_SOCKET_INIT, WT_SOCKET_INIT };
	struct wt_address address, peer;

	(void)state;
	listen_at(&listener, WT_STREAM, &address);
	for (size_t i = 0; i < sizeof(passing) / sizeof(passing[0]); i++) {
		const struct wt_fault_plan plan = { .accept_fails = 1, .accept_errno = passing[i] };

		assert_int_equal(wt_socket_connect(&joined.left, WT_STREAM, &address, listener.deadline_ns, &error),
				 WT_OK);
		wt_fault_use(&plan);
		assert_int_equal(wt_socket_accept(&listener, &joined.right, &peer, &error), WT_WANT_READ);
		assert_int_equal(error.code, passing[i]);
		wt_error_clear(&error);
		assert_int_equal(wt_socket_accept(&listener, &joined.right, &peer, &error), WT_OK);
		part(&joined);
	}
	wt_fault_use(&(struct wt_fault_plan){ .accept_fails = 1, .accept_errno = EBADF });
	assert_int_equal(wt_socket_accept(&listener, &joined.right, &peer, &error), WT_ERROR);
	wt_socket_close(&listener);
}

static void test_a_datagram_listener_outlives_what_passes(void **state)
{
	static const int passing[] = { EIO, ENETDOWN, ENOMEM };
	struct wt_socket listener = WT_SOCKET_INIT, client = WT_SOCKET_INIT;
	struct wt_address address, peer;
	char data[4];
	size_t moved;

	(void)state;
	listen_at(&listener, WT_DATAGRAM, &address);
	assert_int_equal(wt_socket_connect(&client, WT_DATAGRAM, &address, listener.deadline_ns, &error), WT_OK);
	for (size_t i = 0; i < sizeof(passing) / sizeof(passing[0]); i++) {
		const struct wt_fault_plan plan = { .receive_fails_at = 1, .receive_errno = passing[i] };

		assert_int_equal(wt_socket_send(&client, "x", 1, &moved, &error), WT_OK);
		wt_fault_use(&plan);
		assert_int_equal(wt_socket_recv_from(&listener, data, 4, &moved, &peer, &error), WT_WANT_READ);
		assert_int_equal(error.code, passing[i]);
		wt_error_clear(&error);
		assert_int_equal(wt_socket_recv_from(&listener, data, 4, &moved, &peer, &error), WT_OK);
	}
	wt_socket_close(&client);
	wt_socket_close(&listener);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_seeded_storms_lose_nothing),
		cmocka_unit_test(test_one_byte_at_a_time),
		cmocka_unit_test(test_send_failures),
		cmocka_unit_test(test_receive_failures),
		cmocka_unit_test(test_endless_storms_end_at_the_deadline),
		cmocka_unit_test(test_the_first_error_wins),
		cmocka_unit_test(test_connect_and_accept_in_a_storm),
		cmocka_unit_test(test_a_listener_outlives_what_passes),
		cmocka_unit_test(test_a_datagram_listener_outlives_what_passes),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
