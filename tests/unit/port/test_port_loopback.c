/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Sockets of the port over loopback: connecting, listening, sharing, signals. */
#include <stdarg.h>
#include <setjmp.h>
#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <signal.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "clock.h"
#include "listener.h"
#include "process.h"
#include "socket.h"
#include "support/child.h"

#define MS WT_NS_PER_MS

static struct wt_error error;

static struct wt_address loopback(const char *host, uint16_t port)
{
	struct wt_address address;

	assert_int_equal(wt_address_resolve(&address, host, port, true, &error), WT_OK);
	return address;
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

static void listen_on(struct wt_socket *listener, enum wt_socket_kind kind, const char *host,
		      struct wt_address *address)
{
	*address = loopback(host, 0);
	wt_error_clear(&error);
	assert_int_equal(wt_socket_listen(listener, kind, address, &error), WT_OK);
	assert_int_equal(wt_socket_local(listener, address, &error), WT_OK);
	assert_int_not_equal(wt_address_port(address), 0);
}

static void connected(struct wt_socket *client, struct wt_socket *server, const char *host)
{
	struct wt_socket listener = WT_SOCKET_INIT;
	struct wt_address address, peer, own;

	listen_on(&listener, WT_STREAM, host, &address);
	listener.deadline_ns = wt_clock_ns() + 5 * WT_NS_PER_S;
	assert_int_equal(wt_socket_connect(client, WT_STREAM, &address, listener.deadline_ns, &error), WT_OK);
	assert_int_equal(wt_socket_accept(&listener, server, &peer, &error), WT_OK);
	assert_int_equal(wt_socket_local(client, &own, &error), WT_OK);
	assert_true(wt_address_equal(&peer, &own));
	wt_socket_close(&listener);
}

static int nodelay(const struct wt_socket *socket)
{
	int on = 0;
	socklen_t length = sizeof(on);

	assert_int_equal(getsockopt((int)socket->handle, IPPROTO_TCP, TCP_NODELAY, &on, &length), 0);
	return on;
}

static void test_connect_and_accept(void **state)
{
	static const char *const hosts[] = { "127.0.0.1", "::1" };

	(void)state;
	for (size_t i = 0; i < 2; i++) {
		struct wt_socket client = WT_SOCKET_INIT, server = WT_SOCKET_INIT;

		connected(&client, &server, hosts[i]);
		assert_int_equal(client.traffic.round_trips, 1); /* the connect */
		assert_int_equal(server.traffic.round_trips, 0);
		assert_int_not_equal(nodelay(&client), 0);
		assert_int_not_equal(nodelay(&server), 0);
		put(&client, "over", 4);
		take(&server, "over", 4);
		wt_socket_close(&client);
		wt_socket_close(&server);
	}
}

/* What the kernel says that a receive, or a send, may take. */
static uint64_t limit_ns(const struct wt_socket *socket, int option)
{
	struct timeval limit = { .tv_sec = 0 };
	socklen_t length = sizeof(limit);

	assert_int_equal(getsockopt((int)socket->handle, SOL_SOCKET, option, &limit, &length), 0);
	return (uint64_t)limit.tv_sec * WT_NS_PER_S + (uint64_t)limit.tv_usec * WT_NS_PER_US;
}

static void check_limits(const struct wt_socket *socket)
{
	assert_int_equal(limit_ns(socket, SO_RCVTIMEO), WT_NS_PER_S / 2);
	assert_int_equal(limit_ns(socket, SO_SNDTIMEO), WT_NS_PER_S / 2);
	assert_int_equal(socket->receive_limit_ns, WT_NS_PER_S / 2);
	assert_int_not_equal(nodelay(socket), 0);
}

/* Both ends' sockets are alike, also that of a listener which has waited until its deadline, and has little time left. */
static void test_what_an_accepted_socket_inherits(void **state)
{
	static const uint64_t left_ns[] = { 0, 5 * WT_NS_PER_S, WT_NS_PER_S / 20 * 9 };
	struct wt_socket listener = WT_SOCKET_INIT;
	struct wt_address address, peer;

	(void)state;
	listen_on(&listener, WT_STREAM, "127.0.0.1", &address);
	for (size_t i = 0; i < 3; i++) {
		struct wt_socket client = WT_SOCKET_INIT, server = WT_SOCKET_INIT;
		uint64_t now = wt_clock_ns();

		listener.deadline_ns = now + WT_NS_PER_MS;
		assert_int_equal(wt_socket_accept(&listener, &server, &peer, &error), WT_TIMEOUT);
		assert_string_equal(error.text, "nobody connected in time");
		assert_int_equal(wt_socket_connect(&client, WT_STREAM, &address, now + 5 * WT_NS_PER_S, &error), WT_OK);
		listener.deadline_ns = left_ns[i] ? wt_clock_ns() + left_ns[i] : 0;
		assert_int_equal(wt_socket_accept(&listener, &server, &peer, &error), WT_OK);
		assert_int_equal(server.deadline_ns, listener.deadline_ns);
		check_limits(&client);
		check_limits(&server);
		put(&client, "over", 4);
		take(&server, "over", 4);
		wt_socket_close(&client);
		wt_socket_close(&server);
	}
	wt_socket_close(&listener);
}

static void test_reset_is_an_error(void **state)
{
	struct wt_socket client = WT_SOCKET_INIT, server = WT_SOCKET_INIT;
	struct linger now = { .l_onoff = 1, .l_linger = 0 };
	char data[4];
	size_t received;

	(void)state;
	connected(&client, &server, "127.0.0.1");
	setsockopt((int)server.handle, SOL_SOCKET, SO_LINGER, &now, sizeof(now));
	wt_socket_close(&server);
	assert_int_equal(wt_socket_recv(&client, data, sizeof(data), &received, &error), WT_ERROR);
	assert_string_equal(error.operation, "receive");
	assert_string_equal(error.text, "the peer reset the connection");
	assert_int_equal(error.code, ECONNRESET);
	assert_false(client.ended);
	wt_socket_close(&client);
}

static void test_nobody_listens(void **state)
{
	struct wt_socket listener = WT_SOCKET_INIT, client = WT_SOCKET_INIT;
	struct wt_address address;
	char text[WT_ADDRESS_TEXT_BYTES];

	(void)state;
	listen_on(&listener, WT_STREAM, "127.0.0.1", &address);
	wt_socket_close(&listener);
	assert_int_equal(wt_socket_connect(&client, WT_STREAM, &address, wt_clock_ns() + WT_NS_PER_S, &error),
			 WT_REFUSED);
	assert_int_equal(client.handle, -1);
	assert_non_null(strstr(error.text, wt_address_text(&address, text, sizeof(text))));
	assert_non_null(strstr(error.text, "no server at"));
}

static void test_no_datagram_server(void **state)
{
	struct wt_socket listener = WT_SOCKET_INIT, client = WT_SOCKET_INIT;
	struct wt_address address;
	char data[4];
	size_t moved;

	(void)state;
	listen_on(&listener, WT_DATAGRAM, "127.0.0.1", &address);
	wt_socket_close(&listener);
	assert_int_equal(wt_socket_connect(&client, WT_DATAGRAM, &address, wt_clock_ns() + WT_NS_PER_S, &error), WT_OK);
	assert_int_equal(client.traffic.round_trips, 0);
	put(&client, "anyone?", 7);
	assert_int_equal(wt_socket_recv(&client, data, sizeof(data), &moved, &error), WT_REFUSED);
	assert_non_null(strstr(error.text, "no server at 127.0.0.1 port "));
	wt_socket_close(&client);
}

static void test_port_in_use(void **state)
{
	static const enum wt_socket_kind kinds[] = { WT_STREAM, WT_DATAGRAM };

	(void)state;
	for (size_t i = 0; i < 2; i++) {
		struct wt_socket first = WT_SOCKET_INIT, second = WT_SOCKET_INIT;
		struct wt_address address;
		char text[WT_ADDRESS_TEXT_BYTES];

		listen_on(&first, kinds[i], "127.0.0.1", &address);
		assert_int_equal(wt_socket_listen(&second, kinds[i], &address, &error), WT_ERROR);
		assert_int_equal(second.handle, -1);
		assert_non_null(strstr(error.text, wt_address_text(&address, text, sizeof(text))));
		assert_non_null(strstr(error.text, "in use; valid:"));
		wt_socket_close(&first);
	}
}

static void test_an_address_that_is_not_ours(void **state)
{
	struct wt_socket socket = WT_SOCKET_INIT;
	struct wt_address address = loopback("192.0.2.1", 0); /* RFC 5737: documentation */

	(void)state;
	wt_error_clear(&error);
	assert_int_equal(wt_socket_listen(&socket, WT_STREAM, &address, &error), WT_ERROR);
	assert_non_null(strstr(error.text, "cannot serve at 192.0.2.1 port 0"));
}

static void test_accept_waits_no_longer_than_its_deadline(void **state)
{
	struct wt_socket listener = WT_SOCKET_INIT, socket = WT_SOCKET_INIT;
	struct wt_address address, peer;

	(void)state;
	listen_on(&listener, WT_STREAM, "127.0.0.1", &address);
	listener.deadline_ns = wt_clock_ns() + 30 * MS;
	assert_int_equal(wt_socket_accept(&listener, &socket, &peer, &error), WT_TIMEOUT);
	assert_true(wt_clock_ns() >= listener.deadline_ns);
	assert_string_equal(error.text, "nobody connected in time");
	wt_socket_close(&listener);
}

/* A peer that reads nothing: what the kernel takes is counted, then the deadline ends it. The
 * kernel's own limit runs anew with each call, so the port has to look at the clock. */
static void test_a_send_that_is_stuck(void **state)
{
	static char much[16 * 1024 * 1024];
	struct wt_socket client = WT_SOCKET_INIT, server = WT_SOCKET_INIT;
	struct wt_socket listener = WT_SOCKET_INIT;
	struct wt_address address, peer;
	enum wt_status status = WT_OK;
	unsigned calls = 0;
	size_t sent, all = 0;

	(void)state;
	listen_on(&listener, WT_STREAM, "127.0.0.1", &address);
	assert_int_equal(wt_socket_connect(&client, WT_STREAM, &address, wt_clock_ns() + 200 * MS, &error), WT_OK);
	assert_int_equal(wt_socket_accept(&listener, &server, &peer, &error), WT_OK);
	while (status == WT_OK && calls < 100) {
		status = wt_socket_send(&client, much, sizeof(much), &sent, &error);
		all += sent;
		calls++;
	}
	assert_int_equal(status, WT_TIMEOUT);
	assert_true(wt_clock_ns() >= client.deadline_ns);
	assert_string_equal(error.text, "the peer takes no more in time");
	assert_int_equal(client.traffic.bytes_out, all);
	assert_true(all > 0);
	assert_int_equal(calls, 1);
	wt_socket_close(&client);
	wt_socket_close(&server);
	wt_socket_close(&listener);
}

/* ---- a datagram listener and its peers ---- */

static void test_shared_socket(void **state)
{
	struct wt_socket listener = WT_SOCKET_INIT, one = WT_SOCKET_INIT, shared = WT_SOCKET_INIT;
	struct wt_address address, from, own;
	uint8_t datagram[64];
	char data[64];
	size_t bytes;

	(void)state;
	listen_on(&listener, WT_DATAGRAM, "127.0.0.1", &address);
	assert_int_equal(wt_socket_connect(&one, WT_DATAGRAM, &address, wt_clock_ns() + WT_NS_PER_S, &error), WT_OK);
	put(&one, "question", 8);
	assert_int_equal(wt_socket_recv_from(&listener, datagram, sizeof(datagram), &bytes, &from, &error), WT_OK);
	assert_int_equal(wt_socket_local(&one, &own, &error), WT_OK);
	assert_true(wt_address_equal(&from, &own));
	wt_socket_share(&shared, &listener, &from);
	assert_int_equal(wt_socket_recv(&shared, data, sizeof(data), &bytes, &error),
			 WT_WANT_READ); /* nothing in the inbox */
	shared.inbox = datagram;
	shared.inbox_bytes = 8;
	shared.peek = true;
	take(&shared, "question", 8);
	assert_int_equal(shared.traffic.receives, 0); /* a look is no receive */
	shared.peek = false;
	take(&shared, "question", 8);
	assert_int_equal(shared.traffic.receives, 1);
	assert_int_equal(wt_socket_recv(&shared, data, sizeof(data), &bytes, &error), WT_WANT_READ);
	put(&shared, "answer", 6);
	take(&one, "answer", 6);
	assert_int_equal(one.traffic.round_trips, 1);
	wt_socket_close(&shared); /* not the listener's descriptor */
	put(&one, "again", 5);
	assert_int_equal(wt_socket_recv_from(&listener, datagram, sizeof(datagram), &bytes, &from, &error), WT_OK);
	wt_socket_close(&one);
	wt_socket_close(&listener);
}

static void test_a_datagram_that_is_longer_than_the_room(void **state)
{
	struct wt_socket shared = WT_SOCKET_INIT, listener = WT_SOCKET_INIT;
	struct wt_address address;
	static const uint8_t datagram[] = "0123456789";
	char data[4];
	size_t bytes;

	(void)state;
	listen_on(&listener, WT_DATAGRAM, "127.0.0.1", &address);
	wt_socket_share(&shared, &listener, &address);
	shared.inbox = datagram;
	shared.inbox_bytes = 10;
	assert_int_equal(wt_socket_recv(&shared, data, sizeof(data), &bytes, &error), WT_OK);
	assert_int_equal(bytes, 4);
	assert_int_equal(wt_socket_recv(&shared, data, sizeof(data), &bytes, &error),
			 WT_WANT_READ); /* the rest is gone, as with a descriptor */
	wt_socket_close(&listener);
}

/* ---- stop signals ---- */

/* In a child: waits 5 s; a signal comes after a while. Exit status 0: the wait ended as it should. */
static void wait_for_signal(bool accepting)
{
	struct wt_socket socket = WT_SOCKET_INIT, taken = WT_SOCKET_INIT;
	struct wt_error why = { .status = WT_OK };
	struct wt_address address, peer;
	uint64_t start_ns = wt_clock_ns();
	enum wt_status status;
	char data[4];
	size_t received;

	wt_stop_catch();
	if (wt_address_resolve(&address, "127.0.0.1", 0, true, &why) != WT_OK ||
	    wt_socket_listen(&socket, accepting ? WT_STREAM : WT_DATAGRAM, &address, &why) != WT_OK)
		wt_test_end(2);
	socket.deadline_ns = start_ns + 5 * WT_NS_PER_S;
	if (fork() == 0) {
		usleep(30000);
		kill(getppid(), SIGTERM);
		wt_test_end(0);
	}
	if (accepting)
		status = wt_socket_accept(&socket, &taken, &peer, &why);
	else
		status = wt_socket_recv(&socket, data, sizeof(data), &received, &why);
	if (status != WT_ERROR || strcmp(why.text, "interrupted") != 0)
		wt_test_end(3);
	if (why.code != SIGTERM || wt_stop_requested() != SIGTERM)
		wt_test_end(4);
	wt_test_end(wt_clock_ns() < socket.deadline_ns ? 0 : 5);
}

static void test_a_signal_ends_a_wait(void **state)
{
	(void)state;
	for (int accepting = 0; accepting < 2; accepting++) {
		int status = -1;
		pid_t child = fork();

		if (child == 0)
			wait_for_signal(accepting);
		assert_int_equal(waitpid(child, &status, 0), child);
		assert_true(WIFEXITED(status));
		assert_int_equal(WEXITSTATUS(status), 0);
	}
}

static void test_a_second_signal_ends_the_process(void **state)
{
	int status = -1;
	pid_t child = fork();

	(void)state;
	if (child == 0) {
		wt_stop_catch();
		raise(SIGTERM);
		if (wt_stop_requested() != SIGTERM)
			wt_test_end(1);
		raise(SIGTERM); /* the same wish once more */
		usleep(400 * 1000);
		raise(SIGTERM);
		wt_test_end(2);
	}
	assert_int_equal(waitpid(child, &status, 0), child);
	assert_true(WIFSIGNALED(status));
	assert_int_equal(WTERMSIG(status), SIGTERM);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_connect_and_accept),
		cmocka_unit_test(test_what_an_accepted_socket_inherits),
		cmocka_unit_test(test_reset_is_an_error),
		cmocka_unit_test(test_nobody_listens),
		cmocka_unit_test(test_no_datagram_server),
		cmocka_unit_test(test_port_in_use),
		cmocka_unit_test(test_an_address_that_is_not_ours),
		cmocka_unit_test(test_accept_waits_no_longer_than_its_deadline),
		cmocka_unit_test(test_a_send_that_is_stuck),
		cmocka_unit_test(test_shared_socket),
		cmocka_unit_test(test_a_datagram_that_is_longer_than_the_room),
		cmocka_unit_test(test_a_signal_ends_a_wait),
		cmocka_unit_test(test_a_second_signal_ends_the_process),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
