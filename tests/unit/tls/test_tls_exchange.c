/* SPDX-License-Identifier: GPL-3.0-or-later */
/* TLS over loopback: whole exchanges of every size, and what was agreed on. */
// LDFLAGS: -Wl,--wrap=sendto,--wrap=recvfrom,--wrap=connect,--wrap=accept4
#include <stdarg.h>
#include <setjmp.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "clock.h"
#include "support/joint.h"

static const char *const versions[] = { "1.2", "1.3" };

static void run_well(struct wt_joint *joint)
{
	assert_true(wt_joint_run(joint));
	assert_true(wt_joint_all_well(joint));
}

static void test_sizes(void **state)
{
	(void)state;
	for (size_t v = 0; v < 2; v++) {
		const struct wt_attempt *client, *server;
		struct wt_joint joint;

		wt_joint_start(&joint, &wt_tls, versions[v]);
		joint.sizes = (struct wt_size_list){ { 16, 17, 999, 16384, 16385, 1024 * 1024 }, 6 };
		run_well(&joint);
		for (uint32_t i = 0; i < 6; i++) {
			client = wt_joint_attempt(&joint, WT_CLIENT, i);
			server = wt_joint_attempt(&joint, WT_SERVER, i);
			assert_int_equal(server->message.size_bytes, joint.sizes.bytes[i]);
			assert_int_equal(client->closed, WT_OK);
			assert_int_equal(server->closed, WT_OK);
			assert_int_equal(client->traffic.bytes_out, server->traffic.bytes_in);
			assert_true(client->traffic.bytes_in <= server->traffic.bytes_out);
			/* a record: 5 bytes of header, and at least a tag of 16 */
			assert_true(client->one.phases[WT_PHASE_SEND].traffic.bytes_out >= joint.sizes.bytes[i] + 21);
			assert_true(client->one.phases[WT_PHASE_HANDSHAKE].traffic.bytes_out > 500);
		}
		wt_joint_end(&joint);
	}
}

static void test_hosts(void **state)
{
	static const char *const hosts[] = { "::1", "localhost" };

	(void)state;
	for (size_t i = 0; i < 2; i++) {
		struct wt_joint joint;

		wt_joint_start(&joint, &wt_tls, "1.3");
		joint.settings[WT_CLIENT].host = joint.settings[WT_SERVER].bind = hosts[i];
		run_well(&joint);
		wt_joint_end(&joint);
	}
}

/* What both ends read back, by IANA number; round trips are those of the RFCs. */
static void agreed(const char *version, const char *certs, uint16_t wire_version, uint16_t suite, uint16_t signature,
		   uint32_t round_trips)
{
	const struct wt_attempt *client;
	struct wt_joint joint;

	wt_joint_start(&joint, &wt_tls, version);
	joint.settings[WT_CLIENT].certs = joint.settings[WT_SERVER].certs = certs;
	run_well(&joint);
	for (int role = 0; role < 2; role++) {
		const struct wt_attempt *attempt = wt_joint_attempt(&joint, role, 0);

		assert_true(attempt->secure);
		assert_int_equal(attempt->negotiated.version, wire_version);
		assert_int_equal(attempt->negotiated.suite, suite);
		assert_int_equal(attempt->negotiated.group, 23);
		assert_int_equal(attempt->negotiated.peer_signature, signature);
		assert_true(attempt->negotiated.peer_authenticated);
		assert_false(attempt->negotiated.resumed);
		assert_int_equal(attempt->negotiated.hello_retries, 0);
	}
	client = wt_joint_attempt(&joint, WT_CLIENT, 0);
	/* connect, handshake, answer */
	assert_int_equal(client->one.phases[WT_PHASE_CONNECT].traffic.round_trips, 1);
	assert_int_equal(client->one.phases[WT_PHASE_HANDSHAKE].traffic.round_trips, round_trips);
	assert_int_equal(client->one.phases[WT_PHASE_ACK].traffic.round_trips, 1);
	wt_joint_end(&joint);
}

static void test_agreed(void **state)
{
	(void)state;
	agreed("1.2", "build/certs/ecdsa-p256", 0x0303, 0xc02b, 0x0403, 2);
	agreed("1.3", "build/certs/ecdsa-p256", 0x0304, 0x1301, 0x0403, 1);
	agreed("1.2", "build/certs/rsa-2048", 0x0303, 0xc02f, 0x0804, 2);
	agreed("1.3", "build/certs/rsa-2048", 0x0304, 0x1301, 0x0804, 1);
}

/* The same work each time: no session of an earlier try changes a later one. */
static void test_many_in_a_row(void **state)
{
	(void)state;
	for (size_t v = 0; v < 2; v++) {
		struct wt_joint joint;

		wt_joint_start(&joint, &wt_tls, versions[v]);
		joint.tries = 20;
		run_well(&joint);
		for (uint32_t i = 1; i < 20; i++) {
			const struct wt_attempt *client = wt_joint_attempt(&joint, WT_CLIENT, i);

			assert_null(wt_negotiated_unlike(&client->negotiated,
							 &wt_joint_attempt(&joint, WT_CLIENT, 0)->negotiated));
			assert_false(client->negotiated.resumed);
			/* what was read at the first session only is recorded for all */
			assert_int_equal(client->negotiated.peer_key_bits, 256);
			assert_true(client->negotiated.peer_authenticated);
		}
		wt_joint_end(&joint);
	}
}

/* Both ends get and give a byte a call, through EINTR and EAGAIN. */
static void test_storms(void **state)
{
	(void)state;
	for (uint32_t seed = 1; seed <= 4; seed++) {
		struct wt_joint joint;

		wt_joint_start(&joint, &wt_tls, versions[seed % 2]);
		wt_joint_size(&joint, 3000);
		joint.faults[WT_CLIENT] = (struct wt_fault_plan){
			.seed = seed, .interrupt_permille = 300, .again_permille = 200, .send_max = 1, .receive_max = 1
		};
		joint.faults[WT_SERVER] = joint.faults[WT_CLIENT];
		joint.faults[WT_SERVER].seed = seed + 100;
		run_well(&joint);
		for (int role = 0; role < 2; role++) {
			const struct wt_report *report = joint.reports[role];
			const struct wt_traffic *traffic = &report->attempts[0].traffic;

			assert_true(report->faults.faults > 1000);
			assert_int_equal(traffic->bytes_out, report->faults.bytes_out);
			assert_int_equal(traffic->bytes_in, report->faults.bytes_in);
			assert_int_equal(traffic->sends, report->faults.sends);
			assert_int_equal(traffic->receives, report->faults.receives);
			assert_int_equal(traffic->sends, traffic->bytes_out);
		}
		wt_joint_end(&joint);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_sizes),         cmocka_unit_test(test_hosts),  cmocka_unit_test(test_agreed),
		cmocka_unit_test(test_many_in_a_row), cmocka_unit_test(test_storms),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
