/* SPDX-License-Identifier: GPL-3.0-or-later */
/* TCP and UDP: whole exchanges over loopback, under faults, with peers that die or lie. */
// LDFLAGS: -Wl,--wrap=sendto,--wrap=recvfrom,--wrap=connect,--wrap=accept4
#include <stdarg.h>
#include <setjmp.h>
#include <errno.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "clock.h"
#include "support/joint.h"
#include "support/lies.h"

static void start(struct wt_joint *joint, const struct wt_transport *transport)
{
	wt_joint_start(joint, transport, "1.3");
}

static void run_well(struct wt_joint *joint)
{
	assert_true(wt_joint_run(joint));
	assert_true(wt_joint_all_well(joint));
}

static void traffic_equal(const struct wt_traffic *out, const struct wt_traffic *in)
{
	assert_int_equal(out->bytes_out, in->bytes_in);
	assert_int_equal(out->bytes_in, in->bytes_out);
}

/* One exchange of a size at a time: both ends' counts are what the design says. */
static void exchange_sizes(const struct wt_transport *transport, const char *host, const uint32_t *sizes, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		const struct wt_attempt *client, *server;
		struct wt_joint joint;

		start(&joint, transport);
		joint.settings[WT_CLIENT].host = joint.settings[WT_SERVER].bind = host;
		wt_joint_size(&joint, sizes[i]);
		run_well(&joint);
		client = wt_joint_attempt(&joint, WT_CLIENT, 0);
		server = wt_joint_attempt(&joint, WT_SERVER, 0);
		assert_int_equal(server->message.size_bytes, sizes[i]);
		assert_int_equal(server->message.number, 1);
		assert_int_equal(server->message.flags, 0);
		assert_int_equal(client->traffic.bytes_out, sizes[i]);
		assert_int_equal(client->traffic.bytes_in, WT_ANSWER_BYTES);
		assert_int_equal(client->traffic.round_trips, transport->datagram ? 1 : 2);
		assert_int_equal(client->one.phases[WT_PHASE_SEND].traffic.bytes_out, sizes[i]);
		assert_int_equal(client->one.phases[WT_PHASE_ACK].traffic.bytes_in, WT_ANSWER_BYTES);
		assert_int_equal(client->one.phases[WT_PHASE_HANDSHAKE].traffic.bytes_out, 0);
		assert_true(client->one.total_ns > 0);
		assert_int_equal(client->closed, WT_OK);
		assert_int_equal(server->closed, WT_OK);
		traffic_equal(&client->traffic, &server->traffic);
		wt_joint_end(&joint);
	}
}

static void test_tcp_sizes(void **state)
{
	static const uint32_t sizes[] = { 16, 17, 999, 16385, 1024 * 1024 };

	(void)state;
	exchange_sizes(&wt_tcp, "127.0.0.1", sizes, 5);
	exchange_sizes(&wt_tcp, "::1", sizes, 2);
}

static void test_udp_sizes(void **state)
{
	static const uint32_t sizes[] = { 16, 17, 999, 65507 };

	(void)state;
	exchange_sizes(&wt_udp, "127.0.0.1", sizes, 4);
	exchange_sizes(&wt_udp, "::1", sizes, 3);
}

static void test_what_udp_cannot_carry(void **state)
{
	struct wt_joint joint;

	(void)state;
	start(&joint, &wt_udp);
	wt_joint_size(&joint, 65508);
	joint.patience_ns = WT_NS_PER_MS;
	assert_true(wt_joint_run(&joint));
	assert_int_equal(wt_joint_attempt(&joint, WT_CLIENT, 0)->status, WT_ERROR);
	assert_string_equal(wt_joint_attempt(&joint, WT_CLIENT, 0)->reason, "send: Message too long");
	wt_joint_end(&joint);
}

static void test_many_in_a_row(void **state)
{
	static const struct wt_transport *const transports[] = { &wt_tcp, &wt_udp };

	(void)state;
	for (size_t i = 0; i < 2; i++) {
		struct wt_joint joint;

		start(&joint, transports[i]);
		joint.sizes = (struct wt_size_list){ { 16, 999 }, 2 };
		joint.tries = 30;
		run_well(&joint);
		for (uint32_t n = 0; n < 60; n++) {
			const struct wt_attempt *server = wt_joint_attempt(&joint, WT_SERVER, n);

			assert_int_equal(server->message.number, n % 30 + 1);
			assert_int_equal(server->message.size_bytes, n < 30 ? 16 : 999);
		}
		wt_joint_end(&joint);
	}
}

