/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A server's streams, when there are several. A single client is served without asking for others. Once one has to wait, since it is
 * silent or others come, it is a member of those that are waited for together, and so is whoever comes as long as there are any:
 * who has something to say is served, in turn.
 *
 * Where the loop above goes on with a connection later (wt_endpoint_serve_many), all that members do is done in steps, handshakes and
 * closing included. Else a member waits for its first bytes alone, and is then served to its end.
 */
#include <string.h>

#include "members.h"

/* So often members are looked at whose time is over. */
#define LOOK_NS (WT_NS_PER_S / 4)
/* So long nobody but one has to be there before it is served as the only one. */
#define CROWDED_NS (WT_NS_PER_S / 10)

/* Waits for what the last step of a member said that it wants. */
static enum wt_status await(struct wt_endpoint *endpoint, struct wt_member *m, enum wt_status wants)
{
	bool sending = wants == WT_WANT_WRITE;

	if (m->sending == sending)
		return wants;
	m->sending = sending;
	if (wt_sockets_change(&endpoint->many->set, &m->connection.wire.socket, sending, m,
			      &m->connection.wire.error) == WT_OK)
		return wants;
	return WT_ERROR;
}

/* A step of its handshake. True: it has failed. */
static bool shake(struct wt_endpoint *endpoint, struct wt_member *m)
{
	struct wt_accept_times *times = &m->connection.times;
	enum wt_status status = endpoint->steps->handshake(&m->connection);

	m->stage = WT_MEMBER_SHAKING;
	if (status == WT_WANT_READ || status == WT_WANT_WRITE)
		status = await(endpoint, m, status);
	if (status == WT_WANT_READ || status == WT_WANT_WRITE)
		return false;
	times->ready_ns = wt_clock_ns();
	times->handshake_ns = times->ready_ns - m->begun_ns;
	times->ready = m->connection.wire.socket.traffic;
	m->stage = WT_MEMBER_OPEN;
	if (status != WT_OK)
		return true;
	(void)await(endpoint, m, WT_WANT_READ);
	return false;
}

/* True: it is for the loop, which hears of a failure as well. */
static bool serve(struct wt_endpoint *endpoint, struct wt_member *m)
{
	if (m->stage == WT_MEMBER_CLOSING) {
		wt_member_drain(endpoint, m);
		return false;
	}
	if (m->stage == WT_MEMBER_OPEN || !endpoint->in_turns)
		return true;
	if (endpoint->steps->handshake)
		return shake(endpoint, m);
	m->stage = WT_MEMBER_OPEN;
	return true;
}

/* Waits for its first bytes are over: from here on it is served as the only one. */
static struct wt_connection *hand_back(struct wt_endpoint *endpoint, struct wt_member *m)
{
	struct wt_connection *c = &endpoint->connection;

	c->wire.socket = m->connection.wire.socket;
	c->wire.socket.others = &endpoint->others;
	c->wire.socket.tap = endpoint->tap;
	c->peer = m->connection.peer;
	wt_sockets_remove(&endpoint->many->set, &c->wire.socket);
	m->connection.wire.socket.handle = -1;
	wt_member_leave(endpoint, m);
	return c;
}

/* Where there is no room, whoever has been silent for longest makes it, or nobody comes in for a while. */
static bool has_room(struct wt_endpoint *endpoint, uint64_t now_ns)
{
	struct wt_many *many = endpoint->many;

	if (many->count < many->most)
		return true;
	if (now_ns - many->first->heard_ns < WT_SILENT_NS)
		return false;
	wt_member_count_silent(endpoint, many->first, now_ns);
	endpoint->pushed_out++;
	wt_member_leave(endpoint, many->first);
	return true;
}

/* Nobody comes in until somebody has left, or for a while. */
static void shut_door(struct wt_many *many, const struct wt_socket *listener)
{
	many->full = true;
	many->door_ns = wt_clock_ns() + LOOK_NS;
	wt_sockets_remove(&many->set, listener);
}

static enum wt_status take_next(struct wt_endpoint *endpoint)
{
	struct wt_many *many = endpoint->many;
	struct wt_connection fresh;
	enum wt_status status;
	struct wt_member *m;

