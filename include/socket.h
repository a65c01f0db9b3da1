/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The choke point: every byte of every transport, also those that a TLS library
 * moves itself, passes through wt_socket_send and wt_socket_recv, which count.
 */
#ifndef WT_SOCKET_H
#define WT_SOCKET_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "address.h"
#include "error.h"
#include "tap.h"
#include "traffic.h"

enum wt_socket_kind { WT_STREAM, WT_DATAGRAM };

enum { WT_SOCKET_OPENING_BYTES = 64 };

/*
 * Whether anybody else waits for the attention that a stream's peer has. Asked when a receive has brought nothing
 * for a second, and each half second from then on; yes ends it with WT_TIMEOUT. Of one that yields at any time it is
 * asked before a receive once `next_ns` has passed, which the port then moves on; yes is WT_WANT_READ. Must not block.
 */
struct wt_others {
	bool (*wait)(void *context);
	void *context;
	uint64_t next_ns; /* monotonic, to the tick */
};

/*
 * What a stream does while there is nothing to receive: it sleeps until its deadline; half a second, where it is the first wait or at
 * any time, and then ends with WT_WANT_READ; or not at all (WT_WANT_READ, or WT_WANT_WRITE where there is no room to send).
 */
enum wt_waits { WT_WAITS, WT_YIELDS_AT_FIRST, WT_YIELDS, WT_STEPWISE };

/*
 * A socket, owned by whoever declares it; zero-initialise with WT_SOCKET_INIT.
 * A socket is used by one thread. The fields are read-only for everybody but
 * the port, except `deadline_ns`, `timer_ns`, `waits`, `others`, `peek`, `tap` and
 * `sent_last`, which may be cleared where what was sent waits for nothing.
 */
struct wt_socket {
	intptr_t handle; /* the system's descriptor, -1: closed */
	enum wt_socket_kind kind;
	uint64_t deadline_ns;      /* absolute monotonic; a wait past it ends with WT_TIMEOUT; 0: none */
	uint64_t timer_ns;         /* absolute monotonic; a receive past it ends with WT_WANT_READ; 0: none */
	uint64_t receive_limit_ns; /* the receive time-out that the kernel has */
	struct wt_traffic traffic;
	const struct wt_tap *tap; /* sees what passes; NULL: nobody. Opening a socket clears it */
	size_t longest_bytes;     /* of what a call has moved */
	bool sent_last;           /* the last success was a send */
	bool ended;               /* the peer's end of the stream was seen */
	uint32_t timer_runs;      /* how often a receive ended because of `timer_ns` */
	bool shared;              /* the handle belongs to a listener; receives take from `inbox` */
	enum wt_waits waits;
	bool yielded; /* the last receive ended with WT_WANT_READ since there was nothing, or others waited */
	struct wt_others *others; /* a stream's; NULL: nobody else can wait; opening a socket clears it */
	bool peek;                /* a receive leaves the datagram in the inbox */
	bool tells_local;         /* bound to all addresses: `local` is told with each datagram */
	struct wt_address peer;   /* where sends go; unknown of a socket that was accepted or adopted */
	struct wt_address local;  /* datagrams: the address of ours that the peer called; length 0: the bound one */
	const uint8_t *inbox;     /* shared sockets: the one datagram waiting; owned by the caller */
	size_t inbox_bytes;       /* 0: none */
	size_t opening_bytes;     /* how much of `opening` is filled */
	uint8_t opening[WT_SOCKET_OPENING_BYTES]; /* the first bytes received */
};

#define WT_SOCKET_INIT                                                                                                 \
	{                                                                                                              \
		.handle = -1                                                                                           \
	}

/*
 * From now on no wait for a socket sleeps: it asks again and again whether there is anything, until the same deadline, and
 * gives the processor to whoever else wants it in between. For good, and before the first socket is opened.
 */
void wt_sockets_spin(void);

/*
 * Opens a socket to `peer` and connects it, within `deadline_ns` (absolute).
 * Streams get TCP_NODELAY first. WT_REFUSED: nobody listens there. After any
 * failure the socket is closed. Blocks; does not allocate.
 */
enum wt_status wt_socket_connect(struct wt_socket *socket, enum wt_socket_kind kind, const struct wt_address *peer,
				 uint64_t deadline_ns, struct wt_error *error);

/*
 * The same of a stream in steps: it is WT_STEPWISE from now on. WT_WANT_WRITE: once there is room to send, or at its deadline, the second
 * one is called, which answers the same until it is connected. Neither blocks.
 */
enum wt_status wt_socket_connect_begin(struct wt_socket *socket, const struct wt_address *peer, uint64_t deadline_ns,
				       struct wt_error *error);
enum wt_status wt_socket_connect_end(struct wt_socket *socket, struct wt_error *error);

/*
 * Goes on from another local port, with an empty count of traffic: as wt_socket_connect, but the old descriptor is closed
 * once there is a new one, which therefore has another port.
 */
enum wt_status wt_socket_rebind(struct wt_socket *socket, uint64_t deadline_ns, struct wt_error *error);

/* Takes over an open, connected descriptor (tests join two ends by a socketpair). */
void wt_socket_adopt(struct wt_socket *socket, enum wt_socket_kind kind, intptr_t handle);

/*
 * Sends up to `bytes`; `*sent` says how many the kernel took (a stream may take
 * fewer; a datagram goes whole or not at all). WT_TIMEOUT at the deadline,
 * WT_WANT_WRITE where a stepwise one has no room, WT_REFUSED when nobody is there, WT_ERROR when the peer has closed or reset.
 */
enum wt_status wt_socket_send(struct wt_socket *socket, const void *data, size_t bytes, size_t *sent,
			      struct wt_error *error);

/*
 * Receives up to `room` bytes; `*received` is at least 1 on WT_OK for a stream,
 * a whole datagram otherwise (an empty one is skipped). WT_EOF: the peer closed in order.
 * WT_WANT_READ: a shared socket's inbox is empty, `timer_ns` passed, a stepwise one
 * has nothing, or one yields. One system call when data is there.
 */
enum wt_status wt_socket_recv(struct wt_socket *socket, void *data, size_t room, size_t *received,
			      struct wt_error *error);

/* Says that no more will be sent (FIN); receiving goes on. Harmless on a datagram socket. */
void wt_socket_finish(struct wt_socket *socket);

/* Receives and drops what comes until the peer's end, `limit_ns` at most.
 * WT_OK: the peer's end was seen. */
enum wt_status wt_socket_drain(struct wt_socket *socket, uint64_t limit_ns);

/* Closes; harmless on a closed or shared socket. The counters stay readable. */
void wt_socket_close(struct wt_socket *socket);

#endif
