/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Opening, listening, closing; moving bytes is in posix_transfer.c. */
#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sched.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

#include "clock.h"
#include "listener.h"
#include "posix_limits.h"
#include "posix_local.h"
#include "posix_sockaddr.h"
#include "posix_spin.h"
#include "process.h"
#include "socket.h"

enum { LISTEN_BACKLOG = 4096, RECEIVE_BUFFER_BYTES = 4 * 1024 * 1024 };

static void reset(struct wt_socket *socket, enum wt_socket_kind kind, int handle)
{
	memset(socket, 0, offsetof(struct wt_socket, opening));
	socket->handle = handle;
	socket->kind = kind;
}

static int set_option(int handle, int level, int option, int value)
{
	return setsockopt(handle, level, option, &value, sizeof(value));
}

/*
 * Both limits in one place; a stream's connect and send obey the send limit. A
 * slice and not the time that is left: the same number for every exchange, so
 * that its conversion takes the same instructions on a core that cannot divide.
 */
static int set_limits(struct wt_socket *socket)
{
	uint64_t left_ns = wt_left_ns(socket->deadline_ns);
	uint64_t slice_ns = left_ns < WT_SLICE_NS ? left_ns : WT_SLICE_NS;
	struct timeval slice = wt_timeval(slice_ns);
	int handle = (int)socket->handle;

	if (setsockopt(handle, SOL_SOCKET, SO_RCVTIMEO, &slice, sizeof(slice)))
		return -1;
	socket->receive_limit_ns = slice_ns;
	if (socket->kind == WT_DATAGRAM)
		return 0;
	return setsockopt(handle, SOL_SOCKET, SO_SNDTIMEO, &slice, sizeof(slice));
}

static int set_no_delay(const struct wt_socket *socket)
{
	if (socket->kind == WT_DATAGRAM)
		return 0;
	return set_option((int)socket->handle, IPPROTO_TCP, TCP_NODELAY, 1);
}

/* True: a connect that has waited for a slice may wait for another one. */
static bool connect_goes_on(struct wt_socket *socket)
{
	int reason = errno;
	bool waits = reason == EINTR || reason == EINPROGRESS || reason == EALREADY;
	bool in_time = socket->deadline_ns == 0 || wt_clock_ns() < socket->deadline_ns;

	if (!waits || !in_time || wt_stop_requested() || (!wt_spins() && set_limits(socket)))
		waits = false;
	if (waits && wt_spins())
		sched_yield();
	errno = reason;
	return waits;
}

static enum wt_status connect_failure(const struct wt_address *peer, struct wt_error *error)
{
	char text[WT_ADDRESS_TEXT_BYTES];
	int reason = errno;

	wt_address_text(peer, text, sizeof(text));
	if (wt_stop_requested())
		return wt_error_set(error, WT_ERROR, "connect", "signal", wt_stop_requested(), "interrupted");
	if (reason == EAGAIN) /* of a connect it means this, and a wait that ended is EINPROGRESS */
		return wt_error_set(error, WT_ERROR, "connect", "system", reason,
				    "no local port is free to call %s from", text);
	if (reason == EINPROGRESS || reason == EALREADY || reason == ETIMEDOUT)
		return wt_error_set(error, WT_TIMEOUT, "connect", "system", ETIMEDOUT, "%s does not answer in time",
				    text);
	if (reason == ECONNREFUSED)
		return wt_error_set(error, WT_REFUSED, "connect", "system", reason, "no server at %s", text);
	return wt_error_set(error, WT_ERROR, "connect", "system", reason, "%s: %s", text, strerror(reason));
}

enum wt_status wt_socket_connect(struct wt_socket *s, enum wt_socket_kind kind, const struct wt_address *peer,
				 uint64_t deadline_ns, struct wt_error *error)
{
	const struct sockaddr *name = wt_address_sockaddr(peer);
	int type = kind == WT_STREAM ? SOCK_STREAM : SOCK_DGRAM;
	int handle = socket(name->sa_family, type | SOCK_CLOEXEC | wt_spin_flag(), 0);
	enum wt_status status;
	int result;

	if (handle < 0)
		return wt_error_system(error, WT_ERROR, "socket", errno);
	reset(s, kind, handle);
	s->peer = *peer;
	s->deadline_ns = deadline_ns;
	if (set_limits(s) || set_no_delay(s)) {
		status = wt_error_system(error, WT_ERROR, "setsockopt", errno);
		goto out;
	}
	do {
		result = connect(handle, name, peer->length);
	} while (result && connect_goes_on(s));
	if (result && errno != EISCONN) {
		status = connect_failure(peer, error);
		goto out;
	}
	s->traffic.round_trips = kind == WT_STREAM;
	return WT_OK;
out:
	wt_socket_close(s);
	return status;
}

