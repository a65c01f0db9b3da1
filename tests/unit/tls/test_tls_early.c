/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Early data: which messages go with the first flight, what it saves, and what becomes of those that do not. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "clock.h"
#include "support/joint.h"

enum { TRIES = 4 };

static const struct {
	const char *early, *resume;
} ways[] = { { "single-use", "session" }, { "replayable", "ticket" } };
enum { WAYS = sizeof(ways) / sizeof(ways[0]) };

/* What each end was told; both resume. */
static void start(struct wt_joint *joint, size_t way, bool server, bool client)
{
	const bool of[2] = { [WT_CLIENT] = client, [WT_SERVER] = server };

	wt_joint_start(joint, &wt_tls, "1.3");
	for (int role = 0; role < 2; role++) {
		joint->settings[role].resume = ways[way].resume;
		joint->settings[role].early_data = of[role] ? ways[way].early : "off";
	}
	joint->tries = TRIES;
}

static void run(struct wt_joint *joint)
{
	assert_true(wt_joint_run(joint));
	assert_true(wt_joint_all_well(joint));
}

static void check_said(const struct wt_joint *joint, enum wt_role role, uint32_t index, const char *said)
{
	const struct wt_attempt *attempt = wt_joint_attempt(joint, role, index);

	assert_true(attempt->secure);
	if (said)
		assert_string_equal(attempt->negotiated.early_data, said);
	else
		assert_null(attempt->negotiated.early_data);
}

/* RFC 8446 2.3: with TCP's two round trips, and nothing of the message behind the handshake. */
static void check_costs(const struct wt_joint *joint, uint32_t bytes)
{
	for (uint32_t i = 0; i < TRIES; i++) {
		const struct wt_phase_cost *client = wt_joint_attempt(joint, WT_CLIENT, i)->one.phases;
		const struct wt_phase_cost *server = wt_joint_attempt(joint, WT_SERVER, i)->one.phases;
		bool early = i > 0;

		assert_int_equal(
			client[WT_PHASE_CONNECT].traffic.round_trips + client[WT_PHASE_HANDSHAKE].traffic.round_trips +
				client[WT_PHASE_SEND].traffic.round_trips + client[WT_PHASE_ACK].traffic.round_trips,
			early ? 2 : 3);
		assert_true((client[WT_PHASE_SEND].traffic.bytes_out == 0) == early);
		assert_true(!early || client[WT_PHASE_HANDSHAKE].traffic.bytes_out > bytes);
		assert_true((server[WT_PHASE_RECEIVE].traffic.bytes_in == 0) == early);
	}
}

static void test_all_but_the_first(void **state)
{
	static const uint32_t sizes[] = { 16, 999, WT_EARLY_MAX_BYTES };

	(void)state;
	for (size_t w = 0; w < WAYS; w++)
		for (size_t s = 0; s < sizeof(sizes) / sizeof(sizes[0]); s++) {
			struct wt_joint joint;

			start(&joint, w, true, true);
			wt_joint_size(&joint, sizes[s]);
			run(&joint);
			for (int role = 0; role < 2; role++)
				for (uint32_t i = 0; i < TRIES; i++) {
					const struct wt_attempt *attempt = wt_joint_attempt(&joint, role, i);

					check_said(&joint, role, i, i ? "accepted" : "none");
					assert_true(attempt->negotiated.resumed == (i > 0));
				}
			check_costs(&joint, sizes[s]);
			wt_joint_end(&joint);
		}
}

/* Where one end does not, the message comes behind the handshake, and is answered there. */
static void test_one_end_alone(void **state)
{
	(void)state;
	for (size_t w = 0; w < WAYS; w++)
		for (int server = 0; server < 2; server++) {
			struct wt_joint joint;

			start(&joint, w, server, !server);
			run(&joint);
			for (uint32_t i = 0; i < TRIES; i++) {
				check_said(&joint, WT_CLIENT, i, server ? NULL : i ? "not_allowed" : "none");
				check_said(&joint, WT_SERVER, i, server ? "none" : NULL);
				assert_true(wt_joint_attempt(&joint, WT_CLIENT, i)->negotiated.resumed == (i > 0));
			}
			wt_joint_end(&joint);
		}
}

/* A message that is longer than the server has said is not sent early. */
static void test_too_long(void **state)
{
	(void)state;
	for (size_t w = 0; w < WAYS; w++) {
		struct wt_joint joint;

		start(&joint, w, true, true);
		wt_joint_size(&joint, WT_EARLY_MAX_BYTES + 1);
		run(&joint);
		for (uint32_t i = 1; i < TRIES; i++) {
			check_said(&joint, WT_CLIENT, i, "not_allowed");
			check_said(&joint, WT_SERVER, i, "none");
		}
		wt_joint_end(&joint);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_all_but_the_first),
		cmocka_unit_test(test_one_end_alone),
		cmocka_unit_test(test_too_long),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
