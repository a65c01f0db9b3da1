/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Inside the DTLS transport: a server that loses no datagram of any peer. One
 * unconnected socket; each datagram is routed by its sender's address to that
 * peer's session, strangers go to a stateless listener.
 */
#ifndef WT_DTLS_SERVER_H
#define WT_DTLS_SERVER_H

#include "clock.h"
#include "dtls_cookies.h"
#include "message.h"
#include "peers.h"
#include "secure.h"

/* A peer that has been silent for so long is forgotten. */
#define WT_PEER_IDLE_NS (60 * WT_NS_PER_S)

enum { WT_DATAGRAM_BYTES = 65536 };

struct wt_dtls_server {
	struct wt_secure_endpoint secure; /* first; its connection is the stateless listener */
	struct wt_peers peers;
	uint64_t stranger_ns;         /* when the listener last heard a new stranger */
	uint64_t next_timer_ns;       /* the earliest handshake timer of all peers; 0: none */
	uint64_t next_expiry_ns;      /* no peer is forgotten for its silence before; 0: no peer */
	bool counting, counting_heap; /* CPU time, and the heap, are charged to the peers */
	uint64_t *cpu_peer;           /* whom the CPU time since `lap_cpu_ns` belongs to */
	uint64_t lap_cpu_ns;
	size_t message_bytes; /* of the message that waits to be received */
	struct wt_dtls_cookies cookies;
	uint8_t secret[WT_COOKIE_SECRET_BYTES]; /* of the hello that is looked at */
	uint8_t datagram[WT_DATAGRAM_BYTES];
	uint8_t message[WT_DATAGRAM_BYTES]; /* and, between messages, a hello's parameters */
};

enum wt_status wt_dtls_server_start(struct wt_dtls_server *server);
void wt_dtls_server_stop(struct wt_dtls_server *server);

/* As transport.h says of accept: drives all handshakes until one peer has a message or has failed. */
enum wt_status wt_dtls_server_accept(struct wt_endpoint *endpoint, struct wt_connection **connection,
				     uint64_t deadline_ns);
/* Tells how the handshake ended; it was driven by accept. */
enum wt_status wt_dtls_server_handshake(struct wt_connection *connection);
/* Takes the message that accept found; WT_EOF when the peer closed instead. */
enum wt_status wt_dtls_server_recv(struct wt_connection *connection, void *data, size_t room, size_t *received);
void wt_dtls_server_close(struct wt_connection *connection);

/* Inside the server: */

/* dtls_listener.c: a datagram of somebody whom we do not know. A peer: the cookie was good, its handshake
 * goes on. */
struct wt_peer *wt_dtls_server_listen(struct wt_dtls_server *server, const struct wt_address *from, size_t bytes);
/*
 * From now on the thread's CPU time is `whose`; what has passed since the last
 * call goes to the one before. The clock is read only where that changes.
 */
void wt_dtls_server_cpu_to_peer(struct wt_dtls_server *server, uint64_t *whose);
/* The peer and its session are no more. */
void wt_dtls_server_forget(struct wt_dtls_server *server, struct wt_peer *peer);
/* Some peer may have been silent for too long at this time. */
void wt_dtls_server_note_expiry(struct wt_dtls_server *server, uint64_t expiry_ns);

#endif
