/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Moving bytes, and counting them after success. */
#include <errno.h>
#include <string.h>
#include <sys/socket.h>

#include "clock.h"
#include "listener.h"
#include "posix_limits.h"
#include "posix_local.h"
#include "posix_sockaddr.h"
#include "posix_spin.h"
#include "process.h"
#include "socket.h"

#define FOREVER_NS (365ULL * 24 * 3600 * WT_NS_PER_S)

/* So often a peer may be silent for a slice while others wait. */
enum { PATIENT_WAITS = 2 };

/* For so long a peer has a server's attention before it is asked whether others wait, which is a system call. */
#define TURN_NS (4 * WT_NS_PER_MS)

uint64_t wt_clock_near_ns(uint64_t deadline_ns)
{
	uint64_t coarse_ns = wt_clock_coarse_ns();

	return coarse_ns + 2 * WT_SLICE_NS < deadline_ns ? coarse_ns : wt_clock_ns();
}

uint64_t wt_left_ns(uint64_t deadline_ns)
{
	uint64_t now;

	if (deadline_ns == 0)
		return FOREVER_NS;
	now = wt_clock_near_ns(deadline_ns);
	return deadline_ns > now + WT_NS_PER_MS ? deadline_ns - now : WT_NS_PER_MS;
}

struct timeval wt_timeval(uint64_t limit_ns)
{
	struct timeval value;

	value.tv_sec = (time_t)(limit_ns / WT_NS_PER_S);
	value.tv_usec = (suseconds_t)(limit_ns % WT_NS_PER_S / WT_NS_PER_US);
	return value;
}

bool wt_limit_receive(struct wt_socket *socket)
{
	uint64_t now = socket->timer_ns ? wt_clock_ns() : wt_clock_near_ns(socket->deadline_ns);
	uint64_t wanted = WT_SLICE_NS;
	uint64_t off;
	struct timeval limit;

	if (socket->deadline_ns) {
		if (now >= socket->deadline_ns)
			return false;
		if (socket->deadline_ns - now < wanted)
			wanted = socket->deadline_ns - now;
	}
	if (socket->timer_ns) {
		uint64_t left = socket->timer_ns > now ? socket->timer_ns - now : 0;

		if (left < wanted)
			wanted = left;
	}
	if (wanted < WT_NS_PER_MS / 10)
		wanted = WT_NS_PER_MS / 10; /* 0 would mean for ever */
	off = wanted > socket->receive_limit_ns ? wanted - socket->receive_limit_ns : socket->receive_limit_ns - wanted;
	if (off <= wanted / 8)
		return true;
	limit = wt_timeval(wanted);
	setsockopt((int)socket->handle, SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof(limit));
	socket->receive_limit_ns = wanted;
	return true;
}

static void count_out(struct wt_socket *socket, uint64_t ns, const void *data, size_t bytes)
{
	if (bytes > socket->longest_bytes)
		socket->longest_bytes = bytes;
	socket->traffic.bytes_out += bytes;
	socket->traffic.sends++;
	socket->sent_last = true;
	if (socket->tap)
		socket->tap->passed(socket->tap->context, true, ns, data, bytes);
}

static void count_in(struct wt_socket *socket, const void *data, size_t bytes)
{
	size_t room = WT_SOCKET_OPENING_BYTES - socket->opening_bytes;

	if (room) {
		size_t take = bytes < room ? bytes : room;

		memcpy(socket->opening + socket->opening_bytes, data, take);
		socket->opening_bytes += take;
	}
	if (bytes > socket->longest_bytes)
		socket->longest_bytes = bytes;
	socket->traffic.bytes_in += bytes;
	socket->traffic.receives++;
	socket->traffic.round_trips += socket->sent_last;
	socket->sent_last = false;
	if (socket->tap)
		socket->tap->passed(socket->tap->context, false, wt_clock_ns(), data, bytes);
}

static enum wt_status interrupted(struct wt_error *error, const char *operation)
{
	return wt_error_set(error, WT_ERROR, operation, "signal", wt_stop_requested(), "interrupted");
}

static enum wt_status transfer_failure(const struct wt_socket *socket, struct wt_error *error, const char *operation)
{
	int reason = errno;
	char text[WT_ADDRESS_TEXT_BYTES];

	if (reason == ECONNREFUSED)
		return wt_error_set(error, WT_REFUSED, operation, "system", reason, "no server %s%s",
				    socket->peer.length ? "at " : "there",
				    socket->peer.length ? wt_address_text(&socket->peer, text, sizeof(text)) : "");
	if (reason == ECONNRESET || reason == EPIPE)
		return wt_error_set(error, WT_ERROR, operation, "system", reason, "the peer reset the connection");
	return wt_error_system(error, WT_ERROR, operation, reason);
}

