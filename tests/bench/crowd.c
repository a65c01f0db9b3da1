/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The clients of tests/bench/crowd.sh, in one thread: so many TLS 1.3 handshakes with any server, so many of them at once, each
 * closed by a goodbye as soon as it is done, and its place taken by the next one when the server has closed, too.
 *
 *   crowd PORT AT-ONCE HANDSHAKES CA     prints "TIME CPU" in ns: from the first call to the last close, and of this process
 */
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <openssl/ssl.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

enum { MOST = 1024, LIMIT_S = 60 };

struct client {
	SSL *ssl;
	int handle;
	bool is_done;
};

static struct sockaddr_in server = { .sin_family = AF_INET };
static SSL_CTX *context;
static struct client clients[MOST];
static int events;

static void must(bool good, const char *what)
{
	if (good)
		return;
	fprintf(stderr, "crowd: %s: %s\n", what, strerror(errno));
	exit(1);
}

static uint64_t now_ns(clockid_t clock)
{
	struct timespec now;

	clock_gettime(clock, &now);
	return (uint64_t)now.tv_sec * 1000000000 + (uint64_t)now.tv_nsec;
}

static void begin(struct client *one)
{
	struct epoll_event wanted = { .events = EPOLLIN | EPOLLOUT | EPOLLET, .data.ptr = one };

	one->handle = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	must(one->handle >= 0, "socket");
	must(!connect(one->handle, (struct sockaddr *)&server, sizeof(server)) || errno == EINPROGRESS, "connect");
	one->ssl = SSL_new(context);
	must(one->ssl && SSL_set_fd(one->ssl, one->handle) == 1, "SSL_new");
	SSL_set_connect_state(one->ssl);
	one->is_done = false;
	must(!epoll_ctl(events, EPOLL_CTL_ADD, one->handle, &wanted), "epoll_ctl");
}

/* Whether its server has closed: the handshake, a goodbye, and what is left to read. */
static bool go_on(struct client *one)
{
	char waste[4096];
	ssize_t got;

	if (!one->is_done) {
		int result = SSL_do_handshake(one->ssl), error = SSL_get_error(one->ssl, result);

		/* not connected yet is a call that comes too early */
		if (result != 1 && (error == SSL_ERROR_WANT_READ || error == SSL_ERROR_WANT_WRITE ||
				    (error == SSL_ERROR_SYSCALL && errno == ENOTCONN)))
			return false;
		must(result == 1, "handshake");
		one->is_done = true;
		SSL_shutdown(one->ssl);
	}
	while ((got = read(one->handle, waste, sizeof(waste))) > 0)
		;
	return got == 0 || errno != EAGAIN;
}

static void end(struct client *one)
{
	SSL_free(one->ssl);
	close(one->handle);
	one->ssl = NULL;
}

int main(int argc, char **argv)
{
	int at_once = argc > 2 ? atoi(argv[2]) : 0, all = argc > 3 ? atoi(argv[3]) : 0, begun = 0, ended = 0;
	uint64_t start_ns = now_ns(CLOCK_MONOTONIC);

	must(argc == 5 && at_once > 0 && at_once <= MOST && all >= at_once, "usage: crowd PORT AT-ONCE HANDSHAKES CA");
	server.sin_port = htons((uint16_t)atoi(argv[1]));
	server.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	context = SSL_CTX_new(TLS_client_method());
	must(context && SSL_CTX_set_min_proto_version(context, TLS1_3_VERSION) &&
		     SSL_CTX_set_ciphersuites(context, "TLS_AES_128_GCM_SHA256") &&
		     SSL_CTX_set1_groups_list(context, "P-256") &&
		     SSL_CTX_load_verify_locations(context, argv[4], NULL),
	     argv[4]);
	SSL_CTX_set_verify(context, SSL_VERIFY_PEER, NULL);
	events = epoll_create1(EPOLL_CLOEXEC);
	must(events >= 0, "epoll_create1");
	for (; begun < at_once; begun++)
		begin(&clients[begun]);
	while (ended < all) {
		struct epoll_event ready[64];
		int count = epoll_wait(events, ready, 64, 1000 * LIMIT_S);

		must(count > 0 && now_ns(CLOCK_MONOTONIC) - start_ns < LIMIT_S * UINT64_C(1000000000), "too slow");
		for (int i = 0; i < count; i++) {
			struct client *one = ready[i].data.ptr;

			if (!go_on(one))
				continue;
			end(one);
			ended++;
			if (begun < all && ++begun)
				begin(one);
		}
	}
	printf("%llu %llu\n", (unsigned long long)(now_ns(CLOCK_MONOTONIC) - start_ns),
	       (unsigned long long)now_ns(CLOCK_PROCESS_CPUTIME_ID));
	return 0;
}
