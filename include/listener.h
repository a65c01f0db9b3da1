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

enum { WT_SOCKETS_MAX = 256 };

/*
 * Waits until any of `count` sockets (WT_SOCKETS_MAX at most; a listener among them, or not) has
 * something for us, its end included, or until `deadline_ns` (0: none): WT_TIMEOUT. `*ready` is
 * the first of them that has. Does not allocate.
 */
enum wt_status wt_sockets_wait(const struct wt_socket *const *sockets, size_t count, uint64_t deadline_ns,
			       size_t *ready, struct wt_error *error);

/* Makes `socket` the way from a datagram listener to one peer. It owns no descriptor. */
void wt_socket_share(struct wt_socket *socket, const struct wt_socket *listener, const struct wt_address *peer);

/* The peer of a shared socket is at another address now, and was heard by the listener last. */
void wt_socket_follow(struct wt_socket *socket, const struct wt_socket *listener, const struct wt_address *peer);

/* Receives one datagram of anybody on a datagram listener; otherwise as wt_socket_recv.
 * WT_WANT_READ with an error set: as in wt_socket_accept. */
enum wt_status wt_socket_recv_from(struct wt_socket *listener, void *data, size_t room, size_t *received,
				   struct wt_address *peer, struct wt_error *error);

#endif