	if (!has_room(endpoint, wt_clock_ns())) {
		endpoint->full++;
		shut_door(many, &endpoint->listener);
		return WT_OK;
	}
	memset(&fresh, 0, sizeof(fresh));
	fresh.endpoint = endpoint;
	endpoint->listener.deadline_ns = wt_clock_ns() + WT_NS_PER_S; /* it is there: polling for it is a call more */
	status = wt_socket_accept(&endpoint->listener, &fresh.wire.socket, &fresh.peer, &endpoint->error);
	if (status == WT_TIMEOUT) {
		wt_error_clear(&endpoint->error);
		return WT_OK;
	}
	if (status == WT_WANT_READ)
		shut_door(many, &endpoint->listener);
	if (status != WT_OK)
		return status;
	m = wt_member_join(endpoint, &fresh, &endpoint->error);
	if (!m) {
		wt_socket_close(&fresh.wire.socket);
		return WT_WANT_READ;
	}
	m->connection.wire.socket.deadline_ns = endpoint->limit_ns ? m->begun_ns + wt_endpoint_limit_ns(endpoint) : 0;
	if (endpoint->in_turns && !endpoint->steps->handshake)
		m->connection.times.ready_ns = m->begun_ns;
	return WT_OK;
}

/* Members whose time is over have failed, or are closed; where there was no room, there may be some. */
static struct wt_member *look_after(struct wt_endpoint *endpoint, uint64_t now_ns)
{
	struct wt_many *many = endpoint->many;
	struct wt_member *next;

	if (many->full && now_ns >= many->door_ns && has_room(endpoint, now_ns)) {
		many->full = false;
		(void)wt_sockets_add(&many->set, &endpoint->listener, false, endpoint, NULL);
	}
	if (now_ns < many->look_ns)
		return NULL;
	for (struct wt_member *m = many->first; m; m = next) {
		uint64_t deadline_ns = m->connection.wire.socket.deadline_ns;

		next = m->next;
		wt_member_count_silent(endpoint, m, now_ns);
		if (deadline_ns && now_ns >= deadline_ns && serve(endpoint, m))
			return m; /* the others have their turn in the next call */
	}
	many->look_ns = now_ns + LOOK_NS;
	return NULL;
}

static bool is_crowded(const struct wt_many *many)
{
	return many->count || wt_clock_coarse_ns() < many->crowded_ns + CROWDED_NS;
}

bool wt_many_are_there(struct wt_endpoint *endpoint)
{
	return endpoint->many && is_crowded(endpoint->many);
}

/* What is ready next: the endpoint itself, a member, or NULL, after as long a wait as members can do without us. */
static enum wt_status next_ready(struct wt_endpoint *endpoint, uint64_t deadline_ns, void **whose)
{
	struct wt_many *many = endpoint->many;
	uint64_t until_ns = many->count || many->full ? wt_clock_ns() + LOOK_NS : deadline_ns;
	enum wt_status status = WT_OK;

	*whose = NULL;
	if (deadline_ns && deadline_ns < until_ns)
		until_ns = deadline_ns;
	if (many->ready.taken == many->ready.count)
		status = wt_sockets_wait(&many->set, until_ns, &many->ready, &endpoint->error);
	if (status == WT_OK)
		*whose = many->ready.whose[many->ready.taken++];
	if (status != WT_TIMEOUT || (deadline_ns && wt_clock_ns() >= deadline_ns))
		return status;
	wt_error_clear(&endpoint->error);
	return WT_OK;
}

enum wt_status wt_many_accept(struct wt_endpoint *endpoint, struct wt_connection **connection, uint64_t deadline_ns)
{
	struct wt_many *many = endpoint->many;
	enum wt_status status = WT_OK;
	struct wt_member *m;
	void *whose;

	for (;;) {
		m = look_after(endpoint, wt_clock_ns());
		if (m)
			break;
		status = next_ready(endpoint, deadline_ns, &whose);
		if (status == WT_OK && whose == endpoint)
			status = take_next(endpoint);
		if (status != WT_OK)
			return status;
		m = whose && whose != endpoint ? whose : NULL;
		if (!m)
			continue;
		wt_member_count_silent(endpoint, m, wt_clock_ns());
		wt_member_heard(many, m, wt_clock_ns());
		if (serve(endpoint, m))
			break;
	}
	*connection = endpoint->in_turns ? &m->connection : hand_back(endpoint, m);
	return WT_OK;
}

bool wt_many_others(void *context)
{
	struct wt_endpoint *endpoint = context;
	struct wt_sockets_ready ready;

	if (!endpoint->many)
		return wt_socket_ready(&endpoint->listener);
	return wt_sockets_wait(&endpoint->many->set, wt_clock_ns(), &ready, NULL) == WT_OK;
}
