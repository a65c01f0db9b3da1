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
	struct wt_others others = { .wait = other_waits, .context = &calls };
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

/* Pairs of sockets, joined by the system; ours are in a set. */
struct crowd {
	struct wt_socket_set set;
	struct wt_socket ours[3], theirs[3];
	struct wt_sockets_ready ready;
};

static void crowd_open(struct crowd *crowd)
{
	memset(crowd, 0, sizeof(*crowd));
	assert_int_equal(wt_sockets_open(&crowd->set, NULL), WT_OK);
	for (int i = 0; i < 3; i++) {
		int ends[2];

		assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM, 0, ends), 0);
		wt_socket_adopt(&crowd->ours[i], WT_STREAM, ends[0]);
		wt_socket_adopt(&crowd->theirs[i], WT_STREAM, ends[1]);
		assert_int_equal(wt_sockets_add(&crowd->set, &crowd->ours[i], false, &crowd->ours[i], NULL), WT_OK);
	}
}

static void crowd_say(struct crowd *crowd, int who)
{
	size_t moved;

	assert_int_equal(wt_socket_send(&crowd->theirs[who], "x", 1, &moved, NULL), WT_OK);
}

static void crowd_close(struct crowd *crowd)
{
	for (int i = 0; i < 3; i++) {
		wt_socket_close(&crowd->ours[i]);
		wt_socket_close(&crowd->theirs[i]);
	}
	wt_sockets_close(&crowd->set);
	wt_sockets_close(&crowd->set);
}

static bool crowd_has(const struct crowd *crowd, int who)
{
	for (size_t i = 0; i < crowd->ready.count; i++)
		if (crowd->ready.whose[i] == &crowd->ours[who])
			return true;
	return false;
}

/* Waits, and tells how many are ready. */
static size_t crowd_wait(struct crowd *crowd, enum wt_status status)
{
	struct wt_error why = { .status = WT_OK };

	assert_int_equal(wt_sockets_wait(&crowd->set, wt_clock_ns() + WT_NS_PER_MS, &crowd->ready, &why), status);
	assert_int_equal(why.status, status);
	assert_int_equal(crowd->ready.taken, 0);
	return crowd->ready.count;
}

static void test_waiting_for_any(void **state)
{
	struct crowd crowd;
	size_t moved;
	char byte;

	(void)state;
	crowd_open(&crowd);
	assert_int_equal(crowd_wait(&crowd, WT_TIMEOUT), 0);
	crowd_say(&crowd, 1);
	assert_int_equal(crowd_wait(&crowd, WT_OK), 1);
	assert_true(crowd_has(&crowd, 1));
	crowd_say(&crowd, 0);
	assert_int_equal(crowd_wait(&crowd, WT_OK), 2);
	assert_true(crowd_has(&crowd, 0) && crowd_has(&crowd, 1));
	/* what was taken is told no more, an end is */
	assert_int_equal(wt_socket_recv(&crowd.ours[0], &byte, 1, &moved, NULL), WT_OK);
	assert_int_equal(wt_socket_recv(&crowd.ours[1], &byte, 1, &moved, NULL), WT_OK);
	assert_int_equal(crowd_wait(&crowd, WT_TIMEOUT), 0);
	wt_socket_close(&crowd.theirs[1]);
	assert_int_equal(crowd_wait(&crowd, WT_OK), 1);
	assert_true(crowd_has(&crowd, 1));
	/* who is out of it is not waited for, and stays open */
	wt_sockets_remove(&crowd.set, &crowd.ours[1]);
	assert_int_equal(crowd_wait(&crowd, WT_TIMEOUT), 0);
	assert_int_equal(wt_sockets_add(&crowd.set, &crowd.ours[1], false, &crowd.ours[1], NULL), WT_OK);
	assert_int_equal(crowd_wait(&crowd, WT_OK), 1);
	wt_socket_close(&crowd.ours[1]);
	assert_int_equal(crowd_wait(&crowd, WT_TIMEOUT), 0);
	crowd_close(&crowd);
}

/* A set of one place more than is told at once, all ready: who was not told is told next. */
static void test_everybody_has_a_turn(void **state)
{
	enum { PAIRS = WT_SOCKETS_READY + 1 };
	static struct wt_socket ours[PAIRS], theirs[PAIRS];
	struct wt_socket_set set = WT_SOCKET_SET_INIT;
	struct wt_sockets_ready ready;
	bool told[PAIRS] = { false };
	size_t moved;

	(void)state;
	assert_int_equal(wt_sockets_open(&set, NULL), WT_OK);
	for (int i = 0; i < PAIRS; i++) {
		int ends[2];

		assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM, 0, ends), 0);
		wt_socket_adopt(&ours[i], WT_STREAM, ends[0]);
		wt_socket_adopt(&theirs[i], WT_STREAM, ends[1]);
		assert_int_equal(wt_sockets_add(&set, &ours[i], false, &ours[i], NULL), WT_OK);
		assert_int_equal(wt_socket_send(&theirs[i], "x", 1, &moved, NULL), WT_OK);
	}
	for (int turn = 0; turn < 2; turn++) {
		assert_int_equal(wt_sockets_wait(&set, 0, &ready, NULL), WT_OK);
		assert_int_equal(ready.count, WT_SOCKETS_READY);
		for (size_t i = 0; i < ready.count; i++)
			told[(struct wt_socket *)ready.whose[i] - ours] = true;
	}
	for (int i = 0; i < PAIRS; i++) {
		assert_true(told[i]);
		wt_socket_close(&ours[i]);
		wt_socket_close(&theirs[i]);
	}
	wt_sockets_close(&set);
}

