/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lies.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "clock.h"
#include "endpoint.h"

enum { STREAMS = 1, DATAGRAMS = 2, BOTH = 3 };

struct lie {
	const char *name;
	int transports;
	uint8_t version_and_flags;
	uint32_t says_bytes, sends_bytes;
	bool stays; /* the peer neither sends more nor closes */
	const char *answer;
	enum wt_status status;
	const char *reason;
};

static const struct lie client_lies[] = {
	{ "format version 2", BOTH, 0x20, 100, 100, false, NULL, WT_ERROR,
	  "message: message header: format version 2; valid: 1" },
	{ "format version 0", BOTH, 0x00, 100, 100, false, NULL, WT_ERROR,
	  "message: message header: format version 0; valid: 1" },
	{ "unknown flag", BOTH, 0x18, 100, 100, false, NULL, WT_ERROR,
	  "message: message header: flags 8; valid: 0 to 7" },
	{ "size 0", BOTH, 0x10, 0, 100, false, NULL, WT_ERROR,
	  "message: message header: size 0; valid: 16 to 1048576" },
	{ "size 15", BOTH, 0x10, 15, 100, false, NULL, WT_ERROR,
	  "message: message header: size 15; valid: 16 to 1048576" },
	{ "size beyond 1 MiB", BOTH, 0x10, 1048577, 100, false, NULL, WT_ERROR,
	  "message: message header: size 1048577; valid: 16 to 1048576" },
	{ "largest size", BOTH, 0x10, 0xffffff, 16, false, NULL, WT_ERROR,
	  "message: message header: size 16777215; valid: 16 to 1048576" },
	{ "more than it says", BOTH, 0x10, 100, 150, false, NULL, WT_ERROR,
	  "receive: message header: it says 100 bytes, 150 arrived" },
	{ "less than it says, in one datagram", DATAGRAMS, 0x10, 999, 100, false, NULL, WT_ERROR,
	  "receive: message header: it says 999 bytes, 100 arrived" },
	{ "less than a header, in one datagram", DATAGRAMS, 0x10, 999, 15, false, NULL, WT_ERROR,
	  "receive: message of 15 bytes; its header alone has 16" },
	{ "less than it says, then the end", STREAMS, 0x10, 999, 100, false, NULL, WT_EOF,
	  "receive: the peer closed after 100 of the message's 999 bytes" },
	{ "less than a header, then the end", STREAMS, 0x10, 999, 5, false, NULL, WT_EOF,
	  "receive: the peer closed after 5 of the message's 16 bytes" },
	{ "nothing, then the end", STREAMS, 0x10, 999, 0, false, NULL, WT_EOF,
	  "receive: the peer closed without a message" },
	{ "less than it says, then silence", STREAMS, 0x10, 999, 100, true, NULL, WT_TIMEOUT,
	  "receive: 100 of the message's 999 bytes came, then nothing in time" },
	{ "nothing, then silence", STREAMS, 0x10, 999, 0, true, NULL, WT_TIMEOUT,
	  "receive: the peer sent nothing in time" },
};

static const struct lie server_lies[] = {
	{ "another word", BOTH, 0, 0, 0, false, "nak", WT_ERROR,
	  "ack: the answer is not 'ack'; is that a wiretoll server?" },
	{ "a letter too much", BOTH, 0, 0, 0, false, "ackX", WT_ERROR,
	  "ack: the answer is not 'ack'; is that a wiretoll server?" },
	{ "a long answer", BOTH, 0, 0, 0, false, "HTTP/1.1 400 Bad Request", WT_ERROR,
	  "ack: the answer is not 'ack'; is that a wiretoll server?" },
	{ "a letter too few, then the end", STREAMS, 0, 0, 0, false, "ac", WT_EOF,
	  "ack: the server closed the connection before it answered" },
	{ "a letter too few, in one datagram", DATAGRAMS, 0, 0, 0, false, "ac", WT_ERROR,
	  "ack: the answer is not 'ack'; is that a wiretoll server?" },
	{ "no answer, then the end", STREAMS, 0, 0, 0, false, "", WT_EOF,
	  "ack: the server closed the connection before it answered" },
	{ "silence", BOTH, 0, 0, 0, true, "", WT_TIMEOUT, "receive: the peer sent nothing in time" },
	{ "a letter too few, then silence", STREAMS, 0, 0, 0, true, "ac", WT_TIMEOUT,
	  "receive: the peer sent nothing in time" },
};

#define LIAR_STAYS_US   4000000
#define LIAR_LIMIT_NS   (30 * WT_NS_PER_S)
#define VICTIM_WAITS_NS (2 * WT_NS_PER_S)