/* Both ends in a storm, some bytes a call. The answer arrives, and the port counts what the kernel
 * took. */
static void storm(const struct wt_transport *transport, uint32_t seed)
{
	const struct wt_fault_plan plan = {
		.seed = seed,
		.interrupt_permille = 300,
		.again_permille = 200,
		.send_max = transport->datagram ? 0 : 1 + seed % 3,
		.receive_max = transport->datagram ? 0 : 1 + seed % 2,
	};
	struct wt_joint joint;

	start(&joint, transport);
	wt_joint_size(&joint, 5000);
	joint.faults[WT_CLIENT] = joint.faults[WT_SERVER] = plan;
	run_well(&joint);
	for (int role = 0; role < 2; role++) {
		const struct wt_report *report = joint.reports[role];
		const struct wt_traffic *traffic = &report->attempts[0].traffic;

		assert_int_equal(traffic->bytes_out, report->faults.bytes_out);
		assert_int_equal(traffic->bytes_in, report->faults.bytes_in);
		assert_int_equal(traffic->sends, report->faults.sends);
		assert_int_equal(traffic->receives, report->faults.receives);
	}
	assert_int_equal(wt_joint_attempt(&joint, WT_CLIENT, 0)->traffic.bytes_out, 5000);
	assert_true(joint.reports[WT_CLIENT]->faults.faults > 0 || joint.reports[WT_SERVER]->faults.faults > 0);
	wt_joint_end(&joint);
}

static void test_storms(void **state)
{
	(void)state;
	for (uint32_t seed = 1; seed <= 6; seed++) {
		storm(&wt_tcp, seed);
		storm(&wt_udp, seed + 20);
	}
}

/* ---- peers that die ---- */

struct death {
	enum wt_role dies;
	struct wt_fault_plan plan;
	enum wt_status status;
	const char *reason;
};

static const struct death deaths[] = {
	/* before the message was read: what is unread makes the kernel reset */
	{ WT_SERVER, { .ends_at_receive = 1, .ends_with_reset = true }, WT_ERROR, "reset" },
	{ WT_SERVER, { .ends_at_receive = 2, .receive_max = 100, .ends_with_reset = true }, WT_ERROR, "reset" },
	/* the message read, no answer */
	{ WT_SERVER, { .ends_at_send = 1 }, WT_EOF, "ack: the server closed the connection before it answered" },
	{ WT_SERVER,
	  { .ends_at_send = 1, .ends_with_reset = true },
	  WT_ERROR,
	  "receive: the peer reset the connection" },
	/* in the middle of the answer */
	{ WT_SERVER,
	  { .ends_at_send = 3, .send_max = 1 },
	  WT_EOF,
	  "ack: the server closed the connection before it answered" },
	{ WT_SERVER,
	  { .ends_at_send = 3, .send_max = 1, .ends_with_reset = true },
	  WT_ERROR,
	  "receive: the peer reset the connection" },
	/* a client after its connect, and in the middle of its message */
	{ WT_CLIENT, { .ends_at_send = 1 }, WT_EOF, "receive: the peer closed without a message" },
	{ WT_CLIENT,
	  { .ends_at_send = 1, .ends_with_reset = true },
	  WT_ERROR,
	  "receive: the peer reset the connection" },
	{ WT_CLIENT,
	  { .ends_at_send = 2, .send_max = 400 },
	  WT_EOF,
	  "receive: the peer closed after 400 of the message's 999 bytes" },
	{ WT_CLIENT,
	  { .ends_at_send = 2, .send_max = 400, .ends_with_reset = true },
	  WT_ERROR,
	  "receive: the peer reset the connection" },
};

