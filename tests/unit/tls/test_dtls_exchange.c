/* SPDX-License-Identifier: GPL-3.0-or-later */
/* DTLS over loopback: whole exchanges, garbage, lies. Losses are in test_dtls_loss.c. */
// LDFLAGS: -Wl,--wrap=sendto,--wrap=recvfrom,--wrap=connect,--wrap=accept4
#include <stdarg.h>
#include <setjmp.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "clock.h"
#include "support/garbage.h"
#include "support/joint.h"
#include "support/lies.h"

/* OpenSSL has no DTLS 1.3: there the list ends earlier. */
static const char *const versions[] = { "1.2", "1.3" };
static size_t version_count;

static int count_versions(void **state)
{
	(void)state;
	version_count = strcmp(wt_dtls.library->name(), "OpenSSL") == 0 ? 1 : 2;
	return 0;
}

static void run_well(struct wt_joint *joint)
{
	assert_true(wt_joint_run(joint));
	assert_true(wt_joint_all_well(joint));
}

static void test_what_the_library_lacks(void **state)
{
	struct wt_joint joint;

	(void)state;
	wt_joint_start(&joint, &wt_dtls, "1.3");
	if (version_count == 2) {
		run_well(&joint);
		wt_joint_end(&joint);
		return;
	}
	assert_false(wt_joint_run(&joint));
	assert_int_equal(joint.reports[WT_SERVER]->opened, WT_UNSUPPORTED);
	assert_non_null(strstr(joint.reports[WT_SERVER]->open_reason, "has no DTLS 1.3; valid:"));
	wt_joint_end(&joint);
}

/* Up to the limit that the transport tells, on several MTUs. */
static void test_sizes(void **state)
{
	static const uint32_t mtus[] = { 1472, 1280, 4000 };

	(void)state;
	for (size_t i = 0; i < 3 * version_count; i++) {
		const struct wt_attempt *client, *server;
		struct wt_joint joint;
		uint32_t limit;

		wt_joint_start(&joint, &wt_dtls, versions[i / 3]);
		joint.settings[WT_CLIENT].mtu_bytes = mtus[i % 3];
		joint.settings[WT_SERVER].mtu_bytes = mtus[i % 3];
		limit = wt_dtls.limit_bytes(&joint.settings[WT_CLIENT]);
		assert_in_range(limit, mtus[i % 3] - 60, mtus[i % 3] - 20);
		joint.sizes = (struct wt_size_list){ { 16, 17, 999, limit }, 4 };
		run_well(&joint);
		for (uint32_t n = 0; n < 4; n++) {
			client = wt_joint_attempt(&joint, WT_CLIENT, n);
			server = wt_joint_attempt(&joint, WT_SERVER, n);
			assert_int_equal(server->message.size_bytes, joint.sizes.bytes[n]);
			assert_int_equal(client->one.phases[WT_PHASE_SEND].traffic.sends, 1);
			assert_true(client->one.phases[WT_PHASE_SEND].traffic.bytes_out <= mtus[i % 3]);
			/* the server may be gone when the client's close_notify comes */
			assert_true(client->closed == WT_OK || (n == 3 && client->closed == WT_REFUSED));
			assert_true(server->traffic.bytes_in >= joint.sizes.bytes[n] + 1000);
			assert_true(server->traffic.bytes_in <= client->traffic.bytes_out);
		}
		/* the largest message fills the datagram to the byte, or the limit is wrong */
		assert_int_equal(client->one.phases[WT_PHASE_SEND].traffic.bytes_out, mtus[i % 3]);
		wt_joint_end(&joint);
	}
}

static void test_a_byte_more_than_the_limit(void **state)
{
	(void)state;
	for (size_t v = 0; v < version_count; v++) {
		const struct wt_attempt *client;
		struct wt_joint joint;

		wt_joint_start(&joint, &wt_dtls, versions[v]);
		wt_joint_size(&joint, wt_dtls.limit_bytes(&joint.settings[WT_CLIENT]) + 1);
		joint.patience_ns = 4 * WT_NS_PER_S; /* where nothing is sent the server waits that long */
		assert_true(wt_joint_run(&joint));
		client = wt_joint_attempt(&joint, WT_CLIENT, 0);
		/* OpenSSL sends it all the same, in a datagram that is too long */
		if (client->status == WT_OK) {
			assert_int_equal(client->one.phases[WT_PHASE_SEND].traffic.bytes_out,
					 joint.settings[WT_CLIENT].mtu_bytes + 1);
		} else {
			assert_int_equal(client->status, WT_ERROR);
			assert_memory_equal(client->reason, "send: ", 6);
			assert_int_equal(joint.reports[WT_SERVER]->count, 0);
		}
		wt_joint_end(&joint);
	}
}

