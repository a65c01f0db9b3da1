/* SPDX-License-Identifier: GPL-3.0-or-later */
/* TLS with peers that die in every phase, that speak something else, or that lie. */
// LDFLAGS: -Wl,--wrap=sendto,--wrap=recvfrom,--wrap=connect,--wrap=accept4
#include <stdarg.h>
#include <setjmp.h>
#include <errno.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "clock.h"
#include "support/garbage.h"
#include "support/joint.h"
#include "support/lies.h"

static const char *const versions[] = { "1.2", "1.3" };

/* ---- death ---- */

struct death {
	const char *version;
	enum wt_role dies;
	bool reset;
	uint32_t sends, receives; /* how many of each until the answer is out, in a clean run */
	uint32_t handshake_sends;
};

/* Cases 0.. : before the first send, the second, ...; then the same for receives. */
static bool dies_once(unsigned index, const void *argument)
{
	const struct death *death = argument;
	enum wt_role here = death->dies == WT_SERVER ? WT_CLIENT : WT_SERVER;
	bool sending = index < death->sends;
	struct wt_fault_plan *plan;
	const struct wt_attempt *attempt;
	struct wt_joint joint;
	bool well;

	wt_joint_start(&joint, &wt_tls, death->version);
	joint.here = here;
	plan = &joint.faults[death->dies];
	plan->ends_with_reset = death->reset;
	plan->ends_at_send = sending ? index + 1 : 0;
	plan->ends_at_receive = sending ? 0 : index - death->sends + 1;
	if (!wt_joint_run(&joint))
		return false;
	attempt = wt_joint_attempt(&joint, here, 0);
	well = joint.reports[here]->count == 1 && joint.child_status == 0 &&
	       (attempt->status == WT_ERROR || attempt->status == WT_EOF) &&
	       (strstr(attempt->reason, "closed") || strstr(attempt->reason, "reset"));
	if (sending && index < death->handshake_sends && !death->reset && death->dies == WT_SERVER &&
	    index == 0) /* an orderly end, and nothing else was sent */
		well &= strcmp(attempt->reason, "handshake: the peer closed the connection during "
						"the handshake") == 0;
	if (!well)
		fprintf(stderr, "TLS %s, %s dies before %s %u (reset %d): %s '%s'\n", death->version,
			death->dies == WT_SERVER ? "server" : "client", sending ? "send" : "receive",
			plan->ends_at_send + plan->ends_at_receive, death->reset, wt_status_name(attempt->status),
			attempt->reason);
	wt_joint_end(&joint);
	return well;
}

/* How many sends and receives a role makes until the answer is out; a client's last receive
 * comes after that. */
static void measure(struct death *death)
{
	struct wt_joint joint;
	const struct wt_attempt *attempt;

	wt_joint_start(&joint, &wt_tls, death->version);
	assert_true(wt_joint_run(&joint));
	assert_true(wt_joint_all_well(&joint));
	attempt = wt_joint_attempt(&joint, death->dies, 0);
	death->sends = death->receives = 0;
	for (int phase = 0; phase <= WT_PHASE_ANSWER; phase++) {
		death->sends += (uint32_t)attempt->one.phases[phase].traffic.sends;
		if (death->dies == WT_SERVER || phase < WT_PHASE_SEND)
			death->receives += (uint32_t)attempt->one.phases[phase].traffic.receives;
	}
	death->handshake_sends = (uint32_t)attempt->one.phases[WT_PHASE_HANDSHAKE].traffic.sends;
	wt_joint_end(&joint);
}

static void test_a_peer_that_dies_in_each_phase(void **state)
{
	(void)state;
	for (unsigned i = 0; i < 8; i++) {
		struct death death = { .version = versions[i % 2],
				       .dies = i & 2 ? WT_CLIENT : WT_SERVER,
				       .reset = i & 4 };

		measure(&death);
		assert_in_range(death.sends, 2, 20);
		assert_in_range(death.receives, 2, 40);
		assert_int_equal(wt_in_parallel(death.sends + death.receives, dies_once, &death), 0);
	}
}

/* Our own end's failures in the middle: the reason of the kernel, not the library's guess. */
static void test_a_failing_kernel(void **state)
{
	(void)state;
	for (unsigned i = 0; i < 4; i++) {
		const struct wt_attempt *client;
		struct wt_joint joint;

		wt_joint_start(&joint, &wt_tls, versions[i % 2]);
		if (i & 2)
			joint.faults[WT_CLIENT] = (struct wt_fault_plan){ .send_fails_at = 2, .send_errno = EPIPE };
		else
			joint.faults[WT_CLIENT] =
				(struct wt_fault_plan){ .receive_fails_at = 2, .receive_errno = ENOMEM };
		assert_true(wt_joint_run(&joint));
		client = wt_joint_attempt(&joint, WT_CLIENT, 0);
		assert_int_equal(client->status, WT_ERROR);
		assert_string_equal(client->reason,
				    i & 2 ? "send: the peer reset the connection" : "receive: Cannot allocate memory");
		/* both hear of it at once: neither waits for the other's limit */
		assert_int_equal(client->closed, WT_OK);
		assert_int_not_equal(wt_joint_attempt(&joint, WT_SERVER, 0)->status, WT_TIMEOUT);
		wt_joint_end(&joint);
	}
}