static void test_a_peer_that_dies(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(deaths) / sizeof(deaths[0]); i++) {
		enum wt_role here = deaths[i].dies == WT_SERVER ? WT_CLIENT : WT_SERVER;
		const struct wt_attempt *attempt;
		struct wt_joint joint;

		start(&joint, &wt_tcp);
		joint.here = here;
		joint.faults[deaths[i].dies] = deaths[i].plan;
		assert_true(wt_joint_run(&joint));
		attempt = wt_joint_attempt(&joint, here, 0);
		assert_int_equal(attempt->status, deaths[i].status);
		assert_non_null(strstr(attempt->reason, deaths[i].reason));
		wt_joint_end(&joint);
	}
}

static void test_nobody_serves(void **state)
{
	static const struct wt_transport *const transports[] = { &wt_tcp, &wt_udp };

	(void)state;
	for (size_t i = 0; i < 2; i++) {
		const struct wt_attempt *attempt;
		struct wt_joint joint;

		/* the other transport's server: its port is free for ours */
		start(&joint, transports[i]);
		joint.transports[WT_SERVER] = transports[1 - i];
		joint.patience_ns = WT_NS_PER_MS;
		assert_true(wt_joint_run(&joint));
		attempt = wt_joint_attempt(&joint, WT_CLIENT, 0);
		assert_int_equal(attempt->status, WT_REFUSED);
		assert_non_null(strstr(attempt->reason, "no server"));
		assert_int_equal(joint.reports[WT_SERVER]->accepted, WT_TIMEOUT);
		wt_joint_end(&joint);
	}
}

/* ---- datagrams that get lost ---- */

static void test_a_lost_message_is_a_lost_try(void **state)
{
	struct wt_joint joint;

	(void)state;
	start(&joint, &wt_udp);
	joint.settings[WT_CLIENT].timeout_ns = 60 * WT_NS_PER_MS;
	joint.faults[WT_CLIENT].drop_send = 1;
	joint.patience_ns = 200 * WT_NS_PER_MS;
	assert_true(wt_joint_run(&joint));
	assert_int_equal(wt_joint_attempt(&joint, WT_CLIENT, 0)->status, WT_TIMEOUT);
	assert_int_equal(wt_joint_attempt(&joint, WT_CLIENT, 0)->one.repeats, 0);
	assert_int_equal(joint.reports[WT_SERVER]->count, 0);
	wt_joint_end(&joint);
}

/* The last message, or its answer, is lost: the client asks again, the server answers again. */
static void test_the_last_message_is_repeated(void **state)
{
	(void)state;
	for (int role = 0; role < 2; role++) {
		const struct wt_report *server;
		struct wt_joint joint;

		start(&joint, &wt_udp);
		joint.last = true;
		joint.faults[role].drop_send = 1;
		joint.linger_ns = 400 * WT_NS_PER_MS;
		assert_true(wt_joint_run(&joint));
		assert_int_equal(wt_joint_attempt(&joint, WT_CLIENT, 0)->status, WT_OK);
		assert_int_equal(wt_joint_attempt(&joint, WT_CLIENT, 0)->one.repeats, 1);
		server = joint.reports[WT_SERVER];
		assert_int_equal(server->count, role == WT_CLIENT ? 1 : 2);
		assert_int_equal(server->attempts[server->count - 1].message.flags,
				 WT_MESSAGE_LAST | WT_MESSAGE_REPEAT);
		wt_joint_end(&joint);
	}
}

static void test_lies(void **state)
{
	static const char *const none[] = { "1.3" }; /* plain transports do not look at it */

	(void)state;
	assert_int_equal(wt_lying_clients(&wt_tcp, none, 1), 0);
	assert_int_equal(wt_lying_servers(&wt_tcp, none, 1), 0);
	assert_int_equal(wt_lying_clients(&wt_udp, none, 1), 0);
	assert_int_equal(wt_lying_servers(&wt_udp, none, 1), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_tcp_sizes),
		cmocka_unit_test(test_udp_sizes),
		cmocka_unit_test(test_what_udp_cannot_carry),
		cmocka_unit_test(test_many_in_a_row),
		cmocka_unit_test(test_storms),
		cmocka_unit_test(test_a_peer_that_dies),
		cmocka_unit_test(test_nobody_serves),
		cmocka_unit_test(test_a_lost_message_is_a_lost_try),
		cmocka_unit_test(test_the_last_message_is_repeated),
		cmocka_unit_test(test_lies),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
