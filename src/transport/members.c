/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "members.h"

#include <stdlib.h>
#include <string.h>

#include "process.h"

enum { MEMBERS_USUAL = 1000, LIMIT_MEMBERS = 64 };

static struct wt_member *member_of(struct wt_connection *connection)
{
	return (struct wt_member *)connection;
}

static void unlink_member(struct wt_many *many, struct wt_member *m)
{
	*(m->before ? &m->before->next : &many->first) = m->next;
	*(m->next ? &m->next->before : &many->last) = m->before;
	m->next = m->before = NULL;
}

static void append(struct wt_many *many, struct wt_member *m)
{
	m->before = many->last;
	m->next = NULL;
	*(many->last ? &many->last->next : &many->first) = m;
	many->last = m;
}

void wt_member_heard(struct wt_many *many, struct wt_member *m, uint64_t now_ns)
{
	m->heard_ns = now_ns;
	if (many->last == m)
		return;
	unlink_member(many, m);
	append(many, m);
}

/* Whoever stands in what was told as ready and is gone is not looked at. */
static void forget_ready(struct wt_many *many, const struct wt_member *m)
{
	for (size_t i = many->ready.taken; i < many->ready.count; i++)
		if (many->ready.whose[i] == m)
			many->ready.whose[i] = NULL;
}

void wt_member_count_silent(struct wt_endpoint *endpoint, struct wt_member *m, uint64_t now_ns)
{
	if (m->told || m->stage != WT_MEMBER_SILENT || now_ns - m->begun_ns < WT_SILENT_NS)
		return;
	m->told = true;
	endpoint->waited++;
}

/* What is left of it can be read until the next accept. */
void wt_member_leave(struct wt_endpoint *endpoint, struct wt_member *m)
{
	struct wt_many *many = endpoint->many;

	unlink_member(many, m);
	forget_ready(many, m);
	many->count--;
	many->closing -= m->stage == WT_MEMBER_CLOSING;
	many->door_ns = 0;
	if (m->connection.kept)
		endpoint->forget(m->connection.kept);
	m->connection.kept = NULL;
	if (endpoint->steps && endpoint->steps->drop)
		endpoint->steps->drop(&m->connection);
	wt_socket_close(&m->connection.wire.socket);
	free(many->closed);
	many->closed = m;
}

/* How many there may be: what was asked for, as far as there are descriptors; where these are too few, *files is their number. */
static size_t most_of(const struct wt_endpoint *endpoint, uint64_t *files)
{
	uint64_t asked = endpoint->settings->max_peers ? endpoint->settings->max_peers : MEMBERS_USUAL;
	uint64_t allowed = wt_process_allow_files(asked + WT_HOLD_OTHER_FILES);

	*files = 0;
	if (allowed >= asked + WT_HOLD_OTHER_FILES)
		return asked;
	*files = allowed;
	return allowed > WT_HOLD_OTHER_FILES ? allowed - WT_HOLD_OTHER_FILES : 1;
}

uint64_t wt_endpoint_most(const struct wt_endpoint *endpoint, uint64_t *files)
{
	*files = endpoint->many ? endpoint->many->files : 0;
	return endpoint->many ? endpoint->many->most : 1;
}

static enum wt_status start(struct wt_endpoint *endpoint, struct wt_error *error)
{
	struct wt_many *many = endpoint->many;
	enum wt_status status;

	if (many)
		return WT_OK;
	many = calloc(1, sizeof(*many));
	if (!many)
		return wt_error_set(error, WT_ERROR, "accept", "wiretoll", 0, "out of memory");
	many->most = most_of(endpoint, &many->files);
	status = wt_sockets_open(&many->set, error);
	if (status == WT_OK)
		status = wt_sockets_add(&many->set, &endpoint->listener, false, endpoint, error);
	if (status != WT_OK) {
		wt_sockets_close(&many->set);
		free(many);
		return status;
	}
	endpoint->many = many;
	return WT_OK;
}

/* What passes is seen of one that is alone and at its beginning: of several at once it is nobody's trace. */
static void tap_one_alone(struct wt_endpoint *endpoint, struct wt_socket *socket)
{
	struct wt_many *many = endpoint->many;

	socket->tap = many->count || socket->traffic.receives ? NULL : endpoint->tap;
	if (many->count)
		many->last->connection.wire.socket.tap = NULL;
}

/* Takes over what is in `from`, socket and session. */
struct wt_member *wt_member_join(struct wt_endpoint *endpoint, const struct wt_connection *from, struct wt_error *error)
{
	struct wt_many *many = endpoint->many;
	struct wt_member *m = calloc(1, sizeof(*m));
	struct wt_socket *socket;

