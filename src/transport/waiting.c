/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Accepted streams that say nothing yet. A server works on one connection at a time, so a silent
 * one must not keep the others waiting. The usual client speaks at once: it is served without
 * asking. Only where half a second brought nothing it comes here, and from then on, as long as
 * anybody waits, all wait together, and who has spoken is served.
 */
#include <stdlib.h>
#include <string.h>

#include "clock.h"
#include "endpoint.h"
#include "listener.h"

/* One place of the wait is the listener's. */
enum { PLACES = WT_SOCKETS_MAX - 1 };

/* Who has waited for longer than this said nothing at first; less is a turn that others were before. */
#define SILENT_NS (WT_NS_PER_S / 2)

static void count(struct wt_endpoint *endpoint, struct wt_waiting *one, uint64_t now_ns)
{
	if (!one->since_ns || now_ns - one->since_ns < SILENT_NS)
		return;
	endpoint->waited++;
	one->since_ns = 0;
}

void wt_waiting_count(struct wt_endpoint *endpoint)
{
	uint64_t now_ns = wt_clock_ns();

	for (size_t i = 0; i < endpoint->waiting_count; i++)
		count(endpoint, &endpoint->waiting[i], now_ns);
}

static void remove_at(struct wt_endpoint *endpoint, size_t at)
{
	size_t behind = endpoint->waiting_count - at - 1;

	memmove(&endpoint->waiting[at], &endpoint->waiting[at + 1], behind * sizeof(*endpoint->waiting));
	endpoint->waiting_count--;
}

/* `since_ns` 0: it is counted already. */
static void add(struct wt_endpoint *endpoint, const struct wt_socket *socket, const struct wt_address *peer,
		uint64_t since_ns)
{
	if (endpoint->waiting_count == PLACES) {
		count(endpoint, &endpoint->waiting[0], wt_clock_ns());
		wt_socket_close(&endpoint->waiting[0].socket);
		remove_at(endpoint, 0);
		endpoint->pushed_out++;
	}
	endpoint->waiting[endpoint->waiting_count++] = (struct wt_waiting){ *socket, *peer, since_ns };
}

enum wt_status wt_waiting_park(struct wt_connection *connection)
{
	struct wt_endpoint *endpoint = connection->endpoint;

	if (!endpoint->waiting)
		endpoint->waiting = calloc(PLACES, sizeof(*endpoint->waiting));
	if (!endpoint->waiting)
		return wt_error_set(&connection->wire.error, WT_ERROR, "accept", "wiretoll", 0, "out of memory");
	add(endpoint, &connection->wire.socket, &connection->peer, 0);
	endpoint->waited++;
	connection->wire.socket.handle = -1;
	return WT_OK;
}

/* The listener is the last one. */
static enum wt_status wait_for_any(struct wt_endpoint *endpoint, uint64_t deadline_ns, size_t *ready,
				   struct wt_error *error)
{
	const struct wt_socket *all[WT_SOCKETS_MAX];
	size_t count = endpoint->waiting_count;

	for (size_t i = 0; i < count; i++)
		all[i] = &endpoint->waiting[i].socket;
	all[count] = &endpoint->listener;
	return wt_sockets_wait(all, count + 1, deadline_ns, ready, error);
}

bool wt_waiting_others(void *endpoint)
{
	size_t ready;

	return wait_for_any(endpoint, wt_clock_ns(), &ready, NULL) == WT_OK;
}

/* The oldest that has spoken goes first; a new one takes its place among those that wait. */
enum wt_status wt_waiting_accept(struct wt_endpoint *endpoint, uint64_t deadline_ns)
{
	struct wt_connection *c = &endpoint->connection;
	struct wt_socket fresh;
	enum wt_status status;
	size_t ready;

	for (;;) {
		status = wait_for_any(endpoint, deadline_ns, &ready, &endpoint->error);
		if (status != WT_OK)
			return status;
		if (ready < endpoint->waiting_count)
			break;
		status = wt_socket_accept(&endpoint->listener, &fresh, &c->peer, &endpoint->error);
		if (status != WT_OK)
			return status;
		add(endpoint, &fresh, &c->peer, wt_clock_ns());
	}
	count(endpoint, &endpoint->waiting[ready], wt_clock_ns());
	c->wire.socket = endpoint->waiting[ready].socket;
	c->wire.socket.yields = false;
	c->peer = endpoint->waiting[ready].peer;
	remove_at(endpoint, ready);
	return WT_OK;
}

void wt_waiting_stop(struct wt_endpoint *endpoint)
{
	while (endpoint->waiting_count)
		wt_socket_close(&endpoint->waiting[--endpoint->waiting_count].socket);
	free(endpoint->waiting);
	endpoint->waiting = NULL;
}
