/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Sockets of the port: counting, limits, ends. Loopback is in test_port_loopback.c, faults in
 * test_port_faults.c. */
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

#define MS WT_NS_PER_MS

static struct wt_error error;

/* A joined pair; `other` stays a bare descriptor, so that the test sees what the port does. */
static int join(struct wt_socket *socket, enum wt_socket_kind kind)
{
	int both[2];

	wt_error_clear(&error);
	assert_int_equal(socketpair(AF_UNIX, kind == WT_STREAM ? SOCK_STREAM : SOCK_DGRAM, 0, both), 0);
	wt_socket_adopt(socket, kind, both[0]);
	return both[1];
}

static void put(struct wt_socket *socket, const char *data, size_t bytes)
{
	size_t sent;

	assert_int_equal(wt_socket_send(socket, data, bytes, &sent, &error), WT_OK);
	assert_int_equal(sent, bytes);
}

static void take(struct wt_socket *socket, const char *expected, size_t bytes)
{
	char data[256];
	size_t received;

	assert_int_equal(wt_socket_recv(socket, data, sizeof(data), &received, &error), WT_OK);
	assert_int_equal(received, bytes);
	assert_memory_equal(data, expected, bytes);
}

static void test_counting_is_exact(void **state)
{
	struct wt_socket socket = WT_SOCKET_INIT;
	int other = join(&socket, WT_STREAM);
	char data[16];
	size_t received;

	(void)state;
	put(&socket, "hello", 5);
	put(&socket, "!", 1);
	assert_int_equal(write(other, "abc", 3), 3);
	assert_int_equal(wt_socket_recv(&socket, data, 2, &received, &error), WT_OK);
	assert_int_equal(wt_socket_recv(&socket, data, 2, &received, &error), WT_OK);
	assert_int_equal(received, 1);
	assert_int_equal(socket.traffic.bytes_out, 6);
	assert_int_equal(socket.traffic.sends, 2);
	assert_int_equal(socket.traffic.bytes_in, 3);
	assert_int_equal(socket.traffic.receives, 2);
	assert_int_equal(socket.traffic.round_trips, 1);
	put(&socket, "x", 1);
	assert_int_equal(write(other, "y", 1), 1);
	take(&socket, "y", 1);
	assert_int_equal(socket.traffic.round_trips, 2);
	wt_socket_close(&socket);
	assert_int_equal(socket.traffic.bytes_out, 7); /* readable after the close */
	close(other);
}

static void test_what_fails_is_not_counted(void **state)
{
	struct wt_socket socket = WT_SOCKET_INIT;
	int other = join(&socket, WT_STREAM);
	const struct wt_traffic none = { .bytes_out = 0 };
	char data[4];
	size_t moved = 77;

	(void)state;
	close(other);
	assert_int_equal(wt_socket_send(&socket, "a", 1, &moved, &error), WT_ERROR);
	assert_int_equal(moved, 0);
	assert_string_equal(error.operation, "send");
	assert_string_equal(error.text, "the peer reset the connection");
	assert_int_equal(error.code, EPIPE);
	moved = 77;
	assert_int_equal(wt_socket_recv(&socket, data, sizeof(data), &moved, &error), WT_EOF);
	assert_int_equal(moved, 0);
	assert_memory_equal(&socket.traffic, &none, sizeof(none));
	wt_socket_close(&socket);
}

static void test_end_of_stream(void **state)
{
	struct wt_socket socket = WT_SOCKET_INIT;
	int other = join(&socket, WT_STREAM);
	char data[4];
	size_t received;

	(void)state;
	assert_int_equal(write(other, "z", 1), 1);
	shutdown(other, SHUT_WR);
	take(&socket, "z", 1);
	assert_false(socket.ended);
	assert_int_equal(wt_socket_recv(&socket, data, sizeof(data), &received, &error), WT_EOF);
	assert_true(socket.ended);
	assert_int_equal(error.status, WT_OK); /* an end in order is no error */
	put(&socket, "still goes", 10);
	wt_socket_close(&socket);
	close(other);
}

static void test_finish_ends_our_side_only(void **state)
{
	struct wt_socket socket = WT_SOCKET_INIT;
	int other = join(&socket, WT_STREAM);
	char data[4];

	(void)state;
	wt_socket_finish(&socket);
	assert_int_equal(read(other, data, sizeof(data)), 0);
	assert_int_equal(write(other, "ok", 2), 2);
	take(&socket, "ok", 2);
	wt_socket_close(&socket);
	close(other);
	wt_socket_finish(&socket); /* harmless */
	wt_socket_close(&socket);
}

