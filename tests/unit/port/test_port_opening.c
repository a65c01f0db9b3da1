/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Sockets that the system does not open as we ask: what is told, and that no descriptor is left. */
// LDFLAGS: -Wl,--wrap=socket,--wrap=setsockopt,--wrap=bind,--wrap=listen,--wrap=getsockname,--wrap=connect
#include <stdarg.h>
#include <setjmp.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "address.h"
#include "clock.h"
#include "listener.h"
#include "process.h"
#include "socket.h"
#include "support/child.h"

/* Which call fails, at which of its calls, and with what. */
static struct {
	enum { NOTHING, SOCKET, SETSOCKOPT, BIND, LISTEN, GETSOCKNAME, CONNECT } call;
	int at, with_errno, calls;
	bool raises; /* a signal comes beside it */
	bool once;   /* and not from then on */
} fault;

static int fresh(void **state)
{
	(void)state;
	memset(&fault, 0, sizeof(fault));
	return 0;
}

static bool fails(int call)
{
	if (fault.call != (unsigned)call || ++fault.calls < fault.at || (fault.once && fault.calls > fault.at))
		return false;
	if (fault.raises)
		(void)raise(SIGTERM);
	errno = fault.with_errno;
	return true;
}

static void refuse(int call, int at, int with_errno)
{
	fresh(NULL);
	fault.call = (unsigned)call;
	fault.at = at;
	fault.with_errno = with_errno;
}

int __real_socket(int family, int type, int protocol);
int __wrap_socket(int family, int type, int protocol);
int __wrap_socket(int family, int type, int protocol)
{
	return fails(SOCKET) ? -1 : __real_socket(family, type, protocol);
}

int __real_setsockopt(int fd, int level, int option, const void *value, socklen_t bytes);
int __wrap_setsockopt(int fd, int level, int option, const void *value, socklen_t bytes);
int __wrap_setsockopt(int fd, int level, int option, const void *value, socklen_t bytes)
{
	return fails(SETSOCKOPT) ? -1 : __real_setsockopt(fd, level, option, value, bytes);
}

int __real_bind(int fd, const struct sockaddr *name, socklen_t length);
int __wrap_bind(int fd, const struct sockaddr *name, socklen_t length);
int __wrap_bind(int fd, const struct sockaddr *name, socklen_t length)
{
	return fails(BIND) ? -1 : __real_bind(fd, name, length);
}

int __real_listen(int fd, int backlog);
int __wrap_listen(int fd, int backlog);
int __wrap_listen(int fd, int backlog)
{
	return fails(LISTEN) ? -1 : __real_listen(fd, backlog);
}

int __real_getsockname(int fd, struct sockaddr *name, socklen_t *length);
int __wrap_getsockname(int fd, struct sockaddr *name, socklen_t *length);
int __wrap_getsockname(int fd, struct sockaddr *name, socklen_t *length)
{
	return fails(GETSOCKNAME) ? -1 : __real_getsockname(fd, name, length);
}

int __real_connect(int fd, const struct sockaddr *name, socklen_t length);
int __wrap_connect(int fd, const struct sockaddr *name, socklen_t length);
int __wrap_connect(int fd, const struct sockaddr *name, socklen_t length)
{
	return fails(CONNECT) ? -1 : __real_connect(fd, name, length);
}

static struct wt_address address_of(const char *host, uint16_t port, bool server)
{
	struct wt_error error = { .status = WT_OK };
	struct wt_address address;

	assert_int_equal(wt_address_resolve(&address, host, port, server, &error), WT_OK);
	return address;
}

/* The lowest descriptor that is free; the same before and after, where none was left open. */
static int lowest_free(void)
{
	int fd = dup(STDERR_FILENO);

	close(fd);
	return fd;
}

struct refusal {
	int call, at, with_errno;
	const char *operation, *text;
};

static void test_listeners(void **state)
{
	static const struct {
		struct refusal refusal;
		enum wt_socket_kind kind;
		const char *host;
		uint16_t port;
	} cases[] = {
		{ { SOCKET, 1, EMFILE, "socket", "Too many open files" }, WT_STREAM, "127.0.0.1", 0 },
		{ { BIND, 1, EADDRINUSE, "bind", "no port is free at 127.0.0.1" }, WT_DATAGRAM, "127.0.0.1", 0 },
		{ { BIND, 1, EADDRINUSE, "bind",
		    "127.0.0.1 port 4711 is in use; valid: a free port, or 0 to let the system "
		    "pick" },
		  WT_STREAM,
		  "127.0.0.1",
		  4711 },
		{ { BIND, 1, EACCES, "bind", "cannot serve at 127.0.0.1 port 80: Permission denied" },
		  WT_STREAM,
		  "127.0.0.1",
		  80 },
		{ { LISTEN, 1, EADDRINUSE, "listen", "no port is free at 127.0.0.1" }, WT_STREAM, "127.0.0.1", 0 },
		/* the first one, whether the last run's port may be had, is a wish; the limits and TCP_NODELAY are not */
		{ { SETSOCKOPT, 2, ENOMEM, "setsockopt", "Cannot allocate memory" }, WT_STREAM, "127.0.0.1", 0 },
		{ { SETSOCKOPT, 3, ENOMEM, "setsockopt", "Cannot allocate memory" }, WT_STREAM, "127.0.0.1", 0 },
		{ { SETSOCKOPT, 4, ENOMEM, "setsockopt", "Cannot allocate memory" }, WT_STREAM, "127.0.0.1", 0 },
		/* one of all addresses has to tell which one a datagram came to */
		{ { SETSOCKOPT, 2, ENOPROTOOPT, "setsockopt", "Protocol not available" }, WT_DATAGRAM, "0.0.0.0", 0 },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct wt_address address = address_of(cases[i].host, cases[i].port, true);
		struct wt_error error = { .status = WT_OK };
		struct wt_socket socket = WT_SOCKET_INIT;
		int before = lowest_free();

		refuse(cases[i].refusal.call, cases[i].refusal.at, cases[i].refusal.with_errno);
		assert_int_equal(wt_socket_listen(&socket, cases[i].kind, &address, &error), WT_ERROR);
		assert_string_equal(error.operation, cases[i].refusal.operation);
		assert_string_equal(error.text, cases[i].refusal.text);
		assert_int_equal(error.code, cases[i].refusal.with_errno);
		assert_int_equal(lowest_free(), before);
	}
}

