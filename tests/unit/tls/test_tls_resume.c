/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Resumption, each version of TLS and DTLS that the library has: which sessions are resumed, and what is void in them. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "clock.h"
#include "secure.h"
#include "support/joint.h"
#include "tlslib_resume.h"

static const struct {
	const struct wt_transport *transport;
	const char *version;
	uint32_t full, resumed; /* round trips of a handshake; 0: not fixed, an ACK may come in between (RFC 9147 7) */
} protocols[] = {
	{ &wt_tls, "1.2", 2, 1 },  /* RFC 5246 7.3 */
	{ &wt_tls, "1.3", 1, 1 },  /* RFC 8446 2.2 */
	{ &wt_dtls, "1.2", 3, 2 }, /* RFC 6347 4.2.1: one more for the cookie */
	{ &wt_dtls, "1.3", 0, 0 },
};
enum { PROTOCOLS = sizeof(protocols) / sizeof(protocols[0]), TRIES = 4 };

static const char *const ways[] = { "session", "ticket" };

static void start(struct wt_joint *joint, size_t protocol, const char *server, const char *client)
{
	wt_joint_start(joint, protocols[protocol].transport, protocols[protocol].version);
	joint->settings[WT_SERVER].resume = server;
	joint->settings[WT_CLIENT].resume = client;
	joint->tries = TRIES;
	/* the ACK of a ticket of DTLS 1.3 may come behind the last answer: the server is to be there */
	joint->last = protocols[protocol].transport->datagram;
	joint->linger_ns = protocols[protocol].transport->datagram ? WT_NS_PER_S / 5 : 0;
}

/* False: the library has no such protocol. */
static bool run(struct wt_joint *joint)
{
	if (!wt_joint_run(joint)) {
		assert_int_equal(joint->reports[WT_SERVER]->opened, WT_UNSUPPORTED);
		wt_joint_end(joint);
		return false;
	}
	/* a server that lingers sees its last peer close as well */
	for (int role = 0; role < 2; role++)
		for (uint32_t i = 0; i < TRIES && !(joint->rogue && role == WT_CLIENT); i++)
			if (wt_joint_attempt(joint, role, i)->status != WT_OK)
				fail_msg("exchange %u: %s", i, wt_joint_attempt(joint, role, i)->reason);
	return true;
}

static void check_full(const struct wt_attempt *attempt)
{
	assert_true(attempt->secure && attempt->negotiated.peer_authenticated);
	assert_false(attempt->negotiated.resumed);
	assert_null(attempt->negotiated.resumed_by);
	assert_int_equal(attempt->negotiated.group, 23);
	assert_int_equal(attempt->negotiated.peer_signature, 0x0403);
	assert_int_equal(attempt->negotiated.peer_key_bits, 256);
}

/* Alike on both libraries, though one of them tells what was before. */
static void check_resumed(const struct wt_attempt *attempt, const struct wt_attempt *full, const char *way, bool is_12)
{
	assert_true(attempt->secure && attempt->negotiated.resumed);
	assert_string_equal(attempt->negotiated.resumed_by, way);
	assert_int_equal(attempt->negotiated.version, full->negotiated.version);
	assert_int_equal(attempt->negotiated.suite, full->negotiated.suite);
	assert_int_equal(attempt->negotiated.group, is_12 ? 0 : 23);
	assert_int_equal(attempt->negotiated.hello_retries, full->negotiated.hello_retries);
	assert_false(attempt->negotiated.peer_authenticated);
	assert_int_equal(attempt->negotiated.peer_signature, 0);
	assert_int_equal(attempt->negotiated.peer_key_bits, 0);
	assert_int_equal(attempt->negotiated.peer_chain, 0);
}

static void check_costs(const struct wt_joint *joint, size_t protocol)
{
	const struct wt_phase_cost *full = wt_joint_attempt(joint, WT_CLIENT, 0)->one.phases, *other;

	for (uint32_t i = 1; i < TRIES; i++) {
		other = wt_joint_attempt(joint, WT_CLIENT, i)->one.phases;
		/* no certificate of the server's, nor its signature */
		assert_true(other[WT_PHASE_HANDSHAKE].traffic.bytes_in + 300 <
			    full[WT_PHASE_HANDSHAKE].traffic.bytes_in);
		if (!protocols[protocol].full)
			continue;
		assert_int_equal(full[WT_PHASE_HANDSHAKE].traffic.round_trips, protocols[protocol].full);
		assert_int_equal(other[WT_PHASE_HANDSHAKE].traffic.round_trips, protocols[protocol].resumed);
	}
}

