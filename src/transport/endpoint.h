/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Inside the transports: what every endpoint and connection has. */
#ifndef WT_ENDPOINT_H
#define WT_ENDPOINT_H

#include "connection.h"
#include "transport.h"
#include "wire.h"

struct wt_connection {
	struct wt_endpoint *endpoint;
	struct wt_wire wire;
	struct wt_address peer;
	struct wt_accept_times times;
	uint32_t retransmissions;
	void *session; /* the TLS library's session; NULL: none */
};

/* An accepted stream whose first bytes are not there yet. */
struct wt_waiting {
	struct wt_socket socket;
	struct wt_address peer;
	uint64_t since_ns; /* 0: counted already */
};

struct wt_endpoint {
	const struct wt_settings *settings;
	bool server;
	struct wt_address address;
	struct wt_socket listener;
	struct wt_error error;
	const struct wt_tap *tap; /* for new connections; NULL: none */
	const void *early;        /* client: the message of the next connection, to be sent early; NULL: none */
	size_t early_bytes;
	struct wt_connection connection; /* a client's, and a sequential server's, only one */
	struct wt_connection *held;      /* places for settings.hold of them, when they stay open */
	size_t held_count;
	bool uncharged;             /* a datagram listener charges nobody for now (wt_endpoint_charge) */
	bool together;              /* streams wait together for their first bytes */
	struct wt_others others;    /* the streams that wait while one is served */
	struct wt_waiting *waiting; /* those that wait, the oldest first; NULL: none had to so far */
	size_t waiting_count;
	uint64_t waited;            /* how many had to */
	uint64_t pushed_out;        /* closed, since too many others waited */
	uint64_t unknown_datagrams; /* datagrams that were not for us */
	uint64_t moved;             /* how often a peer went on from another address */
	uint64_t heard_ns;          /* of handshakes under way, when accept ran into its deadline */
};

/* Resolves the address and, for a server, listens. */
enum wt_status wt_endpoint_start(struct wt_endpoint *endpoint, enum wt_socket_kind kind,
				 const struct wt_settings *settings, bool server);
/* Closes the listener and the connection's socket. */
void wt_endpoint_stop(struct wt_endpoint *endpoint);

/* Copies what `from` says into `error`, for an endpoint that could not be opened. */
enum wt_status wt_error_copy(struct wt_error *error, const struct wt_error *from);

/* Makes a connection ready for its next use: no error, no session, no times. */
void wt_connection_renew(struct wt_connection *connection, struct wt_endpoint *endpoint);

/* Opens the client's socket; shared by all transports. */
enum wt_status wt_endpoint_connect(struct wt_endpoint *endpoint, enum wt_socket_kind kind,
				   struct wt_connection **connection, uint64_t deadline_ns);
/* Takes the next stream. */
enum wt_status wt_endpoint_accept(struct wt_endpoint *endpoint, struct wt_connection **connection,
				  uint64_t deadline_ns);

/* waiting.c: what wt_endpoint_accept does while streams wait, and how one comes to wait. */
enum wt_status wt_waiting_accept(struct wt_endpoint *endpoint, uint64_t deadline_ns);
enum wt_status wt_waiting_park(struct wt_connection *connection);
/* Whether a stream wants to be served now; `endpoint` is a struct wt_endpoint. Does not block. */
bool wt_waiting_others(void *endpoint);
/* Counts those that still wait and have said nothing for half a second. */
void wt_waiting_count(struct wt_endpoint *endpoint);
void wt_waiting_stop(struct wt_endpoint *endpoint);

/* Sends all through the socket: what a plain transport does. */
enum wt_status wt_plain_send(struct wt_connection *connection, const void *data, size_t bytes, size_t *sent);
enum wt_status wt_plain_recv(struct wt_connection *connection, void *data, size_t room, size_t *received);
/* A transport without security has nothing to shake hands about, and nothing negotiated. */
enum wt_status wt_plain_handshake(struct wt_connection *connection);
bool wt_plain_negotiated(struct wt_connection *connection, struct wt_negotiated *negotiated);

/* The end of a stream in order: server's FIN first, then the client's; each waits for the other's.
 * After a failure a client sends its FIN at once. */
enum wt_status wt_stream_close(struct wt_connection *connection, uint64_t limit_ns);

#endif