static void test_a_port_that_may_not_be_reused_is_served_all_the_same(void **state)
{
	struct wt_address address = address_of("127.0.0.1", 0, true), local;
	struct wt_error error = { .status = WT_OK };
	struct wt_socket socket = WT_SOCKET_INIT;

	(void)state;
	refuse(SETSOCKOPT, 1, ENOPROTOOPT);
	fault.once = true;
	assert_int_equal(wt_socket_listen(&socket, WT_STREAM, &address, &error), WT_OK);
	assert_int_equal(wt_socket_local(&socket, &local, &error), WT_OK);
	assert_true(wt_address_port(&local) > 0);
	assert_true(fault.calls > fault.at);
	refuse(GETSOCKNAME, 1, ENOBUFS);
	assert_int_equal(wt_socket_local(&socket, &local, &error), WT_ERROR);
	assert_string_equal(error.operation, "getsockname");
	wt_socket_close(&socket);
}

static void test_connections(void **state)
{
	static const struct {
		struct refusal refusal;
		enum wt_status status;
	} cases[] = {
		{ { SOCKET, 1, ENFILE, "socket", "Too many open files in system" }, WT_ERROR },
		{ { SETSOCKOPT, 1, ENOMEM, "setsockopt", "Cannot allocate memory" }, WT_ERROR },
		{ { SETSOCKOPT, 3, ENOMEM, "setsockopt", "Cannot allocate memory" }, WT_ERROR },
		{ { CONNECT, 1, EAGAIN, "connect", "no local port is free to call 127.0.0.1 port 9 from" }, WT_ERROR },
		{ { CONNECT, 1, ETIMEDOUT, "connect", "127.0.0.1 port 9 does not answer in time" }, WT_TIMEOUT },
		/* a wait that ended too often */
		{ { CONNECT, 1, EINPROGRESS, "connect", "127.0.0.1 port 9 does not answer in time" }, WT_TIMEOUT },
		{ { CONNECT, 1, ECONNREFUSED, "connect", "no server at 127.0.0.1 port 9" }, WT_REFUSED },
		{ { CONNECT, 1, ENETUNREACH, "connect", "127.0.0.1 port 9: Network is unreachable" }, WT_ERROR },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct wt_address address = address_of("127.0.0.1", 9, false);
		struct wt_error error = { .status = WT_OK };
		struct wt_socket socket = WT_SOCKET_INIT;
		int before = lowest_free();

		refuse(cases[i].refusal.call, cases[i].refusal.at, cases[i].refusal.with_errno);
		assert_int_equal(
			wt_socket_connect(&socket, WT_STREAM, &address, wt_clock_ns() + WT_NS_PER_S / 10, &error),
			cases[i].status);
		assert_string_equal(error.operation, cases[i].refusal.operation);
		assert_string_equal(error.text, cases[i].refusal.text);
		assert_int_equal(lowest_free(), before);
	}
}

/* A signal that comes while we call: neither a peer that does not answer, nor one that is not there. */
static void test_a_signal_while_we_connect(void **state)
{
	int status;
	pid_t child;

	(void)state;
	(void)fflush(NULL);
	child = fork();
	if (child == 0) {
		struct wt_address address = address_of("127.0.0.1", 9, false);
		struct wt_error error = { .status = WT_OK };
		struct wt_socket socket = WT_SOCKET_INIT;

		wt_stop_catch();
		refuse(CONNECT, 1, EINTR);
		fault.raises = true;
		if (wt_socket_connect(&socket, WT_STREAM, &address, 0, &error) != WT_ERROR)
			wt_test_end(1);
		if (strcmp(error.source, "signal") != 0 || error.code != SIGTERM ||
		    strcmp(error.text, "interrupted") != 0)
			wt_test_end(2);
		wt_test_end(0);
	}
	assert_true(child > 0);
	assert_int_equal(waitpid(child, &status, 0), child);
	assert_int_equal(status, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_teardown(test_listeners, fresh),
		cmocka_unit_test_teardown(test_a_port_that_may_not_be_reused_is_served_all_the_same, fresh),
		cmocka_unit_test_teardown(test_connections, fresh),
		cmocka_unit_test_teardown(test_a_signal_while_we_connect, fresh),
	};

	return cmocka_run_group_tests_name("port_opening", tests, NULL, NULL);
}