	if (!m) {
		wt_error_set(error, WT_ERROR, "accept", "wiretoll", 0, "out of memory");
		return NULL;
	}
	m->connection = *from;
	m->connection.member = true;
	socket = &m->connection.wire.socket;
	socket->waits = endpoint->in_turns ? WT_STEPWISE : WT_WAITS;
	socket->yielded = false;
	if (!endpoint->in_turns)
		socket->deadline_ns = 0;
	tap_one_alone(endpoint, socket);
	if (wt_sockets_add(&many->set, socket, false, m, error) != WT_OK) {
		free(m);
		return NULL;
	}
	m->begun_ns = m->heard_ns = wt_clock_ns();
	append(many, m);
	many->count++;
	if (many->count - many->closing > 1)
		many->crowded_ns = m->begun_ns;
	return m;
}

enum wt_status wt_many_park(struct wt_connection **connection)
{
	struct wt_connection *c = *connection;
	struct wt_endpoint *endpoint = c->endpoint;
	enum wt_status status;
	struct wt_member *m;

	if (c->member)
		return WT_OK;
	status = start(endpoint, &c->wire.error);
	if (status != WT_OK)
		return status;
	m = wt_member_join(endpoint, c, &c->wire.error);
	if (!m)
		return WT_ERROR;
	/* either it was silent for long enough, or others wait */
	m->told = wt_clock_coarse_ns() >= endpoint->others.next_ns;
	if (!m->told)
		endpoint->many->crowded_ns = m->begun_ns;
	m->stage = c->wire.socket.traffic.receives ? WT_MEMBER_SHAKING : WT_MEMBER_SILENT;
	endpoint->waited += m->told && m->stage == WT_MEMBER_SILENT;
	c->session = NULL;
	c->wire.socket.handle = -1;
	*connection = &m->connection;
	return endpoint->steps && endpoint->steps->moved ? endpoint->steps->moved(&m->connection) : WT_OK;
}

void wt_many_established(struct wt_connection *connection)
{
	if (connection->member)
		member_of(connection)->stage = WT_MEMBER_OPEN;
}

void wt_many_close(struct wt_connection *connection, uint64_t limit_ns)
{
	struct wt_endpoint *endpoint = connection->endpoint;
	struct wt_socket *socket = &connection->wire.socket;
	struct wt_member *m = member_of(connection);

	if (socket->handle < 0)
		return;
	wt_socket_finish(socket);
	if (socket->ended || connection->wire.error.status == WT_TIMEOUT || !limit_ns) {
		wt_member_leave(endpoint, m);
		return;
	}
	m->stage = WT_MEMBER_CLOSING;
	endpoint->many->closing++;
	socket->deadline_ns = wt_clock_coarse_ns() + limit_ns;
	if (m->sending)
		(void)wt_sockets_change(&endpoint->many->set, socket, false, m, NULL);
	m->sending = false;
}
/* Drops what comes until the peer's end. */
void wt_member_drain(struct wt_endpoint *endpoint, struct wt_member *m)
{
	uint8_t waste[512];
	size_t received;
	enum wt_status status;

	do {
		status = wt_socket_recv(&m->connection.wire.socket, waste, sizeof(waste), &received, NULL);
	} while (status == WT_OK);
	if (status != WT_WANT_READ)
		wt_member_leave(endpoint, m);
}

uint64_t wt_endpoint_limit_ns(const struct wt_endpoint *endpoint)
{
	return endpoint->limit_ns * (1 + (endpoint->many ? endpoint->many->count / LIMIT_MEMBERS : 0));
}

void wt_many_count(struct wt_endpoint *endpoint)
{
	uint64_t now_ns = wt_clock_ns();

	for (struct wt_member *m = endpoint->many ? endpoint->many->first : NULL; m; m = m->next)
		wt_member_count_silent(endpoint, m, now_ns);
}

/* Those whose end was said get the time to say theirs, or what we close would answer them with a reset. */
static void end_closing(struct wt_endpoint *endpoint)
{
	struct wt_many *many = endpoint->many;
	uint64_t until_ns = wt_clock_ns() + WT_NS_PER_S;
	struct wt_member *m;

	wt_sockets_remove(&many->set, &endpoint->listener);
	for (m = many->first; m; m = m->next)
		if (m->stage != WT_MEMBER_CLOSING)
			wt_sockets_remove(&many->set, &m->connection.wire.socket);
	many->ready.count = many->ready.taken = 0;
	while (many->closing && !wt_stop_requested()) {
		if (many->ready.taken == many->ready.count &&
		    wt_sockets_wait(&many->set, until_ns, &many->ready, NULL) != WT_OK)
			return;
		m = many->ready.whose[many->ready.taken++];
		if (m)
			wt_member_drain(endpoint, m);
	}
}

void wt_many_stop(struct wt_endpoint *endpoint)
{
	struct wt_many *many = endpoint->many;
	struct wt_member *next;

	if (!many)
		return;
	end_closing(endpoint);
	for (struct wt_member *m = many->first; m; m = next) {
		next = m->next;
		wt_member_leave(endpoint, m);
	}
	free(many->closed);
	wt_sockets_close(&many->set);
	free(many);
	endpoint->many = NULL;
}
