/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The table of a datagram server's peers: who is found, who has to go, and what a failing allocation leaves. */
// LDFLAGS: -Wl,--wrap=calloc
#include <stdarg.h>
#include <setjmp.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "peers.h"

enum { PLACES = 8 };

static unsigned calls, fails_at; /* the n-th calloc fails; 0: none */

void *__real_calloc(size_t count, size_t bytes);
void *__wrap_calloc(size_t count, size_t bytes);
void *__wrap_calloc(size_t count, size_t bytes)
{
	return ++calls == fails_at ? NULL : __real_calloc(count, bytes);
}

static struct wt_address address_of(unsigned host, uint16_t port)
{
	struct wt_error error = { .status = WT_OK };
	struct wt_address address;
	char text[32];

	snprintf(text, sizeof(text), "127.0.0.%u", host);
	assert_int_equal(wt_address_resolve(&address, text, port, false, &error), WT_OK);
	return address;
}

/* A peer of this host; the later it is added, the younger it is. */
static struct wt_peer *add(struct wt_peers *peers, unsigned host, uint16_t port, bool established)
{
	static uint64_t now;
	struct wt_address address = address_of(host, port);
	struct wt_peer *peer = wt_peers_add(peers, &address);

	assert_non_null(peer);
	if (established)
		wt_peers_establish(peers, peer);
	peer->made_ns = peer->last_ns = ++now;
	return peer;
}

static struct wt_peers started(void)
{
	struct wt_peers peers = { 0 };

	assert_int_equal(wt_peers_start(&peers, PLACES), WT_OK);
	return peers;
}

static void test_out_of_memory(void **state)
{
	struct wt_peers peers = { 0 };

	(void)state;
	for (fails_at = 1; fails_at <= 3; fails_at++) {
		calls = 0;
		assert_int_equal(wt_peers_start(&peers, 10000), WT_ERROR);
		assert_int_equal(calls, 3);
		/* whoever walks over all places finds none */
		assert_int_equal(peers.places, 0);
		assert_null(peers.all);
		wt_peers_stop(&peers);
	}
	fails_at = 0;
	assert_int_equal(wt_peers_start(&peers, 10000), WT_OK);
	assert_int_equal(peers.places, 10000);
	wt_peers_stop(&peers);
}

static void test_found_by_address_and_port(void **state)
{
	struct wt_peers peers = started();
	struct wt_address one = address_of(1, 4000), other = address_of(1, 4001);
	struct wt_peer *first = add(&peers, 1, 4000, false), *newer;

	(void)state;
	assert_ptr_equal(wt_peers_find(&peers, &one), first);
	assert_null(wt_peers_find(&peers, &other));
	/* the newer one of the same address gets what arrives; the older one can still be removed */
	newer = add(&peers, 1, 4000, false);
	assert_ptr_equal(wt_peers_find(&peers, &one), newer);
	wt_peers_remove(&peers, first);
	assert_ptr_equal(wt_peers_find(&peers, &one), newer);
	wt_peers_remove(&peers, newer);
	wt_peers_remove(&peers, newer);
	assert_null(wt_peers_find(&peers, &one));
	assert_int_equal(peers.count, 0);
	wt_peers_stop(&peers);
}

static void test_found_where_it_has_moved(void **state)
{
	struct wt_peers peers = started();
	struct wt_address one = address_of(1, 4000), other = address_of(2, 4001);
	struct wt_peer *first = add(&peers, 1, 4000, true), *second = add(&peers, 2, 4001, true);

	(void)state;
	wt_peers_move(&peers, first, &other);
	assert_null(wt_peers_find(&peers, &one));
	assert_ptr_equal(wt_peers_find(&peers, &other), first);
	wt_peers_remove(&peers, first);
	assert_ptr_equal(wt_peers_find(&peers, &other), second);
	wt_peers_move(&peers, second, &one);
	assert_ptr_equal(wt_peers_find(&peers, &one), second);
	assert_null(wt_peers_find(&peers, &other));
	wt_peers_remove(&peers, second);
	assert_int_equal(peers.count, 0);
	wt_peers_stop(&peers);
}

static void test_no_more_than_its_places(void **state)
{
	struct wt_peers peers = started();
	struct wt_address more = address_of(2, 1);

	(void)state;
	for (uint16_t port = 1; port <= PLACES; port++)
		add(&peers, 1, port, false);
	assert_null(wt_peers_add(&peers, &more));
	assert_int_equal(peers.count, PLACES);
	wt_peers_stop(&peers);
}

