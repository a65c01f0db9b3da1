/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <stdarg.h>
#include <setjmp.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "address.h"

static struct wt_address resolved(const char *host, uint16_t port)
{
	struct wt_error error = { .status = WT_OK };
	struct wt_address address;

	memset(&address, 0, sizeof(address));
	assert_int_equal(wt_address_resolve(&address, host, port, false, &error), WT_OK);
	assert_int_equal(error.status, WT_OK);
	return address;
}

static void test_numeric_hosts(void **state)
{
	static const struct {
		const char *host, *text;
		int family;
		uint16_t port;
	} cases[] = {
		{ "127.0.0.1", "127.0.0.1 port 1443", 4, 1443 },
		{ "255.255.255.255", "255.255.255.255 port 65535", 4, 65535 },
		{ "::1", "::1 port 1", 6, 1 },
		{ "2001:db8:0:0:0:0:0:ff", "2001:db8::ff port 0", 6, 0 },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct wt_address address = resolved(cases[i].host, cases[i].port);
		char text[WT_ADDRESS_TEXT_BYTES];

		assert_string_equal(wt_address_text(&address, text, sizeof(text)), cases[i].text);
		assert_int_equal(wt_address_family(&address), cases[i].family);
		assert_int_equal(wt_address_port(&address), cases[i].port);
	}
}

static void test_host_alone(void **state)
{
	struct wt_address address = resolved("::1", 7);
	char text[WT_ADDRESS_TEXT_BYTES];

	(void)state;
	assert_string_equal(wt_address_host(&address, text, sizeof(text)), "::1");
}

static void test_the_longest_address_fits_and_a_short_room_is_terminated(void **state)
{
	struct wt_address address = resolved("fd12:3456:789a:bcde:f012:3456:789a:bcde", 65535);
	char text[WT_ADDRESS_TEXT_BYTES], little[8];

	(void)state;
	assert_string_equal(wt_address_text(&address, text, sizeof(text)),
			    "fd12:3456:789a:bcde:f012:3456:789a:bcde port 65535");
	memset(little, 'x', sizeof(little));
	wt_address_text(&address, little, sizeof(little));
	assert_int_equal(little[sizeof(little) - 1], '\0');
	memset(little, 'x', sizeof(little));
	wt_address_host(&address, little, sizeof(little));
	assert_int_equal(little[sizeof(little) - 1], '\0');
}

static void test_a_name_resolves(void **state)
{
	struct wt_address address = resolved("localhost", 80);

	(void)state;
	assert_true(wt_address_family(&address) == 4 || wt_address_family(&address) == 6);
	assert_int_equal(wt_address_port(&address), 80);
}

static void test_what_does_not_resolve_is_named(void **state)
{
	static const char *const hosts[] = { "no-such-host.invalid", "1.2.3.4.5", "::g" };

	(void)state;
	for (size_t i = 0; i < sizeof(hosts) / sizeof(hosts[0]); i++) {
		struct wt_error error = { .status = WT_OK };
		struct wt_address address = resolved("127.0.0.1", 5), before = address;

		assert_int_equal(wt_address_resolve(&address, hosts[i], 1, false, &error), WT_ERROR);
		assert_non_null(strstr(error.text, hosts[i]));
		assert_non_null(strstr(error.text, "valid:"));
		assert_string_equal(error.operation, "resolve");
		assert_memory_equal(&address, &before, sizeof(address));
	}
}

static void test_numeric_or_not(void **state)
{
	static const char *const numeric[] = { "127.0.0.1", "::1", "::", "::ffff:1.2.3.4", "fe80::1%eth0" };
	static const char *const names[] = { "localhost",           "",          "1.2.3",     "127.0.0.1 ",  "::1::2",
					     "1.2.3.4.example.org", "256.0.0.1", "host%eth0", "1.2.3.4%eth0" };

	(void)state;
	for (size_t i = 0; i < sizeof(numeric) / sizeof(numeric[0]); i++)
		assert_true(wt_address_is_numeric(numeric[i]));
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		assert_false(wt_address_is_numeric(names[i]));
}

static void test_no_address(void **state)
{
	struct wt_address none, one = resolved("127.0.0.1", 1);
	char text[WT_ADDRESS_TEXT_BYTES];

	(void)state;
	memset(&none, 0, sizeof(none));
	assert_int_equal(wt_address_family(&none), 0);
	assert_int_equal(wt_address_port(&none), 0);
	assert_false(wt_address_equal(&none, &one));
	assert_string_equal(wt_address_text(&none, text, sizeof(text)), "unknown port 0");
}