/* ---- garbage ---- */

static const struct wt_garbage garbage[] = {
	{ "random bytes, then the end", NULL, 2000, false },
	{ "many random bytes, then the end", NULL, 300000, false },
	{ "random bytes, then silence", NULL, 2000, true },
	{ "HTTP", "GET / HTTP/1.1\r\nHost: localhost\r\n\r\n", 35, false },
	{ "HTTP, then silence", "HTTP/1.1 400 Bad Request\r\n\r\n", 28, true },
	{ "an alert of no known number", "\x15\x03\x03\x00\x02\x02\xff", 7, false },
	{ "an empty handshake record", "\x16\x03\x03\x00\x00", 5, false },
	{ "a record longer than allowed", "\x16\x03\x03\xff\xff", 5, false },
	{ "a hello of 16 MiB", "\x16\x03\x01\x00\x04\x01\xff\xff\xff", 9, false },
	{ "application data", "\x17\x03\x03\x00\x04ping", 9, false },
	{ "nothing, then the end", "", 0, false },
};

struct setting {
	const struct wt_garbage *cases;
	unsigned count;
	enum wt_status status;
};

/* Each case on both versions, with either end as the rogue. */
static bool meets_garbage(unsigned index, const void *argument)
{
	const struct setting *setting = argument;
	const struct wt_garbage *one = &setting->cases[index % setting->count];
	const char *version = versions[index / setting->count % 2];
	enum wt_role rogue = index / setting->count < 2 ? WT_SERVER : WT_CLIENT;
	enum wt_role here = rogue == WT_SERVER ? WT_CLIENT : WT_SERVER;
	const struct wt_attempt *attempt;
	struct wt_joint joint;
	bool well;

	wt_joint_start(&joint, &wt_tls, version);
	joint.here = here;
	joint.transports[rogue] = &wt_tcp;
	joint.rogue = rogue == WT_SERVER ? wt_garbage_server : wt_garbage_client;
	joint.argument = one;
	if (setting->status == WT_TIMEOUT)
		joint.settings[here].timeout_ns = 200 * WT_NS_PER_MS;
	joint.patience_ns = 30 * WT_NS_PER_S;
	if (!wt_joint_run(&joint))
		return false;
	attempt = wt_joint_attempt(&joint, here, 0);
	well = joint.reports[here]->count == 1 && joint.child_status == 0 && attempt->status == setting->status &&
	       strlen(attempt->reason) > 12;
	if (!well)
		fprintf(stderr, "TLS %s, '%s' at a %s: %u exchanges, %s '%s'\n", version, one->name,
			here == WT_SERVER ? "server" : "client", joint.reports[here]->count,
			wt_status_name(attempt->status), attempt->reason);
	wt_joint_end(&joint);
	return well;
}

static void test_garbage(void **state)
{
	static const struct setting setting = { garbage, sizeof(garbage) / sizeof(garbage[0]), WT_ERROR };

	(void)state;
	assert_int_equal(wt_in_parallel(4 * setting.count, meets_garbage, &setting), 0);
}

static void test_silence(void **state)
{
	static const struct wt_garbage silences[] = {
		{ "silence", "", 0, true },
		{ "half a record header", "\x16\x03\x03", 3, true },
		{ "a record that does not come", "\x16\x03\x03\x10\x00", 5, true },
		{ "half a hello", "\x16\x03\x03\x00\x40\x01\x00\x00\x3c\x03\x03", 11, true },
	};

	static const struct setting setting = { silences, 4, WT_TIMEOUT };

	(void)state;
	assert_int_equal(wt_in_parallel(4 * setting.count, meets_garbage, &setting), 0);
}

/* ---- peers that disagree ---- */

static void test_versions_that_differ(void **state)
{
	(void)state;
	for (unsigned i = 0; i < 2; i++) {
		struct wt_joint joint;

		wt_joint_start(&joint, &wt_tls, versions[i]);
		joint.settings[WT_SERVER].tls_version = versions[1 - i];
		assert_true(wt_joint_run(&joint));
		for (int role = 0; role < 2; role++) {
			const struct wt_attempt *attempt = wt_joint_attempt(&joint, role, 0);

			assert_int_equal(attempt->status, WT_ERROR);
			assert_memory_equal(attempt->reason, "handshake: ", 11);
			assert_true(strlen(attempt->reason) > 20);
		}
		wt_joint_end(&joint);
	}
}

static void test_lies(void **state)
{
	(void)state;
	assert_int_equal(wt_lying_clients(&wt_tls, versions, 2), 0);
	assert_int_equal(wt_lying_servers(&wt_tls, versions, 2), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_a_peer_that_dies_in_each_phase),
		cmocka_unit_test(test_a_failing_kernel),
		cmocka_unit_test(test_garbage),
		cmocka_unit_test(test_silence),
		cmocka_unit_test(test_versions_that_differ),
		cmocka_unit_test(test_lies),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
