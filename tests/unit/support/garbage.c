/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "garbage.h"

#include <string.h>
#include <unistd.h>

#include "clock.h"

enum { STAYS_US = 700000 };

void wt_garbage_fill(uint8_t *bytes, size_t count, uint32_t seed)
{
	for (size_t i = 0; i < count; i++)
		bytes[i] = (uint8_t)(wt_test_random(&seed) >> 7);
}

static void utter(const struct wt_joint *joint, const struct wt_transport *transport, struct wt_connection *connection)
{
	static uint8_t bytes[300000];
	const struct wt_garbage *garbage = joint->argument;
	size_t moved;

	wt_garbage_fill(bytes, sizeof(bytes), 77);
	if (garbage->bytes)
		memcpy(bytes, garbage->bytes, garbage->count);
	if (garbage->count)
		transport->send(connection, bytes, garbage->count, &moved);
	if (garbage->stays)
		usleep(STAYS_US);
	transport->close(connection, WT_NS_PER_MS);
}

void wt_garbage_client(const struct wt_joint *joint, struct wt_endpoint *endpoint)
{
	const struct wt_transport *transport = joint->transports[WT_CLIENT];
	struct wt_connection *connection;

	if (transport->connect(endpoint, &connection, wt_clock_ns() + 30 * WT_NS_PER_S) == WT_OK)
		utter(joint, transport, connection);
}

void wt_garbage_server(const struct wt_joint *joint, struct wt_endpoint *endpoint)
{
	const struct wt_transport *transport = joint->transports[WT_SERVER];
	struct wt_connection *connection;
	uint8_t hello[2048];
	size_t moved;

	/* the hello is read first, or the close would be a reset */
	if (transport->accept(endpoint, &connection, wt_clock_ns() + 30 * WT_NS_PER_S) == WT_OK &&
	    transport->recv(connection, hello, sizeof(hello), &moved) == WT_OK)
		utter(joint, transport, connection);
}
