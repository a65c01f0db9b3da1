/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * DTLS on a bad path: each datagram of the handshake, of either end, is lost
 * once, comes twice, or comes after the one behind it. The cases run at the
 * same time, since a loss costs a second: the first timer of both libraries.
 */
// LDFLAGS: -Wl,--wrap=sendto,--wrap=recvfrom,--wrap=connect,--wrap=accept4
#include <stdarg.h>
#include <setjmp.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "clock.h"
#include "support/joint.h"

enum damage { LOST, DOUBLED, SWAPPED };

static const char *const damages[] = { "lost", "doubled", "swapped" };

struct path {
	const char *version;
	uint32_t datagrams[2]; /* of the handshake, by role */
	enum damage damage;
};

static size_t count_versions(void)
{
	return strcmp(wt_dtls.library->name(), "OpenSSL") == 0 ? 1 : 2;
}

static void measure(struct path *path)
{
	const struct wt_attempt *client, *server;
	struct wt_joint joint;

	wt_joint_start(&joint, &wt_dtls, path->version);
	assert_true(wt_joint_run(&joint));
	assert_true(wt_joint_all_well(&joint));
	client = wt_joint_attempt(&joint, WT_CLIENT, 0);
	server = wt_joint_attempt(&joint, WT_SERVER, 0);
	path->datagrams[WT_CLIENT] = (uint32_t)client->one.phases[WT_PHASE_HANDSHAKE].traffic.sends;
	path->datagrams[WT_SERVER] = (uint32_t)server->one.phases[WT_PHASE_HANDSHAKE].traffic.sends;
	wt_joint_end(&joint);
}

static void set_damage(struct wt_fault_plan *plan, enum damage damage, uint32_t at)
{
	if (damage == LOST)
		plan->drop_send = at;
	else if (damage == DOUBLED)
		plan->double_send = at;
	else
		plan->swap_send = at;
}

/* A lost datagram in the middle of a DTLS 1.3 flight: the receiver asks for it at once (RFC 9147
 * 7.1), so it is sent again before any timer runs out. */
static bool asked_for_again(const struct wt_joint *joint, const struct path *path)
{
	const struct wt_fault_counts *server = &joint->reports[WT_SERVER]->faults;
	uint32_t handshake = path->datagrams[WT_SERVER];

	return strcmp(path->version, "1.3") == 0 && server->sends > handshake + 1;
}

/* What must hold whatever happened: both ends done, the message read, and a loss was seen. */
static bool survived(const struct wt_joint *joint, const struct path *path, enum wt_role role)
{
	const struct wt_report *server = joint->reports[WT_SERVER];
	const struct wt_attempt *client = wt_joint_attempt(joint, WT_CLIENT, 0);
	uint32_t seen = client->one.retransmissions + client->one.repeats;

	if (joint->child_status || client->status != WT_OK || server->count == 0 ||
	    server->attempts[0].status != WT_OK || server->attempts[0].message.size_bytes != 999 ||
	    joint->reports[role]->faults.faults != 1)
		return false;
	for (uint32_t i = 0; i < server->count; i++)
		seen += server->attempts[i].one.retransmissions;
	return path->damage != LOST || seen >= 1 || asked_for_again(joint, path);
}

