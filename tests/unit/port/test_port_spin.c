/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Waits that ask again and again (wt_sockets_spin): no descriptor sleeps, and all ends as with waits that do. */
#include <stdarg.h>
#include <setjmp.h>
#include <fcntl.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "clock.h"
#include "listener.h"
#include "process.h"
#include "socket.h"
#include "support/child.h"

enum { ROUNDS = 200, MUCH_BYTES = 8 * 1024 * 1024 };

static struct wt_error error;

static void check_does_not_sleep(const struct wt_socket *socket)
{
	assert_true(fcntl((int)socket->handle, F_GETFL) & O_NONBLOCK);
}

static void listen_on(struct wt_socket *listener, enum wt_socket_kind kind, struct wt_address *address)
{
	assert_int_equal(wt_address_resolve(address, "127.0.0.1", 0, true, &error), WT_OK);
	assert_int_equal(wt_socket_listen(listener, kind, address, &error), WT_OK);
	assert_int_equal(wt_socket_local(listener, address, &error), WT_OK);
	check_does_not_sleep(listener);
}

static void connected(struct wt_socket *client, struct wt_socket *server)
{
	struct wt_socket listener = WT_SOCKET_INIT;
	struct wt_address address, peer;

	listen_on(&listener, WT_STREAM, &address);
	listener.deadline_ns = wt_clock_ns() + 5 * WT_NS_PER_S;
	assert_int_equal(wt_socket_connect(client, WT_STREAM, &address, listener.deadline_ns, &error), WT_OK);
	assert_int_equal(wt_socket_accept(&listener, server, &peer, &error), WT_OK);
	check_does_not_sleep(client);
	check_does_not_sleep(server);
	wt_socket_close(&listener);
}

static void test_who_is_not_there(void **state)
{
	struct wt_socket listener = WT_SOCKET_INIT, client = WT_SOCKET_INIT;
	struct wt_address address, peer;
	struct wt_socket_set set = WT_SOCKET_SET_INIT;
	struct wt_sockets_ready ready;

	(void)state;
	listen_on(&listener, WT_STREAM, &address);
	listener.deadline_ns = wt_clock_ns() + 3 * WT_NS_PER_MS;
	assert_int_equal(wt_socket_accept(&listener, &client, &peer, &error), WT_TIMEOUT);
	assert_int_equal(wt_sockets_open(&set, &error), WT_OK);
	assert_int_equal(wt_sockets_add(&set, &listener, false, &listener, &error), WT_OK);
	assert_int_equal(wt_sockets_wait(&set, wt_clock_ns() + 3 * WT_NS_PER_MS, &ready, &error), WT_TIMEOUT);
	wt_sockets_close(&set);
	wt_socket_close(&listener);
	assert_int_equal(wt_socket_connect(&client, WT_STREAM, &address, wt_clock_ns() + WT_NS_PER_S, &error),
			 WT_REFUSED);
}

/* At the deadline, at the timer, and at the end of the stream. */
static void test_a_receive_that_brings_nothing(void **state)
{
	struct wt_socket client = WT_SOCKET_INIT, server = WT_SOCKET_INIT;
	uint8_t data[4];
	size_t received;

	(void)state;
	connected(&client, &server);
	client.deadline_ns = wt_clock_ns() + 5 * WT_NS_PER_MS;
	assert_int_equal(wt_socket_recv(&client, data, sizeof(data), &received, &error), WT_TIMEOUT);
	client.deadline_ns = wt_clock_ns() + 5 * WT_NS_PER_S;
	client.timer_ns = wt_clock_ns() + 5 * WT_NS_PER_MS;
	assert_int_equal(wt_socket_recv(&client, data, sizeof(data), &received, &error), WT_WANT_READ);
	assert_int_equal(client.timer_runs, 1);
	wt_socket_finish(&server);
	assert_int_equal(wt_socket_recv(&client, data, sizeof(data), &received, &error), WT_EOF);
	wt_socket_close(&client);
	wt_socket_close(&server);
}

/* What the kernel takes is counted, and the rest is a time-out. */
static void test_a_peer_that_takes_no_more(void **state)
{
	struct wt_socket client = WT_SOCKET_INIT, server = WT_SOCKET_INIT;
	uint8_t *much = calloc(1, MUCH_BYTES);
	enum wt_status status;
	uint64_t all = 0;
	size_t sent;

	(void)state;
	assert_non_null(much);
	connected(&client, &server);
	client.deadline_ns = wt_clock_ns() + 20 * WT_NS_PER_MS;
	do {
		status = wt_socket_send(&client, much, MUCH_BYTES, &sent, &error);
		all += sent;
	} while (status == WT_OK);
	assert_int_equal(status, WT_TIMEOUT);
	assert_true(all > 0);
	assert_int_equal(client.traffic.bytes_out, all);
	free(much);
	wt_socket_close(&client);
	wt_socket_close(&server);
}

static int answer(struct wt_socket *server)
{
	uint8_t byte;
	size_t moved;

	for (int i = 0; i < ROUNDS; i++)
		if (wt_socket_recv(server, &byte, 1, &moved, &error) != WT_OK ||
		    wt_socket_send(server, &byte, 1, &moved, &error) != WT_OK)
			return 1;
	return 0;
}

/* Who spins gives way, or the peer on the same processor would never answer. */
static void test_both_ends_on_one_processor(void **state)
{
	struct wt_socket client = WT_SOCKET_INIT, server = WT_SOCKET_INIT;
	int cpu = wt_process_allowed_cpu(0);
	uint8_t byte = 0;
	size_t moved;
	int status;
	pid_t child;

	(void)state;
	assert_true(wt_process_pin(cpu));
	connected(&client, &server);
	client.deadline_ns = server.deadline_ns = wt_clock_ns() + 30 * WT_NS_PER_S;
	child = fork();
	if (child == 0)
		wt_test_end(answer(&server));
	for (int i = 0; i < ROUNDS; i++) {
		assert_int_equal(wt_socket_send(&client, &byte, 1, &moved, &error), WT_OK);
		assert_int_equal(wt_socket_recv(&client, &byte, 1, &moved, &error), WT_OK);
	}
	assert_int_equal(waitpid(child, &status, 0), child);
	assert_int_equal(status, 0);
	wt_socket_close(&client);
	wt_socket_close(&server);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_who_is_not_there),
		cmocka_unit_test(test_a_receive_that_brings_nothing),
		cmocka_unit_test(test_a_peer_that_takes_no_more),
		cmocka_unit_test(test_both_ends_on_one_processor),
	};

	wt_sockets_spin();
	return cmocka_run_group_tests(tests, NULL, NULL);
}
