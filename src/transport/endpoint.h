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
	bool member;   /* of those that a server serves in turns (many.c), which has driven its handshake */
	bool closing;  /* a client's in steps: its end was said, the peer's is to come */
	void *kept;    /* by the loop above, which goes on with it later; NULL: nothing. Members only */
};

/* What a stream transport does where several are served at once; NULL: nothing. */
struct wt_steps {
	/* A step of the handshake, from its beginning on; WT_WANT_READ, WT_WANT_WRITE: it is not at its end. */
	enum wt_status (*handshake)(struct wt_connection *connection);
	/* The connection is at another place in memory now. */
	enum wt_status (*moved)(struct wt_connection *connection);
	/* Frees the session. */
	void (*drop)(struct wt_connection *connection);
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
	struct wt_connection
		*calls; /* places of a client's connections that are open at once, made in steps; NULL: none */
	uint32_t call_count;
	bool uncharged;             /* a datagram listener charges nobody for now (wt_endpoint_charge) */
	bool together;              /* streams wait together for their first bytes */
	bool in_turns;              /* and for all others; what follows is of these alone */
	uint64_t limit_ns;          /* of a handshake, or a plain stream's first message */
	void (*forget)(void *kept); /* frees what the loop above kept of a connection */
	const struct wt_steps *steps;
	struct wt_others others;    /* the streams that wait while one is served */
	struct wt_many *many;       /* those that wait, or are served in turns; NULL: none had to so far */
	uint64_t waited;            /* how many said nothing at first */
	uint64_t pushed_out;        /* closed, since too many others waited */
	uint64_t full;              /* how often nobody could come in, since too many were open */
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

/*
 * many.c: a server's streams that are waited for together. Whether there are such, or were until just now: then accept is this one.
 * One comes to be there by `park`, which tells its new place.
 */
bool wt_many_are_there(struct wt_endpoint *endpoint);
enum wt_status wt_many_accept(struct wt_endpoint *endpoint, struct wt_connection **connection, uint64_t deadline_ns);
enum wt_status wt_many_park(struct wt_connection **connection);
/* Ends a member's side; it stays until its peer has ended, or `limit_ns` have passed. */
void wt_many_close(struct wt_connection *connection, uint64_t limit_ns);
/* A member whose handshake was made before it was one. */
void wt_many_established(struct wt_connection *connection);
/* Whether a stream wants to be served now; the context is a struct wt_endpoint. Does not block. */
bool wt_many_others(void *context);
/* Counts those that have said nothing for half a second. */
void wt_many_count(struct wt_endpoint *endpoint);
void wt_many_stop(struct wt_endpoint *endpoint);

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