enum wt_status wt_socket_connect_begin(struct wt_socket *s, const struct wt_address *peer, uint64_t deadline_ns,
				       struct wt_error *error)
{
	const struct sockaddr *name = wt_address_sockaddr(peer);
	int handle = socket(name->sa_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	enum wt_status status;

	if (handle < 0)
		return wt_error_system(error, WT_ERROR, "socket", errno);
	reset(s, WT_STREAM, handle);
	s->peer = *peer;
	s->deadline_ns = deadline_ns;
	s->waits = WT_STEPWISE;
	if (set_no_delay(s)) {
		status = wt_error_system(error, WT_ERROR, "setsockopt", errno);
		goto out;
	}
	if (connect(handle, name, peer->length) == 0) {
		s->traffic.round_trips = 1;
		return WT_OK;
	}
	if (errno == EINPROGRESS)
		return WT_WANT_WRITE;
	status = connect_failure(peer, error);
out:
	wt_socket_close(s);
	return status;
}

enum wt_status wt_socket_connect_end(struct wt_socket *s, struct wt_error *error)
{
	struct sockaddr_storage name;
	socklen_t length = sizeof(name), code_bytes = sizeof(int);
	enum wt_status status;
	int code = 0;

	if (getsockopt((int)s->handle, SOL_SOCKET, SO_ERROR, &code, &code_bytes))
		code = errno;
	if (code == 0 && getpeername((int)s->handle, (struct sockaddr *)&name, &length) == 0) {
		s->traffic.round_trips = 1;
		return WT_OK;
	}
	if (code == 0 && !wt_stop_requested() && (!s->deadline_ns || wt_clock_ns() < s->deadline_ns))
		return WT_WANT_WRITE;
	errno = code ? code : ETIMEDOUT;
	status = connect_failure(&s->peer, error);
	wt_socket_close(s);
	return status;
}

static enum wt_status listen_failure(const struct wt_address *address, const char *operation, struct wt_error *error)
{
	char text[WT_ADDRESS_TEXT_BYTES];
	int reason = errno;

	wt_address_text(address, text, sizeof(text));
	if (reason == EADDRINUSE && wt_address_port(address) == 0)
		return wt_error_set(error, WT_ERROR, operation, "system", reason, "no port is free at %s",
				    wt_address_host(address, text, sizeof(text)));
	if (reason == EADDRINUSE)
		return wt_error_set(error, WT_ERROR, operation, "system", reason,
				    "%s is in use; valid: a free port, or 0 to let the system pick", text);
	return wt_error_set(error, WT_ERROR, operation, "system", reason, "cannot serve at %s: %s", text,
			    strerror(reason));
}

enum wt_status wt_socket_listen(struct wt_socket *s, enum wt_socket_kind kind, const struct wt_address *address,
				struct wt_error *error)
{
	const struct sockaddr *name = wt_address_sockaddr(address);
	int type = kind == WT_STREAM ? SOCK_STREAM : SOCK_DGRAM;
	int handle = socket(name->sa_family, type | SOCK_CLOEXEC | wt_spin_flag(), 0);
	enum wt_status status;

	if (handle < 0)
		return wt_error_system(error, WT_ERROR, "socket", errno);
	reset(s, kind, handle);
	/* the last run's TIME_WAIT must not keep a server from its port; for datagrams the
	 * option would let two servers share one, so they go without */
	if (kind == WT_STREAM)
		set_option(handle, SOL_SOCKET, SO_REUSEADDR, 1);
	else
		set_option(handle, SOL_SOCKET, SO_RCVBUF, RECEIVE_BUFFER_BYTES);
	if (bind(handle, name, address->length)) {
		status = listen_failure(address, "bind", error);
		goto out;
	}
	s->tells_local = kind == WT_DATAGRAM && wt_is_wildcard(name);
	if (s->tells_local && wt_tell_local(handle, name->sa_family)) {
		status = wt_error_system(error, WT_ERROR, "setsockopt", errno);
		goto out;
	}
	/* what it hands out inherits these, as they are when the peer connects */
	if (kind == WT_STREAM && (set_limits(s) || set_no_delay(s))) {
		status = wt_error_system(error, WT_ERROR, "setsockopt", errno);
		goto out;
	}
	if (kind == WT_STREAM && listen(handle, LISTEN_BACKLOG)) {
		status = listen_failure(address, "listen", error);
		goto out;
	}
	return WT_OK;
out:
	wt_socket_close(s);
	return status;
}

enum wt_status wt_socket_local(const struct wt_socket *socket, struct wt_address *address, struct wt_error *error)
{
	struct sockaddr_storage name;
	socklen_t length = sizeof(name);