static void test_deadline_ends_a_receive_and_not_early(void **state)
{
	static const uint64_t limits_ns[] = { 3 * MS, 40 * MS, 130 * MS };

	(void)state;
	for (size_t i = 0; i < sizeof(limits_ns) / sizeof(limits_ns[0]); i++) {
		struct wt_socket socket = WT_SOCKET_INIT;
		int other = join(&socket, WT_STREAM);
		size_t received;
		char data[4];

		socket.deadline_ns = wt_clock_ns() + limits_ns[i];
		assert_int_equal(wt_socket_recv(&socket, data, sizeof(data), &received, &error), WT_TIMEOUT);
		assert_true(wt_clock_ns() >= socket.deadline_ns);
		assert_string_equal(error.text, "the peer sent nothing in time");
		wt_socket_close(&socket);
		close(other);
	}
}

/* The kernel is told a new limit only when the old one is off by more than an eighth: the wait is
 * right all the same. */
static void test_a_limit_that_is_nearly_right(void **state)
{
	struct wt_socket socket = WT_SOCKET_INIT;
	int other = join(&socket, WT_STREAM);
	char data[4];
	size_t received;

	(void)state;
	for (uint64_t limit_ns = 80 * MS; limit_ns <= 96 * MS; limit_ns += 8 * MS) {
		wt_error_clear(&error);
		socket.deadline_ns = wt_clock_ns() + limit_ns;
		assert_int_equal(wt_socket_recv(&socket, data, sizeof(data), &received, &error), WT_TIMEOUT);
		assert_true(wt_clock_ns() >= socket.deadline_ns);
	}
	wt_socket_close(&socket);
	close(other);
}

static void test_a_deadline_that_has_passed(void **state)
{
	struct wt_socket socket = WT_SOCKET_INIT;
	int other = join(&socket, WT_STREAM);
	char data[4];
	size_t received;

	(void)state;
	assert_int_equal(write(other, "late", 4), 4);
	socket.deadline_ns = 1;
	assert_int_equal(wt_socket_recv(&socket, data, sizeof(data), &received, &error), WT_TIMEOUT);
	assert_int_equal(socket.traffic.receives, 0);
	wt_socket_close(&socket);
	close(other);
}

/* A peer that trickles empty datagrams must not put off the deadline. */
static void test_empty_datagrams_are_skipped(void **state)
{
	struct wt_socket socket = WT_SOCKET_INIT;
	int other = join(&socket, WT_DATAGRAM);
	char data[4];
	size_t received;

	(void)state;
	assert_int_equal(send(other, "", 0, 0), 0);
	assert_int_equal(send(other, "", 0, 0), 0);
	assert_int_equal(send(other, "full", 4, 0), 4);
	take(&socket, "full", 4);
	assert_int_equal(socket.traffic.receives, 1);
	assert_int_equal(send(other, "", 0, 0), 0);
	socket.deadline_ns = wt_clock_ns() + 20 * MS;
	assert_int_equal(wt_socket_recv(&socket, data, sizeof(data), &received, &error), WT_TIMEOUT);
	assert_false(socket.ended);
	wt_socket_close(&socket);
	close(other);
}

static void test_timer_is_want_read_once(void **state)
{
	struct wt_socket socket = WT_SOCKET_INIT;
	int other = join(&socket, WT_DATAGRAM);
	uint64_t timer_ns = wt_clock_ns() + 25 * MS;
	char data[4];
	size_t received;

	(void)state;
	socket.timer_ns = timer_ns;
	socket.deadline_ns = timer_ns + 25 * MS;
	assert_int_equal(wt_socket_recv(&socket, data, sizeof(data), &received, &error), WT_WANT_READ);
	assert_true(wt_clock_ns() >= timer_ns);
	assert_int_equal(socket.timer_runs, 1);
	assert_int_equal(socket.timer_ns, 0);
	assert_int_equal(error.status, WT_OK);
	assert_int_equal(wt_socket_recv(&socket, data, sizeof(data), &received, &error), WT_TIMEOUT);
	assert_int_equal(socket.timer_runs, 1);
	wt_socket_close(&socket);
	close(other);
}

static void test_data_comes_before_a_timer(void **state)
{
	struct wt_socket socket = WT_SOCKET_INIT;
	int other = join(&socket, WT_DATAGRAM);

	(void)state;
	assert_int_equal(write(other, "now", 3), 3);
	socket.timer_ns = 1; /* long past */
	take(&socket, "now", 3);
	assert_int_equal(socket.timer_runs, 0);
	wt_socket_close(&socket);
	close(other);
}

static void test_opening_holds_the_first_bytes(void **state)
{
	struct wt_socket socket = WT_SOCKET_INIT;
	int other = join(&socket, WT_STREAM);
	char sent[100], data[100];
	size_t received;

	(void)state;
	for (size_t i = 0; i < sizeof(sent); i++)
		sent[i] = (char)('0' + i % 70);
	assert_int_equal(write(other, sent, sizeof(sent)), sizeof(sent));
	assert_int_equal(wt_socket_recv(&socket, data, 3, &received, &error), WT_OK);
	assert_int_equal(socket.opening_bytes, 3);
	assert_int_equal(wt_socket_recv(&socket, data, sizeof(data), &received, &error), WT_OK);
	assert_int_equal(socket.opening_bytes, WT_SOCKET_OPENING_BYTES);
	assert_memory_equal(socket.opening, sent, WT_SOCKET_OPENING_BYTES);
	wt_socket_close(&socket);
	close(other);
}