static void test_equal_addresses_have_equal_hashes(void **state)
{
	static const char *const hosts[] = { "127.0.0.1", "127.0.0.2", "::1", "::2", "::ffff:127.0.0.1" };
	enum { HOSTS = sizeof(hosts) / sizeof(hosts[0]) };

	(void)state;
	for (size_t i = 0; i < HOSTS; i++) {
		for (size_t j = 0; j < HOSTS; j++) {
			struct wt_address a = resolved(hosts[i], 1000);
			struct wt_address b = resolved(hosts[j], 1000);
			struct wt_address c = resolved(hosts[j], 1001);

			assert_int_equal(wt_address_equal(&a, &b), i == j);
			assert_false(wt_address_equal(&a, &c));
			if (i == j)
				assert_int_equal(wt_address_hash(&a), wt_address_hash(&b));
			assert_int_not_equal(wt_address_hash(&a), wt_address_hash(&c));
		}
	}
}

static void test_the_same_host_behind_any_port(void **state)
{
	static const char *const hosts[] = { "127.0.0.1", "127.0.0.2", "::1", "::2", "::7f00:1", "::ffff:127.0.0.1" };
	enum { HOSTS = sizeof(hosts) / sizeof(hosts[0]) };
	struct wt_address none;

	(void)state;
	memset(&none, 0, sizeof(none));
	for (size_t i = 0; i < HOSTS; i++) {
		struct wt_address a = resolved(hosts[i], 1000);

		assert_false(wt_address_same_host(&none, &a));
		for (size_t j = 0; j < HOSTS; j++) {
			struct wt_address b = resolved(hosts[j], 1000);
			struct wt_address c = resolved(hosts[j], 1001);

			assert_int_equal(wt_address_same_host(&a, &b), i == j);
			assert_int_equal(wt_address_host_hash(&a) == wt_address_host_hash(&c), i == j);
			assert_int_equal(wt_address_same_host(&a, &c), i == j);
		}
	}
}

/* A server's peers differ in the port only: 1024 of them must spread over 1024 buckets as chance
 * would spread them (that fills 647 of them; 3 in 4 of 1024 empty would be a broken mix). */
/* A link-local address is one of an interface: the same bytes behind another one are another host (RFC 4007 6). */
static void test_the_scope_tells_apart(void **state)
{
	struct wt_error error = { .status = WT_OK };
	struct wt_address one, same, other;
	char text[WT_ADDRESS_TEXT_BYTES], room[8];

	(void)state;
	assert_int_equal(wt_address_resolve(&one, "fe80::1%3999", 443, false, &error), WT_OK);
	assert_int_equal(wt_address_resolve(&same, "fe80::1%3999", 443, false, &error), WT_OK);
	assert_int_equal(wt_address_resolve(&other, "fe80::1%4000", 443, false, &error), WT_OK);
	assert_true(wt_address_equal(&one, &same));
	assert_int_equal(wt_address_hash(&one), wt_address_hash(&same));
	assert_false(wt_address_equal(&one, &other));
	assert_false(wt_address_same_host(&one, &other));
	/* an interface without a name is told by its number */
	assert_string_equal(wt_address_host(&other, text, sizeof(text)), "fe80::1%4000");
	/* and a certificate knows of none */
	assert_true(wt_address_unscoped("fe80::1%4000", room, sizeof(room)));
	assert_string_equal(room, "fe80::1");
	assert_false(wt_address_unscoped("fe80::12%4000", room, sizeof(room)));
}

static void test_ports_spread_over_buckets(void **state)
{
	static uint8_t used[1024];
	unsigned filled = 0;

	(void)state;
	for (uint16_t i = 0; i < 1024; i++) {
		struct wt_address address = resolved("127.0.0.1", (uint16_t)(32768 + 2 * i));
		uint32_t bucket = wt_address_hash(&address) % 1024;

		filled += !used[bucket];
		used[bucket] = 1;
	}
	assert_in_range(filled, 580, 1024);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_numeric_hosts),
		cmocka_unit_test(test_host_alone),
		cmocka_unit_test(test_the_longest_address_fits_and_a_short_room_is_terminated),
		cmocka_unit_test(test_a_name_resolves),
		cmocka_unit_test(test_what_does_not_resolve_is_named),
		cmocka_unit_test(test_numeric_or_not),
		cmocka_unit_test(test_no_address),
		cmocka_unit_test(test_equal_addresses_have_equal_hashes),
		cmocka_unit_test(test_the_same_host_behind_any_port),
		cmocka_unit_test(test_the_scope_tells_apart),
		cmocka_unit_test(test_ports_spread_over_buckets),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