/* After a send that did not take all: go on, or what to answer. */
static enum wt_status after_short_send(struct wt_socket *socket, struct wt_error *error)
{
	if (wt_stop_requested())
		return interrupted(error, "send");
	if (socket->deadline_ns && wt_clock_ns() >= socket->deadline_ns)
		return wt_error_set(error, WT_TIMEOUT, "send", "wiretoll", 0, "the peer takes no more in time");
	return WT_OK;
}

static ssize_t send_now(const struct wt_socket *socket, const void *data, size_t bytes)
{
	const struct sockaddr *name = socket->shared ? wt_address_sockaddr(&socket->peer) : NULL;
	socklen_t name_length = socket->shared ? socket->peer.length : 0;

	if (socket->local.length)
		return wt_send_local((int)socket->handle, data, bytes, &socket->peer, &socket->local);
	return sendto((int)socket->handle, data, bytes,
		      MSG_NOSIGNAL | (socket->waits == WT_STEPWISE ? MSG_DONTWAIT : 0), name, name_length);
}

/* As a call that sleeps: all of it, or what was taken within a slice. */
static ssize_t send_once(const struct wt_socket *socket, const void *data, size_t bytes)
{
	uint64_t end_ns = 0;
	ssize_t moved = send_now(socket, data, bytes);
	size_t done = moved > 0 ? (size_t)moved : 0;

	while (wt_spins() && socket->waits != WT_STEPWISE && done < bytes &&
	       (moved >= 0 || (errno == EAGAIN && wt_spin_on(&end_ns, WT_SLICE_NS)))) {
		moved = send_now(socket, (const uint8_t *)data + done, bytes - done);
		done += moved > 0 ? (size_t)moved : 0;
	}
	return done ? (ssize_t)done : moved;
}

enum wt_status wt_socket_send(struct wt_socket *socket, const void *data, size_t bytes, size_t *sent,
			      struct wt_error *error)
{
	uint64_t begun_ns = socket->tap ? wt_clock_ns() : 0;
	enum wt_status status;
	ssize_t moved;

	*sent = 0;
	for (;;) {
		moved = send_once(socket, data, bytes);
		if (moved >= 0)
			break;
		if (errno != EINTR && errno != EAGAIN)
			return transfer_failure(socket, error, "send");
		status = after_short_send(socket, error);
		if (status != WT_OK)
			return status;
		if (socket->waits == WT_STEPWISE)
			return WT_WANT_WRITE;
	}
	*sent = (size_t)moved;
	count_out(socket, begun_ns, data, *sent);
	/* the kernel's own limit has run out then, and would run anew with the next call */
	return *sent < bytes ? after_short_send(socket, error) : WT_OK;
}

/* A shared socket holds at most one datagram: the one that the listener routed to it. */
static __attribute__((noinline)) enum wt_status take_from_inbox(struct wt_socket *socket, void *data, size_t room,
								size_t *received)
{
	size_t bytes = socket->inbox_bytes < room ? socket->inbox_bytes : room;

	if (bytes == 0)
		return WT_WANT_READ;
	memcpy(data, socket->inbox, bytes);
	*received = bytes;
	if (socket->peek)
		return WT_OK;
	socket->inbox_bytes = 0;
	count_in(socket, data, bytes);
	return WT_OK;
}

/* After a wait that brought nothing: go on, or what to answer. */
static enum wt_status after_wait(struct wt_socket *socket, const char *what, struct wt_error *error)
{
	if (wt_stop_requested())
		return interrupted(error, "receive");
	if (socket->deadline_ns && wt_clock_ns() >= socket->deadline_ns)
		return wt_error_set(error, WT_TIMEOUT, "receive", "wiretoll", 0, "%s in time", what);
	if (socket->timer_ns && wt_clock_ns() >= socket->timer_ns) {
		socket->timer_ns = 0;
		socket->timer_runs++;
		return WT_WANT_READ;
	}
	return WT_OK;
}

static ssize_t receive_now(struct wt_socket *socket, void *data, size_t room, struct sockaddr_storage *name,
			   socklen_t *name_length)
{
	if (socket->tells_local)
		return wt_receive_local((int)socket->handle, data, room, name, name_length, &socket->local);
	return recvfrom((int)socket->handle, data, room, 0, (struct sockaddr *)name, name_length);
}

static ssize_t receive_once(struct wt_socket *socket, void *data, size_t room, struct sockaddr_storage *name,
			    socklen_t *name_length)
{
	uint64_t end_ns = 0;
	ssize_t moved;

	do {
		moved = receive_now(socket, data, room, name, name_length);
	} while (moved < 0 && errno == EAGAIN && wt_spin_on(&end_ns, socket->receive_limit_ns));
	return moved;
}

/* After a number of waits in a row that brought nothing, half a second each: a silent peer must not keep others
 * waiting. */