	if (getsockname((int)socket->handle, (struct sockaddr *)&name, &length))
		return wt_error_system(error, WT_ERROR, "getsockname", errno);
	wt_address_from_sockaddr(address, (struct sockaddr *)&name, length);
	return WT_OK;
}

static int accept_now(int listener, struct wt_address *peer)
{
	memset(peer, 0, sizeof(*peer));
	peer->length = sizeof(peer->storage);
	return accept4(listener, (struct sockaddr *)peer->storage, &peer->length, SOCK_CLOEXEC | wt_spin_flag());
}

static int accept_spinning(int listener, uint64_t left_ns, struct wt_address *peer)
{
	uint64_t limit_ns = left_ns < WT_SLICE_NS ? left_ns : WT_SLICE_NS, end_ns = 0;
	int handle;

	do {
		handle = accept_now(listener, peer);
	} while (handle < 0 && errno == EAGAIN && wt_spin_on(&end_ns, limit_ns));
	return handle;
}

/*
 * Takes one from the queue. Where less than a slice is left, it is polled for: the listener's own
 * limit stays what it is, or the accepted socket would inherit one that is too short.
 */
static int accept_in_time(const struct wt_socket *listener, uint64_t left_ns, struct wt_address *peer)
{
	struct pollfd queue = { .fd = (int)listener->handle, .events = POLLIN };
	int ready;

	if (left_ns < WT_SLICE_NS) {
		ready = poll(&queue, 1, (int)((left_ns + WT_NS_PER_MS - 1) / WT_NS_PER_MS));
		if (ready == 0)
			errno = EAGAIN;
		if (ready <= 0)
			return -1;
	}
	return accept_now(queue.fd, peer);
}

/*
 * TCP_NODELAY and both limits come with the socket: Linux copies them from the listener. Set here
 * again they would be three system calls of each exchange. A port to a system that does not copy
 * them sets them here.
 */
static void take_accepted(struct wt_socket *s, const struct wt_socket *listener, int handle)
{
	reset(s, WT_STREAM, handle);
	s->deadline_ns = listener->deadline_ns;
	s->receive_limit_ns = listener->receive_limit_ns;
}

enum wt_status wt_socket_accept(struct wt_socket *listener, struct wt_socket *s, struct wt_address *peer,
				struct wt_error *error)
{
	uint64_t left_ns = WT_SLICE_NS, now;
	int handle;

	do {
		if (listener->deadline_ns) {
			now = wt_clock_near_ns(listener->deadline_ns);
			if (now >= listener->deadline_ns)
				return wt_error_set(error, WT_TIMEOUT, "accept", "wiretoll", 0,
						    "nobody connected in time");
			left_ns = listener->deadline_ns - now;
		}
		handle = wt_spins() ? accept_spinning((int)listener->handle, left_ns, peer)
				    : accept_in_time(listener, left_ns, peer);
	} while (handle < 0 && !wt_stop_requested() && (errno == EINTR || errno == EAGAIN));
	if (handle < 0 && wt_stop_requested())
		return wt_error_set(error, WT_ERROR, "accept", "signal", wt_stop_requested(), "interrupted");
	if (handle < 0)
		return wt_listener_failure("accept", errno, error);
	take_accepted(s, listener, handle);
	return WT_OK;
}

void wt_socket_share(struct wt_socket *socket, const struct wt_socket *listener, const struct wt_address *peer)
{
	reset(socket, WT_DATAGRAM, (int)listener->handle);
	socket->shared = true;
	socket->peer = *peer;
	socket->local = listener->local;
}

void wt_socket_follow(struct wt_socket *socket, const struct wt_socket *listener, const struct wt_address *peer)
{
	socket->peer = *peer;
	socket->local = listener->local;
}

enum wt_status wt_socket_rebind(struct wt_socket *socket, uint64_t deadline_ns, struct wt_error *error)
{
	struct wt_socket old = *socket;
	enum wt_status status = wt_socket_connect(socket, old.kind, &old.peer, deadline_ns, error);

	socket->tap = old.tap;
	wt_socket_close(&old);
	return status;
}

void wt_socket_adopt(struct wt_socket *socket, enum wt_socket_kind kind, intptr_t handle)
{
	reset(socket, kind, (int)handle);
	wt_spin_adopt((int)handle);
}

void wt_socket_finish(struct wt_socket *socket)
{
	if (socket->handle >= 0 && socket->kind == WT_STREAM)
		shutdown((int)socket->handle, SHUT_WR);
}

void wt_socket_close(struct wt_socket *socket)
{
	if (socket->handle >= 0 && !socket->shared)
		close((int)socket->handle);
	socket->handle = -1;
}