/* Cases: the client's datagrams, then the server's; of the first version, then of the other. */
static bool suffers(unsigned index, const void *argument)
{
	const struct path *path = argument;
	uint32_t first = path->datagrams[WT_CLIENT] + path->datagrams[WT_SERVER];
	enum wt_role role;
	uint32_t at;
	struct wt_joint joint;
	bool well;

	if (index >= first) {
		index -= first;
		path++;
	}
	role = index < path->datagrams[WT_CLIENT] ? WT_CLIENT : WT_SERVER;
	at = role == WT_CLIENT ? index + 1 : index - path->datagrams[WT_CLIENT] + 1;

	wt_joint_start(&joint, &wt_dtls, path->version);
	joint.last = true; /* or a message that overtakes the handshake would be a lost try */
	joint.linger_ns = 300 * WT_NS_PER_MS;
	joint.settings[WT_CLIENT].timeout_ns = joint.settings[WT_SERVER].timeout_ns = 20 * WT_NS_PER_S;
	set_damage(&joint.faults[role], path->damage, at);
	if (!wt_joint_run(&joint))
		return false;
	well = survived(&joint, path, role);
	if (!well) {
		const struct wt_attempt *client = wt_joint_attempt(&joint, WT_CLIENT, 0);
		const struct wt_attempt *server = wt_joint_attempt(&joint, WT_SERVER, 0);

		fprintf(stderr,
			"DTLS %s, %s's datagram %u %s: client %s '%s' (%u retransmissions, "
			"%u repeats), server %u exchanges, %s '%s' (%u retransmissions)\n",
			path->version, role == WT_CLIENT ? "client" : "server", at, damages[path->damage],
			wt_status_name(client->status), client->reason, client->one.retransmissions,
			client->one.repeats, joint.reports[WT_SERVER]->count, wt_status_name(server->status),
			server->reason, server->one.retransmissions);
	}
	wt_joint_end(&joint);
	return well;
}

static void all_datagrams(enum damage damage)
{
	struct path paths[2] = { { .version = "1.2", .damage = damage }, { .version = "1.3", .damage = damage } };
	unsigned cases = 0;

	for (size_t v = 0; v < count_versions(); v++) {
		measure(&paths[v]);
		assert_in_range(paths[v].datagrams[WT_CLIENT], 3, 12);
		assert_in_range(paths[v].datagrams[WT_SERVER], 2, 12);
		cases += paths[v].datagrams[WT_CLIENT] + paths[v].datagrams[WT_SERVER];
	}
	assert_int_equal(wt_in_parallel(cases, suffers, paths), 0);
}

static void test_each_datagram_is_lost_once(void **state)
{
	(void)state;
	all_datagrams(LOST);
}

static void test_each_datagram_comes_twice(void **state)
{
	(void)state;
	all_datagrams(DOUBLED);
}

static void test_each_datagram_is_overtaken(void **state)
{
	(void)state;
	all_datagrams(SWAPPED);
}

/* The path from the client is dead for 1.5 s, so its own repeat after 1 s is lost, too: the server
 * has to send its flight again by itself. */
static bool server_waits(unsigned index, const void *argument)
{
	const struct wt_attempt *server;
	struct wt_joint joint;
	bool well;

	(void)argument;
	wt_joint_start(&joint, &wt_dtls, index ? "1.3" : "1.2");
	joint.last = true;
	joint.linger_ns = 300 * WT_NS_PER_MS;
	joint.settings[WT_CLIENT].timeout_ns = joint.settings[WT_SERVER].timeout_ns = 20 * WT_NS_PER_S;
	joint.faults[WT_CLIENT].drop_send = 3;
	joint.faults[WT_CLIENT].drop_ns = 3 * WT_NS_PER_S / 2;
	if (!wt_joint_run(&joint))
		return false;
	server = wt_joint_attempt(&joint, WT_SERVER, 0);
	well = joint.child_status == 0 && server->status == WT_OK &&
	       wt_joint_attempt(&joint, WT_CLIENT, 0)->status == WT_OK && server->one.retransmissions >= 1;
	if (!well)
		fprintf(stderr, "case %u: client %s, server %s '%s', %u retransmissions\n", index,
			wt_status_name(wt_joint_attempt(&joint, WT_CLIENT, 0)->status), wt_status_name(server->status),
			server->reason, server->one.retransmissions);
	wt_joint_end(&joint);
	return well;
}

static void test_the_server_has_a_timer_of_its_own(void **state)
{
	(void)state;
	assert_int_equal(wt_in_parallel((unsigned)count_versions(), server_waits, NULL), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_each_datagram_is_lost_once),
		cmocka_unit_test(test_each_datagram_comes_twice),
		cmocka_unit_test(test_each_datagram_is_overtaken),
		cmocka_unit_test(test_the_server_has_a_timer_of_its_own),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
