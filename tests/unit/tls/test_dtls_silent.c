/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A DTLS server and peers that say no more: the clock is moved, not waited for. */
// LDFLAGS: -Wl,--wrap=wt_clock_ns
#include <stdarg.h>
#include <setjmp.h>
#include <stddef.h>
#include <stdint.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "connection.h"
#include "dtls_server.h"
#include "support/joint.h"

static uint64_t moved_ns;

uint64_t __real_wt_clock_ns(void);
uint64_t __wrap_wt_clock_ns(void);
uint64_t __wrap_wt_clock_ns(void)
{
	return __real_wt_clock_ns() + moved_ns;
}

/* A client that completes its handshake and is silent until it is ended. */
static void silent_client(const struct wt_joint *joint)
{
	struct wt_error error = { .status = WT_OK };
	struct wt_connection *connection;
	struct wt_endpoint *endpoint;

	alarm(60);
	if (wt_dtls.open(&endpoint, &joint->settings[WT_CLIENT], false, &error) != WT_OK ||
	    wt_dtls.connect(endpoint, &connection, wt_clock_ns() + 20 * WT_NS_PER_S) != WT_OK)
		exit(1);
	if (wt_dtls.handshake(connection) != WT_OK)
		exit(1);
	pause();
	exit(0);
}

static void look_after_peers(struct wt_endpoint *endpoint)
{
	struct wt_connection *connection;

	assert_int_equal(wt_dtls.accept(endpoint, &connection, wt_clock_ns() + WT_NS_PER_S / 20), WT_TIMEOUT);
}

static const struct wt_peer *established_peer(const struct wt_dtls_server *server)
{
	for (size_t i = 0; i < server->peers.places; i++)
		if (server->peers.all[i].active && server->peers.all[i].established)
			return &server->peers.all[i];
	return NULL;
}

static void forget_after_a_minute(const char *version)
{
	struct wt_error error = { .status = WT_OK };
	struct wt_dtls_server *server;
	struct wt_endpoint *endpoint;
	struct wt_joint joint;
	pid_t client;

	wt_joint_start(&joint, &wt_dtls, version);
	if (wt_dtls.open(&endpoint, &joint.settings[WT_SERVER], true, &error) == WT_UNSUPPORTED)
		return;
	assert_non_null(endpoint);
	server = (struct wt_dtls_server *)endpoint;
	joint.settings[WT_CLIENT].port = wt_address_port(wt_endpoint_address(endpoint));
	client = fork();
	if (client == 0)
		silent_client(&joint);
	for (int i = 0; i < 400 && !established_peer(server); i++)
		look_after_peers(endpoint);
	assert_non_null(established_peer(server));
	moved_ns += 55 * WT_NS_PER_S;
	look_after_peers(endpoint);
	assert_int_equal(server->peers.count, 1);
	moved_ns += 6 * WT_NS_PER_S;
	look_after_peers(endpoint);
	assert_int_equal(server->peers.count, 0);
	kill(client, SIGKILL);
	waitpid(client, NULL, 0);
	wt_dtls.shut(endpoint, NULL);
}

static void test_an_established_peer_is_forgotten_after_a_minute(void **state)
{
	(void)state;
	forget_after_a_minute("1.2");
	forget_after_a_minute("1.3");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_an_established_peer_is_forgotten_after_a_minute),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