static void test_all_but_the_first(void **state)
{
	(void)state;
	for (size_t p = 0; p < PROTOCOLS; p++)
		for (size_t w = 0; w < 2; w++) {
			struct wt_joint joint;

			start(&joint, p, ways[w], ways[w]);
			if (!run(&joint))
				continue;
			for (int role = 0; role < 2; role++) {
				const struct wt_attempt *full = wt_joint_attempt(&joint, role, 0);

				check_full(full);
				for (uint32_t i = 1; i < TRIES; i++)
					check_resumed(wt_joint_attempt(&joint, role, i), full, ways[w],
						      strcmp(protocols[p].version, "1.2") == 0);
			}
			check_costs(&joint, p);
			wt_joint_end(&joint);
		}
}

/* An end that resumes nothing leaves full handshakes, whatever the other one wishes. */
static void test_one_end_alone(void **state)
{
	(void)state;
	for (size_t p = 0; p < PROTOCOLS; p++)
		for (int from = 0; from < 2; from++) {
			struct wt_joint joint;

			start(&joint, p, from ? "ticket" : "off", from ? "off" : "ticket");
			if (!run(&joint))
				continue;
			for (uint32_t i = 0; i < TRIES; i++)
				for (int role = 0; role < 2; role++)
					check_full(wt_joint_attempt(&joint, role, i));
			wt_joint_end(&joint);
		}
}

/* One byte of the ticket that is to be offered. */
#ifdef WT_TLSLIB_WOLFSSL
static void tamper(SSL_SESSION **kept)
{
	static unsigned char form[4096];
	const unsigned char *from = form;
	unsigned char *to = form;
	int bytes = wolfSSL_i2d_SSL_SESSION(*kept, NULL);

	/* behind the ticket stand two hashes of 32 bytes */
	if (bytes < 200 || bytes > (int)sizeof(form) || wolfSSL_i2d_SSL_SESSION(*kept, &to) != bytes)
		abort();
	form[bytes - 100] ^= 0x55;
	wt_tlslib_forget(kept);
	*kept = wolfSSL_d2i_SSL_SESSION(NULL, &from, bytes);
}
#else
static void tamper(SSL_SESSION **kept)
{
	const unsigned char *ticket;
	size_t bytes;

	SSL_SESSION_get0_ticket(*kept, &ticket, &bytes);
	((unsigned char *)ticket)[bytes - 30] ^= 0x55;
}
#endif

/* What a rogue client exchanges messages of 16 bytes with; its buffer is to be freed. */
static struct wt_exchange exchange_of(const struct wt_joint *joint, struct wt_endpoint *endpoint)
{
	const struct wt_settings *settings = &joint->settings[WT_CLIENT];
	struct wt_exchange exchange = { .transport = joint->transports[WT_CLIENT],
					.endpoint = endpoint,
					.timeout_ns = 20 * WT_NS_PER_S,
					.early = wt_settings_early_data(settings) != WT_EARLY_OFF };

	exchange.marks.on = true;
	if (wt_exchange_room(&exchange, 999) != WT_OK)
		abort();
	memset(exchange.buffer, 0, 999);
	wt_message_fill(exchange.buffer, 16);
	return exchange;
}

/* Whether the session was resumed, with early data where that was asked for; one that failed was not. */
static bool exchange_one(struct wt_exchange *exchange, uint32_t number)
{
	struct wt_try one = { .size_bytes = 16, .number = number };
	struct wt_connection *connection = NULL;
	struct wt_negotiated negotiated = { 0 };
	bool resumed = false;

	if (exchange->early)
		wt_exchange_offer_early(exchange, &one, false);
	if (wt_exchange_open(exchange, &connection) == WT_OK &&
	    wt_exchange_message(exchange, connection, &one, false) == WT_OK &&
	    exchange->transport->negotiated(connection, &negotiated))
		resumed = negotiated.resumed && (!exchange->early || strcmp(negotiated.early_data, "accepted") == 0);
	else
		fprintf(stderr, "exchange %u: %s\n", number, wt_exchange_error(exchange, connection)->text);
	(void)exchange->transport->close(connection, WT_NS_PER_S);
	return resumed;
}

static void tampering_client(const struct wt_joint *joint, struct wt_endpoint *endpoint)
{
	struct wt_secure_endpoint *e = (struct wt_secure_endpoint *)endpoint;
	struct wt_exchange exchange = exchange_of(joint, endpoint);

	for (uint32_t number = 1; number <= TRIES; number++) {
		if (number == 3 && e->kept)
			tamper(&e->kept);
		(void)exchange_one(&exchange, number);
	}
	free(exchange.buffer);
}

/* No server takes such a ticket, none refuses the session, and what it gives then is taken again (the next but one at the latest). */
static void test_a_ticket_that_was_tampered_with(void **state)
{
	(void)state;
	for (size_t p = 0; p < PROTOCOLS; p++) {
		struct wt_joint joint;

		start(&joint, p, "ticket", "ticket");
		joint.here = WT_SERVER;
		joint.rogue = tampering_client;
		if (!run(&joint))
			continue;
		check_full(wt_joint_attempt(&joint, WT_SERVER, 0));
		assert_true(wt_joint_attempt(&joint, WT_SERVER, 1)->negotiated.resumed);
		check_full(wt_joint_attempt(&joint, WT_SERVER, 2));
		wt_joint_end(&joint);
	}
}