/* A stepwise stream never sleeps: what it cannot do now it says, until its deadline. */
static void test_stepwise(void **state)
{
	struct wt_error why = { .status = WT_OK };
	static char much[65536];
	enum wt_status status;
	struct crowd crowd;
	struct wt_socket *one;
	size_t moved;

	(void)state;
	crowd_open(&crowd);
	one = &crowd.ours[0];
	one->waits = WT_STEPWISE;
	one->deadline_ns = wt_clock_ns() + 60 * WT_NS_PER_S;
	assert_int_equal(wt_socket_recv(one, much, 1, &moved, &why), WT_WANT_READ);
	assert_true(one->yielded);
	crowd_say(&crowd, 0);
	assert_int_equal(wt_socket_recv(one, much, 1, &moved, &why), WT_OK);
	assert_int_equal(moved, 1);
	assert_false(one->yielded);
	do {
		status = wt_socket_send(one, much, sizeof(much), &moved, &why);
		assert_true(moved > 0 || status == WT_WANT_WRITE);
	} while (status == WT_OK);
	assert_int_equal(status, WT_WANT_WRITE);
	assert_int_equal(why.status, WT_OK);
	/* room for it is waited for as well */
	assert_int_equal(wt_sockets_change(&crowd.set, one, true, one, NULL), WT_OK);
	assert_int_equal(crowd_wait(&crowd, WT_TIMEOUT), 0);
	while (recv((int)crowd.theirs[0].handle, much, sizeof(much), MSG_DONTWAIT) > 0)
		;
	assert_int_equal(crowd_wait(&crowd, WT_OK), 1);
	one->deadline_ns = wt_clock_ns();
	assert_int_equal(wt_socket_recv(one, much, 1, &moved, &why), WT_TIMEOUT);
	assert_non_null(strstr(why.text, "nothing in time"));
	wt_socket_close(&crowd.theirs[0]);
	assert_int_equal(wt_socket_recv(one, much, 1, &moved, NULL), WT_EOF);
	crowd_close(&crowd);
}

/* A stream that is made in steps is connected, refused, or at its deadline. */
static void test_connecting_in_steps(void **state)
{
	struct wt_socket listener = WT_SOCKET_INIT, client = WT_SOCKET_INIT;
	struct wt_error why = { .status = WT_OK };
	uint64_t deadline_ns = wt_clock_ns() + 5 * WT_NS_PER_S;
	struct wt_address address;
	enum wt_status status;

	(void)state;
	assert_int_equal(wt_address_resolve(&address, "127.0.0.1", 0, true, NULL), WT_OK);
	assert_int_equal(wt_socket_listen(&listener, WT_STREAM, &address, NULL), WT_OK);
	assert_int_equal(wt_socket_local(&listener, &address, NULL), WT_OK);
	status = wt_socket_connect_begin(&client, &address, deadline_ns, &why);
	while (status == WT_WANT_WRITE)
		status = wt_socket_connect_end(&client, &why);
	assert_int_equal(status, WT_OK);
	assert_int_equal(client.waits, WT_STEPWISE);
	assert_int_equal(client.traffic.round_trips, 1);
	wt_socket_close(&client);
	wt_socket_close(&listener);
	status = wt_socket_connect_begin(&client, &address, deadline_ns, &why);
	while (status == WT_WANT_WRITE)
		status = wt_socket_connect_end(&client, &why);
	assert_int_equal(status, WT_REFUSED);
	assert_int_equal(client.handle, -1);
	/* an address for documentation (RFC 5737), where nobody answers; without a route it fails at once */
	assert_int_equal(wt_address_resolve(&address, "192.0.2.1", 1443, false, NULL), WT_OK);
	status = wt_socket_connect_begin(&client, &address, wt_clock_ns(), &why);
	if (status == WT_WANT_WRITE)
		assert_int_equal(wt_socket_connect_end(&client, &why), WT_TIMEOUT);
	else
		assert_int_equal(status, WT_ERROR);
	assert_int_equal(client.handle, -1);
}

static bool nobody_waits(void *calls)
{
	++*(int *)calls;
	return false;
}

/* One that yields at any time asks before a receive, once in a tick, and gives way in the middle of what it has to say. */
static void test_yielding(void **state)
{
	int calls = 1, idle = 0;
	struct wt_others others = { .wait = other_waits, .context = &calls };
	struct crowd crowd;
	struct wt_socket *one;
	size_t moved;
	char byte;

	(void)state;
	crowd_open(&crowd);
	one = &crowd.ours[0];
	one->others = &others;
	one->waits = WT_YIELDS;
	crowd_say(&crowd, 0);
	assert_int_equal(wt_socket_recv(one, &byte, 1, &moved, NULL), WT_WANT_READ);
	assert_true(one->yielded);
	assert_true(others.next_ns > 0);
	others.next_ns = UINT64_MAX;
	assert_int_equal(wt_socket_recv(one, &byte, 1, &moved, NULL), WT_OK);
	assert_int_equal(calls, 2);
	/* silent for half a second */
	others = (struct wt_others){ .wait = nobody_waits, .context = &idle };
	assert_int_equal(wt_socket_recv(one, &byte, 1, &moved, NULL), WT_WANT_READ);
	assert_int_equal(idle, 1);
	crowd_close(&crowd);
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
		cmocka_unit_test(test_everybody_has_a_turn),
		cmocka_unit_test(test_stepwise),
		cmocka_unit_test(test_yielding),
		cmocka_unit_test(test_connecting_in_steps),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