static bool gives_way(const struct wt_socket *socket, unsigned waits, struct wt_error *error)
{
	if (waits < PATIENT_WAITS || !socket->others || !socket->others->wait(socket->others->context))
		return false;
	wt_error_set(error, WT_TIMEOUT, "receive", "wiretoll", 0, "the peer sent nothing for 1 s while others waited");
	return true;
}

/* Before a receive of one that may be served later as well: whether others have waited while it had its turn, a tick. */
static __attribute__((noinline)) bool ends_turn(struct wt_socket *socket)
{
	uint64_t now = wt_clock_coarse_ns();

	if (now < socket->others->next_ns)
		return false;
	socket->others->next_ns = now + TURN_NS;
	return socket->others->wait(socket->others->context);
}

/* Whether a wait that brought nothing ends for now. */
static bool yields_now(const struct wt_socket *socket)
{
	if (socket->waits == WT_YIELDS && !socket->tap)
		return true;
	if (socket->waits != WT_YIELDS && socket->waits != WT_YIELDS_AT_FIRST)
		return false;
	/* what passes of one that is seen would be cut by that, so it is patient unless others come */
	return socket->traffic.receives == 0 ||
	       (socket->waits == WT_YIELDS && socket->others->wait(socket->others->context));
}

/* One receive of a stepwise stream. Apart, or each receive would look at its stack's guard for the sake of this one. */
static __attribute__((noinline)) enum wt_status receive_step(struct wt_socket *socket, void *data, size_t room,
							     size_t *received, struct wt_error *error)
{
	ssize_t moved = recvfrom((int)socket->handle, data, room, MSG_DONTWAIT, NULL, NULL);
	enum wt_status status;

	socket->yielded = false;
	if (moved == 0) {
		socket->ended = true;
		return WT_EOF;
	}
	if (moved < 0 && errno != EINTR && errno != EAGAIN)
		return transfer_failure(socket, error, "receive");
	if (moved < 0) {
		status = after_wait(socket, "the peer sent nothing", error);
		socket->yielded = status == WT_OK;
		return status == WT_OK ? WT_WANT_READ : status;
	}
	*received = (size_t)moved;
	count_in(socket, data, *received);
	return WT_OK;
}

/* One blocking receive with limits, for sockets with a descriptor of their own. */
static enum wt_status receive(struct wt_socket *socket, void *data, size_t room, size_t *received,
			      struct sockaddr_storage *name, socklen_t *name_length, struct wt_error *error)
{
	enum wt_status status;
	unsigned waits = 0;
	ssize_t moved;

	if (socket->waits == WT_YIELDS && ends_turn(socket)) {
		socket->yielded = true;
		return WT_WANT_READ;
	}
	for (;;) {
		if (!wt_limit_receive(socket))
			return wt_error_set(error, WT_TIMEOUT, "receive", "wiretoll", 0,
					    "the peer sent nothing in time");
		moved = receive_once(socket, data, room, name, name_length);
		if (moved > 0)
			break;
		if (moved == 0 && socket->kind == WT_STREAM) {
			socket->ended = true;
			return WT_EOF;
		}
		if (moved < 0 && errno != EINTR && errno != EAGAIN)
			return name ? wt_listener_failure("receive", errno, error)
				    : transfer_failure(socket, error, "receive");
		status = after_wait(socket, "the peer sent nothing", error);
		if (status != WT_OK)
			return status;
		if (yields_now(socket)) {
			socket->yielded = true;
			return WT_WANT_READ;
		}
		if (gives_way(socket, ++waits, error))
			return WT_TIMEOUT;
	}
	*received = (size_t)moved;
	count_in(socket, data, *received);
	return WT_OK;
}

enum wt_status wt_socket_recv(struct wt_socket *socket, void *data, size_t room, size_t *received,
			      struct wt_error *error)
{
	*received = 0;
	if (socket->shared)
		return take_from_inbox(socket, data, room, received);
	if (socket->waits == WT_STEPWISE)
		return receive_step(socket, data, room, received, error);
	return receive(socket, data, room, received, NULL, NULL, error);
}

enum wt_status wt_socket_recv_from(struct wt_socket *listener, void *data, size_t room, size_t *received,
				   struct wt_address *peer, struct wt_error *error)
{
	struct sockaddr_storage name;
	socklen_t length = sizeof(name);
	enum wt_status status;

	*received = 0;
	status = receive(listener, data, room, received, &name, &length, error);
	if (status == WT_OK)
		wt_address_from_sockaddr(peer, (struct sockaddr *)&name, length);
	return status;
}

enum wt_status wt_socket_drain(struct wt_socket *socket, uint64_t limit_ns)
{
	uint8_t waste[512];
	size_t received;
	enum wt_status status;

	socket->deadline_ns = wt_clock_coarse_ns() + limit_ns;
	socket->waits = WT_WAITS;
	do {
		status = wt_socket_recv(socket, waste, sizeof(waste), &received, NULL);
	} while (status == WT_OK);
	return status == WT_EOF ? WT_OK : status;
}