/* ---- many clients, each with a session of its own ---- */

enum { CLIENTS = 256, MOST_CLIENTS = WT_SESSIONS_KEPT + 4, KEPT_LONGEST = MOST_CLIENTS - WT_SESSIONS_KEPT };

/* The next session of that client. */
static bool exchange_as(struct wt_exchange *exchange, SSL_SESSION **client, uint32_t number)
{
	SSL_SESSION **kept = &((struct wt_secure_endpoint *)exchange->endpoint)->kept;
	bool resumed;

	*kept = *client;
	resumed = exchange_one(exchange, number);
	*client = *kept;
	*kept = NULL;
	return resumed;
}

/* Ends the process where a client of them is resumed by mistake, or is not. */
static void expect_resumed(struct wt_exchange *exchange, SSL_SESSION **clients, uint32_t from, uint32_t to,
			   bool resumed)
{
	for (uint32_t i = from; i < to; i++)
		if (exchange_as(exchange, &clients[i], 1) != resumed) {
			fprintf(stderr, "client %u was %sresumed\n", i, resumed ? "not " : "");
			exit(1);
		}
}

/* One exchange more, that is not looked at: until it comes, the server is there for what the one before still has to send. */
static void end_clients(struct wt_exchange *exchange, SSL_SESSION **clients)
{
	(void)exchange_one(exchange, 1);
	for (uint32_t i = 0; i < MOST_CLIENTS; i++)
		wt_tlslib_forget(&clients[i]);
	free(exchange->buffer);
}

static void clients_in_turn(const struct wt_joint *joint, struct wt_endpoint *endpoint)
{
	static SSL_SESSION *clients[MOST_CLIENTS];
	struct wt_exchange exchange = exchange_of(joint, endpoint);

	expect_resumed(&exchange, clients, 0, CLIENTS, false);
	expect_resumed(&exchange, clients, 0, CLIENTS, true);
	end_clients(&exchange, clients);
}

static void more_clients_than_are_kept(const struct wt_joint *joint, struct wt_endpoint *endpoint)
{
	static SSL_SESSION *clients[MOST_CLIENTS];
	struct wt_exchange exchange = exchange_of(joint, endpoint);

	expect_resumed(&exchange, clients, 0, MOST_CLIENTS, false);
	expect_resumed(&exchange, clients, KEPT_LONGEST, 2 * KEPT_LONGEST, true);
	expect_resumed(&exchange, clients, MOST_CLIENTS - 1, MOST_CLIENTS, true);
	expect_resumed(&exchange, clients, 0, KEPT_LONGEST, false);
	/* which took the places of those that were the oldest then */
	expect_resumed(&exchange, clients, 2 * KEPT_LONGEST, 3 * KEPT_LONGEST, true);
	expect_resumed(&exchange, clients, KEPT_LONGEST, 2 * KEPT_LONGEST, false);
	end_clients(&exchange, clients);
}

static void run_clients(struct wt_joint *joint,
			void (*rogue)(const struct wt_joint *joint, struct wt_endpoint *endpoint), uint32_t tries)
{
	for (int role = 0; role < 2; role++)
		joint->settings[role].client_auth = "off"; /* two thirds of the time */
	joint->here = WT_SERVER;
	joint->rogue = rogue;
	joint->tries = tries;
	if (!run(joint))
		return;
	assert_int_equal(joint->reports[WT_SERVER]->count, tries);
	assert_int_equal(joint->child_status, 0);
	wt_joint_end(joint);
}

static void test_many_clients_in_turn(void **state)
{
	(void)state;
	for (size_t p = 0; p < PROTOCOLS; p++)
		for (int early = 0; early < 2; early++) {
			struct wt_joint joint;

			start(&joint, p, "session", "session");
			for (int role = 0; role < 2 && early; role++)
				joint.settings[role].early_data = "single-use";
			run_clients(&joint, clients_in_turn, 2 * CLIENTS + 1);
		}
}

static void test_the_oldest_session_goes_first(void **state)
{
	struct wt_joint joint;

	(void)state;
	start(&joint, 0, "session", "session");
	run_clients(&joint, more_clients_than_are_kept, MOST_CLIENTS + 4 * KEPT_LONGEST + 2);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_all_but_the_first),
		cmocka_unit_test(test_one_end_alone),
		cmocka_unit_test(test_a_ticket_that_was_tampered_with),
		cmocka_unit_test(test_many_clients_in_turn),
		cmocka_unit_test(test_the_oldest_session_goes_first),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