static void lying_client(const struct wt_joint *joint, struct wt_endpoint *endpoint)
{
	const struct wt_transport *transport = joint->transports[WT_CLIENT];
	const struct lie *lie = joint->argument;
	uint8_t data[256] = { 0 };
	struct wt_connection *connection;
	size_t moved;

	data[8] = lie->version_and_flags;
	data[9] = (uint8_t)(lie->says_bytes >> 16);
	data[10] = (uint8_t)(lie->says_bytes >> 8);
	data[11] = (uint8_t)lie->says_bytes;
	if (transport->connect(endpoint, &connection, wt_clock_ns() + LIAR_LIMIT_NS) != WT_OK ||
	    transport->handshake(connection) != WT_OK)
		return;
	if (lie->sends_bytes)
		transport->send(connection, data, lie->sends_bytes, &moved);
	if (lie->stays)
		usleep(LIAR_STAYS_US);
	/* an end in order, and nothing left unread, or the kernel would reset; TLS has its own end */
	if (!transport->secure)
		wt_socket_finish(&connection->wire.socket);
	transport->close(connection, LIAR_LIMIT_NS);
}

static void lying_server(const struct wt_joint *joint, struct wt_endpoint *endpoint)
{
	const struct wt_transport *transport = joint->transports[WT_SERVER];
	const struct lie *lie = joint->argument;
	size_t bytes = strlen(lie->answer), moved;
	struct wt_connection *connection;
	uint8_t data[1024];

	if (transport->accept(endpoint, &connection, wt_clock_ns() + LIAR_LIMIT_NS) != WT_OK ||
	    transport->handshake(connection) != WT_OK ||
	    transport->recv(connection, data, sizeof(data), &moved) != WT_OK)
		return;
	if (bytes)
		transport->send(connection, lie->answer, bytes, &moved);
	if (lie->stays)
		usleep(LIAR_STAYS_US);
	transport->close(connection, WT_NS_PER_MS);
}

/* What runs with a case: both are in the parent's memory before the cases fork. */
struct setting {
	const struct wt_transport *transport;
	const char *const *versions;
	enum wt_role liar;
	const struct lie *lies;
	unsigned count; /* of lies */
};

static bool run_lie(unsigned index, const void *argument)
{
	const struct setting *setting = argument;
	const struct lie *lie = &setting->lies[index % setting->count];
	const char *version = setting->versions[index / setting->count];
	enum wt_role victim = setting->liar == WT_CLIENT ? WT_SERVER : WT_CLIENT;
	const struct wt_attempt *attempt;
	struct wt_joint joint;
	bool well;

	if (!(lie->transports & (setting->transport->datagram ? DATAGRAMS : STREAMS)))
		return true;
	wt_joint_start(&joint, setting->transport, version);
	joint.here = victim;
	joint.rogue = setting->liar == WT_CLIENT ? lying_client : lying_server;
	joint.argument = lie;
	if (lie->stays)
		joint.settings[victim].timeout_ns = VICTIM_WAITS_NS;
	joint.patience_ns = 30 * WT_NS_PER_S;
	if (!wt_joint_run(&joint))
		return false;
	attempt = wt_joint_attempt(&joint, victim, 0);
	well = joint.reports[victim]->count == 1 && attempt->status == lie->status &&
	       strstr(attempt->reason, lie->reason) && joint.child_status == 0;
	if (!well)
		fprintf(stderr, "%s %s: '%s' gave %u exchanges, %s '%s' (child 0x%x)\n", setting->transport->name,
			version, lie->name, joint.reports[victim]->count, wt_status_name(attempt->status),
			attempt->reason, (unsigned)joint.child_status);
	wt_joint_end(&joint);
	return well;
}

enum {
	CLIENT_LIES = sizeof(client_lies) / sizeof(client_lies[0]),
	SERVER_LIES = sizeof(server_lies) / sizeof(server_lies[0])
};

unsigned wt_lying_clients(const struct wt_transport *transport, const char *const *versions, size_t count)
{
	const struct setting setting = { transport, versions, WT_CLIENT, client_lies, CLIENT_LIES };

	return wt_in_parallel((unsigned)count * CLIENT_LIES, run_lie, &setting);
}

unsigned wt_lying_servers(const struct wt_transport *transport, const char *const *versions, size_t count)
{
	const struct setting setting = { transport, versions, WT_SERVER, server_lies, SERVER_LIES };

	return wt_in_parallel((unsigned)count * SERVER_LIES, run_lie, &setting);
}