static void test_half_open_peers_are_counted(void **state)
{
	struct wt_peers peers = started();
	struct wt_peer *first = add(&peers, 1, 1, false);
	struct wt_peer *second = add(&peers, 1, 2, false);

	(void)state;
	assert_int_equal(peers.half_open, 2);
	wt_peers_establish(&peers, first);
	wt_peers_establish(&peers, first);
	assert_int_equal(peers.half_open, 1);
	wt_peers_remove(&peers, first);
	assert_int_equal(peers.half_open, 1);
	wt_peers_remove(&peers, second);
	wt_peers_remove(&peers, second);
	assert_int_equal(peers.half_open, 0);
	assert_int_equal(peers.count, 0);
	wt_peers_stop(&peers);
}

/* Half-open peers of one host push out one another: not the established, not those of other hosts. */
static void test_the_greediest_host_gives_way(void **state)
{
	struct wt_peers peers = started();
	struct wt_peer *established = add(&peers, 1, 1, true);
	struct wt_peer *honest = add(&peers, 2, 1, false);
	struct wt_peer *oldest = add(&peers, 3, 1, false);
	uint16_t port = 2;

	(void)state;
	while (peers.unused)
		add(&peers, 3, port++, false);
	assert_ptr_equal(wt_peers_to_evict(&peers), oldest);
	for (int round = 0; round < 20; round++) {
		struct wt_peer *leaves = wt_peers_to_evict(&peers);

		assert_ptr_not_equal(leaves, established);
		assert_ptr_not_equal(leaves, honest);
		wt_peers_remove(&peers, leaves);
		add(&peers, 3, port++, false);
	}
	wt_peers_stop(&peers);
}

/* The oldest, however lately it was heard of: a host that goes on sending stays no longer for it. */
/* Another host at whose place of the count this one stands, too. */
static unsigned collides_with(unsigned host)
{
	struct wt_address address = address_of(host, 1);
	uint32_t at = wt_address_host_hash(&address) % (2 * PLACES);

	for (unsigned other = host + 1; other < 255; other++) {
		address = address_of(other, 1);
		if (wt_address_host_hash(&address) % (2 * PLACES) == at)
			return other;
	}
	fail_msg("none of 254 hosts");
	return 0;
}

/* Two hosts with two peers each are not one with four: the one with three gives way. */
static void test_hosts_of_one_place_are_counted_apart(void **state)
{
	struct wt_peers peers = started();
	unsigned first = 1, second = collides_with(first), greedy = second == 2 ? 3 : 2;
	struct wt_peer *oldest;

	(void)state;
	add(&peers, first, 4000, false);
	add(&peers, second, 4000, false);
	add(&peers, first, 4001, false);
	add(&peers, second, 4001, false);
	oldest = add(&peers, greedy, 4000, false);
	add(&peers, greedy, 4001, false);
	add(&peers, greedy, 4002, false);
	assert_ptr_equal(wt_peers_to_evict(&peers), oldest);
	wt_peers_stop(&peers);
}

static void test_the_oldest_goes_not_the_most_silent(void **state)
{
	struct wt_peers peers = started();
	struct wt_peer *first = add(&peers, 1, 1, false);

	(void)state;
	for (uint16_t port = 2; port <= PLACES; port++)
		add(&peers, 1, port, false);
	first->last_ns += 1000;
	assert_ptr_equal(wt_peers_to_evict(&peers), first);
	wt_peers_stop(&peers);
}

static void test_where_all_are_established_the_most_silent_goes(void **state)
{
	struct wt_peers peers = started();
	struct wt_peer *first = add(&peers, 1, 1, true), *second = add(&peers, 1, 2, true);

	(void)state;
	for (uint16_t port = 3; port <= PLACES; port++)
		add(&peers, 2, port, true);
	first->last_ns += 1000;
	assert_ptr_equal(wt_peers_to_evict(&peers), second);
	second->reported = true; /* the server loop has it */
	assert_ptr_not_equal(wt_peers_to_evict(&peers), second);
	wt_peers_stop(&peers);
}

static void test_nobody_goes_whom_the_server_loop_has(void **state)
{
	struct wt_peers peers = started();

	(void)state;
	for (uint16_t port = 1; port <= PLACES; port++)
		add(&peers, 1, port, port % 2)->reported = true;
	assert_null(wt_peers_to_evict(&peers));
	wt_peers_stop(&peers);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_half_open_peers_are_counted),
		cmocka_unit_test(test_out_of_memory),
		cmocka_unit_test(test_found_by_address_and_port),
		cmocka_unit_test(test_found_where_it_has_moved),
		cmocka_unit_test(test_no_more_than_its_places),
		cmocka_unit_test(test_the_greediest_host_gives_way),
		cmocka_unit_test(test_hosts_of_one_place_are_counted_apart),
		cmocka_unit_test(test_the_oldest_goes_not_the_most_silent),
		cmocka_unit_test(test_where_all_are_established_the_most_silent_goes),
		cmocka_unit_test(test_nobody_goes_whom_the_server_loop_has),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
