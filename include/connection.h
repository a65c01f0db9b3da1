/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What endpoints and connections of every transport tell, and what they are told beside transport.h's table. */
#ifndef WT_CONNECTION_H
#define WT_CONNECTION_H

#include "transport.h"
#include "traffic.h"

/* Server costs that only the transport sees, in ns; all 0 on those that drive no handshake in accept. */
struct wt_accept_times {
	uint64_t accept_ns;      /* datagrams: first datagram of the peer to the session made */
	uint64_t handshake_ns;   /* datagrams: session made to handshake complete */
	uint64_t ready_ns;       /* datagrams: when the handshake was complete, absolute */
	struct wt_traffic ready; /* datagrams: what had passed by then */
	/* CPU time of the thread for this peer until accept handed it out; 0: not counted */
	uint64_t accept_cpu_ns, handshake_cpu_ns, receive_cpu_ns;
	uint64_t receive_from_cpu_ns; /* since when receiving goes on; 0: it is all in receive_cpu_ns */
	struct wt_heap_cost heap;     /* the same of the TLS library's heap */
};

const struct wt_error *wt_endpoint_error(const struct wt_endpoint *endpoint);
/* The address served or called; a server's port is the one that the system picked. */
const struct wt_address *wt_endpoint_address(const struct wt_endpoint *endpoint);

/* From now on new connections have this tap (tap.h); NULL: none. It must outlive them. */
void wt_endpoint_set_tap(struct wt_endpoint *endpoint, const struct wt_tap *tap);

/*
 * A client with --early-data: what the next connection sends with its first flight, where the session before allows it. The
 * first `send` of that message sends nothing then, and in full where the server did not take it. `message` stays in place
 * until it was sent.
 */
void wt_endpoint_set_early(struct wt_endpoint *endpoint, const void *message, size_t bytes);

/*
 * From now on a stream that a server accepts and that says nothing for half a second ends its
 * handshake or first receive with WT_WANT_READ, and is given to `park`.
 */
void wt_endpoint_wait_together(struct wt_endpoint *endpoint);
/*
 * After that, where streams can be served in turns, true: any receive of one may end with WT_WANT_READ, when it has been
 * silent for half a second or others want to be served. Given to `park`, it goes on in steps: nothing that is done with it sleeps,
 * and accept hands it out as often as something has come. Handshakes are driven in accept, for `limit_ns` at most, which is also how
 * long a first message may take. `forget` frees what was kept of one that is closed before it was handed out.
 */
bool wt_endpoint_serve_many(struct wt_endpoint *endpoint, uint64_t limit_ns, void (*forget)(void *kept));
/* How long one may take now: that limit for each 64 that are open, since their clients may share a processor. */
uint64_t wt_endpoint_limit_ns(const struct wt_endpoint *endpoint);

/* Whether it is such a one. What its owner keeps of it between two turns, NULL: nothing. */
bool wt_connection_is_one_of_many(const struct wt_connection *connection);
void wt_connection_keep(struct wt_connection *connection, void *kept);
void *wt_connection_kept(const struct wt_connection *connection);

/*
 * A client of streams: room for so many connections that are open at once, until `shut`. `connect` with `*connection` one of these
 * places, closed or never used, makes it anew in steps: nothing that is done with it sleeps, and what cannot be done now answers
 * WT_WANT_READ or WT_WANT_WRITE, `connect` and `close` too. After `connect` it is asked by the third one until it is connected, the
 * others are called again as they were. What is to be waited for is the last one.
 */
enum wt_status wt_endpoint_call_many(struct wt_endpoint *endpoint, uint32_t count, struct wt_error *error);
struct wt_connection *wt_endpoint_place(struct wt_endpoint *endpoint, uint32_t index);
enum wt_status wt_connection_connected(struct wt_connection *connection);
const struct wt_socket *wt_connection_socket(const struct wt_connection *connection);

/* How many said nothing at first, how many were closed since too many were silent, and how often nobody could come in. */
uint64_t wt_endpoint_waited(struct wt_endpoint *endpoint, uint64_t *pushed_out, uint64_t *full);

/* How many may be open at once. *files: the descriptors that the system allows, where it is for these that there may be fewer than
 * --max-peers says; else 0. */
uint64_t wt_endpoint_most(const struct wt_endpoint *endpoint, uint64_t *files);

/*
 * Whether a datagram listener charges what it works to the peer that it works for (struct wt_accept_times), for which it reads
 * the thread's CPU clock with each datagram. As the settings say, until this is told.
 */
void wt_endpoint_charge(struct wt_endpoint *endpoint, bool on);

/* A datagram listener: what came in that was nobody's message and nobody's handshake. */
uint64_t wt_endpoint_unknown_datagrams(const struct wt_endpoint *endpoint);

/* A datagram listener: how often a peer went on from another address, known by its connection ID. */
uint64_t wt_endpoint_moved(const struct wt_endpoint *endpoint);

/*
 * After accept has run into its deadline: when a datagram of a handshake that may still become a
 * message came last, monotonic; 0: never, or this transport has no such handshakes.
 */
uint64_t wt_endpoint_heard_ns(const struct wt_endpoint *endpoint);

const struct wt_error *wt_connection_error(const struct wt_connection *connection);
const struct wt_address *wt_connection_peer(const struct wt_connection *connection);
const struct wt_traffic *wt_connection_traffic(const struct wt_connection *connection);
const struct wt_accept_times *wt_connection_times(const struct wt_connection *connection);
/* DTLS handshake timers that ran out on this connection; 0 elsewhere. */
uint32_t wt_connection_retransmissions(const struct wt_connection *connection);
/* Datagrams, before `close`: whether anything came of the peer; of a secure one, whether what came first is a
 * record of DTLS (RFC 6347 4.1): all that follows is encrypted, or garbage. */
bool wt_connection_heard(const struct wt_connection *connection);
/* From now on what passes is seen by this one; NULL: by nobody. */
bool wt_connection_is_tapped(const struct wt_connection *connection);
void wt_connection_set_tap(struct wt_connection *connection, const struct wt_tap *tap);

/* Renews the deadline of a connection's waits (absolute ns; 0: none); a time-out is forgiven. */
void wt_connection_set_deadline(struct wt_connection *connection, uint64_t deadline_ns);

#endif