static void test_agreed(void **state)
{
	(void)state;
	for (size_t v = 0; v < version_count; v++) {
		struct wt_joint joint;

		wt_joint_start(&joint, &wt_dtls, versions[v]);
		joint.settings[WT_CLIENT].host = joint.settings[WT_SERVER].bind = "::1";
		run_well(&joint);
		for (int role = 0; role < 2; role++) {
			const struct wt_negotiated *agreed = &wt_joint_attempt(&joint, role, 0)->negotiated;

			assert_int_equal(agreed->version, v ? 0xfefc : 0xfefd);
			assert_int_equal(agreed->suite, v ? 0x1301 : 0xc02b);
			assert_int_equal(agreed->group, 23);
			assert_int_equal(agreed->peer_signature, 0x0403);
			assert_true(agreed->peer_authenticated);
			assert_false(agreed->resumed);
		}
		/* the cookie */
		assert_int_equal(wt_joint_attempt(&joint, WT_CLIENT, 0)->negotiated.hello_retries, 1);
		wt_joint_end(&joint);
	}
}

static void test_many_in_a_row(void **state)
{
	(void)state;
	for (size_t v = 0; v < version_count; v++) {
		struct wt_joint joint;
		uint32_t late = 0;

		wt_joint_start(&joint, &wt_dtls, versions[v]);
		joint.tries = 40;
		run_well(&joint);
		for (uint32_t i = 0; i < 40; i++) {
			const struct wt_attempt *server = wt_joint_attempt(&joint, WT_SERVER, i);

			assert_int_equal(server->message.number, i + 1);
			late += server->one.retransmissions;
			late += wt_joint_attempt(&joint, WT_CLIENT, i)->one.retransmissions;
		}
		/* nothing gets lost; a machine that stands still for a second may repeat some */
		assert_in_range(late, 0, 4);
		wt_joint_end(&joint);
	}
}

static void test_storms(void **state)
{
	(void)state;
	for (uint32_t seed = 1; seed <= 6; seed++) {
		struct wt_joint joint;

		wt_joint_start(&joint, &wt_dtls, versions[seed % version_count]);
		joint.faults[WT_CLIENT] =
			(struct wt_fault_plan){ .seed = seed, .interrupt_permille = 400, .again_permille = 200 };
		joint.faults[WT_SERVER] = joint.faults[WT_CLIENT];
		joint.faults[WT_SERVER].seed = seed + 100;
		run_well(&joint);
		for (int role = 0; role < 2; role++) {
			const struct wt_report *report = joint.reports[role];
			const struct wt_traffic *traffic = &report->attempts[0].traffic;

			assert_true(report->faults.faults > 2);
			assert_int_equal(traffic->bytes_out, report->faults.bytes_out);
			assert_int_equal(traffic->sends, report->faults.sends);
		}
		wt_joint_end(&joint);
	}
}

/* ---- garbage ---- */

/* Odd datagrams from a stranger, then a good client: it finds its server unharmed. */
static void garbage_then_exchange(const struct wt_joint *joint, struct wt_endpoint *endpoint)
{
	static const uint8_t seeds[][25] = {
		{ 22, 0xfe, 0xfd, 0, 0, 0, 0, 0, 0, 0, 0, 0, 12, 1 },      /* a hello without a body */
		{ 22, 0xfe, 0xff, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff, 1 }, /* longer than it is */
		{ 21, 0xfe, 0xfd, 0, 0, 0, 0, 0, 0, 0, 0, 0, 2, 2, 40 },   /* an alert */
		{ 23, 0xfe, 0xfd, 0, 1, 0, 0, 0, 0, 0, 0, 0, 4 },          /* data of epoch 1 */
	};
	struct wt_settings settings = joint->settings[WT_CLIENT];
	struct wt_error error = { .status = WT_OK };
	struct wt_connection *connection;
	struct wt_endpoint *stranger;
	uint8_t datagram[1400];
	uint64_t limit_ns = wt_clock_ns() + 10 * WT_NS_PER_S;
	size_t moved;

	if (wt_udp.open(&stranger, &settings, false, &error) != WT_OK ||
	    wt_udp.connect(stranger, &connection, limit_ns) != WT_OK)
		return;
	for (uint32_t i = 0; i < 60; i++) {
		wt_garbage_fill(datagram, sizeof(datagram), i + 1);
		memcpy(datagram, seeds[i % 4], i < 40 ? 25 : 0);
		wt_udp.send(connection, datagram, i * 23 + 1, &moved);
	}
	wt_udp.close(connection, 0);
	wt_udp.shut(stranger, NULL);
	if (wt_dtls.connect(endpoint, &connection, limit_ns) == WT_OK && wt_dtls.handshake(connection) == WT_OK) {
		const struct wt_message message = { .size_bytes = 16, .number = 4711 };

		wt_message_write_header(datagram, &message);
		wt_dtls.send(connection, datagram, 16, &moved);
		wt_dtls.recv(connection, datagram, sizeof(datagram), &moved);
	}
	wt_dtls.close(connection, WT_NS_PER_S);
}