static void test_drain(void **state)
{
	struct wt_socket socket = WT_SOCKET_INIT;
	int other = join(&socket, WT_STREAM);
	char waste[2000] = { 0 };

	(void)state;
	assert_int_equal(write(other, waste, sizeof(waste)), sizeof(waste));
	assert_int_equal(wt_socket_drain(&socket, 20 * MS), WT_TIMEOUT);
	assert_int_equal(socket.traffic.bytes_in, sizeof(waste));
	assert_int_equal(write(other, waste, 10), 10);
	close(other);
	assert_int_equal(wt_socket_drain(&socket, WT_NS_PER_S), WT_OK);
	assert_true(socket.ended);
	wt_socket_close(&socket);
}

static bool other_waits(void *calls)
{
	return ++*(int *)calls == 2;
}

/* Who is silent may stay as long as nobody else waits: asked twice here, after 1 s and after 1.5. */
static void test_giving_way(void **state)
{
	int calls = 0, ends[2];
	struct wt_others others = { other_waits, &calls };
	struct wt_error why = { .status = WT_OK };
	struct wt_socket socket;
	size_t moved;
	char byte;

	(void)state;
	assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM, 0, ends), 0);
	wt_socket_adopt(&socket, WT_STREAM, ends[0]);
	assert_null(socket.others);
	socket.others = &others;
	socket.deadline_ns = wt_clock_ns() + 20 * WT_NS_PER_S;
	assert_int_equal(wt_socket_recv(&socket, &byte, 1, &moved, &why), WT_TIMEOUT);
	assert_int_equal(calls, 2);
	assert_non_null(strstr(why.text, "others waited"));
	assert_true(wt_clock_ns() < socket.deadline_ns);
	close(ends[1]);
	wt_socket_close(&socket);
}

/* Two pairs of sockets, joined by the system. */
static void test_waiting_for_any(void **state)
{
	struct wt_socket ours[2] = { WT_SOCKET_INIT, WT_SOCKET_INIT }, theirs[2] = { WT_SOCKET_INIT, WT_SOCKET_INIT };
	const struct wt_socket *all[2] = { &ours[0], &ours[1] };
	struct wt_error why = { .status = WT_OK };
	size_t ready = 9, moved;
	char byte;

	(void)state;
	for (int i = 0; i < 2; i++) {
		int ends[2];

		assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM, 0, ends), 0);
		wt_socket_adopt(&ours[i], WT_STREAM, ends[0]);
		wt_socket_adopt(&theirs[i], WT_STREAM, ends[1]);
	}
	assert_int_equal(wt_sockets_wait(all, 2, wt_clock_ns() + WT_NS_PER_MS, &ready, &why), WT_TIMEOUT);
	assert_int_equal(wt_socket_send(&theirs[1], "x", 1, &moved, NULL), WT_OK);
	assert_int_equal(wt_sockets_wait(all, 2, 0, &ready, NULL), WT_OK);
	assert_int_equal(ready, 1);
	assert_int_equal(wt_socket_send(&theirs[0], "x", 1, &moved, NULL), WT_OK);
	assert_int_equal(wt_sockets_wait(all, 2, 0, &ready, NULL), WT_OK);
	assert_int_equal(ready, 0);
	/* an end is something to tell, too */
	assert_int_equal(wt_socket_recv(&ours[0], &byte, 1, &moved, NULL), WT_OK);
	assert_int_equal(wt_socket_recv(&ours[1], &byte, 1, &moved, NULL), WT_OK);
	wt_socket_close(&theirs[1]);
	assert_int_equal(wt_sockets_wait(all, 2, 0, &ready, NULL), WT_OK);
	assert_int_equal(ready, 1);
	wt_socket_close(&ours[0]);
	wt_socket_close(&ours[1]);
	wt_socket_close(&theirs[0]);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_counting_is_exact),
		cmocka_unit_test(test_what_fails_is_not_counted),
		cmocka_unit_test(test_end_of_stream),
		cmocka_unit_test(test_finish_ends_our_side_only),
		cmocka_unit_test(test_deadline_ends_a_receive_and_not_early),
		cmocka_unit_test(test_a_limit_that_is_nearly_right),
		cmocka_unit_test(test_a_deadline_that_has_passed),
		cmocka_unit_test(test_empty_datagrams_are_skipped),
		cmocka_unit_test(test_timer_is_want_read_once),
		cmocka_unit_test(test_data_comes_before_a_timer),
		cmocka_unit_test(test_opening_holds_the_first_bytes),
		cmocka_unit_test(test_drain),
		cmocka_unit_test(test_giving_way),
		cmocka_unit_test(test_waiting_for_any),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
