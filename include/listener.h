/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The server's side of sockets: to listen, to take connections, and to tell the peers of one datagram socket apart. */
#ifndef WT_LISTENER_H
#define WT_LISTENER_H

#include "socket.h"

/*
 * Opens a socket bound to `address` (port 0: the system picks one) and, for a
 * stream, listens. After any failure the socket is closed.
 */
enum wt_status wt_socket_listen(struct wt_socket *socket, enum wt_socket_kind kind, const struct wt_address *address,
				struct wt_error *error);

/* The address that a listening socket is bound to, with the port that the system picked. */
enum wt_status wt_socket_local(const struct wt_socket *socket, struct wt_address *address, struct wt_error *error);

/*
 * Takes the next connection of a listening stream; waits until the listener's
 * deadline (WT_TIMEOUT). The connection has TCP_NODELAY, and its sends and
 * receives are limited as those of one that was connected: the system hands
 * both down from the listener, or the port sets them here. `peer` is filled.
 * WT_WANT_READ: this one could not be taken (the network, no descriptor left), the next may be:
 * `error` says why, and where it takes time to pass, a short time has passed.
 */
enum wt_status wt_socket_accept(struct wt_socket *listener, struct wt_socket *socket, struct wt_address *peer,
				struct wt_error *error);

/* Whether a listener has somebody to take, or a stream anything to receive, its end included. Does not block. */
bool wt_socket_ready(const struct wt_socket *socket);

/* Sockets that are waited for together, however many. Owned by whoever declares it, used by one thread. */
struct wt_socket_set {
	intptr_t handle; /* the system's; -1: none */
};

#define WT_SOCKET_SET_INIT                                                                                             \
	{                                                                                                              \
		.handle = -1                                                                                           \
	}

/* Who is ready, in turn: who was told is told again behind the others, as long as he still is. */
enum { WT_SOCKETS_READY = 64 };
struct wt_sockets_ready {
	size_t count, taken; /* `taken` is the caller's */
	void *whose[WT_SOCKETS_READY];
};

/* An empty set. Not WT_OK: no descriptor is left. */
enum wt_status wt_sockets_open(struct wt_socket_set *set, struct wt_error *error);

/*
 * From now on `socket`, a listener or a stream, is waited for: until there is something to receive, its end and its failure
 * included, or to_send until there is room to send. Closing it takes it out. `whose`, not NULL, is told when it is
 * ready. A socket is in a set once.
 */
enum wt_status wt_sockets_add(struct wt_socket_set *set, const struct wt_socket *socket, bool to_send, void *whose,
			      struct wt_error *error);
/* The same of a socket that is in the set. */
enum wt_status wt_sockets_change(struct wt_socket_set *set, const struct wt_socket *socket, bool to_send, void *whose,
				 struct wt_error *error);
/* It is no longer waited for, and stays open. */
void wt_sockets_remove(struct wt_socket_set *set, const struct wt_socket *socket);

/*
 * Waits until any of them is ready, or until `deadline_ns` (0: none; one that has passed: only looks): WT_TIMEOUT, with an empty
 * `ready`. Does not allocate.
 */
enum wt_status wt_sockets_wait(const struct wt_socket_set *set, uint64_t deadline_ns, struct wt_sockets_ready *ready,
			       struct wt_error *error);

/* Closes the set, none of the sockets. Harmless where there is none. */
void wt_sockets_close(struct wt_socket_set *set);

/* Makes `socket` the way from a datagram listener to one peer. It owns no descriptor. */
void wt_socket_share(struct wt_socket *socket, const struct wt_socket *listener, const struct wt_address *peer);

/* The peer of a shared socket is at another address now, and was heard by the listener last. */
void wt_socket_follow(struct wt_socket *socket, const struct wt_socket *listener, const struct wt_address *peer);

/* Receives one datagram of anybody on a datagram listener; otherwise as wt_socket_recv.
 * WT_WANT_READ with an error set: as in wt_socket_accept. */
enum wt_status wt_socket_recv_from(struct wt_socket *listener, void *data, size_t room, size_t *received,
				   struct wt_address *peer, struct wt_error *error);

#endif
