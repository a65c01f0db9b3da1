/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Sessions that are not to be resumed any more, or not so: the server's lifetime is over, or they are of another version. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <sys/time.h>
#include <time.h>

#include <cmocka.h>

#include "clock.h"
#include "secure.h"
#include "support/joint.h"
#include "tlslib_resume.h"

enum { TRIES = 4, EXPIRED = 2 };

static const struct {
	const struct wt_transport *transport;
	const char *version;
} protocols[] = { { &wt_tls, "1.2" }, { &wt_tls, "1.3" }, { &wt_dtls, "1.2" }, { &wt_dtls, "1.3" } };
enum { PROTOCOLS = sizeof(protocols) / sizeof(protocols[0]) };

static const char *const ways[] = { "session", "ticket" };

/* ---- the clock that the libraries of this process read ---- */

static time_t ahead_s;

time_t time(time_t *to)
{
	struct timespec now;

	clock_gettime(CLOCK_REALTIME, &now);
	now.tv_sec += ahead_s;
	if (to)
		*to = now.tv_sec;
	return now.tv_sec;
}

int gettimeofday(struct timeval *restrict to, void *restrict zone)
{
	struct timespec now;

	(void)zone;
	clock_gettime(CLOCK_REALTIME, &now);
	*to = (struct timeval){ .tv_sec = now.tv_sec + ahead_s, .tv_usec = now.tv_nsec / 1000 };
	return 0;
}

static unsigned entered; /* tries of a run that have begun */

static void pass_lifetime(void)
{
	ahead_s += entered++ == EXPIRED ? WT_RESUME_LIFETIME_S + 60 : 0;
}

/* ---- */

static void start(struct wt_joint *joint, size_t protocol, const char *way)
{
	wt_joint_start(joint, protocols[protocol].transport, protocols[protocol].version);
	joint->settings[WT_SERVER].resume = joint->settings[WT_CLIENT].resume = way;
	joint->tries = TRIES;
	/* the ACK of a ticket of DTLS 1.3 may come behind the last answer: the server is to be there */
	joint->last = protocols[protocol].transport->datagram;
	joint->linger_ns = protocols[protocol].transport->datagram ? WT_NS_PER_S / 5 : 0;
}

/* All but the first so many tries go well. False: the library has no such protocol. */
static bool run(struct wt_joint *joint, uint32_t from)
{
	if (!wt_joint_run(joint)) {
		assert_int_equal(joint->reports[WT_SERVER]->opened, WT_UNSUPPORTED);
		wt_joint_end(joint);
		return false;
	}
	for (int role = 0; role < 2; role++)
		for (uint32_t i = from; i < TRIES; i++)
			if (wt_joint_attempt(joint, role, i)->status != WT_OK)
				fail_msg("exchange %u: %s", i, wt_joint_attempt(joint, role, i)->reason);
	return true;
}

static bool is_resumed(const struct wt_joint *joint, uint32_t index)
{
	bool resumed = wt_joint_attempt(joint, WT_CLIENT, index)->negotiated.resumed;

	assert_true(wt_joint_attempt(joint, WT_SERVER, index)->negotiated.resumed == resumed);
	return resumed;
}

/* The server's clock passes the lifetime between two sessions; its client's does not, and offers what it has. */
static void test_a_lifetime_that_is_over(void **state)
{
	(void)state;
	for (size_t p = 0; p < PROTOCOLS; p++)
		for (size_t w = 0; w < 2; w++) {
			struct wt_joint joint;

			start(&joint, p, ways[w]);
			joint.here = WT_SERVER;
			joint.enter = pass_lifetime;
			entered = 0;
			if (!run(&joint, 0))
				continue;
			assert_true(is_resumed(&joint, 1));
			if (is_resumed(&joint, EXPIRED))
				fail_msg("%s %s by %s: resumed", protocols[p].transport->name, protocols[p].version,
					 ways[w]);
			wt_joint_end(&joint);
		}
}

/* ---- what a client keeps of one version is offered in another one ---- */

static struct wt_transport lends;
static SSL_SESSION *lent;
static unsigned connects;

static enum wt_status close_and_lend(struct wt_connection *connection, uint64_t limit_ns)
{
	struct wt_secure_endpoint *e = (struct wt_secure_endpoint *)connection->endpoint;
	enum wt_status status = wt_tls.close(connection, limit_ns);

	if (!lent) {
		lent = e->kept;
		e->kept = NULL;
	}
	return status;
}

static enum wt_status borrow_and_connect(struct wt_endpoint *endpoint, struct wt_connection **connection,
					 uint64_t deadline_ns)
{
	struct wt_secure_endpoint *e = (struct wt_secure_endpoint *)endpoint;

	if (++connects == 1) {
		assert_non_null(lent);
		e->kept = lent;
		lent = NULL;
	}
	return wt_tls.connect(endpoint, connection, deadline_ns);
}

/* A wolfSSL client asks in the session's version, which the server has not: told, and not offered again. */
static void check_first(const struct wt_joint *joint)
{
	const struct wt_attempt *first = wt_joint_attempt(joint, WT_CLIENT, 0);

	if (first->status == WT_OK)
		assert_false(is_resumed(joint, 0));
	else if (first->status != WT_ERROR || strchr(first->reason, '\n') ||
		 strncmp(first->reason, "handshake: ", strlen("handshake: ")) != 0)
		fail_msg("%s", first->reason);
}

static void test_another_version(void **state)
{
	(void)state;
	for (size_t from = 0; from < 2; from++)
		for (size_t w = 0; w < 2; w++) {
			struct wt_joint joint;

			lends = wt_tls;
			lends.close = close_and_lend;
			start(&joint, from, ways[w]);
			joint.transports[WT_CLIENT] = &lends;
			assert_true(run(&joint, 0));
			wt_joint_end(&joint);
			lends = wt_tls;
			lends.connect = borrow_and_connect;
			connects = 0;
			start(&joint, 1 - from, ways[w]);
			joint.transports[WT_CLIENT] = &lends;
			assert_true(run(&joint, 1));
			check_first(&joint);
			assert_true(is_resumed(&joint, TRIES - 1));
			wt_joint_end(&joint);
		}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_a_lifetime_that_is_over),
		cmocka_unit_test(test_another_version),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