static void test_a_server_survives_garbage(void **state)
{
	(void)state;
	for (size_t v = 0; v < version_count; v++) {
		const struct wt_attempt *server;
		struct wt_joint joint;

		wt_joint_start(&joint, &wt_dtls, versions[v]);
		joint.here = WT_SERVER;
		joint.rogue = garbage_then_exchange;
		assert_true(wt_joint_run(&joint));
		assert_int_equal(joint.child_status, 0);
		assert_int_equal(joint.reports[WT_SERVER]->count, 1);
		server = wt_joint_attempt(&joint, WT_SERVER, 0);
		assert_int_equal(server->status, WT_OK);
		assert_int_equal(server->message.number, 4711);
		wt_joint_end(&joint);
	}
}

static const struct wt_garbage garbage[] = {
	{ "random bytes", NULL, 500, true },
	{ "one byte", "x", 1, true },
	{ "HTTP", "HTTP/1.1 400 Bad Request\r\n\r\n", 28, true },
	{ "silence", "", 0, true },
	{ "a record of nothing", "\x16\xfe\xfd\0\0\0\0\0\0\0\0\0\0", 13, true },
};

/* An empty handshake record ends a handshake on wolfSSL. */
enum { ENDS_ON_WOLFSSL = 4, GARBAGE = sizeof(garbage) / sizeof(garbage[0]) };

/* RFC 6347 4.1.2.7: what is no record is dropped, so these end as silence does. */
static bool client_meets_garbage(unsigned index, const void *argument)
{
	const struct wt_garbage *one = &garbage[index % GARBAGE];
	const char *version = versions[index / GARBAGE];
	const struct wt_attempt *client;
	struct wt_joint joint;
	bool well;

	(void)argument;
	wt_joint_start(&joint, &wt_dtls, version);
	joint.transports[WT_SERVER] = &wt_udp;
	joint.rogue = wt_garbage_server;
	joint.argument = one;
	joint.settings[WT_CLIENT].timeout_ns = 300 * WT_NS_PER_MS;
	if (!wt_joint_run(&joint))
		return false;
	client = wt_joint_attempt(&joint, WT_CLIENT, 0);
	well = joint.child_status == 0 && strlen(client->reason) > 12 &&
	       (client->status == WT_TIMEOUT || (index % GARBAGE == ENDS_ON_WOLFSSL && client->status == WT_ERROR));
	if (!well)
		fprintf(stderr, "DTLS %s, '%s': %s '%s'\n", version, one->name, wt_status_name(client->status),
			client->reason);
	wt_joint_end(&joint);
	return well;
}

static void test_a_client_ignores_garbage(void **state)
{
	(void)state;
	assert_int_equal(wt_in_parallel((unsigned)version_count * GARBAGE, client_meets_garbage, NULL), 0);
}

static void test_nobody_serves(void **state)
{
	(void)state;
	for (size_t v = 0; v < version_count; v++) {
		struct wt_joint joint;

		wt_joint_start(&joint, &wt_dtls, versions[v]);
		joint.transports[WT_SERVER] = &wt_tcp; /* the port of that name is free for datagrams */
		joint.patience_ns = WT_NS_PER_MS;
		assert_true(wt_joint_run(&joint));
		assert_int_equal(wt_joint_attempt(&joint, WT_CLIENT, 0)->status, WT_REFUSED);
		assert_non_null(strstr(wt_joint_attempt(&joint, WT_CLIENT, 0)->reason, "no server at 127.0.0.1 port "));
		wt_joint_end(&joint);
	}
}

static void test_lies(void **state)
{
	(void)state;
	assert_int_equal(wt_lying_clients(&wt_dtls, versions, version_count), 0);
	assert_int_equal(wt_lying_servers(&wt_dtls, versions, version_count), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_what_the_library_lacks),
		cmocka_unit_test(test_sizes),
		cmocka_unit_test(test_a_byte_more_than_the_limit),
		cmocka_unit_test(test_agreed),
		cmocka_unit_test(test_many_in_a_row),
		cmocka_unit_test(test_storms),
		cmocka_unit_test(test_a_server_survives_garbage),
		cmocka_unit_test(test_a_client_ignores_garbage),
		cmocka_unit_test(test_nobody_serves),
		cmocka_unit_test(test_lies),
	};

	return cmocka_run_group_tests(tests, count_versions, NULL);
}
